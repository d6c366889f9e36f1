"""Keep thiosulfate out of the peritoneum unless a gate is passed, and then in one long, clear, manual glucose dwell."""

from __future__ import annotations

from typing import Any, NamedTuple

from calciplug import CaseView, Parameters, Quantity, Rule, hookimpl
from calciplug.units import below, exceeds, osmoles, sodium_load

NO_ACCESS = "no-intravenous-access"
# Reasons that rule the vein out although there is one.
DECIDED = "intravenous-refused", "intravenous-not-tolerated"
GLUCOSE, ICODEXTRIN = "glucose", "icodextrin"
MANUAL, CYCLER = "manual", "cycler"
CLEAR, CLOUDY = "clear", "cloudy"
PAIN = "abdominal-pain"
ALONE = ("peritoneal_dwell",)


class Move(NamedTuple):
    """A dose that stands in a dwell that is not the longest suitable one."""

    key: str
    target: str
    dwell: Quantity
    longest: Quantity


@hookimpl
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """The gate, the limits, the vehicle and the effluent; then the dwell."""
    with case.rule("P-1") as rule:
        shut = _shut(rule)
        for key in _dosed(rule):
            if shut is not None:
                rule.block(_section(key), shut)
            else:
                reason = rule.get("patient.intraperitoneal_opt_in").reason
                rule.info(_section(key) + ".dose", "passed", reason=reason)

    with case.rule("P-2") as rule:
        for key in rule.get("exchanges"):
            _limit(rule, p, key)
        for key in _dosed(rule):
            _show_bag(rule, p, key)

    with case.rule("P-3") as rule:
        for key in _dosed(rule):
            _check_vehicle(rule, p, key)

    with case.rule("P-4") as rule:
        for key in _dosed(rule):
            _check_effluent(rule, p, _section(key))

    with case.rule("longest-dwell") as rule:
        for move in _moves(rule, p):
            offered = _elsewhere(rule, p, move.key)
            rule.block(_section(move.key), "shorter", alternative=offered, dwell=move.dwell, longest=move.longest)


@hookimpl
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Move a dose that was withheld for its dwell alone to the longest suitable one."""
    with case.rule("longest-dwell") as rule:
        for move in _moves(rule, p):
            source = _section(move.key)
            # One dose, withheld by this plugin alone: what another one holds is held in every dwell, and what a person
            # lets stand is left where it is.
            if rule.withheld_by(source) != ALONE or len(_dosed(rule)) > 1:
                rule.stop()
            offered, dose = _offered(rule, p, move.key, move.target), _section(move.target) + ".dose"
            form = rule.form(source + ".dose")
            rule.propose(dose, offered.pop(dose), "moved", form=form, dwell=move.dwell, longest=move.longest)
            for path, value in offered.items():
                rule.propose(path, value, "moved-with-it", longest=move.longest)


# -- where a dose stands -----------------------------------------------------------------------


def _section(key: str) -> str:
    return "exchanges." + key + ".thiosulfate"


def _dosed(rule: Rule) -> tuple[str, ...]:
    """Exchanges that a dose was ordered for, or is in force in."""
    return tuple(key for key in rule.drafted("exchanges") if rule.drafted(_section(key) + ".dose") is not None)


def _solution(rule: Rule, key: str) -> Any:
    """The stocked solution of an exchange, or None."""
    stocked = {solution.id: solution for solution in rule.get("site.solutions")}
    return stocked.get(rule.drafted("exchanges." + key + ".solution"))


# -- P-1: the gate -----------------------------------------------------------------------------


def _shut(rule: Rule) -> str | None:
    """Why the gate is shut; None where it is open."""
    decision, access = rule.get("patient.intraperitoneal_opt_in"), rule.get("patient.intravenous_access")
    if decision is None:
        return "no-opt-in"
    if decision.effluent_check != "daily":
        return "no-daily-check"
    if access == "none" or decision.reason in DECIDED or (decision.reason == NO_ACCESS and access != "available"):
        return None
    return "vein-possible"


# -- P-2: dose and bag -------------------------------------------------------------------------


def _limit(rule: Rule, p: Parameters, key: str) -> None:
    """Bounds for this exchange, whether a dose stands in it now or is moved there later."""
    section, bag = _section(key), _bag(rule, key)
    rule.limit(section + ".dose", "dose", maximum=p.largest_dose)
    rule.limit(section + ".count", "too-often", maximum=p.most_a_week)
    if "sodium" in bag:
        rule.limit(section + ".concentration", "concentration", maximum=p.highest_concentration, **bag)
    else:
        rule.limit(section + ".concentration", "concentration-limit", maximum=p.highest_concentration)


def _show_bag(rule: Rule, p: Parameters, key: str) -> None:
    """Show what the bag will hold, or hold a dose of which that cannot be said."""
    section, bag = _section(key), _bag(rule, key)
    if not bag or rule.get(section + ".count") is None:
        rule.hold(section, "incomplete")
    elif not exceeds(bag["concentration"], p.highest_concentration):
        rule.info(section + ".concentration", "bag" if "sodium" in bag else "bag-sodium-unknown", **bag)


def _bag(rule: Rule, key: str) -> dict[str, Any]:
    """Concentration, added osmoles and (where the solution's is known) sodium of a bag with its dose in it."""
    section = _section(key)
    dose, added = rule.get(section + ".dose"), rule.get(section + ".volume")
    volume = rule.get("exchanges." + key + ".volume")
    if dose is None or added is None or volume is None:
        return {}
    whole, form = volume + added, rule.form(section + ".dose") or "pentahydrate"
    ideal = osmoles(dose) / whole
    upper = ideal if form == "anhydrous" else osmoles(dose, as_anhydrous=True) / whole
    found: dict[str, Any] = {"concentration": dose / whole, "osmoles": (ideal, upper)}
    solution = _solution(rule, key)
    if solution is not None and solution.sodium is not None:
        products = {product.id: product for product in rule.get("site.products")}
        declared = products[rule.get(section + ".product")].sodium
        low, high = sodium_load(dose, form, volume=added, declared=declared)
        own = solution.sodium * volume
        found["sodium"] = (own + low) / whole, (own + high) / whole
    return found


# -- P-3: the vehicle --------------------------------------------------------------------------


def _check_vehicle(rule: Rule, p: Parameters, key: str) -> None:
    section, solution = _section(key), _solution(rule, key)
    unsuitable = False
    if solution is not None and solution.type == ICODEXTRIN:
        rule.block(section, "icodextrin", alternative=_elsewhere(rule, p, key))
        unsuitable = True
    if rule.drafted("exchanges." + key + ".method") == CYCLER:
        rule.block(section, "cycler", alternative=_elsewhere(rule, p, key))
        unsuitable = True
    if solution is not None and solution.calcium is not None and not below(solution.calcium, p.refused_calcium):
        rule.block(section, "calcium", alternative=_elsewhere(rule, p, key), calcium=solution.calcium)
        unsuitable = True
    if not unsuitable and not _suitable(rule, p, key):
        rule.hold(section, "unknown")


def _suitable(rule: Rule, p: Parameters, key: str) -> bool:
    """Whether an exchange is manual, of a glucose solution whose calcium is known and low enough."""
    solution = _solution(rule, key)
    return (
        rule.drafted("exchanges." + key + ".method") == MANUAL
        and solution is not None
        and solution.type == GLUCOSE
        and solution.calcium is not None
        and below(solution.calcium, p.refused_calcium)
    )


# -- P-4: the effluent -------------------------------------------------------------------------


def _check_effluent(rule: Rule, p: Parameters, section: str) -> None:
    """Stop at a sign of peritonitis; hold where nobody has looked; else say what to look for."""
    stops = _stops(rule, p)
    for because, named in stops:
        rule.block(section, because, **named)
    if stops:
        return
    doubts = _doubts(rule, p)
    for because, named in doubts:
        rule.hold(section, because, **named)
    if doubts:
        return
    cells = rule.get("labs.effluent_leukocytes", stale=True)
    if cells is not None and exceeds(cells, p.leukocytes):
        rule.warn(section + ".dose", "cells-without-neutrophils", leukocytes=cells)
    rule.info(section + ".dose", "plan")


def _stops(rule: Rule, p: Parameters) -> list[tuple[str, dict[str, Any]]]:
    """Signs of peritonitis; old counts too, because they can only tighten."""
    found: list[tuple[str, dict[str, Any]]] = []
    looks = rule.get("history.effluent")
    if any(look.appearance == CLOUDY and not exceeds(rule.since(look.seen), p.stopped_for) for look in looks):
        found.append(("cloudy", {}))
    if any(symptom.code == PAIN for symptom in rule.get("patient.symptoms")):
        found.append(("pain", {}))
    cells, neutrophils = _cells(rule)
    if cells is None or neutrophils is None:
        return found
    if exceeds(cells, p.leukocytes) and exceeds(neutrophils, p.neutrophils):
        found.append(("cells", {"leukocytes": cells, "neutrophils": neutrophils}))
    return found


def _doubts(rule: Rule, p: Parameters) -> list[tuple[str, dict[str, Any]]]:
    """What keeps the next dose waiting although nothing speaks for peritonitis."""
    found: list[tuple[str, dict[str, Any]]] = []
    cells, neutrophils = _cells(rule)
    many = cells is not None and exceeds(cells, p.leukocytes)
    granulocytic = neutrophils is not None and exceeds(neutrophils, p.neutrophils)
    if (many and neutrophils is None) or (granulocytic and cells is None):
        found.append(("cells-incomplete", {}))
    looks = sorted(rule.get("history.effluent"), key=lambda look: look.seen)
    if not looks:
        found.append(("no-look", {}))
    elif looks[-1].appearance != CLEAR:
        found.append(("not-clear", {"appearance": looks[-1].appearance}))
    elif exceeds(rule.since(looks[-1].seen), p.look_within):
        found.append(("old-look", {}))
    return found


def _cells(rule: Rule) -> tuple[Quantity | None, Quantity | None]:
    leukocytes: Quantity | None = rule.get("labs.effluent_leukocytes", stale=True)
    neutrophils: Quantity | None = rule.get("labs.effluent_neutrophils", stale=True)
    return leukocytes, neutrophils


# -- the dwell ---------------------------------------------------------------------------------


def _moves(rule: Rule, p: Parameters) -> list[Move]:
    """Doses that nothing speaks against but a dwell that is not the longest suitable one."""
    found: list[Move] = []
    for key in _dosed(rule):
        dwell, target = rule.drafted("exchanges." + key + ".dwell"), _longest(rule, p)
        if dwell is None or target is None or not _suitable(rule, p, key) or not _offered(rule, p, key, target):
            continue
        longest = rule.drafted("exchanges." + target + ".dwell")
        if exceeds(longest, dwell):
            found.append(Move(key, target, dwell, longest))
    return found


def _longest(rule: Rule, p: Parameters) -> str | None:
    """The longest suitable dwell; of equal ones the first by name."""
    best: str | None = None
    for key in rule.drafted("exchanges"):
        dwell = rule.drafted("exchanges." + key + ".dwell")
        if dwell is None or not _suitable(rule, p, key):
            continue
        if best is None or exceeds(dwell, rule.drafted("exchanges." + best + ".dwell")):
            best = key
    return best


def _elsewhere(rule: Rule, p: Parameters, key: str) -> dict[str, Any]:
    """The same dose in the longest suitable dwell, to offer where it was refused; empty where there is none."""
    target = _longest(rule, p)
    return {} if target is None or len(_dosed(rule)) > 1 else _offered(rule, p, key, target)


def _offered(rule: Rule, p: Parameters, key: str, target: str) -> dict[str, Any]:
    """The dose of *key* in the dwell *target*; empty where gate, effluent or a limit speaks against it there."""
    source, section = _section(key), _section(target)
    dose, product, count = (rule.drafted(source + name) for name in (".dose", ".product", ".count"))
    volume = rule.drafted("exchanges." + target + ".volume")
    strengths = {item.id: item.strength for item in rule.get("site.products")}
    if dose is None or product not in strengths or count is None or volume is None:
        return {}
    if _shut(rule) is not None or _stops(rule, p) or _doubts(rule, p):
        return {}
    concentration = dose / (volume + dose / strengths[product])
    if exceeds(dose, p.largest_dose) or exceeds(concentration, p.highest_concentration):
        return {}
    return {section + ".dose": dose, section + ".product": product, section + ".count": min(count, p.most_a_week)}
