"""What is found, and what is refused before any plugin's code is imported."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
from throwaway import GUARDS, PROPOSES, Bench, manifest

from calciplug import Host, PluginError
from calciplug.host import in_folder, installed

if TYPE_CHECKING:
    from pathlib import Path

TRACE = "from pathlib import Path\nPath(__file__).with_name('imported').write_text('')\n"


def refused(bench: Bench, trust: tuple[str, ...] | None = None) -> PluginError:
    with pytest.raises(PluginError) as caught:
        bench.host(trust)
    return caught.value


def imported(folder: Path) -> bool:
    return (folder / "imported").exists()


# --- folders --------------------------------------------------------------------------------------------------------


def test_a_folder_of_plugins_is_loaded(bench: Bench) -> None:
    bench.write("one", TRACE + PROPOSES)
    bench.guard("two", GUARDS)

    host = bench.host()

    assert sorted(host.plugins) == ["one", "two"]
    assert imported(bench.folder / "one")
    assert host.plugins["one"].candidate.distribution == "folder plugins"
    assert not host.plugins["one"].candidate.first_party


def test_files_and_folders_without_code_are_passed_over(bench: Bench) -> None:
    (bench.folder / "__pycache__").mkdir()
    (bench.folder / "notes.txt").write_text("nothing", encoding="utf-8")

    assert in_folder(bench.folder) == ()


def test_a_missing_folder_is_refused(bench: Bench) -> None:
    with pytest.raises(PluginError) as caught:
        in_folder(bench.folder / "nowhere")

    assert caught.value.code == "plugin.no_folder"


def test_code_without_a_manifest_is_refused(bench: Bench) -> None:
    """A manifest with a misspelt file name would otherwise leave a rule set out in silence."""
    folder = bench.write("one", TRACE + PROPOSES)
    (folder / "plugin.json").rename(folder / "plugins.json")

    assert refused(bench).code == "plugin.no_manifest"
    assert not imported(folder)


def test_a_manifest_without_code_is_refused(bench: Bench) -> None:
    folder = bench.write("one", PROPOSES)
    (folder / "__init__.py").unlink()

    assert refused(bench).code == "plugin.import_failed"


def test_a_plugin_of_several_files_imports_its_own(bench: Bench) -> None:
    folder = bench.write("one", "from .hooks import calciplug_propose\n")
    (folder / "hooks.py").write_text(PROPOSES, encoding="utf-8")

    assert list(bench.host().plugins["one"].hooks) == ["calciplug_propose"]


def test_the_digest_covers_every_file(bench: Bench) -> None:
    folder = bench.write("one", PROPOSES)
    (folder / "more.py").write_text("", encoding="utf-8")
    digests = [in_folder(bench.folder)[0].digest]
    for name in ("more.py", "__init__.py", "plugin.json"):
        (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
        digests.append(in_folder(bench.folder)[0].digest)

    assert len(set(digests)) == len(digests)


# --- entry points ---------------------------------------------------------------------------------------------------


def distribution(place: Path, name: str, plugin: str, module: str) -> None:
    """An installed distribution called *name* that offers *plugin* from *module*."""
    info = place / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[calciplug.plugins]\n{plugin} = {module}\n", encoding="utf-8")


def package(place: Path, name: str, plugin: str, **changes: Any) -> Path:
    """A package *name* with the plugin *plugin* in a subpackage, both leaving a trace when they are imported."""
    (place / name).mkdir(parents=True)
    (place / name / "__init__.py").write_text(TRACE, encoding="utf-8")
    own = Bench(place / name).write(plugin, TRACE + PROPOSES, **changes)
    distribution(place, name.replace("_", "-"), plugin, f"{name}.{plugin}")
    return own


def test_an_installed_plugin_is_found_without_importing_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = package(tmp_path, "some_vendor", "vendor_rule")
    monkeypatch.syspath_prepend(str(tmp_path))

    found = {item.manifest.name: item for item in installed()}

    assert found["vendor_rule"].distribution == "some-vendor 1.0"
    assert not found["vendor_rule"].first_party
    assert not imported(own)
    assert not imported(own.parent)
    assert found["dialysate_sodium"].first_party


def test_an_installed_plugin_runs_when_it_is_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = package(tmp_path, "some_vendor", "vendor_rule")
    monkeypatch.syspath_prepend(str(tmp_path))
    candidates = [item for item in installed() if item.manifest.name == "vendor_rule"]
    try:
        host = Host(candidates, trust=["vendor_rule"])
    finally:
        for name in [name for name in sys.modules if name.startswith("some_vendor")]:
            del sys.modules[name]

    assert list(host.plugins) == ["vendor_rule"]
    assert imported(own)


def test_an_installed_plugin_is_refused_unless_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = package(tmp_path, "some_vendor", "vendor_rule")
    monkeypatch.syspath_prepend(str(tmp_path))
    candidates = [item for item in installed() if item.manifest.name == "vendor_rule"]

    with pytest.raises(PluginError) as caught:
        Host(candidates)

    assert caught.value.code == "plugin.untrusted"
    assert "some-vendor 1.0" in caught.value.message
    assert not imported(own)
    assert not imported(own.parent)


def test_a_plugin_that_claims_our_name_is_still_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A distribution that calls itself calciplug is first-party only for modules inside our own package."""
    (tmp_path / "impostor").mkdir()
    Bench(tmp_path / "impostor").write("vendor_rule", TRACE + PROPOSES)
    distribution(tmp_path, "calciplug", "vendor_rule", "impostor.vendor_rule")
    monkeypatch.syspath_prepend(str(tmp_path))

    found = {item.manifest.name: item for item in installed()}

    assert not found["vendor_rule"].first_party


def test_an_entry_point_that_leads_nowhere_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution(tmp_path, "some-vendor", "vendor_rule", "nothing.there")
    monkeypatch.syspath_prepend(str(tmp_path))

    with pytest.raises(PluginError) as caught:
        installed()

    assert (caught.value.plugin, caught.value.code) == ("vendor_rule", "plugin.no_manifest")


def test_two_distributions_with_one_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = [package(tmp_path / vendor, vendor, "vendor_rule") for vendor in ("vendor_a", "vendor_b")]
    for vendor in ("vendor_a", "vendor_b"):
        monkeypatch.syspath_prepend(str(tmp_path / vendor))
    candidates = [item for item in installed() if item.manifest.name == "vendor_rule"]

    with pytest.raises(PluginError) as caught:
        Host(candidates, trust=["vendor_rule"])

    assert caught.value.code == "plugin.duplicate_name"
    assert "vendor-a 1.0" in caught.value.message
    assert "vendor-b 1.0" in caught.value.message
    assert not any(imported(folder) for folder in own)


def test_a_folder_may_not_replace_an_installed_plugin(bench: Bench) -> None:
    folder = bench.write("dialysate_sodium", TRACE + PROPOSES)

    with pytest.raises(PluginError) as caught:
        Host([*(item for item in installed() if item.manifest.name == "dialysate_sodium"), *in_folder(bench.folder)])

    assert caught.value.code == "plugin.duplicate_name"
    assert not imported(folder)


def test_trusting_what_is_not_there_is_refused(bench: Bench) -> None:
    bench.write("one", PROPOSES)

    with pytest.raises(PluginError) as caught:
        Host.discover([bench.folder], trust=["one", "onne"])

    assert (caught.value.plugin, caught.value.code) == ("onne", "plugin.not_found")


def test_one_name_is_not_a_sequence_of_its_letters(bench: Bench) -> None:
    """A text in the place of several names, or of several folders, is one: no type checker tells them apart."""
    bench.write("one", PROPOSES)

    assert "one" in Host.discover(str(bench.folder), trust="one").plugins
    with pytest.raises(PluginError, match="onne: trusted by name, but no such plugin"):
        Host.discover(str(bench.folder), trust="onne")


def test_only_the_first_faults_of_a_manifest_are_told_and_the_rest_counted(bench: Bench) -> None:
    """What was not told is said to be there."""
    bench.write("one", PROPOSES, **{f"surprise{number}": 1 for number in range(7)})

    message = refused(bench).message

    assert message.count("unknown key") == 5
    assert message.endswith("; and 2 more; its code was not imported")


# --- refused before import ------------------------------------------------------------------------------------------


def test_an_untrusted_plugin_is_not_imported(bench: Bench) -> None:
    folder = bench.write("one", TRACE + PROPOSES)

    assert refused(bench, trust=()).code == "plugin.untrusted"
    assert not imported(folder)


def test_one_untrusted_plugin_keeps_the_others_from_being_imported(bench: Bench) -> None:
    """There is no half a host: whoever starts it decides first."""
    folder = bench.write("aaa", TRACE + PROPOSES)
    bench.write("zzz", PROPOSES)

    assert refused(bench, trust=("aaa",)).plugin == "zzz"
    assert not imported(folder)


@pytest.mark.parametrize("version", ["0", "2", "99", "1.0"])
def test_another_interface_version_is_refused(bench: Bench, version: str) -> None:
    folder = bench.write("one", TRACE + PROPOSES, api=version)

    error = refused(bench)

    assert error.code == "plugin.api_version"
    assert repr(version) in error.message
    assert not imported(folder)


def test_two_folders_with_one_name_are_refused(bench: Bench, tmp_path: Path) -> None:
    first = bench.write("one", TRACE + PROPOSES)
    (tmp_path / "more").mkdir()
    second = Bench(tmp_path / "more").write("one", TRACE + PROPOSES)

    with pytest.raises(PluginError) as caught:
        Host([*in_folder(bench.folder), *in_folder(tmp_path / "more")], trust=["one"])

    assert caught.value.code == "plugin.duplicate_name"
    assert "folder plugins" in caught.value.message
    assert "folder more" in caught.value.message
    assert not imported(first)
    assert not imported(second)


def test_a_name_that_is_not_the_folders_is_refused(bench: Bench) -> None:
    folder = bench.write_manifest("one", TRACE + PROPOSES, manifest("two"))

    assert refused(bench).code == "plugin.wrong_name"
    assert not imported(folder)


# --- the manifest ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"schema": "urn:calciplug:schema:plugin:1"}',
        '{"name": "one", "name": "one"}',
        "\ufeff{}",
    ],
    ids=["empty", "cut short", "a list", "null", "nearly nothing", "key twice", "byte order mark"],
)
def test_a_manifest_that_cannot_be_read_is_refused(bench: Bench, text: str) -> None:
    folder = bench.write_manifest("one", TRACE + PROPOSES, text)

    assert refused(bench).code == "plugin.bad_manifest"
    assert not imported(folder)


@pytest.mark.parametrize("key", sorted(manifest("one")))
def test_every_part_of_a_manifest_is_required(bench: Bench, key: str) -> None:
    document = manifest("one")
    del document[key]
    folder = bench.write_manifest("one", TRACE + PROPOSES, document)

    error = refused(bench)

    assert error.code == "plugin.bad_manifest"
    assert key in error.message
    assert not imported(folder)


def parameter(**changes: Any) -> dict[str, Any]:
    own = {**manifest("one")["parameters"]["aim"], **changes}
    return {"parameters": {"aim": {key: value for key, value in own.items() if value is not None}}}


def rule(**changes: Any) -> dict[str, Any]:
    own = {**manifest("one")["rules"]["T-1"], **changes}
    return {"rules": {"T-1": {key: value for key, value in own.items() if value is not None}}}


def reason(**changes: str) -> dict[str, Any]:
    return rule(reasons={"aim": {"summary": "short", "detail": "long", **changes}})


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown key": ({"surprise": 1}, "surprise"),
    "capital in the name": ({"name": "One"}, "name"),
    "version without a patch": ({"version": "1.0"}, "version"),
    "unknown modality": ({"modalities": ["CRRT"]}, "modalities"),
    "no modality": ({"modalities": []}, "modalities"),
    "no rule": ({"rules": {}}, "rules"),
    "reads no path": ({"reads": ["labs.sodum"]}, "reads labs.sodum"),
    "reads no record": ({"reads": ["history.thiosulphate"]}, "reads history.thiosulphate"),
    "reads no group": ({"reads": ["weather.today"]}, "reads weather.today"),
    "writes no path": ({"writes": ["dialysate.sodum"]}, "writes dialysate.sodum"),
    "writes a patient": ({"writes": ["patient.dry_weight"]}, "writes patient.dry_weight"),
    "writes a laboratory value": ({"writes": ["labs.sodium"]}, "writes labs.sodium"),
    "writes the site": ({"writes": ["site.machine"]}, "writes site.machine"),
    "writes a computed leaf": ({"writes": ["thiosulfate.rate"]}, "writes thiosulfate.rate"),
    "parameter without source or policy": (parameter(policy=None), "neither a source nor the word policy"),
    "policy that is false": (parameter(policy=False), "policy"),
    "parameter with an unknown source": (parameter(sources=["hearsay"]), "hearsay"),
    "parameter with an unknown kind": (parameter(kind="mana"), "mana"),
    "parameter with a unit of another kind": (parameter(unit="mg"), "mg"),
    "parameter with an unknown unit": (parameter(unit="Mmol/L"), "Mmol/L"),
    "parameter without a unit": (parameter(unit=None), "unit"),
    "parameter without a range": (parameter(minimum=None), "minimum"),
    "parameter below its range": (parameter(value=120), "outside its range"),
    "parameter above its range": (parameter(value=150), "outside its range"),
    "parameter with a kind that is a text": (parameter(value="137"), "is no number"),
    "parameter with a kind that is half text": (parameter(value=[137, "138"]), "is no number"),
    "parameter that is a number without a kind": (
        {"parameters": {"aim": {"title": "bare", "value": 137, "policy": True}}},
        "has no kind",
    ),
    "rule without citation or policy": (rule(policy=None), "neither a citation nor the word policy"),
    "rule with an unknown citation": (rule(citations=["hearsay"]), "hearsay"),
    "rule with an unknown dispute": (rule(disputes=["C-99"]), "C-99"),
    "rule with an unknown override": (rule(override="anybody"), "override"),
    "rule with an unknown severity": (rule(severities=["panic"]), "severities"),
    "rule that needs no path": (rule(needs=[{"path": "labs.sodum", "absence": "nothing"}]), "needs labs.sodum"),
    "path that is nearly one": ({"reads": ["labs.sodum"]}, "the nearest is labs.sodium"),
    "path with the prescription in front": (
        {"writes": ["prescription.dialysate.sodium"]},
        "no stored path of a prescription; the nearest is dialysate.sodium",
    ),
    "rule that needs what its plugin does not read": (
        rule(needs=[{"path": "labs.potassium", "absence": "nothing"}]),
        "needs labs.potassium, which is not among its reads",
    ),
    "code out of no list": ({"modalities": ["CRRT"]}, "found 'CRRT' (expected HD, HHD, HDF, CAPD, APD)"),
    "key that is nearly one": ({"summry": "x"}, "/summry: unknown key; nothing was dropped silently (did you mean"),
    "rule that rests for no parameter": (rule(recheck_after="later"), "recheck_after"),
    "reason with an unknown parameter": (reason(detail="{p.aims}"), "aims"),
    "reason with an unknown kind": (reason(detail="{value:mana}"), "mana"),
    "reason with an unknown kind in its summary alone": (
        reason(summary="{value:mana}", detail="{value:sodium}"),
        "there is no kind mana",
    ),
    "value of two kinds": (
        reason(summary="{value:sodium}", detail="{value:phosphate}"),
        "value is of more than one kind: phosphate, sodium",
    ),
    "value with and without a kind": (
        reason(summary="{value}", detail="{value:sodium}"),
        "value is of more than one kind: sodium, text",
    ),
}


@pytest.mark.parametrize(("changes", "named"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_manifest_is_refused_and_names_its_fault(bench: Bench, changes: dict[str, Any], named: str) -> None:
    folder = bench.write_manifest("one", TRACE + PROPOSES, {**manifest("one"), **changes})

    error = refused(bench)

    assert error.code == "plugin.bad_manifest"
    assert named in error.message
    assert not imported(folder)


def test_every_fault_of_a_manifest_is_named(bench: Bench) -> None:
    bench.write("one", PROPOSES, reads=["labs.sodum"], **rule(disputes=["C-99"], citations=["hearsay"]))

    message = refused(bench).message

    assert all(word in message for word in ("labs.sodum", "C-99", "hearsay"))


def test_the_manifest_of_these_tests_is_valid(bench: Bench) -> None:
    """Otherwise everything above would be refused for a reason of its own."""
    bench.write_manifest("one", PROPOSES, json.dumps(manifest("one")))

    assert list(bench.host().plugins) == ["one"]
