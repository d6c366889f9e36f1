"""Cohorts for tests: lines out of the fixtures, and a throw-away plugin that fails on some of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from calciplug.api import adjust_document
from calciplug.cohort import Spec, digests, load
from calciplug.host import Host
from calciplug.testing import patched
from calciplug.testing.cases import base

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug.cohort import Loaded

ROOT = Path(__file__).resolve().parents[2]
PROTOCOL = (ROOT / "fixtures" / "protocols" / "cautious.json").read_bytes()

# What the trap does with a case, by the code of its lesions.
MANIFEST = {
    "schema": "urn:calciplug:schema:plugin:1", "name": "trap", "version": "0.1.0", "api": "1",
    "summary": "Throw-away: ends the process, raises or prints.", "modalities": ["HD", "HHD", "HDF"],
    "reads": ["patient.lesions"], "writes": [], "parameters": {},
    "rules": {
        "T-1": {
            "sentence": "Fails.", "severities": ["info"], "override": "nobody", "policy": True,
            "needs": [{"path": "patient.lesions", "absence": "nothing"}],
            "reasons": {"said": {"summary": "said", "detail": "Said."}},
        }
    },
}  # fmt: skip
CODE = '''"""Throw-away."""
import os
from calciplug import hookimpl


@hookimpl
def calciplug_guard(case):
    with case.rule("T-1") as rule:
        lesions = rule.need("patient.lesions")
        if lesions == "none":
            os._exit(7)
        if lesions == "unknown":
            raise KeyError("a patient's name")
        if lesions == "healing":
            print("printed by a plugin", flush=True)
            os.write(1, b"written by a plugin")
        rule.stop()
'''


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A folder of plugins with the trap in it."""
    folder = tmp_path / "plugins" / "trap"
    folder.mkdir(parents=True)
    (folder / "plugin.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    (folder / "__init__.py").write_text(CODE, encoding="utf-8")
    return folder.parent


def _spec_of(*folders: Path, trust: tuple[str, ...] = (), **more: Any) -> Spec:
    """A spec of the installed plugins and those of *folders*."""
    names = tuple(str(folder) for folder in folders)
    return Spec(folders=names, trust=trust, protocol=PROTOCOL, plugins=digests(Host.discover(names, trust)), **more)


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """The installed plugins under the cautious protocol."""
    return load(_spec_of())


@pytest.fixture
def alone(loaded: Loaded) -> Callable[[bytes], bytes]:
    """The outcome document of one line, as the library gives it."""
    return lambda line: adjust_document(line, loaded.host, loaded.protocol)


def _case(name: str = "c", **changes: Any) -> bytes:
    """The base patient on haemodialysis as one line, with values of the patient changed."""
    pointers = {f"/patient/{key}": value for key, value in changes.items()}
    return json.dumps(patched(base("hd"), {"/case_id": name, **pointers})).encode()


def _one_line(data: bytes) -> bytes:
    """A document that stands in several lines, in one: its breaks become blanks."""
    return data.replace(b"\r", b" ").replace(b"\n", b" ")


def _documents(*folders: str) -> list[bytes]:
    """Every file of *folders* below fixtures/, a line each."""
    paths = [path for folder in folders for path in sorted((ROOT / "fixtures" / folder).iterdir()) if path.is_file()]
    return [line for path in paths if (line := _one_line(path.read_bytes())).strip()]


@pytest.fixture(scope="session")
def spec_of() -> Callable[..., Spec]:
    """A spec of the installed plugins and those of the folders that are named."""
    return _spec_of


@pytest.fixture(scope="session")
def case() -> Callable[..., bytes]:
    """The base patient as one line, with values of the patient changed."""
    return _case


@pytest.fixture(scope="session")
def poison() -> list[bytes]:
    """Every poisoned, hostile and good document of the fixtures, a line each."""
    return _documents("invalid", "hostile/cases", "patients")
