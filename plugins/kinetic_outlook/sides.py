"""The two prescriptions that are compared: the one in force, and the one that will be proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import Parameters, Rule
from calciplug.kinetics import quantities as kinetics
from calciplug.units import below, is_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

PERITONEAL = ("CAPD", "APD")
SUBSTITUTION = "HDF"
WEEKDAYS = "schedule.weekdays"
SESSION = {"session": "schedule.duration"}
FLOWS = {"blood_flow": "flows.blood", "dialysate_flow": "flows.dialysate"}
REMOVAL = {**SESSION, **FLOWS, "ultrafiltration_rate": "ultrafiltration.flow"}
INFUSION = {
    **SESSION,
    "dose": "thiosulfate.dose",
    "infusion": "thiosulfate.infusion_duration",
    "start": "thiosulfate.start",
}
DOSES = {**INFUSION, "count": "schedule.count", "doses": "thiosulfate.sessions"}
# Arguments for which a model has a range → their kind.
RANGED = {
    "session": "session_duration",
    "infusion": "session_duration",
    "dialysate_calcium": "dialysate_calcium",
    "dialysate_sodium": "sodium",
    "plasma_sodium": "sodium",
}
# What is computed is missing because this is: the reason names what a person can send.
STORED = {"ultrafiltration.flow": "ultrafiltration.goal"}


def only_haemodialysis(rule: Rule) -> None:
    """End the block in peritoneal dialysis, where there is no session."""
    if rule.need("case.modality") in PERITONEAL:
        rule.stop()


def proposed(rule: Rule, paths: Mapping[str, str]) -> dict[str, Any]:
    """The values at *paths* as they will be proposed; the block ends where one is missing or withheld."""
    # What is computed last, so that what it is computed from is named where it is missing.
    found = {name: rule.need(STORED.get(path, path)) for name, path in paths.items()}
    return found | {name: rule.need(path) for name, path in paths.items() if path in STORED}


def in_force(rule: Rule, paths: Mapping[str, str]) -> dict[str, Any] | None:
    """The values at *paths* in force; None where one is missing, so that there is nothing to compare with."""
    found = {name: rule.in_force(path) for name, path in paths.items()}
    return None if any(value is None for value in found.values()) else found


def of(given: dict[str, Any], paths: Mapping[str, str]) -> dict[str, Any]:
    """Those of the values in *given* that *paths* names."""
    return {name: given[name] for name in paths}


def modelled(rule: Rule, path: str, what: str, model: Callable[..., Any], /, **arguments: Any) -> Any:
    """What *model* says; None where it is not defined for these numbers, with the reason named.

    Args:
        rule: that is silent then.
        path: of the value that is most likely at fault.
        what: would have been predicted, and under which prescription.
        model: of `calciplug.kinetics.quantities`.
        arguments: of it.
    """
    try:
        return model(**arguments)
    except ValueError:
        if any(is_many(value) for value in arguments.values()):
            raise  # in a sweep: one point of many, and only a call for each point can tell which
        rule.silent("needs-model", path=path, part=what + ": outside of what the model is defined for")
        return None


def both(rule: Rule, path: str, model: Callable[..., Any], before: Any, after: Any, /, **known: Any) -> tuple[Any, Any]:
    """What *model* says of the prescription in force and of the proposed one; None for one that it cannot say."""
    now = modelled(rule, path, "as proposed", model, **after, **known)
    return None if before is None else modelled(rule, path, "in force", model, **before, **known), now


def a_week(pair: Any, count: Any) -> tuple[Any, Any] | None:
    """A week of sessions, each of which moves as much as *pair* says; None without it."""
    return None if pair is None else (pair[0] * count, pair[1] * count)


def with_thiosulfate(rule: Rule) -> None:
    """End the block where no intravenous thiosulfate is or will be prescribed; a withheld one is named."""
    if rule.get("thiosulfate.dose") is None and not rule.withheld_by("thiosulfate"):
        rule.stop()


def days_assumed(rule: Rule, before: dict[str, Any] | None, after: dict[str, Any]) -> Any:
    """Whether the days of either prescription's sessions are not known."""
    now = kinetics.days_assumed(after["count"], rule.get(WEEKDAYS))
    return now if before is None else now | kinetics.days_assumed(before["count"], rule.in_force(WEEKDAYS))


def substitution(rule: Rule) -> bool:
    """Whether either prescription substitutes fluid, which no model here takes into account."""
    return SUBSTITUTION in (rule.get("modality"), rule.in_force("modality"))


def adult(rule: Rule, p: Parameters, part: str) -> bool:
    """Whether what was published of adults holds; where it does not, *part* is named as what has no model."""
    grown = not kinetics.alike(below(rule.need("patient.age"), p.adult_age))
    if not grown:
        rule.silent("needs-model", path="patient.age", part=part)
    return grown


def outside(model: str, before: Mapping[str, Any] | None, after: Mapping[str, Any], names: Iterable[str]) -> Any:
    """Whether what *names* say, under either prescription, leaves the range in which *model* is known to hold."""
    up: Any = False
    for side in (before, after):
        if side is not None:
            up = up | kinetics.out_of_range(model, **{name: (side[name], RANGED[name]) for name in names})
    return up


def label_form(rule: Rule, read: Callable[[str], Any]) -> str:
    """Salt form in which the label of the prescribed thiosulfate counts its grams."""
    products = {product.id: product for product in rule.get("site.products")}
    product = products.get(read("thiosulfate.product"))
    # The label's form: that of the dose, as a case is refused where the two differ.
    form: str = (rule.form("thiosulfate.dose") or "pentahydrate") if product is None else product.form
    return form
