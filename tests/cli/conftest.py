"""A command line over one first-party plugin, so that what another plugin says cannot move these tests."""

from __future__ import annotations

import json
import signal
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from click.testing import CliRunner

from calciplug.cli import main
from calciplug.host import in_folder
from calciplug.testing import patched
from calciplug.testing.cases import base

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _one_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    """`dialysate_sodium` is installed, and nothing else; colour is asked of nobody."""
    found = tuple(
        attrs.evolve(item, first_party=True, distribution="calciplug 0")
        for item in in_folder(ROOT / "plugins")
        if item.manifest.name == "dialysate_sodium"
    )
    monkeypatch.setattr("calciplug.host.installed", lambda: found)
    monkeypatch.setattr("calciplug.host.host.installed", lambda: found)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run one command line: exit code, stdout and stderr apart."""
    # The oldest click allowed keeps stderr apart only when told to; newer ones know no such argument.
    apart: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}

    def command(*arguments: str | Path, **more: Any) -> Result:
        return CliRunner(**apart).invoke(main, [str(item) for item in arguments], catch_exceptions=False, **more)

    return command


@pytest.fixture
def case(tmp_path: Path) -> Callable[..., Path]:
    """Write a case: the base haemodialysis patient with values set by JSON Pointer."""

    def write(name: str = "case.json", changes: dict[str, Any] | None = None) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(patched(base("hd"), changes or {}), indent=2), encoding="utf-8")
        return path

    return write


@pytest.fixture
def interruptible():
    """A run in the background of a shell ignores Ctrl-C, and so would every process that it starts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
