"""The cases that all engines are given: always the same for a seed, in mixed units, with edges on every threshold.

Every number is a benchmark placeholder; none is a person's.
"""

from __future__ import annotations

import itertools
import json
import random
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

AS_OF: Final = datetime(2026, 1, 12, 7, tzinfo=timezone(timedelta(hours=1)))
WEEK, MONTH = 7 * 24 * 60, 30 * 24 * 60


class Spread(NamedTuple):
    """What one number may be.

    Attributes:
        low: lowest value, in the first unit.
        high: highest.
        edges: values in the first unit that lie on a threshold, or beside it.
        units: unit, how many of it one of the first is, and decimals that are written.
    """

    low: float
    high: float
    edges: tuple[float, ...]
    units: tuple[tuple[str, float, int], ...]


CONCENTRATION: Final = (("mmol/L", 1.0, 0), ("meq/L", 1.0, 0))
TIME: Final = (("min/{session}", 1.0, 0), ("h/{session}", 1 / 60, 2))
VOLUME: Final = (("L/{session}", 1.0, 2), ("mL/{session}", 1000.0, 0))
GRAMS: Final = (("pentahydrate", 1.0, 1), ("anhydrous", 158.11 / 248.18, 1))
WEIGHT: Final = Spread(38, 125, (35, 80, 79.9, 80.1, 150, 151), (("kg", 1.0, 1), ("[lb_av]", 1 / 0.45359237, 1)))
CALCIUM: Final = (("mmol/L", 1.0, 2), ("mg/dL", 4.0078, 1))
# One spread for each series of the laboratory, and how old in minutes its newest sample may be.
LABS: Final[dict[str, tuple[Spread, int]]] = {
    "calcium_total": (Spread(1.8, 2.8, (2.1, 2.09, 2.11, 2.55, 2.54, 2.56), CALCIUM), WEEK),
    "albumin": (Spread(20, 46, (40, 39.9), (("g/L", 1.0, 1), ("g/dL", 0.1, 2))), MONTH),
    "phosphate": (Spread(0.7, 2.9, (1.6, 1.76, 2.0, 2.2, 3.3), (("mmol/L", 1.0, 2), ("mg/dL", 3.0974, 1))), MONTH),
    "calcium_ionised": (Spread(0.92, 1.36, (1.0, 0.99, 1.01, 0.88), (*CALCIUM, ("meq/L", 2.0, 2))), WEEK),
    "sodium": (Spread(129, 146, (130, 134, 137), CONCENTRATION), WEEK),
    "bicarbonate": (Spread(17, 30, (22, 21, 23, 26, 25, 27, 36), CONCENTRATION), WEEK),
    "potassium": (Spread(3.4, 6.4, (2.4, 2.5, 7.5), (("mmol/L", 1.0, 1), ("meq/L", 1.0, 1))), WEEK),
}
PRESCRIPTION: Final[dict[str, dict[str, Spread]]] = {
    "schedule": {"duration": Spread(150, 285, (300, 150, 165, 240), TIME)},
    "dialysate": {
        "sodium": Spread(132, 142, (130, 136, 138, 146), CONCENTRATION),
        "calcium": Spread(1.25, 1.75, (1.25, 1.5), (("mmol/L", 1.0, 2), ("meq/L", 2.0, 1))),
        "bicarbonate": Spread(29, 38, (30, 31, 36, 37), CONCENTRATION),
    },
    "ultrafiltration": {"goal": Spread(0.6, 3.4, (2.6, 3.12, 3.13, 6.1), VOLUME)},
}  # fmt: skip
DOSE: Final = Spread(8, 25, (25, 12.5, 30), GRAMS)
RUN: Final = Spread(30, 120, (30, 60, 75), TIME)


class Drawn:
    """One patient's numbers out of a stream of chance."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311  # cases, no secrets

    def number(self, spread: Spread) -> tuple[float, str]:
        """A value of *spread* with one of its units, a third of them on an edge or beside one."""
        on_edge = self._random.random() < 1 / 3
        first = self._random.choice(spread.edges) if on_edge else self._random.uniform(spread.low, spread.high)
        # An edge stays one only in the unit that it is exact in.
        unit, times, decimals = self._random.choice(spread.units[:1] if on_edge else spread.units)
        value = round(first * times, decimals + on_edge)
        return int(value) if value == int(value) else value, unit

    def quantity(self, spread: Spread) -> dict[str, Any]:
        """As a document has it."""
        value, unit = self.number(spread)
        return {"value": value, "unit": unit}

    def series(self, name: str) -> list[dict[str, Any]] | None:
        """One or two samples, newest first; now and then too old by a minute, at the limit, or none."""
        spread, limit = LABS[name]
        chance = self._random.random()
        if chance < 0.03:  # noqa: PLR2004
            return None
        age = self._random.randrange(15, 600)
        if chance < 0.07:  # noqa: PLR2004
            age = self._random.choice((limit, limit + 1, limit + 1440))
        ages = [age, age + 2 * 1440][: 1 + (self._random.random() < 0.2)]  # noqa: PLR2004
        return [{**self.quantity(spread), **self._taken(name, minutes)} for minutes in ages]

    def _taken(self, name: str, minutes: int) -> dict[str, str]:
        own = {"taken": (AS_OF - timedelta(minutes=minutes)).isoformat(), "timing": "pre-dialysis"}
        return {**own, "assay": "bromocresol-green"} if name == "albumin" else own

    def chosen(self, *what: Any) -> Any:
        """One of *what*."""
        return self._random.choice(what)


def document(seed: int, index: int) -> dict[str, Any]:
    """Case number *index* of *seed* as a document."""
    own = Drawn(f"{seed}:{index}")
    form, run = own.number(DOSE), own.quantity(RUN)
    series = {name: own.series(name) for name in LABS}
    prescribed: dict[str, Any] = {
        group: {name: own.quantity(spread) for name, spread in spreads.items()}
        for group, spreads in PRESCRIPTION.items()
    }
    prescribed["schedule"] |= {"count": {"value": own.chosen(3, 4), "unit": "{session}/wk"}}
    prescribed["dialysate"] |= {"potassium": {"value": own.chosen(2, 2.5, 3), "unit": own.chosen("mmol/L", "meq/L")}}
    return {
        "schema": "urn:calciplug:schema:case:1",
        "case_id": f"eight-{seed}-{index}",
        "about": "Synthetic, for a benchmark; every number is a placeholder.",
        "as_of": AS_OF.isoformat(),
        "session_start": {"time": (AS_OF + timedelta(hours=1)).isoformat(), "zone": "Europe/Paris"},
        "patient": {
            "age": {"value": own.chosen(48, 57, 63, 71), "unit": "a"},
            "sex": own.chosen("F", "M"),
            "dry_weight": own.quantity(WEIGHT),
            "height": {"value": own.chosen(158, 165, 172, 181), "unit": "cm"},
            "lesions": "active",
            "allergies": [],
        },
        "labs": {name: rows for name, rows in series.items() if rows is not None},
        "medications": [{"drug": "sevelamer", "status": "active"}],
        "history": {},
        "site": {"machine": "adjustable", "products": [_vial(form[1])]},
        "prescription": {
            "modality": own.chosen("HD", "HDF", "HHD"),
            **prescribed,
            "flows": {
                "blood": {"value": own.chosen(300, 350), "unit": "mL/min"},
                "dialysate": {"value": own.chosen(500, 600), "unit": "mL/min"},
            },
            "thiosulfate": {
                "product": "vial",
                "dose": {"value": form[0], "unit": "g/{session}", "form": form[1]},
                "sessions": {"value": 3, "unit": "{session}/wk"},
                "infusion_duration": run,
            },
        },
    }


def _vial(form: str) -> dict[str, Any]:
    return {
        "id": "vial", "drug": "sodium thiosulfate", "code": "synthetic", "form": form,
        "strength": {"value": 250, "unit": "mg/mL"}, "amount": {"value": 12.5, "unit": "g"},
        "volume": {"value": 50, "unit": "mL"}, "sulfite": False,
    }  # fmt: skip


def stream(seed: int = 0) -> Iterator[bytes]:
    """Cases without end, as compact JSON, each another one."""
    for index in itertools.count():
        yield json.dumps(document(seed, index), separators=(",", ":")).encode("utf-8")
