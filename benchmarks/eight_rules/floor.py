"""The floor: the eight rules as one would write them by hand, in plain floats, with the whole outcome document.

No schema, no check of a unit beyond a table of factors, no limit on what is plausible, no plugin. It reads JSON with
orjson and writes, byte for byte, the outcome that calciplug writes for the same case. What is the same in every
outcome (parameters, silences, plugins, evidence) is made beforehand.
"""

from __future__ import annotations

import hashlib
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from . import shown
from .shown import figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FACTORS: Final = {
    "calcium": {"mmol/L": 1.0, "mg/dL": 10 / 40.078, "meq/L": 0.5},
    "phosphate": {"mmol/L": 1.0, "mg/dL": 10 / 30.974},
    "charge": {"mmol/L": 1.0, "meq/L": 1.0},
    "albumin": {"g/L": 1.0, "g/dL": 10.0},
    "mass": {"kg": 1.0, "[lb_av]": 0.45359237},
    "height": {"cm": 1.0, "m": 100.0},
    "time": {"min/{session}": 1.0, "h/{session}": 60.0},
    "volume": {"L/{session}": 1.0, "mL/{session}": 0.001},
    "flow": {"mL/min": 1.0, "L/min": 1000.0},
    "strength": {"mg/mL": 1.0, "g/L": 1.0},
    "salt": {"pentahydrate": 1.0, "anhydrous": 1 / shown.ANHYDROUS},
}  # fmt: skip
OVER, UNDER = 1 + 1e-9, 1 - 1e-9
SODIUM_PER_GRAM: Final = 2000 / 248.18
RUN, DOSE, LENGTH, GOAL = (
    "thiosulfate.infusion_duration", "thiosulfate.dose", "schedule.duration", "ultrafiltration.goal",
)  # fmt: skip
UF_RATE: Final = "ultrafiltration.rate"
WEEK, MONTH = 7 * 1440, 30 * 1440


class Lab(NamedTuple):
    """What is known of one laboratory series."""

    title: str
    factors: Mapping[str, float]
    text: Callable[[float], str]
    max_age: int
    low: float
    high: float
    usual: str


class Leaf(NamedTuple):
    """What is usual for one number that is no laboratory's."""

    path: str
    title: str
    text: Callable[[float], str]
    low: float
    high: float
    usual: str


def _lab(title: str, factors: str, text: Callable[[float], str], max_age: int, *usual: float) -> Lab:
    low, high = usual
    return Lab(title, FACTORS[factors], text, max_age, low * UNDER, high * OVER, f"{text(low)} to {text(high)}")


def _leaf(path: str, title: str, text: Callable[[float], str], low: float, high: float) -> Leaf:
    return Leaf(path, title, text, low * UNDER, high * OVER, f"{text(low)} to {text(high)}")


LABS: Final = {
    "calcium_total": _lab("total serum calcium", "calcium", shown.calcium, WEEK, 1.75, 3.0),
    "albumin": _lab("serum albumin", "albumin", shown.albumin, MONTH, 15, 55),
    "phosphate": _lab("serum phosphate", "phosphate", shown.phosphate, MONTH, 0.6, 3.2),
    "calcium_ionised": _lab("ionised calcium", "calcium", shown.calcium, WEEK, 0.9, 1.5),
    "sodium": _lab("serum sodium before dialysis", "charge", shown.charge, WEEK, 120, 155),
    "bicarbonate": _lab("serum bicarbonate before dialysis", "charge", shown.charge, WEEK, 10, 35),
    "potassium": _lab("serum potassium", "charge", shown.potassium, WEEK, 2.5, 7.5),
}
LEAVES: Final = (
    _leaf("patient.dry_weight", "dry weight", shown.kilograms, 35, 150),
    _leaf("patient.height", "height", shown.height, 120, 210),
    _leaf(LENGTH, "session duration", shown.minutes, 90, 600),
    _leaf("flows.blood", "blood flow", shown.flow, 100, 550),
    _leaf("flows.dialysate", "dialysate flow", shown.flow, 80, 1000),
    _leaf("dialysate.sodium", "dialysate sodium", shown.charge, 130, 145),
    _leaf("dialysate.potassium", "dialysate potassium", shown.potassium, 1, 4),
    _leaf("dialysate.calcium", "dialysate calcium", shown.bath_calcium, 1.0, 1.75),
    _leaf("dialysate.bicarbonate", "dialysate bicarbonate, as set", shown.charge, 24, 40),
    _leaf(GOAL, "volume to remove", shown.litres, 0, 6),
    _leaf(DOSE, "thiosulfate dose", lambda value: f"{shown.plain(value, 1000)} g", 3.2, 25),
    _leaf(RUN, "infusion duration", shown.minutes, 30, 240),
)
# Unit, text and decimals of what is written of a prescription, and how far apart two values are two.
WRITTEN: Final[dict[str, tuple[str, Callable[[float], str], int, float]]] = {
    "dialysate.bicarbonate": ("mmol/L", shown.charge, 10, 0.5),
    "dialysate.calcium": ("mmol/L", shown.bath_calcium, 1000, 0.005),
    "dialysate.sodium": ("mmol/L", shown.charge, 10, 0.5),
    LENGTH: ("min/{session}", shown.minutes, 10, 0.5),
    RUN: ("min/{session}", shown.minutes, 10, 0.5),
    GOAL: ("L/{session}", shown.litres, 1000, 0.005),
}
RANK: Final = {"block": 0, "hold": 1, "warning": 2, "info": 3}


class Constants(NamedTuple):
    """What is the same in every outcome, as calciplug writes it.

    Attributes:
        parameters: of each plugin, by name, as JSON.
        silences: by plugin, cause and path, as JSON.
        plugins: the list of them, as JSON.
        evidence: the list of it, as JSON.
        disputes: the list of them, as JSON.
        statement: the standing statement.
        schema: what the document says that it is.
        protocol: name and version.
    """

    parameters: Mapping[str, Mapping[str, orjson.Fragment]]
    silences: Mapping[tuple[str, str, str | None], orjson.Fragment]
    plugins: orjson.Fragment
    evidence: orjson.Fragment
    statement: str
    schema: str
    protocol: Mapping[str, str]


class Floor:
    """One case after another, bytes to bytes."""

    def __init__(self, constants: Constants) -> None:
        self._constants = constants

    def adjust(self, data: bytes) -> bytes:
        """The outcome document of the case document *data*, with its newline."""
        case = orjson.loads(data)
        page = Page(case, self._constants)
        page.judge()
        return orjson.dumps(page.document(), option=orjson.OPT_APPEND_NEWLINE)


class Page:
    """One case, its numbers as floats in one unit each, and what is said of it."""

    def __init__(self, case: dict[str, Any], constants: Constants) -> None:
        self.case, self.constants = case, constants
        self.findings: list[tuple[tuple[int, str, str, str], dict[str, Any]]] = []
        self.silent: list[tuple[str, orjson.Fragment]] = []
        self.used: dict[str, list[orjson.Fragment]] = {}
        self.changes: dict[str, dict[str, Any]] = {}
        self.withheld: dict[str, tuple[str, str]] = {}
        own = case["prescription"]
        dose = own["thiosulfate"]["dose"]
        self.form: str = dose["form"]
        weight, height = case["patient"]["dry_weight"], case["patient"]["height"]
        self.weight = weight["value"] * FACTORS["mass"][weight["unit"]]
        self.numbers = numbers = {
            "patient.dry_weight": self.weight,
            "patient.height": height["value"] * FACTORS["height"][height["unit"]],
            DOSE: dose["value"] * FACTORS["salt"][self.form],
            GOAL: _of(own["ultrafiltration"]["goal"], "volume"),
            LENGTH: _of(own["schedule"]["duration"], "time"),
            RUN: _of(own["thiosulfate"]["infusion_duration"], "time"),
            "flows.blood": _of(own["flows"]["blood"], "flow"),
            "flows.dialysate": _of(own["flows"]["dialysate"], "flow"),
            "dialysate.sodium": _of(own["dialysate"]["sodium"], "charge"),
            "dialysate.potassium": _of(own["dialysate"]["potassium"], "charge"),
            "dialysate.calcium": _of(own["dialysate"]["calcium"], "calcium"),
            "dialysate.bicarbonate": _of(own["dialysate"]["bicarbonate"], "charge"),
        }
        self.after = dict(numbers)
        # Series by name: newest value, its age in minutes, whether it is too old.
        self.labs: dict[str, tuple[float, float, bool]] = {}
        as_of = datetime.fromisoformat(case["as_of"])
        for name, rows in case["labs"].items():
            lab = LABS[name]
            newest = rows[0]
            age = (as_of - datetime.fromisoformat(newest["taken"])).total_seconds() / 60
            self.labs[name] = newest["value"] * lab.factors[newest["unit"]], age, age > lab.max_age

    # -- what the rules say ------------------------------------------------------------------

    def judge(self) -> None:
        """All eight rules, in the order in which they need each other."""
        self._hold()
        rate = self._rate(self.numbers[LENGTH])
        ceiling = 13 * OVER
        if rate > ceiling:
            self._too_fast(rate, rate)
        self._bicarbonate()
        self._calcium()
        self._length()
        if "thiosulfate" in self.withheld:
            for plugin in ("bench_thiosulfate_dose", "bench_infusion_time", "bench_sodium_offset"):
                self._say_nothing(plugin, "withheld", DOSE)
        else:
            self._dose()
            self._infusion()
            self._sodium()
        after = self._rate(self.after[LENGTH])
        if after > ceiling:
            if after != rate:
                self._too_fast(rate, after)
            self.withheld["ultrafiltration"] = "bench_uf_ceiling", _too_fast(rate)
        if rate <= ceiling and after <= ceiling:
            self._say_nothing("bench_uf_ceiling", "not-triggered")
        self._use("bench_uf_ceiling", "ceiling")
        self._look_for_unusual()

    def _rate(self, length: float) -> float:
        return self.numbers[GOAL] * 60_000 / length / self.weight

    def _hold(self) -> None:
        plugin = "bench_calcium_hold"
        known = self._lab(plugin, "calcium_ionised")
        if known is None:
            return
        self._use(plugin, "lowest")
        ionised, read = known
        if ionised >= 1.0 * UNDER:
            self._say_nothing(plugin, "not-triggered")
            return
        text = shown.calcium(ionised)
        summary = f"thiosulfate held: ionised calcium {text}"
        detail = f"Ionised calcium {text} is below 1 mmol/L (4.01 mg/dL)."
        self._say("calcium-hold", "hold", plugin, "thiosulfate", summary, detail, [read], override="specialist")
        self.withheld["thiosulfate"] = plugin, summary

    def _too_fast(self, rate: float, refused: float) -> None:
        text = shown.ultrafiltration(rate)
        detail = (
            f"The rate as drafted is {text}; above 13 mL/kg/h the goal is refused unless the session becomes "
            "long enough."
        )
        self._say(
            "uf-ceiling", "block", "bench_uf_ceiling", UF_RATE, _too_fast(rate), detail, [_read(UF_RATE, text)],
            override="specialist",
            refuses={
                "path": UF_RATE, "value": figure(refused, 10), "unit": "mL/h/kg",
                "shown": shown.ultrafiltration(refused),
            },
        )  # fmt: skip

    def _length(self) -> None:
        plugin, code = "bench_session_length", "session-length"
        self._use(plugin, "longest", "rate", "step")
        goal, current = self.numbers[GOAL], self.numbers[LENGTH]
        needed = _up(goal * 60_000 / 13 / self.weight, 15)
        value = min(needed, 300.0)
        if value <= current * OVER:
            self._say_nothing(plugin, "not-triggered")
            return
        volume, asked, before = shown.litres(goal), shown.minutes(value), shown.minutes(current)
        weight = shown.kilograms(self.weight)
        beginning = f"{volume} at {weight} and 13 mL/kg/h take {shown.minutes(needed)}"
        reads = [_read(GOAL, volume), _read("patient.dry_weight", weight), *_twice(LENGTH, before)]
        if needed > 300.0 * OVER:
            summary = f"session of {asked} is too short for {volume}"
            detail = f"{beginning}; more than 300 min (5 h) is not asked for. Lower the goal or add a session."
            self._propose(code, plugin, LENGTH, value, summary, detail, reads, severity="warning")
        else:
            detail = f"{beginning}, in steps of 15 min (0.25 h): instead of {before}, {asked}."
            self._propose(code, plugin, LENGTH, value, f"session of {asked} for {volume}", detail, reads)

    def _calcium(self) -> None:
        plugin, code, path = "bench_calcium_bath", "calcium-bath", "dialysate.calcium"
        reads, values = [], []
        for name in ("calcium_total", "albumin", "phosphate"):
            known = self._lab(plugin, name)
            if known is None:
                return
            values.append(known[0])
            reads.append(known[1])
        total, albumin, phosphate = values
        current = self.numbers[path]
        reads += _twice(path, shown.bath_calcium(current))
        corrected = total + 0.02 * (40 - albumin)
        product = corrected * phosphate
        text = shown.calcium(corrected)
        corrected_by = f"Corrected with 0.02 mmol/g for albumin below 40 g/L (4 g/dL), calcium is {text}"
        used = ("high_calcium", "high_product", "low_calcium", "per_albumin", "reference_albumin")
        if corrected > 2.55 * OVER:
            used = ("high_calcium", "low_bath", "per_albumin", "reference_albumin")
            bath, beginning = 1.25, f"corrected calcium {text}"
            detail = f"{corrected_by}, above 2.55 mmol/L (10.22 mg/dL)."
        elif product > 4.4 * OVER:
            used = ("high_calcium", "high_product", "low_bath", "per_albumin", "reference_albumin")
            both = shown.product(product)
            bath, beginning = 1.25, f"calcium-phosphate product {both}"
            detail = f"Corrected calcium {text} gives a product of {both}, above 4.4 mmol²/L² (54.6 mg²/dL²)."
        elif corrected < 2.1 * UNDER:
            used = ("high_bath", "high_calcium", "high_product", "low_calcium", "per_albumin", "reference_albumin")
            bath, beginning = 1.5, f"corrected calcium {text} is low"
            detail = f"{corrected_by}, below 2.1 mmol/L (8.42 mg/dL)."
        else:
            bath = current
        self._use(plugin, *used)
        if current * UNDER <= bath <= current * OVER:
            self._say_nothing(plugin, "not-triggered")
            return
        self._propose(code, plugin, path, bath, f"{beginning}: bath {shown.bath_calcium(bath)}", detail, reads)

    def _dose(self) -> None:
        plugin, code = "bench_thiosulfate_dose", "dose-by-weight"
        self._use(plugin, "dose", "most", "step", "weight")
        current = self.numbers[DOSE]
        full = 25 * (self.weight / 80)
        value = 0.5 * _whole(min(full, 25.0) / 0.5, math.floor)
        if current * UNDER <= value <= current * OVER:
            self._say_nothing(plugin, "not-triggered")
            return
        asked, before = shown.grams(value, self.form), shown.grams(current, self.form)
        weight = shown.kilograms(self.weight)
        reads = [_read(DOSE, before), _read("patient.dry_weight", weight), _read(f"in_force.{DOSE}", before)]
        if full > 25.0 * OVER:
            summary = f"dose {asked}, the cap, at {weight}"
            detail = f"25 g pentahydrate at 80 kg would be more than 25 g pentahydrate at {weight}; {before} stood."
        else:
            summary = f"dose {asked} at {weight}"
            detail = (
                f"25 g pentahydrate at 80 kg are {asked} at {weight}, in steps of 0.5 g pentahydrate; {before} stood."
            )
        self._propose(code, plugin, DOSE, value, summary, detail, reads)

    def _infusion(self) -> None:
        plugin, code = "bench_infusion_time", "infusion-time"
        self._use(plugin, "before", "rate", "shortest", "step")
        dose, current = self.after[DOSE], self.numbers[RUN]
        needed = dose * 3.0
        value = max(_up(needed, 5), 30.0)
        spoke = not current * UNDER <= value <= current * OVER
        if spoke:
            run, grams, before = shown.minutes(value), shown.grams(dose, self.form), shown.minutes(current)
            detail = (
                f"{grams} at 0.333 g/min pentahydrate (20 g/h) take {shown.minutes(needed)}, at least 30 min (0.5 h), "
                f"in steps of 5 min (0.08 h); {before} stood."
            )
            reads = [_read(DOSE, grams), *_twice(RUN, before)]
            self._propose(code, plugin, RUN, value, f"{grams} in {run}", detail, reads)
        run, length = self.after[RUN], self.after[LENGTH]
        if run + 90 > length * OVER:
            run, session = shown.minutes(run), shown.minutes(length)
            detail = f"90 min (1.5 h) of dialysis before {run} of infusion do not fit into {session}."
            summary = f"{run} of infusion leave little of {session}"
            self._say(code, "warning", plugin, RUN, summary, detail, [_read(RUN, run), _read(LENGTH, session)])
        elif not spoke:
            self._say_nothing(plugin, "not-triggered")

    def _sodium(self) -> None:
        plugin, code, path = "bench_sodium_offset", "sodium-offset", "dialysate.sodium"
        known = self._lab(plugin, "sodium")
        if known is None:
            return
        self._use(plugin, "largest", "lowest", "step", "water")
        serum, read = known
        dose, current = self.after[DOSE], self.numbers[path]
        load = dose * SODIUM_PER_GRAM
        offset = load / (0.5 * self.weight)
        aim = float(_whole(serum - min(offset, 4.0), math.floor))
        value = max(aim, 130.0)
        if value >= current * UNDER:
            self._say_nothing(plugin, "not-triggered")
            return
        weight, brought, asked = shown.kilograms(self.weight), shown.amount(load), shown.charge(value)
        detail = (
            f"{brought} in {weight} raise sodium by {shown.charge(offset)} (at most 4 mmol/L (4 mEq/L) count): "
            f"serum {shown.charge(serum)} less that"
        )
        if aim < 130.0 * UNDER:
            summary = f"bath sodium {asked}: no lower is asked for"
            detail += " lies below 130 mmol/L (130 mEq/L)."
        else:
            summary = f"bath sodium {asked} for {brought} from thiosulfate"
            detail += f", in steps of 1 mmol/L (1 mEq/L), is {asked}."
        reads = [_read(DOSE, shown.grams(dose, self.form)), _read("patient.dry_weight", weight), read]
        reads += _twice(path, shown.charge(current))
        self._propose(code, plugin, path, value, summary, detail, reads)

    def _bicarbonate(self) -> None:
        plugin, code, path = "bench_bicarbonate_bath", "bicarbonate-bath", "dialysate.bicarbonate"
        known = self._lab(plugin, "bicarbonate")
        if known is None:
            return
        serum, read = known
        current = self.numbers[path]
        before = shown.charge(current)
        low = serum < 22 * UNDER
        if low and current < 37 * UNDER:
            self._use(plugin, "high_bath", "low", "step")
            value = min(current + 2, 37.0)
            detail = (
                "Below 22 mmol/L (22 mEq/L) the bath is raised by 2 mmol/L (2 mEq/L), "
                f"up to 37 mmol/L (37 mEq/L); {before} stood."
            )
        elif serum > 26 * OVER and current > 30 * OVER:
            self._use(plugin, "high", "low", "low_bath", "step")
            value = max(current - 2, 30.0)
            detail = (
                "Above 26 mmol/L (26 mEq/L) the bath is lowered by 2 mmol/L (2 mEq/L), "
                f"down to 30 mmol/L (30 mEq/L); {before} stood."
            )
        else:
            if low:
                self._use(plugin, "high", "high_bath", "low")
            elif serum > 26 * OVER:
                self._use(plugin, "high", "low", "low_bath")
            else:
                self._use(plugin, "high", "low")
            self._say_nothing(plugin, "not-triggered")
            return
        summary = f"serum bicarbonate {shown.charge(serum)}: bath {shown.charge(value)}"
        self._propose(code, plugin, path, value, summary, detail, [read, *_twice(path, before)])

    def _look_for_unusual(self) -> None:
        numbers = self.numbers
        for path, title, text, low, high, usual in LEAVES:
            value = numbers[path]
            if not low <= value <= high:
                own = shown.grams(value, self.form) if path == DOSE else text(value)
                self._unusual(path, title, own, usual)
        for name, (value, _, _) in self.labs.items():
            lab = LABS[name]
            if not lab.low <= value <= lab.high:
                self._unusual(f"labs.{name}", lab.title, lab.text(value), lab.usual)

    def _unusual(self, path: str, title: str, text: str, usual: str) -> None:
        summary = f"{title}: {text} is rarely seen; check number and unit"[:140]
        detail = f"{path} is {text}. Usually seen: {usual} (policy). It was used as it stands."
        self._say("host.unusual", "warning", None, path, summary, detail, [])

    # -- how it is taken down ------------------------------------------------------------------

    def _lab(self, plugin: str, name: str) -> tuple[float, dict[str, Any]] | None:
        """The fresh value of a series, and how it is listed as read; None, and said why, where there is none."""
        known, path = self.labs.get(name), f"labs.{name}"
        if known is None:
            self._say_nothing(plugin, "missing", path)
            return None
        value, age, stale = known
        lab = LABS[name]
        read = {"path": path, "shown": lab.text(value), "age_minutes": round(age), "stale": stale}
        if not stale:
            return value, read
        self._say_nothing(plugin, "stale", path)
        days = f"{shown.plain(age / 1440, 100)} days"
        summary = f"{lab.title} is {days} old: it may tighten a rule, never relax one"[:140]
        detail = (
            f"{path} was taken {days} before the case's moment, or before a change that it should show. "
            "A rule that would relax because of it stays silent; one that tightens still reads it. Measure it again."
        )
        self._say("U-10", "info", None, path, summary, detail, [read])
        return None

    def _say_nothing(self, plugin: str, cause: str, path: str | None = None) -> None:
        self.silent.append((plugin, self.constants.silences[plugin, cause, path]))

    def _use(self, plugin: str, *names: str) -> None:
        known = self.constants.parameters[plugin]
        self.used[plugin] = [known[name] for name in names]

    def _say(  # noqa: PLR0917  # by place, as a call by name costs more here
        self, code: str, severity: str, plugin: str | None, path: str, summary: str, detail: str,
        read: list[dict[str, Any]], override: str | None = None, refuses: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        found: dict[str, Any] = {"code": code, "severity": severity}
        if plugin is not None:
            found["plugin"] = plugin
        found["path"] = path
        if refuses is not None:
            found["refuses"] = refuses
        found["summary"], found["detail"], found["read"] = summary, detail, read
        found["citations"], found["policy"], found["disputes"], found["state"] = (), True, (), "open"
        if override is not None:
            found["may_override"] = override
        self.findings.append(((RANK[severity], code, path, summary), found))

    def _propose(  # noqa: PLR0917  # by place, as a call by name costs more here
        self, code: str, plugin: str, path: str, value: float, summary: str, detail: str,
        read: list[dict[str, Any]], severity: str = "info",
    ) -> None:  # fmt: skip
        self._say(code, severity, plugin, path, summary, detail, read)
        self.after[path] = value
        old = self.numbers[path]
        apart = 0.005 if path == DOSE else WRITTEN[path][3]
        if abs(value - old) >= apart * (1 - 2e-9):
            self.changes[path] = {
                "path": path, "in_force": self._amount(path, old), "after": self._amount(path, value),
                "origin": plugin, "rule": code, "reason": detail, "citations": (), "policy": True,
            }  # fmt: skip

    def _amount(self, path: str, value: float) -> dict[str, Any]:
        if path == DOSE:
            return {"path": path, **self._grams(value, "g/{session}"), "shown": shown.grams(value, self.form)}
        unit, text, scale, _ = WRITTEN[path]
        return {"path": path, "value": figure(value, scale), "unit": unit, "shown": text(value)}

    def _grams(self, value: float, unit: str) -> dict[str, Any]:
        own = value if self.form == "pentahydrate" else value * shown.ANHYDROUS
        return {"value": figure(own, 1000), "unit": unit, "form": self.form}

    # -- what is written -----------------------------------------------------------------------

    def document(self) -> dict[str, Any]:
        """The outcome, whole."""
        case, constants, changes, withheld = self.case, self.constants, self.changes, self.withheld
        for name, (plugin, why) in withheld.items():
            lost = _LOST[name]
            for path in lost:
                changes[path] = self._lost(path, plugin, why)
        self.findings.sort(key=_order)
        self.silent.sort(key=_first)
        status = "held" if withheld else "adjusted" if changes else "unchanged"
        return {
            "schema": constants.schema,
            "status": status,
            "case_id": case["case_id"],
            "as_of": case["as_of"],
            "modality": case["prescription"]["modality"],
            "statement": constants.statement,
            "prescription": self._prescription(),
            "computed": self._computed(),
            "changes": [changes[path] for path in sorted(changes)],
            "withheld": [
                {"section": name, "by": [withheld[name][0]], "why": withheld[name][1]} for name in sorted(withheld)
            ],
            "findings": [found for _, found in self.findings],
            "silent": [silence for _, silence in self.silent],
            "predictions": (),
            "parameters": [item for plugin in sorted(self.used) for item in self.used[plugin]],
            "plugins": constants.plugins,
            "protocol": constants.protocol,
            "evidence": constants.evidence,
            "disputes": (),
            "problems": (),
            "input_hash": f"sha256:{_hash(case)}",
        }

    def _lost(self, path: str, plugin: str, why: str) -> dict[str, Any]:
        own = self.case["prescription"]
        if path == "thiosulfate.product":
            held: dict[str, Any] = {"path": path, "value": own["thiosulfate"]["product"]}
            held["shown"] = held["value"]
        elif path == "thiosulfate.sessions":
            count = own["thiosulfate"]["sessions"]["value"]
            text = f"{shown.plain(count, 10)} {'session' if count == 1 else 'sessions'}/week"
            held = {"path": path, "value": figure(count, 10), "unit": "{session}/wk", "shown": text}
        else:
            held = self._amount(path, self.numbers[path])
        return {"path": path, "in_force": held, "origin": plugin, "reason": why, "citations": (), "policy": False}

    def _prescription(self) -> dict[str, Any]:
        own, after = self.case["prescription"], self.after
        found: dict[str, Any] = {
            "dialysate": {
                "bicarbonate": {"value": figure(after["dialysate.bicarbonate"], 10), "unit": "mmol/L"},
                "calcium": {"value": figure(after["dialysate.calcium"], 1000), "unit": "mmol/L"},
                "potassium": {"value": figure(after["dialysate.potassium"], 100), "unit": "mmol/L"},
                "sodium": {"value": figure(after["dialysate.sodium"], 10), "unit": "mmol/L"},
            },
            "flows": {
                "blood": {"value": figure(after["flows.blood"], 10), "unit": "mL/min"},
                "dialysate": {"value": figure(after["flows.dialysate"], 10), "unit": "mL/min"},
            },
            "modality": own["modality"],
            "schedule": {
                "count": {"value": figure(own["schedule"]["count"]["value"], 10), "unit": "{session}/wk"},
                "duration": {"value": figure(after[LENGTH], 10), "unit": "min/{session}"},
            },
        }
        if "thiosulfate" not in self.withheld:
            found["thiosulfate"] = {
                "dose": self._grams(after[DOSE], "g/{session}"),
                "infusion_duration": {"value": figure(after[RUN], 10), "unit": "min/{session}"},
                "product": own["thiosulfate"]["product"],
                "sessions": {"value": figure(own["thiosulfate"]["sessions"]["value"], 10), "unit": "{session}/wk"},
            }
        if "ultrafiltration" not in self.withheld:
            found["ultrafiltration"] = {"goal": {"value": figure(after[GOAL], 1000), "unit": "L/{session}"}}
        return found

    def _computed(self) -> list[dict[str, Any]]:
        own, after, form = self.case["prescription"], self.after, self.form
        length = after[LENGTH]
        weekly = own["schedule"]["count"]["value"] * length / 60
        found = [_computed("schedule.weekly_time", weekly, 100, "h/wk", f"{shown.plain(weekly, 100)} h/week")]
        if "thiosulfate" not in self.withheld:
            dose, run = after[DOSE], after[RUN]
            vial = self.case["site"]["products"][0]["strength"]
            strength = vial["value"] * FACTORS["strength"][vial["unit"]] * FACTORS["salt"][form]
            volume = dose / strength * 1000
            total = dose * own["thiosulfate"]["sessions"]["value"]
            text, grams = shown.grams(total, form, "g/week"), self._grams(total, "g/wk")
            found += [
                {"path": "thiosulfate.rate", **self._grams(dose / run, "g/min"), "shown": shown.rate(dose / run, form)},
                _computed("thiosulfate.start", length - run, 10, "min/{session}", shown.minutes(length - run)),
                _computed("thiosulfate.volume", volume, 10, "mL/{session}", f"{shown.plain(volume, 10)} mL"),
                {"path": "thiosulfate.weekly", **grams, "shown": text},
                {"path": "thiosulfate.weekly_total", **grams, "shown": text},
            ]
        if "ultrafiltration" not in self.withheld:
            flow = self.numbers[GOAL] * 60_000 / length
            rate = flow / self.weight
            found += [
                _computed("ultrafiltration.flow", flow, 1, "mL/h", f"{shown.plain(flow, 1)} mL/h"),
                _computed(UF_RATE, rate, 10, "mL/h/kg", shown.ultrafiltration(rate)),
            ]
        return found


_LOST: Final = {
    "thiosulfate": (DOSE, RUN, "thiosulfate.product", "thiosulfate.sessions"),
    "ultrafiltration": (GOAL,),
}


def _of(node: dict[str, Any], factors: str) -> float:
    return node["value"] * FACTORS[factors][node["unit"]]


def _order(item: tuple[tuple[int, str, str, str], Any]) -> tuple[int, str, str, str]:
    return item[0]


def _first(item: tuple[str, Any]) -> str:
    return item[0]


def _too_fast(rate: float) -> str:
    return f"ultrafiltration {shown.ultrafiltration(rate)} is above 13 mL/kg/h"


def _read(path: str, text: str) -> dict[str, Any]:
    return {"path": path, "shown": text, "stale": False}


def _twice(path: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A value that was read as drafted, and as in force."""
    return _read(path, text), _read(f"in_force.{path}", text)


def _computed(path: str, value: float, scale: int, unit: str, text: str) -> dict[str, Any]:
    return {"path": path, "value": figure(value, scale), "unit": unit, "shown": text}


def _whole(count: float, otherwise: Callable[[float], int]) -> int:
    nearest = round(count)
    return nearest if abs(count - nearest) <= 1e-9 * max(1.0, abs(count)) else otherwise(count)


def _up(value: float, step: int) -> float:
    return float(step * _whole(value / step, math.ceil))


def _hash(case: dict[str, Any]) -> str:
    """SHA-256 of the case with sorted keys and its numbers as texts."""
    return hashlib.sha256(orjson.dumps(_texts(case), option=orjson.OPT_SORT_KEYS)).hexdigest()


def _texts(node: Any) -> Any:
    kind = type(node)
    if kind is dict:
        return {key: _texts(item) for key, item in node.items()}
    if kind is list:
        return [_texts(item) for item in node]
    if kind is float or kind is int:
        return str(node).removesuffix(".0")
    return node
