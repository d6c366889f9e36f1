"""Low calcium under denosumab, found already or to be feared with thiosulfate and little calcium in the dialysate."""

from __future__ import annotations

from calciplug import AfterView, CaseView, Parameters, Quantity, Rule
from calciplug.units import exceeds

from .level import TOTAL, is_known, low_calcium
from .taken import MEDICINES, denosumab, denosumab_of_unknown_date, stop_if_not_stated

BATH = "dialysate.calcium"


def check_calcium(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Warn where calcium is low or all three meet; tell of the boxed warning wherever denosumab may act."""
    with case.rule("denosumab-calcium") as rule:
        stop_if_not_stated(rule)
        drugs = denosumab(rule, p)
        if not drugs:
            unknown = denosumab_of_unknown_date(rule, p) or rule.stop()
            rule.info(MEDICINES, "last-unknown", drugs=unknown)
            rule.stop()
        low = low_calcium(rule, p)
        if low is not None:
            path, how, named = low
            rule.warn(path, "low-" + how, drugs=drugs, **named)
        elif not is_known(rule):
            rule.silent("missing" if rule.age(TOTAL) is None else "stale", path=TOTAL, part="low calcium")
        calcium = _least_calcium(rule)
        little = calcium is not None and (after.was_lowered(BATH) or not exceeds(calcium, p.little_calcium))
        if little and _thiosulfate_stands(rule):
            rule.warn(MEDICINES, "three-together", drugs=drugs, calcium=calcium)
        elif low is None:
            rule.info(MEDICINES, "boxed-warning", drugs=drugs)


def _least_calcium(rule: Rule) -> Quantity | None:
    """The lowest calcium that the bath or a solution brings; None where none is known or it is withheld."""
    solutions = {item.id: item.calcium for item in rule.get("site.solutions")}
    found = [rule.get(BATH)]
    found += [solutions.get(rule.get("exchanges." + key + ".solution")) for key in rule.get("exchanges")]
    return min((item for item in found if item is not None), default=None)


def _thiosulfate_stands(rule: Rule) -> bool:
    """Whether the outcome leaves a dose into a vein or a dwell."""
    paths = ["thiosulfate.dose", *("exchanges." + key + ".thiosulfate.dose" for key in rule.get("exchanges"))]
    return any(rule.get(path) is not None for path in paths)
