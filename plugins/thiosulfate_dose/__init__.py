"""Start, raise, cap and report intravenous thiosulfate; offer the vein where a dwell was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import below, body_surface, exceeds, osmoles, per_session, sodium_load

if TYPE_CHECKING:
    from collections.abc import Iterable

DOSE = "thiosulfate.dose"
PRODUCT = "thiosulfate.product"
DURATION = "thiosulfate.infusion_duration"
HISTORY = "history.thiosulfate"

PERITONEAL = ("CAPD", "APD")
VEIN_REFUSED = ("intravenous-refused", "intravenous-not-tolerated")
NO_ACCESS = "no-intravenous-access"
INTRAVENOUS = "intravenous"
SYSTEMIC = ("intravenous", "intraperitoneal")
TOLERATED, NOT_TOLERATED, UNKNOWN = "tolerated", "not-tolerated", "unknown"
STOMACH = ("vomiting", "nausea")
# With these alone a dose that is recorded as tolerated counts as tolerated.
MILD = ("nausea", "flushing")
FALLS = ("hypotension", "pressure-fall-with-symptoms", "pressure-fall-without-symptoms")
# Fresh values without which no dose is raised.
CHECKS = ("labs.bicarbonate", "labs.calcium_ionised", "labs.qtc", "labs.sodium", "patient.dry_weight")


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Withhold every route from a child; show what has been published."""
    with case.rule("S-4") as rule:
        sections = _wanted(rule) or rule.stop()
        age = rule.need("patient.age")
        if not below(age, p.adult_age):
            rule.stop()
        because, figures = _published(rule, p)
        for section in sections:
            if below(age, p.newborn_age):
                rule.block(section, "newborn", final=True)
            else:
                rule.hold(section, because, **figures)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Cap what was asked for, raise what was tolerated, and offer the vein instead of a refused dwell."""
    asked = _start(case, p) or _titrate(case, p)
    _cap_by_weight(case, p, asked=asked)
    _replace_dwell(case, p)


@hookimpl
def calciplug_review(case: CaseView, p: Parameters) -> None:
    """Report what the dose brings with it, how long it has been given, and how weak the evidence is."""
    with case.rule("A-10") as rule:
        if not _standing(rule) and rule.get("intralesional.thiosulfate") is None:
            rule.need(DOSE)
        rule.info(None, "banner")

    with case.rule("S-15") as rule:
        paths = _standing(rule) or rule.need(DOSE)
        rule.silent("needs-model", part="rise in sodium")
        for path in paths:
            (_report if path == DOSE else _report_dwell)(rule, path)
        _warn_of_excipients(rule, p, paths)

    with case.rule("S-17") as rule:
        if not _standing(rule):
            rule.need(DOSE)
        course = max((rule.since(dose.given) for dose in _given(rule, SYSTEMIC)), default=None)
        if course is None:
            rule.silent("missing", path=HISTORY)
            return
        if not below(course, p.review_after):
            rule.info(DOSE, "review", course=course)
        if not below(course, p.bone_after):
            rule.info(DOSE, "bone", course=course)


# -- where thiosulfate stands --------------------------------------------------------------


def _dwells(rule: Rule) -> tuple[str, ...]:
    """Sections of thiosulfate in every exchange, whether there is any or not."""
    return tuple("exchanges." + key + ".thiosulfate" for key in rule.drafted("exchanges"))


def _asked_dwells(rule: Rule) -> tuple[str, ...]:
    """Those that a dose was ordered for, or is in force in."""
    return tuple(section for section in _dwells(rule) if rule.drafted(section + ".dose") is not None)


def _wanted(rule: Rule) -> tuple[str, ...]:
    """Sections to withhold; the vein always, so that no rule offers it instead."""
    lesions = ("intralesional",) if rule.get("intralesional.thiosulfate") is not None else ()
    found = (*_asked_dwells(rule), *lesions)
    return ("thiosulfate", *found) if found or rule.get(DOSE) is not None else ()


def _standing(rule: Rule) -> tuple[str, ...]:
    """Paths of the doses that stand, the vein first; a dose may have been moved to another dwell."""
    paths = (DOSE, *(section + ".dose" for section in _dwells(rule)))
    return tuple(path for path in paths if rule.get(path) is not None)


def _given(rule: Rule, routes: Iterable[str] = (INTRAVENOUS,)) -> list[Any]:
    """Recorded doses by *routes*, newest first."""
    doses = [dose for dose in rule.get(HISTORY) if dose.route in routes]
    return sorted(doses, key=lambda dose: dose.given, reverse=True)


# -- children ------------------------------------------------------------------------------


def _published(rule: Rule, p: Parameters) -> tuple[str, dict[str, Quantity]]:
    """Both published figures for this child's body surface, where height and weight are known."""
    height, weight = rule.get("patient.height"), rule.get("patient.dry_weight")
    if height is None or weight is None:
        return "child-unmeasured", {}
    surface = body_surface(height, weight)
    high = p.child_high_dose / p.child_high_surface * surface
    low = p.child_low_dose / p.child_low_surface * surface
    return "child", {"high": high, "low": low, "surface": surface}


# -- start, steps and weight ---------------------------------------------------------------


def _start(case: CaseView, p: Parameters) -> bool:
    """S-1; whether it asked for a dose."""
    asked = False
    with case.rule("S-1") as rule:
        dose = rule.need(DOSE)
        value = _within_weight(rule, p, p.first_dose)
        if _given(rule) or not exceeds(dose, value):
            rule.stop()
        if rule.ordered(DOSE) is None:
            asked = _cap(rule, "unrecorded", dose=dose, value=value)
        else:
            asked = _cap(rule, "first", "info", dose=dose, value=value)
    return asked


def _titrate(case: CaseView, p: Parameters) -> bool:
    """S-2; whether it asked for a dose."""
    asked = False
    with case.rule("S-2") as rule:
        dose = rule.need(DOSE)
        given = _given(rule) or rule.stop()
        base, halved = _base(rule, p, given), _halved(rule, given[0])
        if halved is not None and exceeds(dose, halved):
            asked = _cap(rule, "halve", dose=dose, value=_within_weight(rule, p, halved))
        elif exceeds(dose, base):
            asked = _cap_step(rule, p, dose, base, given[0])
        elif rule.ordered(DOSE) is None:
            asked = _raise(rule, p, base, given)
    return asked


def _cap_by_weight(case: CaseView, p: Parameters, *, asked: bool) -> None:
    """S-3; where another rule *asked* for a dose already, that one is inside this cap, and this one is only said."""
    with case.rule("S-3") as rule:
        dose = rule.need(DOSE)
        if not exceeds(dose, _within_weight(rule, p, dose)):
            rule.stop()
        weight = rule.get("patient.dry_weight")
        because = "unweighed" if weight is None else "light"
        named = {"dose": dose} if weight is None else {"dose": dose, "weight": weight}
        if rule.overridden(DOSE, dose):
            rule.info(DOSE, "decided", dose=dose)
        elif asked:
            rule.warn(DOSE, because, **named)
        else:
            rule.propose(DOSE, p.low_weight_dose, because, severity="warning", **named)


def _cap(
    rule: Rule, because: str, severity: Any = "warning", /, *, dose: Quantity, value: Quantity, **named: Any
) -> bool:
    """Ask for *value* instead of *dose*, unless a person decided for *dose*; whether it was asked for."""
    if rule.overridden(DOSE, dose):
        rule.info(DOSE, "decided", dose=dose)
        return False
    rule.propose(DOSE, value, because, severity=severity, dose=dose, value=value, **named)
    return True


def _within_weight(rule: Rule, p: Parameters, dose: Quantity) -> Quantity:
    """*dose*, or the cap for a light patient; an unknown weight counts as light."""
    weight = rule.get("patient.dry_weight")
    light = weight is None or below(weight, p.low_weight)
    return min(dose, p.low_weight_dose) if light else dose


def _base(rule: Rule, p: Parameters, given: list[Any]) -> Quantity:
    """What a step is counted from: the dose in force, else the last tolerated one, else a first dose."""
    current: Quantity | None = rule.in_force(DOSE)
    if current is not None:
        return current
    tolerated = [dose for dose in given if dose.tolerance == TOLERATED]
    return per_session(tolerated[0].dose) if tolerated else min(p.first_dose, per_session(given[0].dose))


def _halved(rule: Rule, last: Any) -> Quantity | None:
    """Half of the *last* dose, where it was not tolerated although its infusion had been lengthened; else None."""
    if last.tolerance != NOT_TOLERATED or not any(problem in STOMACH for problem in last.problems):
        return None
    lengthened = any(
        change.path == DURATION and change.rule == "S-2" and change.changed <= last.given
        for change in rule.get("history.changes")
    )
    return per_session(last.dose) / 2 if lengthened else None


def _cap_step(rule: Rule, p: Parameters, dose: Quantity, base: Quantity, last: Any) -> bool:
    """Let an ordered *dose* go one step above the *last* one, or not above *base* while a check fails."""
    unmet, unknown = _checks(rule, p, last)
    value, reached = base, per_session(last.dose)
    if not unmet and not unknown:
        value = max(base, min(p.full_dose, reached + p.step))
    value = _within_weight(rule, p, value)
    if not exceeds(dose, value):
        return False
    if unmet:
        return _cap(rule, "unmet", dose=dose, value=value, conditions=unmet)
    if unknown:
        return _cap(rule, "unknown", dose=dose, value=value, conditions=unknown)
    return _cap(rule, "one-step", dose=dose, value=value, last=reached)


def _raise(rule: Rule, p: Parameters, base: Quantity, given: list[Any]) -> bool:
    """Ask for one step more, where the dose in force was given and tolerated and every check is fresh and met."""
    last = given[0]
    value = min(p.full_dose, base + p.step)
    refused_before = any(dose.tolerance == NOT_TOLERATED and not below(per_session(dose.dose), value) for dose in given)
    if rule.need("case.modality") in PERITONEAL or not exceeds(value, base) or refused_before:
        rule.stop()
    if below(per_session(last.dose), base):
        rule.stop()
    if last.tolerance == UNKNOWN:
        rule.silent("missing", path=HISTORY, part="tolerance of the last dose")
        return False
    for path in CHECKS:
        rule.need(path)
    if any(_checks(rule, p, last)):
        rule.stop()
    rule.propose(DOSE, value, "raise", current=base, value=value)
    return True


def _checks(rule: Rule, p: Parameters, last: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Paths of the checks that are not met, and of those that are not known."""
    unmet, unknown = [], []
    if last.tolerance == UNKNOWN:
        unknown.append(HISTORY)
    elif last.tolerance == NOT_TOLERATED or not all(problem in MILD for problem in last.problems):
        unmet.append(HISTORY)
    if _pressure_fell(rule, p, last):
        unmet.append("history.events")
    for path in CHECKS:
        value = rule.get(path)
        if value is None:
            unknown.append(path)
        elif not _met(p, path, value):
            unmet.append(path)
    return tuple(unmet), tuple(unknown)


def _met(p: Parameters, path: str, value: Quantity) -> bool:
    match path:
        case "labs.bicarbonate":
            return not below(value, p.lowest_bicarbonate)
        case "labs.calcium_ionised":
            return not below(value, p.lowest_ionised_calcium)
        case "labs.qtc":
            return below(value, p.highest_qtc)
        case "labs.sodium":
            return not exceeds(value, p.highest_sodium)
        case _:
            return not below(value, p.low_weight)


def _pressure_fell(rule: Rule, p: Parameters, last: Any) -> bool:
    """Whether pressure fell too far with the *last* dose or since; a fall of unknown size counts."""
    return any(
        not exceeds(rule.since(event.happened), rule.since(last.given) + p.fall_before_dose)
        for event in rule.get("history.events")
        if event.code in FALLS and (event.fall is None or not below(event.fall, p.pressure_fall))
    )


# -- peritoneal dialysis -------------------------------------------------------------------


def _replace_dwell(case: CaseView, p: Parameters) -> None:
    """P-5: what the vein means in peritoneal dialysis, or the vein instead of a dwell that was refused."""
    with case.rule("P-5") as rule:
        if rule.need("case.modality") not in PERITONEAL:
            rule.stop()
        if rule.get(DOSE) is not None:
            rule.info(DOSE, "exposure")
            rule.stop()
        dwells = _asked_dwells(rule)
        if not dwells or rule.drafted(DOSE) is not None or _standing(rule):
            rule.stop()
        if _maybe_peritonitis(rule, p):
            rule.warn(DOSE, "after-review")
        elif _vein_ruled_out(rule):
            rule.warn(DOSE, "no-vein")
        else:
            _offer_vein(rule, p, dwells[0])


def _offer_vein(rule: Rule, p: Parameters, dwell: str) -> None:
    value = _within_weight(rule, p, min(p.peritoneal_dose, _restart(rule, p)))
    rule.propose(DOSE, value, "alternative", form=rule.form(dwell + ".dose"), value=value)
    product = rule.drafted(dwell + ".product")
    if product is not None:
        rule.propose(PRODUCT, product, "product", product=product)


def _restart(rule: Rule, p: Parameters) -> Quantity:
    """A first dose; with doses on record none above the last and the last tolerated one, and half where S-2 halves."""
    given = _given(rule)
    if not given:
        first: Quantity = p.first_dose
        return first
    last, halved = per_session(given[0].dose), _halved(rule, given[0])
    return min(_base(rule, p, given), last if halved is None else halved)


def _vein_ruled_out(rule: Rule) -> bool:
    """Whether there is no access, or the signed decision for a dwell says why the vein cannot be used."""
    access: str | None = rule.get("patient.intravenous_access")
    decision = rule.get("patient.intraperitoneal_opt_in")
    if access == "none" or decision is None:
        return access == "none"
    return decision.reason in VEIN_REFUSED or (decision.reason == NO_ACCESS and access != "available")


def _maybe_peritonitis(rule: Rule, p: Parameters) -> bool:
    """Signs of peritonitis, old ones too; leukocytes without a differential count."""
    cloudy = any(
        look.appearance == "cloudy" and not exceeds(rule.since(look.seen), p.cloudy_within)
        for look in rule.get("history.effluent")
    )
    pain = any(symptom.code == "abdominal-pain" for symptom in rule.get("patient.symptoms"))
    cells = rule.get("labs.effluent_leukocytes", stale=True)
    neutrophils = rule.get("labs.effluent_neutrophils", stale=True)
    many = cells is not None and exceeds(cells, p.effluent_leukocytes)
    return cloudy or pain or (many and (neutrophils is None or exceeds(neutrophils, p.effluent_neutrophils)))


# -- what a dose brings --------------------------------------------------------------------


def _stocked(rule: Rule, path: str) -> Any:
    """The product of the dose at *path*, or None."""
    products = {product.id: product for product in rule.get("site.products")}
    return products.get(rule.get(path.removesuffix("dose") + "product"))


def _known(kind: str, potassium: Any, boric_acid: Any) -> str:
    """Key of the reason that says what of a product is known."""
    if potassium is None:
        return kind + ("-bare" if boric_acid is None else "-boric-acid")
    return kind + ("-potassium" if boric_acid is None else "")


def _report(rule: Rule, path: str) -> None:
    dose, product = rule.need(path), _stocked(rule, path)
    form = rule.form(path) or "pentahydrate"
    named = {"dose": dose, "osmoles": _ideal(dose, form)}
    if product is None:
        rule.info(path, "load-no-product", sodium=sodium_load(dose, form), **named)
        return
    volume = rule.need("thiosulfate.volume")
    named |= {"volume": volume, "sodium": sodium_load(dose, form, volume=volume, declared=product.sodium)}
    for name, content in (("potassium", product.potassium), ("boric_acid", product.boric_acid)):
        if content is not None:
            named[name] = content * volume
    rule.info(path, _known("load", product.potassium, product.boric_acid), **named)


def _report_dwell(rule: Rule, path: str) -> None:
    section = path.removesuffix(".dose")
    dose, product, form = rule.need(path), _stocked(rule, path), rule.form(path) or "pentahydrate"
    bag = rule.get(section.removesuffix("thiosulfate") + "volume")
    if product is None or bag is None:
        rule.info(path, "dwell-no-product", dose=dose, sodium=sodium_load(dose, form))
        return
    volume = rule.need(section + ".volume")
    named = {"dose": dose, "volume": volume, "osmoles": _ideal(rule.need(section + ".concentration"), form)}
    named["sodium"] = sodium_load(dose, form, volume=volume, declared=product.sodium)
    for name, content in (("potassium", product.potassium), ("boric_acid", product.boric_acid)):
        if content is not None:
            named[name] = content * (volume / (bag + volume))
    rule.info(path, _known("dwell", product.potassium, product.boric_acid), **named)


def _ideal(amount: Quantity, form: str) -> tuple[Quantity, Quantity]:
    """Ideal osmoles, in the declared form and with the same label's grams read as anhydrous."""
    low = osmoles(amount)
    return low, low if form == "anhydrous" else osmoles(amount, as_anhydrous=True)


def _warn_of_excipients(rule: Rule, p: Parameters, paths: tuple[str, ...]) -> None:
    """Potassium for a patient who has too much of it; both excipients in pregnancy and in childhood."""
    products = [_stocked(rule, path) for path in paths]
    zero = p.high_potassium * 0
    with_potassium = any(
        product is None or product.potassium is None or exceeds(product.potassium, zero) for product in products
    )
    serum = rule.get("labs.potassium", stale=True)
    if serum is None:
        rule.silent("missing", path="labs.potassium", part="potassium")
    elif with_potassium and exceeds(serum, p.high_potassium):
        rule.warn(paths[0], "potassium", potassium=serum)
    age = rule.get("patient.age")
    who = ["child"] if age is not None and below(age, p.adult_age) else []
    who += [item.code for item in rule.get("patient.conditions") if item.code == "pregnancy"]
    free = all(product is not None and _is_none(product.boric_acid) for product in products)
    if who and (with_potassium or not free):
        rule.warn(paths[0], "excipients", who=tuple(who))


def _is_none(content: Quantity | None) -> bool:
    """Whether a product declares that it holds none."""
    return content is not None and not exceeds(content, content * 0)
