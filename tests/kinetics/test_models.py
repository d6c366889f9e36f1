"""What the models say of themselves: sources, constants and ranges, held to the code and to the bibliography."""

from __future__ import annotations

import ast
import inspect
import math
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import calciplug.kinetics
from calciplug import evidence
from calciplug.errors import EvidenceError
from calciplug.kinetics.models import model, models, outside

FOLDER = Path(calciplug.kinetics.__file__).parent
IDS = sorted(models())
# Published numbers of people: manifests hold those that are used, and the reference cases hold both to the source.
PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
OFFERED = {"thiosulfate.published"}
USED = sorted(set(IDS) - OFFERED)


@cache
def code() -> dict[str, str]:
    """Module → its text; dotted below `calciplug.kinetics`, without what reads the models."""
    found = {}
    for path in sorted(FOLDER.rglob("*.py")):
        parts = path.relative_to(FOLDER).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if name and name != "models":
            found[name] = path.read_text("utf-8")
    return found


@cache
def strings(name: str) -> tuple[re.Pattern[str], ...]:
    """What a module's string literals can say: themselves, and whatever fits where one is put together."""
    found = set(re.findall(r'(f?)"([^"\n]*)"', code()[name]))
    return tuple(re.compile(pattern(text, bool(f))) for f, text in found)


def pattern(text: str, formatted: bool) -> str:
    """A regular expression of one literal; one that is put together must hold a few letters of its own."""
    parts = re.split(r"\{[^}]*\}", text) if formatted else [text]
    return r"[\w-]+".join(re.escape(part) for part in parts) if len("".join(parts)) > 3 or not formatted else r"(?!)"


@cache
def says(name: str, word: str) -> bool:
    """Whether a module's literals can say a word."""
    return any(one.fullmatch(word) for one in strings(name))


def modules_of(identifier: str) -> dict[str, str]:
    """The modules that name the model."""
    return {name: text for name, text in code().items() if says(name, identifier)}


def public_functions(name: str) -> list[object]:
    """The functions that a module defines for callers."""
    module = import_module(f"calciplug.kinetics.{name}")
    found = inspect.getmembers(module, inspect.isfunction)
    return [f for key, f in found if not key.startswith("_") and f.__module__ == module.__name__]


@pytest.mark.parametrize("identifier", IDS)
def test_sources_resolve(identifier):
    """Every source of a model and of its constants stands in the bibliography."""
    one = model(identifier)
    cited = {*one.sources, *(source for constant in one.constants.values() for source in constant.sources)}
    for source in cited:
        assert evidence.source(source).id == source


@pytest.mark.parametrize("identifier", IDS)
def test_says_what_it_is(identifier):
    """A title, a sentence, a version, and a source or the admission that it was remembered."""
    one = model(identifier)
    assert one.title
    assert one.sentence.endswith(".")
    assert one.version.isdigit()
    assert one.sources or one.memory


@pytest.mark.parametrize("identifier", IDS)
def test_constants_have_a_source_or_say_memory(identifier):
    """No number without either; each is finite and has a unit."""
    for name, constant in model(identifier).constants.items():
        assert constant.sources or constant.memory, name
        assert math.isfinite(constant.value), name
        assert constant.unit, name


@pytest.mark.parametrize("identifier", IDS)
def test_what_stands_on_memory_says_so(identifier):
    """Where nothing was read of any source, the constant is marked; where code uses it, a docstring says it."""
    one = model(identifier)
    for name, constant in one.constants.items():
        cited = [evidence.source(key) for key in constant.sources]
        if all(source.trust == "memory" and source.read.startswith("Nothing") for source in cited):
            assert constant.memory or one.memory, name
    if one.memory and identifier not in OFFERED:
        assert any("memory" in text for text in modules_of(identifier).values())


@pytest.mark.parametrize("identifier", USED)
def test_is_used(identifier):
    """Some module or a first-party manifest names it: a model without either would be a claim."""
    manifests = (path.read_text("utf-8") for path in sorted(PLUGINS.glob("*/plugin.json")))
    assert modules_of(identifier) or any(f'"{identifier}"' in text for text in manifests)


@pytest.mark.parametrize("identifier", USED)
def test_constants_are_used(identifier):
    """A module that names the model also names each constant."""
    for name in model(identifier).constants:
        assert any(says(module, name) for module in modules_of(identifier)), name


@pytest.mark.parametrize("identifier", IDS)
def test_ranges_are_of_real_arguments(identifier):
    """Each range belongs to an argument of a public function of the module, is in order and says why."""
    functions = [function for name in modules_of(identifier) for function in public_functions(name)]
    arguments = {argument for function in functions for argument in inspect.signature(function).parameters}
    for name, bounds in model(identifier).valid.items():
        assert name in arguments, name
        assert bounds.why, name
        assert bounds.per_unit > 0, name
        assert bounds.low is not None or bounds.high is not None, name
        if bounds.low is not None and bounds.high is not None:
            assert bounds.low < bounds.high, name


@pytest.mark.parametrize("name", sorted(code()))
def test_no_ids_in_docstrings_that_do_not_resolve(name):
    """What a docstring names after `Source:` with a year stands in the bibliography."""
    for line in re.findall(r"^ +Source: (.*)$", code()[name], re.MULTILINE):
        for source in re.findall(r"\b[a-z]+(?:-[a-z]+)*-(?:19|20)\d\d\b", line):
            assert evidence.source(source).id == source


@pytest.mark.parametrize("name", sorted(code()))
def test_no_numpy_at_import(name):
    """NumPy is imported when an array arrives, never with a module."""
    unguarded = code()[name].split("if TYPE_CHECKING:")[0]
    assert not re.search(r"^(import|from) numpy", unguarded, re.MULTILINE)


def test_outside_of_a_range():
    """Both bounds, in the functions' own units, for floats and arrays; other arguments are ignored."""
    assert outside("dialyser.in-vitro", dialysate_flow=0.5, in_vitro=1e9) == {"dialysate_flow": False}
    assert outside("dialyser.in-vitro", dialysate_flow=0.29) == {"dialysate_flow": True}
    assert outside("dialyser.in-vitro", dialysate_flow=0.81) == {"dialysate_flow": True}
    found = outside("dialyser.in-vitro", dialysate_flow=np.array([0.29, 0.3, 0.8, 0.81]))
    assert list(found["dialysate_flow"]) == [True, False, False, True]
    assert outside("body-water.watson", age=17.0) == {"age": True}
    assert outside("body-water.watson", age=90.0) == {"age": False}


def test_no_such_model():
    """The message names those that there are."""
    with pytest.raises(EvidenceError, match=r"no model is called 'x'; there are .*body-water\.watson"):
        model("x")


SOURCED = sorted(
    (path.relative_to(FOLDER).as_posix(), node.name, key)
    for path in FOLDER.rglob("*.py")
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.FunctionDef)
    for _, _, said in [(ast.get_docstring(node) or "").partition("Source:")]
    for key in re.findall(r"\b(?:calciplug|peer|[a-z]+(?:-[a-z]+)*)-(?:[a-z]+-?)*[a-z0-9]+\b", said)
    if re.search(r"\d{4}$", key) or key.startswith(("calciplug-", "peer-", "gotch-", "depner-"))
)


@pytest.mark.parametrize(("path", "function", "key"), SOURCED)
def test_a_source_in_a_docstring_resolves(path, function, key):
    """What a docstring names as its source is in the bibliography."""
    assert evidence.source(key).id == key


def test_some_sources_were_found():
    """The pattern above has not come to miss them all."""
    assert len(SOURCED) > 50
