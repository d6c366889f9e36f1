"""What `kinetic_outlook` has to predict, computed a second time: closed formulas, and an ODE solver for the weeks.

Nothing of `calciplug.kinetics` is used, nor any of the package: numbers come from the case document and from the
plugin's manifest, in units that are converted here. Urea and thiosulfate are integrated (DOP853) between breakpoints,
in amounts, and the week that repeats is found from what a week does to each unit of its start. It is slow, and plain.
"""

from __future__ import annotations

import json
import math
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, partial
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.integrate import solve_ivp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parents[2]
WEEK, DAY = 10080.0, 1440.0
PENTAHYDRATE, ANHYDROUS = 248.18, 158.11  # g/mol
SODIUM = 22.990
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERITONEAL = ("CAPD", "APD")
# To minutes, litres, millimoles, kilograms, years, centimetres.
UNITS = {
    "min": 1.0, "h": 60.0, "a": 1.0, "mo": 1 / 12, "cm": 1.0, "m": 100.0, "kg": 1.0, "L": 1.0, "mL": 1e-3,
    "mL/min": 1e-3, "L/min": 1.0, "mL/min/kg": 1e-3, "L/kg": 1.0, "{ratio}": 1.0, "{session}/wk": 1.0,
    "min/{session}": 1.0, "h/{session}": 60.0, "L/{session}": 1.0, "mmol/L": 1.0, "{Kt/V}": 1.0,
    "L/{exchange}": 1.0, "mL/{exchange}": 1e-3, "h/{exchange}": 60.0, "min/{exchange}": 1.0, "mosm/L": 1.0, "g": 1.0,
    "mg/mL": 1.0,
}  # fmt: skip
# Prediction → unit of the wire, how many of it one of this module's is, decimals.
SHOWN = {
    "standard-kt-v": ("{Kt/V}/wk", 1.0, 2),
    "ultrafiltration-rate": ("mL/h/kg", 60000.0, 1),
    "phosphate-session": ("mmol/{session}", 1.0, 1),
    "phosphate-week": ("mmol/wk", 1.0, 1),
    "calcium-session": ("mmol/{session}", 1.0, 1),
    "calcium-week": ("mmol/wk", 1.0, 1),
    "sodium-removed": ("mmol/{session}", 1.0, 1),
    "sodium-week": ("mmol/wk", 1.0, 0),
    "removed-short": ("%{dose}", 100.0, 1),
    "removed-long": ("%{dose}", 100.0, 1),
    "exposure-short": ("{ratio}", 1.0, 3),
    "exposure-long": ("{ratio}", 1.0, 3),
    "anions": ("meq/L", 1.0, 1),
    "bag-sodium": ("mmol/L", 1.0, 1),
    "bag-osmolarity": ("mosm/L", 1.0, 0),
    "absorbed": ("%{dose}", 100.0, 1),
}

Pair = tuple[float, float]


@cache
def parameters() -> dict[str, float]:
    """The numeric parameters of the manifest, in this module's units."""
    rows = json.loads((ROOT / "plugins" / "kinetic_outlook" / "plugin.json").read_text("utf-8"))["parameters"]
    return {name: row["value"] * UNITS[row["unit"]] for name, row in rows.items() if "unit" in row}


def corners(function: Callable[..., float], **arguments: Any) -> Pair:
    """Lowest and highest of *function* over the ends of the arguments that are pairs."""
    names = list(arguments)
    ends = [own if isinstance(own, tuple) else (own,) for own in arguments.values()]
    found = [function(**dict(zip(names, corner, strict=True))) for corner in product(*ends)]
    return min(found), max(found)


# -- urea --------------------------------------------------------------------------------------


def starts_of(count: float, weekdays: Sequence[int] = ()) -> tuple[list[float], float]:
    """Starts of the sessions of what repeats, and its length: known days, or floor(7 i / count)."""
    if 2 * count != round(2 * count):
        raise ValueError("repeats neither after a week nor after a fortnight")
    weeks = 1 if count == int(count) else 2
    number = round(count * weeks)
    days = (
        sorted(weekdays)
        if weeks == 1 and len(weekdays) == number
        else [math.floor(7 * i / count) for i in range(number)]
    )
    return [DAY * day for day in days], weeks * WEEK


@cache
def urea_week(
    *, clearance: float, residual: float, volume: float, goal: float, session: float, count: float,
    weekdays: tuple[int, ...] = (),
) -> float:  # fmt: skip
    """Standard Kt/V of two pools, a third of the volume outside, 0.016/min of it exchanged."""
    starts, period = starts_of(count, weekdays)
    inside, outside, exchange = volume * 2 / 3, volume / 3, 0.016 * volume
    gain = goal * count * period / WEEK / (period - len(starts) * session)
    spans = [b - a for a, b in pairwise([*starts, starts[0] + period])]

    if volume <= 0 or clearance < gain * (max(spans) - session) / session:
        raise ValueError("no such body, or no such session")

    def stretch(y: Any, *, extra: float, rate: float, cleared: float, minutes: float, made: float) -> Any:
        def slope(t: float, y: Any) -> list[float]:
            outer, inner = y[0] / (outside + extra + rate * t), y[1] / inside
            flow = exchange * (inner - outer)
            return [made + flow - cleared * outer, -flow]

        return solve_ivp(slope, (0.0, minutes), y, method="DOP853", rtol=1e-11, atol=1e-11).y[:, -1]

    def week(y: Any, made: float) -> tuple[Any, list[float]]:
        pre = []
        for before, span in zip([spans[-1], *spans[:-1]], spans, strict=True):
            gained = gain * (before - session)
            pre.append(y[0] / (outside + gained))
            y = stretch(
                y, extra=gained, rate=-gained / session, cleared=clearance + residual, minutes=session, made=made
            )
            y = stretch(y, extra=0.0, rate=gain, cleared=residual, minutes=span - session, made=made)
        return y, pre

    alone, _ = week(np.zeros(2), 1.0)
    turned = np.column_stack([week(np.eye(2)[i], 0.0)[0] for i in range(2)])
    _, pre = week(np.linalg.solve(np.eye(2) - turned, alone), 1.0)
    return float(len(pre) / sum(pre)) * WEEK / volume


def watson(*, male: bool, age: float, height: float, weight: float) -> float:
    """Body water of an adult (L)."""
    if male:
        return 2.447 - 0.09516 * age + 0.1074 * height + 0.3362 * weight
    return -2.097 + 0.1069 * height + 0.2466 * weight


def modelled_volume(water: float, *, male: bool, age: float) -> float:
    """Urea volume as modelling finds it, without diabetes."""
    decades = (age - 50) / 10
    factor: float = 0.998**decades if male else 1.033 * 0.985**decades
    return water * 0.824 * factor


def michaels(area: float, blood: float, dialysate: float) -> float:
    """Diffusive clearance of a counter-current dialyser."""
    if math.isclose(blood, dialysate, rel_tol=1e-12):
        return blood * area / (blood + area)
    e = math.exp(area / blood * (1 - blood / dialysate))
    return blood * (e - 1) / (e - blood / dialysate)


# -- solutes of a session ----------------------------------------------------------------------


def phosphate(*, pre: float, mobilisation: float, clearance: float, volume: float, session: float) -> float:
    """Phosphate removed by a session, mobilised from a pool that stays (mmol)."""
    s = mobilisation + clearance
    own = mobilisation * session / s + clearance / s**2 * volume * (1 - math.exp(-s * session / volume))
    return clearance * pre * own


def flux(
    *, offered: float, bath: float, area: float, blood: float, hematocrit: float, dialysate: float, filtered: float
) -> float:
    """Of an ion that red cells keep, out of the patient (mmol/min)."""
    water = blood * (1 - hematocrit) * parameters()["plasma_water"]
    cleared = michaels(area, water, dialysate) * (1 - filtered / water)
    return cleared * (offered - bath) + filtered * offered


# -- thiosulfate -------------------------------------------------------------------------------


def cleared_by(dialysis: float, weight: float, flow: float | None) -> float:
    """Published clearance for each kilogram, of a patient (L/min), which no flow lets a dialyser pass."""
    return dialysis * weight if flow is None else min(dialysis * weight, flow)


@cache
def thiosulfate_week(
    *, millimoles: float, infusion: float, start: float, session: float, count: float, doses: float,
    weekdays: tuple[int, ...] = (), weight: float, spread: float, dialysis: float, half_life: float,
    flow: float | None = None,
) -> Pair:  # fmt: skip
    """Share of the doses that dialysis removes, and exposure a week (mmol·min/L).

    Doses lie on sessions as evenly as whole sessions allow.
    """
    volume, elimination = spread * weight, math.log(2) / half_life
    bath = cleared_by(dialysis, weight, flow) / volume
    starts, period = starts_of(count, weekdays)
    if round(doses * period / WEEK) != doses * period / WEEK:
        starts, period = [*starts, *(one + period for one in starts)], 2 * period
    number = round(doses * period / WEEK)
    if doses > count or number != doses * period / WEEK:
        raise ValueError("no such week")
    begun = [starts[i * len(starts) // number] + start for i in range(number)]
    drips = [(one - shift, one - shift + infusion) for one in begun for shift in (0.0, period)]
    baths = [(one, one + session) for one in starts]
    marks = sorted({0.0, period, *(x for ends in (*drips, *baths) for x in ends if 0 < x < period)})

    def through(amount: float, given: float) -> Any:
        y = np.array([amount, 0.0, 0.0])
        for low, high in pairwise(marks):
            middle = (low + high) / 2
            into = given / infusion * sum(a < middle < b for a, b in drips)
            cleared = bath * any(a < middle < b for a, b in baths)

            def slope(_: float, y: Any, into: float = into, cleared: float = cleared) -> list[float]:
                return [into - (elimination + cleared) * y[0], cleared * y[0], y[0] / volume]

            y = solve_ivp(slope, (low, high), y, method="DOP853", rtol=1e-10, atol=1e-12).y[:, -1]
        return y

    first = through(0.0, millimoles)[0] / (1 - through(1.0, 0.0)[0])
    _, removed, area = through(first, millimoles)
    return removed / (millimoles * number), area / period * WEEK


def peak(
    *, millimoles: float, infusion: float, start: float, session: float, weight: float, spread: float,
    dialysis: float, half_life: float, flow: float | None = None,
) -> float:  # fmt: skip
    """Concentration at the end of one infusion that begins in a session (mmol/L)."""
    volume, amount = spread * weight, 0.0
    for low, high, on in ((start, min(start + infusion, session), True), (session, start + infusion, False)):
        if high > low:
            rate = math.log(2) / half_life + cleared_by(dialysis, weight, flow) / volume * on
            amount = (
                amount * math.exp(-rate * (high - low))
                + millimoles / infusion * -math.expm1(-rate * (high - low)) / rate
            )
    return amount / volume


def millimoles(dose: dict[str, Any]) -> float:
    """Thiosulfate in grams of a labelled form."""
    grams: float = dose["value"]
    return grams * 1000 / (ANHYDROUS if dose["form"] == "anhydrous" else PENTAHYDRATE)


def readings(dose: dict[str, Any], each: float) -> Pair:
    """Sodium or osmoles, *each* to the mole, with grams as labelled and as anhydrous.

    Grams of pentahydrate in which the product counts are read, whatever the form in which the dose is written.
    """
    return each * millimoles(dose), each * dose["value"] * 1000 / ANHYDROUS


# -- a case ------------------------------------------------------------------------------------


def number(node: Any) -> float:
    """A quantity of a document in this module's units."""
    found: float = node["value"] * UNITS[node["unit"]]
    return found


def at(document: dict[str, Any], path: str) -> Any:
    """What stands at *path*, or None."""
    node: Any = document
    for key in path.split("."):
        node = node.get(key) if isinstance(node, dict) else None
    return node


def merged(own: Any, over: Any) -> Any:
    """*own* with what *over* gives in its place."""
    if not isinstance(own, dict) or not isinstance(over, dict) or "unit" in over:
        return over
    return {**own, **{key: merged(own.get(key), value) if key in own else value for key, value in over.items()}}


def newest(document: dict[str, Any], name: str) -> Any:
    """The newest value of a laboratory series: the latest taken before dialysis."""
    rows = [row for row in at(document, f"labs.{name}") or () if row.get("timing") != "post-dialysis"]
    return number(max(rows, key=lambda row: str(row["taken"]))) if rows else None


def predictions(document: dict[str, Any], *, direct: bool = False) -> dict[str, tuple[Pair | None, Pair | None]]:
    """Prediction → before and after, of everything that the document holds the values for.

    Whether a value is too old or withheld is not looked at: that is not arithmetic.

    Args:
        document: a case.
        direct: whether the laboratory measures sodium in plasma water.
    """
    before = document["prescription"]
    after = merged(before, document.get("order") or {})
    if after["modality"] in PERITONEAL:
        return _dwells(document, before, after)
    found: dict[str, tuple[Pair | None, Pair | None]] = {}
    sodium = partial(_sodium, direct=direct)
    for make in (_urea, _ultrafiltration, _phosphate, _calcium, sodium, _removed, _anions):
        then, now = make(document, before, before), make(document, after, before)
        found |= {key: (then.get(key), own) for key, own in now.items()}
    for key in ("short", "long"):
        found |= _exposure(document, before, after, key)
    return found


def _defined(name: str, function: Callable[..., float], **arguments: Any) -> dict[str, Pair]:
    """What `corners` gives; nothing where there is no such week."""
    try:
        return {name: corners(function, **arguments)}
    except ValueError:
        return {}


def _given(own: dict[str, Any], *paths: str) -> list[float] | None:
    nodes = [at(own, path) for path in paths]
    return None if any(node is None for node in nodes) else [number(node) for node in nodes]


def _urea(document: dict[str, Any], own: dict[str, Any], before: dict[str, Any]) -> dict[str, Pair]:
    p, patient = parameters(), document["patient"]
    measured, given = (
        newest(document, "spktv"),
        _given(own, "schedule.duration", "schedule.count", "ultrafiltration.goal"),
    )
    body = _given(patient, "age", "height", "dry_weight")
    session = _given(before, "schedule.duration")
    if measured is None or given is None or body is None or session is None or "sex" not in patient:
        return {}
    male = patient["sex"] == "M"
    water = watson(male=male, age=body[0], height=body[1], weight=body[2])
    volume = modelled_volume(water, male=male, age=body[0]), water
    residual = newest(document, "residual_urea_clearance")
    kidneys: Any = (0.0, p["low_clearance"]) if residual is None else (residual, residual)
    flows, earlier = (_given(one, "flows.blood", "flows.dialysate") for one in (own, before))

    def weekly(volume: float, ratio: float, kidneys: float) -> float:
        return urea_week(
            clearance=measured * volume / session[0] * ratio, residual=kidneys * p["plasma_water"], volume=volume,
            session=given[0], count=given[1], goal=given[2], weekdays=_days(own),
        )  # fmt: skip

    low, high = p["urea_mass_transfer_low"], p["urea_mass_transfer_high"]
    ratios = [1.0]
    if flows is not None and earlier is not None and flows != earlier:
        # Not at the ends alone: the ratio may turn between them.
        areas = [low + (high - low) * i / 64 for i in range(65)]
        ratios = [michaels(area, *flows) / michaels(area, *earlier) for area in areas]
    return _defined("standard-kt-v", weekly, volume=volume, ratio=(min(ratios), max(ratios)), kidneys=kidneys)


def _days(own: dict[str, Any]) -> tuple[int, ...]:
    return tuple(DAYS.index(day) for day in at(own, "schedule.weekdays") or ())


def _ultrafiltration(document: dict[str, Any], own: dict[str, Any], _: Any) -> dict[str, Pair]:
    given, weight = _given(own, "ultrafiltration.goal", "schedule.duration"), _given(document["patient"], "dry_weight")
    if given is None or weight is None:
        return {}
    rate = given[0] / given[1] / weight[0]
    return {"ultrafiltration-rate": (rate, rate)}


def _phosphate(document: dict[str, Any], own: dict[str, Any], _: Any) -> dict[str, Pair]:
    p, pre, weight = parameters(), newest(document, "phosphate"), _given(document["patient"], "dry_weight")
    given, flow = _given(own, "schedule.duration", "schedule.count"), _slower(own)
    if pre is None or given is None or weight is None or flow is None:
        return {}
    low, high = corners(
        phosphate, pre=pre, session=given[0], mobilisation=(p["mobilisation_low"], p["mobilisation_high"]),
        clearance=(min(p["phosphate_clearance_low"], flow), min(p["phosphate_clearance_high"], flow)),
        volume=(p["phosphate_volume_low"] * weight[0], p["phosphate_volume_high"] * weight[0]),
    )  # fmt: skip
    return {"phosphate-session": (low, high), "phosphate-week": (low * given[1], high * given[1])}


def _slower(own: dict[str, Any]) -> float | None:
    flows = _given(own, "flows.blood", "flows.dialysate")
    return None if flows is None else min(flows)


def _session(document: dict[str, Any], own: dict[str, Any], ion: str, offered: Any) -> tuple[Pair, float] | None:
    p = parameters()
    given = _given(
        own, "flows.blood", "flows.dialysate", f"dialysate.{ion}", "ultrafiltration.goal", "schedule.duration"
    )
    count = _given(own, "schedule.count")
    if given is None or count is None or offered is None:
        return None
    blood, dialysate, bath, goal, session = given
    low, high = corners(
        flux, offered=offered, bath=bath, area=(p[f"{ion}_mass_transfer_low"], p[f"{ion}_mass_transfer_high"]),
        blood=blood, dialysate=dialysate, hematocrit=(p["hematocrit_low"], p["hematocrit_high"]),
        filtered=goal / session,
    )  # fmt: skip
    return (low * session, high * session), count[0]


def _calcium(document: dict[str, Any], own: dict[str, Any], _: Any) -> dict[str, Pair]:
    p, ionised = parameters(), newest(document, "calcium_ionised")
    ends = [
        _session(document, own, "calcium", None if ionised is None else ionised * complexed * donnan)
        for complexed in (p["complexed_calcium_low"], p["complexed_calcium_high"])
        for donnan in (p["calcium_donnan_low"], p["calcium_donnan_high"])
    ]
    known = [end for end in ends if end is not None]
    if not known:
        return {}
    low, high = -max(pair[1] for pair, _ in known), -min(pair[0] for pair, _ in known)
    return {"calcium-session": (low, high), "calcium-week": (low * known[0][1], high * known[0][1])}


def _sodium(document: dict[str, Any], own: dict[str, Any], _: Any, *, direct: bool) -> dict[str, Pair]:
    p, plasma = parameters(), newest(document, "sodium")
    ends = [
        _session(
            document,
            own,
            "sodium",
            None if plasma is None else plasma / (1.0 if direct else p["plasma_water"]) * donnan,
        )
        for donnan in (p["sodium_donnan_low"], p["sodium_donnan_high"])
    ]
    known = [end for end in ends if end is not None]
    if not known:
        return {}
    low, high, count = min(pair[0] for pair, _ in known), max(pair[1] for pair, _ in known), known[0][1]
    found = {"sodium-removed": (low, high)}
    dose, doses = at(own, "thiosulfate.dose"), _given(own, "thiosulfate.sessions")
    if dose is None:
        found["sodium-week"] = -high * count, -low * count
    elif doses is not None:
        least, most = _brought(document, dose, at(own, "thiosulfate.product"))
        found["sodium-week"] = least * doses[0] - high * count, most * doses[0] - low * count
    return found


def _brought(document: dict[str, Any], dose: dict[str, Any], product_id: str | None) -> Pair:
    record = next((row for row in document["site"]["products"] if row["id"] == product_id), None)
    if record is not None and "sodium" in record:
        litres = dose["value"] / record["strength"]["value"]  # grams over milligrams in a millilitre
        exact = litres * record["sodium"]["value"] / SODIUM * 1000
        return exact, exact
    low, high = readings(dose, 2)
    return (low, low) if dose["form"] == "anhydrous" else (low, high)


def _infusion(own: dict[str, Any]) -> dict[str, Any] | None:
    given = _given(own, "schedule.duration", "thiosulfate.infusion_duration")
    dose = at(own, "thiosulfate.dose")
    if given is None or dose is None:
        return None
    return {
        "millimoles": millimoles(dose), "session": given[0], "infusion": given[1], "start": given[0] - given[1]
    }  # fmt: skip


def _doses(own: dict[str, Any]) -> dict[str, Any] | None:
    infusion, given = _infusion(own), _given(own, "schedule.count", "thiosulfate.sessions")
    if infusion is None or given is None:
        return None
    return {**infusion, "count": given[0], "doses": given[1], "weekdays": _days(own)}


def _disposition(document: dict[str, Any], key: str) -> dict[str, Any] | None:
    p, weight = parameters(), _given(document["patient"], "dry_weight")
    if weight is None:
        return None
    short = (p["half_life_short_low"], p["half_life_short_high"])
    long = p["half_life_long"]
    half_life = {"short": short, "long": (long, long), "all": (short[0], long)}[key]
    dialysis = p["dialysis_low"], p["dialysis_high"]
    return {"weight": weight[0], "spread": p["distribution_volume"], "half_life": half_life, "dialysis": dialysis}


def _removed(document: dict[str, Any], own: dict[str, Any], _: Any) -> dict[str, Pair]:
    doses = _doses(own)
    if doses is None:
        return {}
    found: dict[str, Pair] = {}
    for key in ("short", "long"):
        patient = _disposition(document, key)
        if patient is not None:
            found |= _defined(
                f"removed-{key}",
                lambda **given: thiosulfate_week(**given, **doses, flow=_slower(own))[0],
                **patient,
            )
    return found


def _exposure(
    document: dict[str, Any], before: dict[str, Any], after: dict[str, Any], key: str
) -> dict[str, tuple[None, Pair]]:
    then, now, patient = _doses(before), _doses(after), _disposition(document, key)
    if then is None or now is None or patient is None:
        return {}
    flow, earlier = _slower(after), _slower(before)
    if flow is None or earlier is None:
        flow = earlier = None

    def ratio(**patient: float) -> float:
        return thiosulfate_week(**now, **patient, flow=flow)[1] / thiosulfate_week(**then, **patient, flow=earlier)[1]

    low, high = patient.pop("dialysis")
    asked = {low, high}
    if flow is not None and earlier is not None and flow != earlier:
        # Not at the ends alone: the ratio turns where one flow binds and the other does not yet.
        turns = (flow / patient["weight"], earlier / patient["weight"], *(low + (high - low) * i / 8 for i in range(9)))
        asked |= {one for one in turns if low < one < high}
    ends: list[Pair] = []
    for one in sorted(asked):
        ends += _defined("exposure", ratio, dialysis=one, **patient).values()
    return {f"exposure-{key}": (None, (min(a for a, _ in ends), max(b for _, b in ends)))} if ends else {}


def _anions(document: dict[str, Any], own: dict[str, Any], _: Any) -> dict[str, Pair]:
    infusion, patient = _infusion(own), _disposition(document, "all")
    if infusion is None or patient is None:
        return {}
    dose = at(own, "thiosulfate.dose")
    infusion["millimoles"] = (millimoles(dose), millimoles({**dose, "form": "anhydrous"}))
    low, high = corners(lambda **given: peak(**given, flow=_slower(own)), **infusion, **patient)
    return {"anions": (2 * low, 2 * high)}


def _dwells(
    document: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> dict[str, tuple[Pair | None, Pair | None]]:
    found: dict[str, tuple[Pair | None, Pair | None]] = {}
    for key, own in after.get("exchanges", {}).items():
        if at(own, "thiosulfate.dose") is None:
            continue
        then, now = _bag(document, before.get("exchanges", {}).get(key, {})), _bag(document, own)
        found |= {f"{name} exchanges.{key}": (then.get(name), pair) for name, pair in now.items()}
    return found


def _bag(document: dict[str, Any], own: dict[str, Any]) -> dict[str, Pair]:
    p, dose = parameters(), at(own, "thiosulfate.dose")
    given = _given(own, "volume", "dwell")
    solution = next((row for row in document["site"]["solutions"] if row["id"] == own.get("solution")), None)
    if given is None or solution is None:
        return {}
    volume, dwell = given
    record: dict[str, Any] | None = None
    added = 0.0
    if dose is not None:
        record = next(
            (row for row in document["site"]["products"] if row["id"] == at(own, "thiosulfate.product")), None
        )
        if record is None:
            return {}
        added = dose["value"] / record["strength"]["value"]
    found: dict[str, Pair] = {}
    for name, key, each in (("bag-sodium", "sodium", 2), ("bag-osmolarity", "osmolarity", 3)):
        if key not in solution:
            continue
        brought: Pair = (0.0, 0.0)
        if dose is not None and record is not None:
            low, high = readings(dose, each)
            brought = (low, low) if dose["form"] == "anhydrous" else (low, high)
            if key == "sodium":
                brought = _brought(document, dose, record["id"])
        low, high = ((number(solution[key]) * volume + own_) / (volume + added) for own_ in brought)
        found[name] = low, high
    if dose is not None:
        found["absorbed"] = corners(
            lambda transfer: -math.expm1(-transfer * dwell / (volume + added)),
            transfer=(p["mass_transfer_low"], p["mass_transfer_high"]),
        )
    return found


# -- as an outcome shows it --------------------------------------------------------------------


def shown(name: str, pair: Pair | None) -> str:
    """An interval as the outcome's document writes it; `none` where there is none."""
    if pair is None:
        return "none"
    unit, factor, digits = SHOWN[name.split(" ", maxsplit=1)[0]]
    ends = []
    for end in pair:
        exact = Decimal(f"{end * factor:.{digits + 6}f}").quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
        text = f"{exact:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        ends.append("0" if text in ("-0", "") else text)
    return f"{ends[0]} {unit}" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} {unit}"


def expected(document: dict[str, Any], *, direct: bool = False) -> dict[str, str]:
    """Prediction → `before -> after`, without flags; arguments as `predictions`."""
    return {
        name: f"{shown(name, before)} -> {shown(name, after)}"
        for name, (before, after) in predictions(document, direct=direct).items()
        if after is not None
    }
