"""Phosphate in a session, after it and over a week: published shares, an integration, mass, limits, refusals."""

from __future__ import annotations

import json
import math
import os
from importlib.resources import files
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from calciplug.errors import KineticsError
from calciplug.kinetics.phosphate import (
    phosphate_post,
    phosphate_rebound,
    phosphate_removed,
    phosphate_removed_bedside,
    phosphate_removed_hourly,
    weekly_balance,
)

SETTINGS = settings(max_examples=50 * int(os.environ.get("CALCIPLUG_EXAMPLES", "1")), deadline=None, derandomize=True)
ROWS = json.loads((files("calciplug.fixtures") / "kinetics" / "phosphate.json").read_text("utf-8"))["cases"]
CASES = {row["id"]: row for row in ROWS}
PARAMETERS = {"mobilisation": 0.099, "clearance": 0.16, "residual_clearance": 0.0, "volume": 11.9}
# Published mobilisation with the volume of the same patients, and clearances of low-flux to good dialysers.
PUBLISHED = [
    {"mobilisation": mobilisation, "clearance": clearance, "residual_clearance": 0.0, "volume": volume}
    for mobilisation, volume in ((0.098, 11.0), (0.099, 11.9), (0.087, 9.4))
    for clearance in (0.12, 0.14, 0.15, 0.16)
]


def integrated(*, pre, mobilisation, clearance, residual_clearance, volume, session):
    """Concentration, removal by dialyser and by kidneys, and mobilised amount, from the differential equation."""

    def slope(_, y):
        concentration = y[0]
        in_, out, urine = (
            mobilisation * (pre - concentration),
            clearance * concentration,
            residual_clearance * concentration,
        )
        return [(in_ - out - urine) / volume, out, urine, in_]

    start = [pre, 0.0, 0.0, 0.0]
    return solve_ivp(slope, (0, session), start, method="DOP853", rtol=1e-11, atol=1e-13).y[:, -1]


@pytest.mark.parametrize("name", [name for name in sorted(CASES) if name.startswith("phos-p1c")])
def test_session_case(name):
    """Concentration and removal of the reference within its own tolerance."""
    row = CASES[name]
    own = {key: x["value"] for key, x in row["inputs"].items()}
    session = {
        "pre": own["c_pre"],
        "mobilisation": own["KM"] / 1000,
        "clearance": own["Kd"] / 1000,
        "residual_clearance": 0.0,
        "volume": own["V"],
        "session": own["time"],
    }
    expected, rel = row["expected"], row["tolerance"]["rel"]
    assert phosphate_post(**session) == pytest.approx(expected["c_post"]["value"], rel=rel)
    assert phosphate_removed(**session) == pytest.approx(expected["removed"]["value"], rel=rel)


@pytest.mark.parametrize("name", [name for name in sorted(CASES) if name.startswith("phos-wang2")])
def test_bedside_case(name):
    """Wang's regression as printed."""
    row = CASES[name]
    own = {key: x["value"] for key, x in row["inputs"].items()}
    found = phosphate_removed_bedside(
        spent_dialysate=own["c45_dialysate"],
        age=own["age"],
        weight=own["weight"],
        clearance=own["clearance"] / 1000,
    )
    assert found == pytest.approx(row["expected"]["value"], rel=row["tolerance"]["rel"])


@pytest.mark.parametrize("parameters", PUBLISHED)
def test_case_of_hourly_shares(parameters):
    """Measured shares of four hours, within the case's tolerance, and within one standard deviation to 150 mL/min.

    Those patients had low-flux dialysers. At 160 mL/min, with the lowest volume, the second hour's 23.07 % misses the
    lower end of its standard deviation, 23.1 %, by a hair; the case's own tolerance of five points holds everywhere.
    """
    row = CASES["phos-hourly-split"]
    shares = phosphate_removed_hourly(**parameters, session=240.0, parts=4)
    low_flux = parameters["clearance"] <= 0.15
    for share, measured, spread in zip(shares, row["expected"]["value"], row["tolerance"]["sd"], strict=True):
        assert share * 100 == pytest.approx(measured, abs=spread if low_flux else row["tolerance"]["abs"])


@pytest.mark.parametrize("parameters", PUBLISHED)
def test_case_of_the_first_two_hours(parameters):
    """About half of five hours' removal comes in the first two.

    From 120 mL/min; the session's dialyser is not printed, and at 90 mL/min it would be 0.467 to 0.477.
    """
    row = CASES["phos-first2h"]
    shares = phosphate_removed_hourly(**parameters, session=300.0, parts=5)
    assert shares[0] + shares[1] == pytest.approx(row["expected"], abs=row["tolerance"]["abs"])


def test_peer_defect_hundredfold_exchange():
    """Six minutes take little from 5.5 mg/dL; a peer with a stray hundred reaches 0.5 or less, and ours does not."""
    session = PARAMETERS | {"pre": 5.5, "session": 6.0}
    right = pytest.approx(integrated(**session)[0], rel=1e-8)
    assert phosphate_post(**session) == right
    assert phosphate_post(**session) > 5.0
    wrong = integrated(**session | {"clearance": 16.0})[0]
    assert wrong < 0.5
    assert wrong != right


sessions = st.fixed_dictionaries(
    {
        "pre": st.floats(0.5, 4),
        "mobilisation": st.floats(0, 0.3),
        "clearance": st.floats(0.02, 0.3),
        "residual_clearance": st.floats(0, 0.02),
        "volume": st.floats(4, 20),
        "session": st.floats(5, 600),
    }
)


@SETTINGS
@given(sessions)
def test_against_integration(session):
    """The closed forms are the differential equation's, to 1e-8."""
    post, removed, _, _ = integrated(**session)
    assert phosphate_post(**session) == pytest.approx(post, rel=1e-8)
    assert phosphate_removed(**session) == pytest.approx(removed, rel=1e-8)


@SETTINGS
@given(sessions)
def test_mass_is_kept(session):
    """What the volume lost and the pool gave is what dialyser and kidneys took, to 1e-9."""
    removed = phosphate_removed(**session)
    over_time = removed / session["clearance"]
    taken = (session["clearance"] + session["residual_clearance"]) * over_time
    mobilised = session["mobilisation"] * (session["pre"] * session["session"] - over_time)
    lost = session["volume"] * (session["pre"] - phosphate_post(**session))
    assert lost + mobilised == pytest.approx(taken, rel=1e-9)


@SETTINGS
@given(sessions, st.floats(1.05, 2))
def test_more_removes_more(session, times):
    """Removal grows with clearance, time and mobilisation; the concentration stays between nothing and its start."""
    removed = phosphate_removed(**session)
    for name in ("clearance", "session"):
        assert phosphate_removed(**session | {name: session[name] * times}) > removed
    more = session | {"mobilisation": session["mobilisation"] * times}
    assert phosphate_removed(**more) >= removed * (1 - 1e-12)
    assert 0 < phosphate_post(**session) < session["pre"]


@SETTINGS
@given(sessions, st.floats(0.01, 100))
def test_units_of_concentration_cancel(session, per):
    """In mg/dL or mmol/L the ratio of after to before, and removal per concentration, are the same."""
    scaled = session | {"pre": session["pre"] * per}
    assert phosphate_post(**scaled) / per == pytest.approx(phosphate_post(**session), rel=1e-12)
    assert phosphate_removed(**scaled) / per == pytest.approx(phosphate_removed(**session), rel=1e-12)


@SETTINGS
@given(sessions, st.integers(1, 8))
def test_shares_add_up_and_fall(session, parts):
    """Shares add up to one, and no part takes more than the one before."""
    del session["pre"]
    shares = phosphate_removed_hourly(**session, parts=parts)
    assert len(shares) == parts
    assert sum(shares) == pytest.approx(1, rel=1e-12)
    assert all(after <= before * (1 + 1e-9) for before, after in pairwise(shares))


def test_nothing_moves_without_a_case_of_its_own():
    """No clearance and no mobilisation, and no time, are exact; a hair of either is continuous with them."""
    still = {"pre": 2.0, "mobilisation": 0.0, "clearance": 0.0, "residual_clearance": 0.0, "volume": 10.0}
    for amount in (0.0, 1e-15):
        found = still | {"mobilisation": amount, "clearance": amount}
        assert phosphate_post(**found, session=240.0) == pytest.approx(2.0, rel=1e-12)
    assert phosphate_removed(**still, session=240.0) == 0.0
    assert phosphate_removed(**still | {"clearance": 1e-15}, session=240.0) == pytest.approx(2e-15 * 240, rel=1e-12)
    assert phosphate_post(**still | {"clearance": 0.2}, session=0.0) == 2.0
    # With nothing mobilised it falls as in one compartment, however low.
    assert phosphate_post(**still | {"clearance": 1.0}, session=480.0) == pytest.approx(2 * math.exp(-48), rel=1e-12)


def test_rebound():
    """Starts at the end of the session, comes back to before it, and follows the differential equation."""
    known = {"pre": 2.0, "post": 0.9, "mobilisation": 0.1, "volume": 11.0}
    assert phosphate_rebound(**known, after=0.0) == pytest.approx(0.9, rel=1e-15)
    assert phosphate_rebound(**known, after=1e5) == pytest.approx(2.0, rel=1e-12)
    solved = solve_ivp(lambda _, c: 0.1 * (2.0 - c) / 11, (0, 60), [0.9], method="DOP853", rtol=1e-11).y[0, -1]
    assert phosphate_rebound(**known, after=60.0) == pytest.approx(solved, rel=1e-9)


def test_week():
    """32 mmol a day, six tenths absorbed, binders hold 30 a week, three times 30 removed: worked out by hand."""
    known = {"intake": 224.0, "absorption": 0.6, "removed_per_session": 30.0, "count": 3.0}
    assert weekly_balance(**known) == pytest.approx(44.4, rel=1e-12)
    assert weekly_balance(**known, binder=30.0) == pytest.approx(14.4, rel=1e-12)
    assert weekly_balance(**known | {"count": 5.0}) < 0


@SETTINGS
@given(st.lists(sessions, min_size=1, max_size=5))
def test_arrays_are_their_elements(people):
    """Whatever a float gives an array gives at its place."""
    every = {key: np.array([one[key] for one in people]) for key in people[0]}
    for function in (phosphate_post, phosphate_removed):
        alone = [function(**one) for one in people]
        assert all(type(one) is float for one in alone)
        assert function(**every) == pytest.approx(alone, rel=1e-12)
    del every["pre"]
    together = phosphate_removed_hourly(**every, parts=4)
    for place, one in enumerate(people):
        alone = phosphate_removed_hourly(**{key: one[key] for key in every}, parts=4)
        assert [share[place] for share in together] == pytest.approx(alone, rel=1e-11)
    rebound = {"mobilisation": 0.1, "volume": 11.0, "after": 30.0, "post": 0.4}
    alone = [phosphate_rebound(pre=one["pre"], **rebound) for one in people]
    assert phosphate_rebound(pre=np.array([one["pre"] for one in people]), **rebound) == pytest.approx(alone, rel=1e-12)


def test_no_patients():
    """An empty array stays empty."""
    assert phosphate_post(**PARAMETERS, pre=np.array([]), session=240.0).shape == (0,)


SESSION = PARAMETERS | {"pre": 1.8, "session": 240.0}
HOURLY = PARAMETERS | {"session": 240.0, "parts": 4}
REBOUND = {"pre": 2.0, "post": 0.9, "mobilisation": 0.1, "volume": 11.0, "after": 30.0}
WEEK = {"intake": 224.0, "absorption": 0.6, "removed_per_session": 30.0, "count": 3.0}
WANG = {"spent_dialysate": 0.3, "age": 60.0, "weight": 60.0, "clearance": 0.15}


@pytest.mark.parametrize(
    ("function", "base", "wrong", "message"),
    [
        (phosphate_post, SESSION, {"pre": -1.0}, "pre = -1: must not be below"),
        (phosphate_post, SESSION, {"volume": 0.0}, "volume = 0: must be above zero"),
        (
            phosphate_removed,
            SESSION,
            {"mobilisation": -0.1, "clearance": -0.2, "residual_clearance": -0.3, "session": -4.0},
            "mobilisation = -0.1, clearance = -0.2, residual_clearance = -0.3, session = -4: must not be below",
        ),
        (phosphate_removed, SESSION, {"clearance": math.nan}, "clearance = nan"),
        (phosphate_removed_hourly, HOURLY, {"parts": 0}, "parts = 0: must be above zero"),
        (phosphate_removed_hourly, HOURLY, {"clearance": 0.0, "session": 0.0}, "clearance = 0, session = 0: must be"),
        (phosphate_rebound, REBOUND, {"after": -1.0}, "after = -1: must not be below"),
        (phosphate_rebound, REBOUND, {"volume": 0.0}, "volume = 0: must be above zero"),
        (weekly_balance, WEEK, {"intake": -1.0}, "intake = -1: must not be below"),
        (weekly_balance, WEEK, {"absorption": 60.0}, "absorption: must not be above 1; it is a share"),
        (weekly_balance, WEEK, {"binder": 200.0}, "binder: must not be above what would be absorbed"),
        (phosphate_removed_bedside, WANG, {"weight": 0.0}, "weight = 0: must be above zero"),
        (phosphate_removed_bedside, WANG, {"spent_dialysate": -0.1}, "spent_dialysate = -0.1: must not be below"),
        (phosphate_removed_bedside, WANG, {"spent_dialysate": 0.0, "clearance": 0.05}, "less than nothing"),
    ],
)
def test_refusals(function, base, wrong, message):
    """Each for its own reason."""
    with pytest.raises(KineticsError, match=message):
        function(**base | wrong)
