"""Withhold sodium thiosulfate, or warn, where the patient or another drug forbids it; propose nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import anion_gap, below, corrected_calcium, exceeds, in_one_session, per_session

if TYPE_CHECKING:
    from collections.abc import Iterable

THIOSULFATE = "thiosulfate"
SULFONAMIDE = "sulfonamide-antibiotic"
OTHER = "other"
STOPPED = "stopped"
CISPLATIN = "cisplatin"
CITRATE = "citrate"
PERIPHERAL = "peripheral-vein"
HYPOTENSION = "hypotension"
INTRAVENOUS = "intravenous"
INTRALESIONAL = "intralesional"


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Every interlock, on the draft as ordered."""
    _allergy(case, p)
    _unread(case)
    _line(case, p)
    _sodium(case, p)
    _acid_base(case, p)
    _calcium(case, p)
    _qtc(case, p)
    _pressure(case, p)
    _other_drugs(case, p)


# -- where thiosulfate stands --------------------------------------------------------------


def _systemic(rule: Rule) -> tuple[str, ...]:
    """Sections by which thiosulfate is to reach the blood; the vein stands for a dwell's alternative as well."""
    dwells = tuple(_dwell(key) for key in rule.get("exchanges") if rule.get(_dose_of(_dwell(key))) is not None)
    if dwells or rule.get("thiosulfate.dose") is not None:
        return (THIOSULFATE, *dwells)
    return ()


def _all(rule: Rule) -> tuple[str, ...]:
    """Every section that thiosulfate is drafted in."""
    lesions = (INTRALESIONAL,) if rule.get("intralesional.thiosulfate") is not None else ()
    return (*_systemic(rule), *lesions) or rule.stop()


def _on_thiosulfate(rule: Rule, p: Parameters) -> tuple[str, ...]:
    """As `_systemic`; empty, and no end of the block, where a dose was given lately though none is drafted."""
    sections = _systemic(rule)
    recent = any(not exceeds(age, p.recent_dose) for age in _dose_ages(rule))
    return sections if sections or recent else rule.stop()


def _dwell(key: str) -> str:
    return "exchanges." + key + ".thiosulfate"


def _dose_of(section: str) -> str:
    return section + ".dose"


def _dose_ages(rule: Rule) -> tuple[Quantity, ...]:
    """How long ago each dose was given, but for those into a lesion."""
    doses = rule.get("history.thiosulfate")
    return tuple(rule.since(dose.given) for dose in doses if dose.route != INTRALESIONAL)


def _started_or_raised(rule: Rule, sections: Iterable[str]) -> bool:
    for section in sections:
        ordered, current = rule.ordered(_dose_of(section)), rule.in_force(_dose_of(section))
        if ordered is not None and (current is None or exceeds(ordered, current)):
            return True
    return False


def _hold(rule: Rule, sections: tuple[str, ...], because: str, **named: Any) -> None:
    """Withhold every section; a warning against the next dose where none is drafted."""
    for section in sections:
        rule.hold(section, because, **named)
    if not sections:
        rule.warn(THIOSULFATE, because, **named)


def _block(rule: Rule, sections: tuple[str, ...], because: str, **named: Any) -> None:
    for section in sections:
        rule.block(section, because, **named)


def _codes(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found)))


def _taken(rule: Rule) -> tuple[str, ...]:
    """Drugs that are active or ordered."""
    return _codes(item.drug for item in rule.get("medications") if item.status != STOPPED)


# -- the rules -----------------------------------------------------------------------------


def _allergy(case: CaseView, p: Parameters) -> None:
    with case.rule("S-8") as rule:
        sections = _all(rule)
        allergies = rule.get("patient.allergies")
        to_thiosulfate = [item.reaction for item in allergies if item.agent == THIOSULFATE]
        to_sulfite = [item for item in allergies if item.agent in p.sulfite_agents]
        to_doses = [item.code for item in rule.get("patient.reactions")]
        to_doses += [problem for dose in rule.get("history.thiosulfate") for problem in dose.problems]
        to_thiosulfate += [code for code in to_doses if code in p.hypersensitivity_reactions]
        if to_thiosulfate:
            _block(rule, sections, "hypersensitivity", reactions=_codes(to_thiosulfate))
        severe = [item for item in to_sulfite if item.reaction in p.severe_reactions]
        milder = [item for item in to_sulfite if item.reaction not in p.severe_reactions]
        if severe:
            agents, reactions = _codes(item.agent for item in severe), _codes(item.reaction for item in severe)
            _block(rule, sections, "sulfite", agents=agents, reactions=reactions)
        if milder:
            agents, reactions = _codes(item.agent for item in milder), _codes(item.reaction for item in milder)
            rule.warn("patient.allergies", "milder", agents=agents, reactions=reactions)
        asthma = _codes(item.code for item in rule.get("patient.conditions") if item.code in p.asthma_conditions)
        if asthma:
            rule.warn("patient.conditions", "asthma", conditions=asthma)
        if asthma or to_sulfite:
            _sulfite_products(rule, sections)
        suspect = _codes(code for code in to_doses if code in p.suspect_reactions)
        if suspect:
            rule.warn("patient.reactions", "suspect", reactions=suspect)
        if any(item.agent == SULFONAMIDE for item in allergies):
            rule.info("patient.allergies", "sulfonamide")


def _sulfite_products(rule: Rule, sections: Iterable[str]) -> None:
    with_sulfite = {item.id for item in rule.get("site.products") if item.sulfite}
    for section in sections:
        path = section + ".product"
        if section != INTRALESIONAL and rule.get(path) in with_sulfite:
            rule.warn(path, "sulfite-product", product=rule.get(path))


def _unread(case: CaseView) -> None:
    with case.rule("unread-code") as rule:
        sections = _all(rule)
        lists = {
            "allergies": [code for item in rule.get("patient.allergies") for code in (item.agent, item.reaction)],
            "reactions": [item.code for item in rule.get("patient.reactions")],
            "conditions": [item.code for item in rule.get("patient.conditions")],
            "symptoms": [item.code for item in rule.get("patient.symptoms")],
        }
        unread = tuple(name for name, codes in lists.items() if OTHER in codes)
        if unread:
            _hold(rule, sections, "other", lists=unread)
        if any(OTHER in dose.problems for dose in rule.get("history.thiosulfate")):
            rule.warn("history.thiosulfate", "dose")
        if OTHER in _taken(rule):
            rule.info("medications", "drug")


def _line(case: CaseView, p: Parameters) -> None:
    with case.rule("S-9") as rule:
        rule.need("thiosulfate.dose")
        path = "thiosulfate.shared_line"
        shared = {rule.get(path), rule.in_force(path)} - {None}
        for drugs in sorted(shared):
            named = any(drug in p.incompatible_drugs for drug in drugs)
            rule.block(path, "incompatible" if named else "mixed", refuses=drugs, drugs=_codes(drugs))
        about = tuple(drug for drug in _taken(rule) if drug in p.incompatible_drugs)
        if about and not shared:
            rule.warn(path, "line-unstated", drugs=about)

    with case.rule("peripheral-vein") as rule:
        rule.need("thiosulfate.dose")
        if rule.need("thiosulfate.access") == PERIPHERAL:
            rule.warn("thiosulfate.access", "hypertonic")


def _sodium(case: CaseView, p: Parameters) -> None:
    with case.rule("S-10") as rule:
        sections = _systemic(rule) or rule.stop()
        sodium = rule.get("labs.sodium", stale=True)
        if sodium is not None and exceeds(sodium, p.highest_sodium):
            _hold(rule, sections, "hypernatraemia", sodium=sodium)
        else:
            rule.need("labs.sodium")


def _acid_base(case: CaseView, p: Parameters) -> None:
    with case.rule("S-11") as rule:
        sections = _on_thiosulfate(rule, p)
        _anion_gap(rule, p)
        ph = rule.get("labs.ph", stale=True)
        if ph is not None and below(ph, p.lowest_ph):
            _hold(rule, sections, "ph", ph=ph)
        bicarbonate = rule.get("labs.bicarbonate", stale=True)
        if bicarbonate is not None and below(bicarbonate, p.lowest_bicarbonate):
            _hold(rule, sections, "bicarbonate", bicarbonate=bicarbonate)
        elif bicarbonate is not None and below(bicarbonate, p.escalation_bicarbonate):
            rule.warn("labs.bicarbonate", "no-escalation", bicarbonate=bicarbonate)
        else:
            rule.need("labs.bicarbonate")


def _anion_gap(rule: Rule, p: Parameters) -> None:
    """Show the gap, or say why it cannot be trusted; a part of the rule that may stay silent."""
    ions = ("labs.chloride", "labs.sodium", "labs.bicarbonate")
    for path in ions:
        if rule.get(path) is None:
            rule.silent("missing" if rule.age(path) is None else "stale", path=path, part="anion gap")
            return
    chloride, sodium, bicarbonate = (rule.get(path) for path in ions)
    analyser = rule.get("site.chloride_analyser")
    if analyser in p.safe_analysers or not _disturbed(rule, p):
        rule.info("labs.chloride", "anion-gap", gap=anion_gap(sodium, chloride, bicarbonate))
    else:
        rule.info("site.chloride_analyser", "anion-gap-unreliable", analyser=analyser or "not stated")


def _disturbed(rule: Rule, p: Parameters) -> bool:
    """Whether a dose was given shortly before the newest chloride; assumed where doses in force are not on record."""
    sample, given = rule.age("labs.chloride"), _dose_ages(rule)
    if not given:
        return any(rule.in_force(_dose_of(section)) is not None for section in _systemic(rule))
    return any(age >= sample and not exceeds(age - sample, p.interference_after_dose) for age in given)


def _calcium(case: CaseView, p: Parameters) -> None:
    with case.rule("S-12") as rule:
        sections = _systemic(rule) or rule.stop()
        symptoms = _codes(item.code for item in rule.get("patient.symptoms") if item.code in p.calcium_symptoms)
        if symptoms:
            _hold(rule, sections, "symptoms", symptoms=symptoms)
        ionised = rule.get("labs.calcium_ionised", stale=True)
        if ionised is not None and below(ionised, p.lowest_ionised):
            _hold(rule, sections, "ionised", calcium=ionised)
            rule.stop()
        if rule.get("labs.calcium_ionised") is not None:
            rule.stop()
        calcium = _lower_calcium(rule, p)
        if calcium is not None and below(calcium, p.lowest_calcium):
            _hold(rule, sections, "total", calcium=calcium)
        elif rule.get("labs.calcium_total") is None:
            if not symptoms and _started_or_raised(rule, sections):
                rule.warn("labs.calcium_ionised", "unknown")
            rule.need("labs.calcium_total")


def _lower_calcium(rule: Rule, p: Parameters) -> Quantity | None:
    """The lower of total and corrected calcium, old values too."""
    total: Quantity | None = rule.get("labs.calcium_total", stale=True)
    albumin: Quantity | None = rule.get("labs.albumin", stale=True)
    if total is None or albumin is None:
        return total
    return min(total, corrected_calcium(total, albumin, p.calcium_per_albumin, p.reference_albumin))


def _qtc(case: CaseView, p: Parameters) -> None:
    with case.rule("S-13") as rule:
        sections = _on_thiosulfate(rule, p)
        drugs = tuple(drug for drug in _taken(rule) if drug in p.qt_drugs)
        if drugs:
            rule.warn("medications", "drugs", drugs=drugs)
        limit = _long_qtc(rule, p)
        qtc = rule.get("labs.qtc", stale=True)
        if qtc is not None and not below(qtc, p.highest_qtc):
            _hold(rule, sections, "held", qtc=qtc)
        elif qtc is not None and not below(qtc, limit):
            rule.warn("labs.qtc", "long", qtc=qtc, limit=limit)
        elif rule.get("labs.qtc") is None:
            if _started_or_raised(rule, sections):
                rule.warn("labs.qtc", "unknown-start")
            else:
                rule.info("labs.qtc", "unknown")


def _long_qtc(rule: Rule, p: Parameters) -> Quantity:
    limits: dict[str, Quantity] = {"F": p.long_qtc_women, "M": p.long_qtc_men}
    return limits.get(rule.get("patient.sex"), min(limits.values()))


def _pressure(case: CaseView, p: Parameters) -> None:
    with case.rule("S-14") as rule:
        sections = _on_thiosulfate(rule, p)
        _after_falls(rule, p)
        pressure = rule.get("labs.systolic_pressure", stale=True)
        if pressure is not None and below(pressure, p.lowest_pressure):
            _hold(rule, sections, "low", pressure=pressure)
        elif rule.get("labs.systolic_pressure") is None:
            cause = "missing" if pressure is None else "stale"
            rule.silent(cause, path="labs.systolic_pressure", part="pressure before the session")


def _after_falls(rule: Rule, p: Parameters) -> None:
    """Half the rate in force, or that rate itself where it was changed since; and no dose above the last one."""
    falls = _falls(rule, p)
    if not falls:
        return
    events, latest = _codes(code for _, code in falls), min(age for age, _ in falls)
    rate, duration = rule.in_force("thiosulfate.rate"), rule.in_force("thiosulfate.infusion_duration")
    if rate is None:
        rule.warn("history.events", "slow-start", events=events)
    elif _changed_within(rule, latest):
        rule.limit("thiosulfate.rate", "no-faster", maximum=rate, severity="hold", limit=rate, events=events)
    else:
        limit = rate * p.rate_after_fall
        rule.limit(
            "thiosulfate.rate", "half-rate", maximum=limit, severity="hold",
            limit=limit, duration=duration / p.rate_after_fall, events=events,
        )  # fmt: skip
    last = _last_dose(rule)
    if last is not None:
        rule.limit("thiosulfate.dose", "no-higher", maximum=last, limit=last, events=events)


def _falls(rule: Rule, p: Parameters) -> list[tuple[Quantity, str]]:
    """How long ago, and what: falls of blood pressure within the window, in sessions and with doses."""
    found = [
        (rule.since(event.happened), event.code)
        for event in rule.get("history.events")
        if event.code in p.fall_events and (event.fall is None or not below(event.fall, p.largest_fall))
    ]
    doses = rule.get("history.thiosulfate")
    found += [(rule.since(dose.given), HYPOTENSION) for dose in doses if HYPOTENSION in dose.problems]
    return [item for item in found if not exceeds(item[0], p.event_window)]


def _changed_within(rule: Rule, age: Quantity) -> bool:
    """Whether the infusion was changed less than *age* ago, so that the rate in force is the answer to the fall."""
    slower = (THIOSULFATE, "thiosulfate.dose", "thiosulfate.infusion_duration")
    return any(change.path in slower and rule.since(change.changed) < age for change in rule.get("history.changes"))


def _last_dose(rule: Rule) -> Quantity | None:
    """The dose given last by vein; without one on record, the dose in force."""
    given = [dose for dose in rule.get("history.thiosulfate") if dose.route == INTRAVENOUS]
    if not given:
        current: Quantity | None = rule.in_force("thiosulfate.dose")
        return current
    return per_session(max(given, key=lambda dose: dose.given).dose)


def _other_drugs(case: CaseView, p: Parameters) -> None:
    with case.rule("S-19") as rule:
        sections = _systemic(rule) or rule.stop()
        conditions = _codes(item.code for item in rule.get("patient.conditions") if item.code in p.warned_conditions)
        if conditions:
            rule.warn("patient.conditions", "no-data", conditions=conditions)
        if rule.get("anticoagulation") == CITRATE:
            rule.warn("anticoagulation", "citrate")
        _cisplatin(rule, p, sections)


def _cisplatin(rule: Rule, p: Parameters, sections: tuple[str, ...]) -> None:
    """Times between cisplatin and the session; every moment counts as minutes before the case's own."""
    courses = [item for item in rule.get("medications") if item.drug == CISPLATIN]
    start = rule.since(rule.get("case.session_start") or rule.get("case.as_of"))
    session = rule.get("schedule.duration")
    end = start if session is None else start - in_one_session(session)
    before = [rule.since(item.last_given) - start for item in courses if item.last_given is not None]
    planned = [item for item in courses if item.status != STOPPED]
    after = [end - rule.since(item.next_due) for item in planned if item.next_due is not None]
    too_soon = [gap for gap in before if below(gap, p.after_cisplatin)]
    too_late = [gap for gap in after if below(gap, p.before_cisplatin)]
    if too_soon:
        _block(rule, sections, "too-soon", gap=min(too_soon))
    if any(below(gap, gap * 0) for gap in too_late):
        _block(rule, sections, "overdue")
    elif too_late:
        _block(rule, sections, "too-late", gap=min(too_late))
    if planned and not too_soon and not too_late:
        rule.warn("medications", "cisplatin")
