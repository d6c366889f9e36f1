"""The two lanes give one outcome; only plugins on record run in the fast one, and start without another check."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from throwaway import HEAD, PROTOCOL, Bench, case_of, fault_of

from calciplug import Host, adjust, adjust_document, read_case, shipped_protocol, units
from calciplug.codec import documents, outcome_document, read_manifest
from calciplug.errors import InputError, PluginError
from calciplug.host import check, in_folder
from calciplug.host.digest import digest_of
from calciplug.model.computed import COMPUTED, compute, computed_float
from calciplug.testing import PluginCase, host_of, lane_differences, load_cases
from calciplug.units.lane import fast, is_fast

if TYPE_CHECKING:
    from calciplug.model.manifest import Manifest

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "fixtures" / "cases"
RECORD: dict[str, Any] = json.loads((ROOT / "calciplug" / "host" / "lanes.json").read_text("utf-8"))
NAMES = sorted(path.name for path in CASES.iterdir() if path.is_dir())
PATIENTS = sorted((ROOT / "fixtures" / "patients").glob("*.json"))

# Sodium held against potassium: pint refuses it, bare floats do not.
MIXES = HEAD + (
    "from calciplug.units import exceeds\n"
    "@hookimpl\n"
    "def calciplug_review(case, after, p):\n"
    "    with case.rule('T-1') as rule:\n"
    "        if exceeds(rule.need('labs.sodium'), rule.need('labs.potassium')):\n"
    "            rule.info('labs.sodium', 'plain')\n"
)
READS = ["labs.sodium", "labs.potassium"]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """An empty folder for plugins."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    return Bench(folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_plugin_of_ours_is_on_record(name: str) -> None:
    """Under the digest that it has now, with the number of its cases; `python tools/record_lanes.py` writes it."""
    plugin = host_of([name]).plugins[name]
    row = {"plugin": name, "version": plugin.manifest.version, "cases": len(load_cases(CASES / name))}

    assert RECORD.get(plugin.candidate.digest) == row, "run python tools/record_lanes.py"


def test_nothing_else_is_on_record() -> None:
    """A digest of yesterday's plugin is gone."""
    assert sorted(row["plugin"] for row in RECORD.values()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_what_is_on_record_is_sound(name: str) -> None:
    """Every check that a start leaves out for these bytes, and the short way of reading them, tried here."""
    data = (ROOT / "plugins" / name / "plugin.json").read_bytes()
    manifest = read_manifest(data)

    check.check_manifest(manifest)
    assert read_manifest(data, judged=True) == manifest
    assert host_of([name]).plugins[name].candidate.on_record


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which manifests are held against their schema and against what they point to from now on."""
    told: list[str] = []

    def judged(name: str, data: bytes) -> dict[str, Any]:
        told.append(f"{name} schema")
        return schema(name, data)

    def checked(manifest: Manifest) -> None:
        told.append(f"{manifest.name} checked")
        points(manifest)

    schema, points = documents.document, check.check_manifest
    monkeypatch.setattr(documents, "document", judged)
    monkeypatch.setattr(check, "check_manifest", checked)
    return told


def copied(name: str, to: Path) -> Path:
    """A copy of one of our plugins in a folder of plugins."""
    return Path(shutil.copytree(ROOT / "plugins" / name, to / name, ignore=shutil.ignore_patterns("__pycache__")))


def test_a_plugin_on_record_is_not_checked_again(tmp_path: Path, asked: list[str]) -> None:
    """Its bytes were tried when the record was written; a host of them is the same."""
    copied("dialysate_sodium", tmp_path)
    host = Host(in_folder(tmp_path), ["dialysate_sodium"])

    assert asked == []
    assert host.fast == {"dialysate_sodium"}


@pytest.mark.parametrize("file", ["plugin.json", "__init__.py", "more.py"])
def test_one_changed_byte_brings_every_check_back(tmp_path: Path, asked: list[str], file: str) -> None:
    """A blank in the manifest, in the code, or one more file."""
    path = copied("dialysate_sodium", tmp_path) / file
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n")
    host = Host(in_folder(tmp_path), ["dialysate_sodium"])

    assert asked == ["plugin schema", "dialysate_sodium checked"]
    assert host.fast == frozenset()


def test_a_manifest_that_swallowed_the_next_file_is_not_on_record(tmp_path: Path) -> None:
    """The digest sees the same bytes in a row; no reader takes them for a manifest."""
    folder = copied("dialysate_sodium", tmp_path)
    (before,) = in_folder(tmp_path)
    behind = min(path for path in folder.glob("*.py") if path > folder / "plugin.json")
    with (folder / "plugin.json").open("ab") as file:
        file.write(b"\0" + behind.name.encode() + b"\0" + behind.read_bytes())
    behind.unlink()

    assert digest_of(folder, (folder / "plugin.json").read_bytes()) == before.digest
    with pytest.raises(PluginError, match="not JSON"):
        in_folder(tmp_path)


def test_a_fault_in_a_plugin_of_ours_is_refused_as_in_any_other(tmp_path: Path) -> None:
    """By the schema, and by what the manifest points to."""
    path = copied("dialysate_sodium", tmp_path) / "plugin.json"
    sound = json.loads(path.read_bytes())
    path.write_text(json.dumps({**sound, "surplus": 1}), encoding="utf-8")
    with pytest.raises(PluginError, match="surplus"):
        in_folder(tmp_path)
    path.write_text(json.dumps({**sound, "reads": [*sound["reads"], "labs.nothing_such"]}), encoding="utf-8")
    with pytest.raises(PluginError, match=r"labs\.nothing_such, which is no path"):
        Host(in_folder(tmp_path), ["dialysate_sodium"])


def test_a_record_of_ones_own_leaves_no_check_out(bench: Bench, asked: list[str]) -> None:
    """Digests that an integrator hands over say something of lanes only."""
    bench.guard("lone", MIXES, reads=READS)
    (candidate,) = in_folder(bench.folder)
    Host([candidate], trust=["lone"], lanes=[candidate.digest])

    assert asked == ["plugin schema", "lone checked"]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_case_is_the_same_in_both_lanes(name: str) -> None:
    """Whole outcome documents, prose and all."""
    cases = load_cases(CASES / name)

    assert lane_differences(cases, host_of({name, *(own for item in cases for own in item.plugins)})) == []


@pytest.mark.parametrize("path", PATIENTS, ids=lambda path: path.stem)
def test_every_patient_is_the_same_in_both_lanes(path: Path) -> None:
    """With all plugins together, byte for byte."""
    host, protocol, data = Host.discover(), shipped_protocol(), path.read_bytes()

    assert host.fast >= set(NAMES)
    assert adjust_document(data, host, protocol, lane="fast") == adjust_document(data, host, protocol)


@pytest.mark.parametrize("path", PATIENTS, ids=lambda path: path.stem)
def test_computed_leaves_are_the_same_in_both_lanes(path: Path) -> None:
    """The host's own formulas, which it takes the fast way, against the same formulas checked by pint."""
    try:
        case = read_case(path.read_bytes())
    except InputError:
        pytest.skip("the document is refused")
    draft = case.draft()
    for name, spec in COMPUTED.items():
        for own in [name.replace("*", key) for key in draft.exchanges()] if "*" in name else [name]:
            quantity = compute(case, draft, own)
            expected = None if quantity is None else pytest.approx(units.measure(quantity, spec.kind), rel=1e-12)
            assert computed_float(case, draft, own) == expected


def test_an_error_of_units_keeps_a_plugin_off_the_record(bench: Bench) -> None:
    """It is a fault in the checked lane and a finding in the fast one: the lanes differ."""
    bench.guard("lone", MIXES, reads=READS)
    case = PluginCase(name="mixes", about="", plugins=("lone",), protocol="cautious", document=_plain(), expected={})

    assert lane_differences([case], bench.host()) == ["mixes"]


def test_a_plugin_that_is_not_on_record_runs_checked(bench: Bench) -> None:
    """Asking for the fast lane does not let it in: its error of units is still a fault."""
    bench.guard("lone", MIXES, reads=READS)
    host = bench.host()
    outcome = outcome_document(adjust(case_of(), host, PROTOCOL, lane="fast"))

    assert host.fast == frozenset()
    assert fault_of(outcome) == "plugin.exception"


def test_a_record_of_ones_own_lets_a_plugin_in(bench: Bench) -> None:
    """By digest: an integrator hands the host the digests of plugins that were compared."""
    bench.guard("lone", MIXES, reads=READS)
    (candidate,) = in_folder(bench.folder)
    host = Host([candidate], trust=["lone"], lanes=[candidate.digest])
    outcome = adjust(case_of(), host, PROTOCOL, lane="fast")

    assert host.fast == {"lone"}
    assert [finding.code for finding in outcome.findings] == ["T-1"]


def test_one_changed_byte_takes_a_plugin_off_the_record(bench: Bench) -> None:
    """The digest counts what is on disk, a comment too."""
    bench.guard("lone", MIXES, reads=READS)
    (before,) = in_folder(bench.folder)
    bench.guard("lone", MIXES + "# one more line\n", reads=READS)
    host = Host(in_folder(bench.folder), trust=["lone"], lanes=[before.digest])

    assert host.fast == frozenset()


def test_the_fast_lane_ends_where_its_block_ends() -> None:
    """Also where the block is left by an error."""
    with contextlib.suppress(ZeroDivisionError), fast():
        assert is_fast()
        raise ZeroDivisionError

    assert not is_fast()


def test_no_other_thread_is_in_the_fast_lane() -> None:
    """A batch beside a command of a person does not take its checks away."""
    seen: list[bool] = []
    with fast():
        other = threading.Thread(target=lambda: seen.append(is_fast()))
        other.start()
        other.join()

    assert seen == [False]


def _plain() -> dict[str, Any]:
    from calciplug.testing.cases import base

    return base("hd")
