"""What floats and arrays share, and how arguments are refused."""

from __future__ import annotations

import math
import subprocess
import sys
from decimal import Decimal, localcontext

import numpy as np
import pytest

from calciplug.errors import KineticsError
from calciplug.kinetics import _demand, _numeric

POINTS = [
    *(sign * 10.0**power for sign in (1, -1) for power in range(-300, 2, 7)),
    *(sign * size for sign in (1, -1) for size in (0.0999999, 0.1, 0.1000001, 0.5, 1.0, 3.0, 30.0, 300.0)),
    0.0,
    -0.0,
    5e-324,
    -1e4,
]


def exact(x: float) -> tuple[float, float]:
    """phi1 and phi2 at *x* from their definitions, with 700 digits, so that cancellation does not matter."""
    if x == 0:
        return 1.0, 0.5
    with localcontext() as context:
        context.prec = 700
        value = Decimal(x)
        if abs(value) < Decimal("1e-200"):
            return 1.0, 0.5
        one = (value.exp() - 1) / value
        return float(one), float((one - 1) / value)


@pytest.mark.parametrize("x", POINTS)
def test_phi_of_floats_is_exact(x):
    """phi1 to the last digits, phi2 to 14 digits, at every size and on both sides of where its series ends."""
    one, two = exact(x)
    assert _numeric.phi1(x) == pytest.approx(one, rel=4e-16)
    assert _numeric.phi2(x) == pytest.approx(two, rel=1e-14)
    assert type(_numeric.phi1(x)) is float
    assert type(_numeric.phi2(x)) is float


def test_phi_of_arrays_is_that_of_their_elements():
    """An array gives what each of its floats gives, whether or not any lies in the series."""
    for points in (POINTS, [x for x in POINTS if abs(x) > 0.1], [x for x in POINTS if abs(x) <= 0.1]):
        x = np.array(points)
        assert _numeric.phi1(x) == pytest.approx([_numeric.phi1(one) for one in points], rel=1e-15)
        assert _numeric.phi2(x) == pytest.approx([_numeric.phi2(one) for one in points], rel=1e-14)


@pytest.mark.parametrize("x", POINTS)
def test_inverse_of_phi1_is_exact(x):
    """One over phi1 to the last digits, of floats and of an array with and without a zero in it."""
    expected = 1 / exact(x)[0]
    assert _numeric.inverse_phi1(x) == pytest.approx(expected, rel=1e-15)
    assert type(_numeric.inverse_phi1(x)) is float
    for other in (0.0, 1.0):
        assert _numeric.inverse_phi1(np.array([x, other]))[0] == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("x", [1e3, 1e300])
def test_inverse_of_phi1_does_not_overflow(x):
    """Where e^x is beyond any float, nothing is left beside one."""
    assert 0 <= _numeric.inverse_phi1(x) < 1e-300
    assert 0 <= _numeric.inverse_phi1(np.array([x]))[0] < 1e-300


@pytest.mark.parametrize("x", [-2.0, -0.05, 0.0, 0.05, 2.0])
def test_both_phi_are_those_of_each(x):
    """phi12 gives what phi1 and phi2 give, for floats, arrays, and NumPy's numbers that are no floats."""
    assert _numeric.phi12(x) == (_numeric.phi1(x), _numeric.phi2(x))
    for one, near in ((np.array([x, -2.0]), 1e-14), (np.array(x), 1e-14), (np.float32(x), 1e-5)):
        found = [np.ravel(each)[0] for each in _numeric.phi12(one)]
        assert found == pytest.approx(exact(float(np.ravel(one)[0])), rel=near)


def test_phi2_is_continuous_where_its_series_ends():
    """The last float of the series and the first of the quotient differ by no more than the slope and 14 digits."""
    for edge in (0.1, -0.1):
        inside, outside = _numeric.phi2(edge), _numeric.phi2(math.nextafter(edge, edge * 2))
        assert inside == pytest.approx(outside, rel=1e-14)


@pytest.mark.parametrize("name", ["exp", "expm1", "log1p", "phi1", "inverse_phi1", "phi2"])
def test_no_elements_give_no_elements(name):
    """An empty array stays empty."""
    assert getattr(_numeric, name)(np.array([])).shape == (0,)


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("exp", 1.0, math.e),
        ("expm1", 1e-20, 1e-20),
        ("log", math.e, 1.0),
        ("log1p", 1e-20, 1e-20),
        ("sqrt", 2.0, 1.4142135623730951),
    ],
)
def test_one_argument(name, x, expected):
    """Floats, NumPy's scalars and arrays agree, and a float gives a plain float."""
    function = getattr(_numeric, name)
    assert function(x) == pytest.approx(expected, rel=1e-15)
    assert type(function(x)) is float
    assert function(np.float64(x)) == function(x)
    assert function(np.array([x, x])) == pytest.approx([expected] * 2, rel=1e-15)


def test_larger_and_smaller():
    """Element by element, with floats and arrays mixed."""
    assert _numeric.maximum(1.0, 2.0) == 2.0
    assert _numeric.minimum(1.0, 2.0) == 1.0
    assert list(_numeric.maximum(np.array([1.0, 3.0]), 2.0)) == [2.0, 3.0]
    assert list(_numeric.minimum(2.0, np.array([1.0, 3.0]))) == [1.0, 2.0]


def test_where():
    """Floats give floats even under a truth of NumPy's; any array gives an array."""
    assert type(_numeric.where(True, 1.0, 2.0)) is float
    assert type(_numeric.where(np.float64(1) == 2, 1.0, 2.0)) is float
    assert _numeric.where(np.float64(1) == 2, 1.0, 2.0) == 2.0
    assert _numeric.where(np.array(True), 1.0, 2.0) == 1.0
    assert list(_numeric.where(np.array([True, False]), 1.0, 2.0)) == [1.0, 2.0]
    assert list(_numeric.where(False, 1.0, np.array([3.0, 4.0]))) == [3.0, 4.0]


def test_every():
    """Plain truths, arrays, and none at all."""
    assert _numeric.every(True)
    assert not _numeric.every(False)
    assert _numeric.every(np.array([True, True]))
    assert not _numeric.every(np.array([True, False]))
    assert _numeric.every(np.array([], dtype=bool))


FLOATS = """
import sys
from calciplug.kinetics import body, calcium, dialyser, osmolality, phosphate, sodium
body.body_water(male=True, age=60.0, height=170.0, weight=70.0)
dialyser.mass_transfer_area(clearance=0.2, blood_water_flow=0.3, dialysate_flow=0.5)
phosphate.phosphate_removed(
    pre=1.8, mobilisation=0.1, clearance=0.16, residual_clearance=0.0, volume=12.0, session=240.0
)
sys.exit("numpy" in sys.modules)
"""


def test_floats_need_no_numpy():
    """A fresh Python that predicts for one patient never imports NumPy."""
    subprocess.run([sys.executable, "-c", FLOATS], check=True)


@pytest.mark.parametrize("check", [_demand.positive, _demand.not_negative, _demand.finite])
@pytest.mark.parametrize("good", [1.0, 1, np.float64(1), np.float32(1), np.int64(1), np.array([1.0, 2.0]), np.array(1)])
def test_good_arguments_pass(check, good):
    """Numbers of every kind that a caller may have."""
    check("m", x=good)


@pytest.mark.parametrize("check", [_demand.positive, _demand.not_negative, _demand.finite])
@pytest.mark.parametrize("shape", [(0,), (3, 0)])
def test_no_patients_pass(check, shape):
    """Where there is nobody, nothing can be wrong."""
    check("m", x=np.empty(shape))


@pytest.mark.parametrize("check", [_demand.positive, _demand.not_negative, _demand.finite])
@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_is_refused(check, bad):
    """Alone and among good elements, wherever it stands."""
    for x in (bad, np.float64(bad), np.array([1.0, bad]), np.array([bad, 1.0])):
        with pytest.raises(KineticsError, match="x"):
            check("m", x=x)


def test_bounds():
    """Zero and below."""
    _demand.not_negative("m", x=0.0)
    _demand.finite("m", x=-1.0)
    for bad in (0.0, -1.0, np.array([1.0, 0.0])):
        with pytest.raises(KineticsError, match="must be above zero"):
            _demand.positive("m", x=bad)
    for bad in (-1.0, np.array([1.0, -1e-300])):
        with pytest.raises(KineticsError, match="must not be below zero"):
            _demand.not_negative("m", x=bad)


def test_every_wrong_argument_is_named():
    """All of them in one message, with their values, and none that is right; the model is said."""
    with pytest.raises(KineticsError) as caught:
        _demand.positive("the.model", weight=-1.0, height=170.0, age=np.array([-2.0, 3.0]))
    assert str(caught.value) == "the.model: weight = -1, age (from -2 to 3): must be above zero"
    assert caught.value.model == "the.model"


def test_holds():
    """Plain truths, NumPy's and arrays."""
    for good in (True, np.bool_(True), np.array([True, True]), np.array([], dtype=bool)):
        _demand.holds("m", good, "never said")
    for bad in (False, np.bool_(False), np.array([True, False])):
        with pytest.raises(KineticsError, match="m: do not fit"):
            _demand.holds("m", bad, "do not fit")
