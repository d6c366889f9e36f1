"""The front door is whole: whoever uses a public name can also name what it takes, gives and raises."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import calciplug
from calciplug import errors

SOURCE = ast.parse(Path(calciplug.__file__).read_text("utf-8"))
FUNCTIONS = [name for name in calciplug.__all__ if inspect.isfunction(getattr(calciplug, name))]
# Handed from one function to another and never looked into: what `read_axes` gives, `calciplug.sweep.sweep` takes.
OPAQUE = {"Typed"}
BUILT_IN = {"Sequence", "None", "Mapping", "Iterable"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_takes_and_gives_what_has_a_public_name(name: str) -> None:
    """A program that is checked strictly writes these types down, and may not reach behind the door for them."""
    shown = inspect.signature(getattr(calciplug, name))
    told = [str(item.annotation) for item in shown.parameters.values()] + [str(shown.return_annotation)]
    types = {word for text in told for word in re.findall(r"\b[A-Z]\w*", text)}

    assert types - BUILT_IN - OPAQUE <= set(calciplug.__all__)


def test_every_error_is_public() -> None:
    """What is raised on purpose can be caught by name."""
    own = {
        name
        for name, item in vars(errors).items()
        if inspect.isclass(item) and issubclass(item, Exception) and item.__module__ == errors.__name__
    }

    assert own <= set(calciplug.__all__)


def test_what_a_type_checker_sees_is_what_is_there() -> None:
    """The imports for type checkers, the homes and `__all__` name the same things from the same places."""
    (checked,) = (node for node in SOURCE.body if isinstance(node, ast.If))
    seen = {
        item.name: (node.module or "").removeprefix("calciplug.")
        for node in checked.body
        if isinstance(node, ast.ImportFrom)
        for item in node.names
    }

    assert seen == calciplug._HOMES
    assert {*seen, "__version__"} == set(calciplug.__all__)
    assert all(getattr(calciplug, name) is not None for name in calciplug.__all__)


def test_the_import_itself_is_light() -> None:
    """A program that imports calciplug and uses nothing of it loads none of its libraries."""
    heavy = ["attrs", "click", "icalendar", "jsonschema", "numpy", "pint", "pluggy", "pyarrow", "tzdata"]
    code = f"import sys, calciplug; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"
