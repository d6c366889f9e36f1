"""What rules read: looked up once for all of them, and still each rule's own, fresh, and noted as it always was."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from throwaway import HEAD, PROTOCOL, Bench, case_of

from calciplug import Case, Host, adjust, adjust_document, read_case, shipped_protocol
from calciplug.errors import CalciplugError, InputError, PluginFault
from calciplug.host import Chart, Scene, remit
from calciplug.host.access import access
from calciplug.host.host import _MOST_ROSTERS
from calciplug.host.reader import Reader
from calciplug.host.remit import Remit
from calciplug.model.field import code_fields, fields, general
from calciplug.model.manifest import Need
from calciplug.model.prescription import Prescription
from calciplug.units import is_quantity, measure
from calciplug.units.lane import fast

PATIENTS = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "patients").glob("*.json"))
SODIUM = "labs.sodium"


@pytest.fixture(scope="module")
def host() -> Host:
    """All shipped plugins."""
    return Host.discover()


@pytest.fixture(scope="module")
def everything(host: Host) -> Remit:
    """A remit that reads whatever a case may hold."""
    own = host.plugins["kinetic_outlook"].manifest
    paths = {path.split(".")[0] for path in (*fields(), *code_fields())}
    return Remit(attrs.evolve(own, reads=(*sorted(paths), "patient", "labs", "history", "site", "case")))


def cases() -> list[Any]:
    found = []
    for path in PATIENTS:
        with contextlib.suppress(InputError):
            found.append(pytest.param(read_case(path.read_bytes()), id=path.stem))
    return found


def reader(own: Remit, case: Case, draft: Prescription | None = None, **needs: Need) -> Reader:
    scene = Scene(Chart(case), case.draft() if draft is None else draft)
    return Reader(own, {need.path: need for need in needs.values()}, scene)


def plain(case: Case, path: str) -> Any:
    """The value at *path* without any of the host's tables: straight from the case."""
    if path.startswith("labs."):
        series = [one for one in case.labs.series.get(path[5:], ()) if one.timing != "post-dialysis"]
        limit = fields()[path].max_age
        age = (case.as_of - series[0].taken).total_seconds() / 60 if series else None
        return series[0].value if age is not None and (limit is None or age <= limit) else None
    if path.startswith("patient."):
        return case.patient.values.get(path[8:])
    return {**case.prescription.values, **case.order.values}.get(path)


def paths_of(case: Case) -> Iterator[str]:
    keys = case.draft().exchanges() or ("day",)
    for path in (*fields(), *code_fields()):
        if path.startswith("site."):  # read as facts, which are noted even where nothing stands
            continue
        yield from ([path.replace("*", key) for key in keys] if "*" in path else [path])


@pytest.mark.parametrize("case", cases())
def test_every_field_reads_as_it_stands(everything: Remit, case: Case) -> None:
    """In both lanes and twice, against the case itself: what is kept after the first read is what was there."""
    own = reader(everything, case)
    for path in paths_of(case):
        declared, expected = fields().get(general(path)), plain(case, path)
        if case.stops(path):
            continue
        for _ in range(2):
            found = own.value(path)
            assert (measure(found, declared.kind) if declared and is_quantity(found) else found) == expected
            with fast():
                assert own.value(path) == expected


@pytest.mark.parametrize("case", cases())
def test_what_was_read_is_noted_once_and_in_order(everything: Remit, case: Case) -> None:
    """However often it is read, and nothing that does not stand."""
    own, paths = reader(everything, case), [path for path in paths_of(case) if not case.stops(path)]
    for path in (*paths, *reversed(paths)):
        own.value(path)

    noted = [item.path for item in own.read() if not item.stale]
    assert noted == [path for path in paths if plain(case, path) is not None]


def test_two_readers_get_two_quantities(everything: Remit) -> None:
    """A plugin that changes one in place changes what it holds, and nobody else's number."""
    case = read_case(PATIENTS[0].read_bytes())
    scene = Scene(Chart(case), case.draft())
    one, two = (Reader(everything, {}, scene) for _ in range(2))
    for path in (SODIUM, "thiosulfate.dose", "schedule.weekly_time", "patient.dry_weight"):
        first, second = one.value(path), two.value(path)
        assert first is not second
        before = second.magnitude
        first._magnitude = -1.0
        assert (second.magnitude, two.value(path).magnitude) == (before, before)
    first, second = one.value("site.products")[0], two.value("site.products")[0]
    assert first.strength is not second.strength


def test_an_answer_keeps_what_had_been_read_by_then(everything: Remit) -> None:
    """What is read later is not added to it; what is read again changes nothing."""
    own = reader(everything, read_case(PATIENTS[0].read_bytes()))
    own.value(SODIUM)
    early = own.read()
    own.value("dialysate.sodium")
    late = own.read()

    assert [item.path for item in early] == [SODIUM]
    assert [item.path for item in late] == [SODIUM, "dialysate.sodium"]


def test_each_rule_has_its_own_limit_of_age(everything: Remit) -> None:
    """One scene, three rules: what one finds stale is fresh for the next, and stale after a change for the third."""
    case = read_case(PATIENTS[0].read_bytes())
    scene = Scene(Chart(case), case.draft())
    strict = Reader(everything, {SODIUM: Need(path=SODIUM, max_age=0.0, since=(), absence="-")}, scene)
    usual = Reader(everything, {}, scene)
    later = [change.path for change in case.history.changes]
    since = Reader(everything, {SODIUM: Need(path=SODIUM, max_age=1e9, since=tuple(later), absence="-")}, scene)

    newest = next(one for one in case.labs.series["sodium"] if one.timing != "post-dialysis")
    changed = any(change.changed > newest.taken for change in case.history.changes)
    assert (strict.value(SODIUM), strict.read()[0].stale) == (None, True)
    assert (usual.value(SODIUM) is None, usual.read()[0].stale) == (False, False)
    assert since.value(SODIUM, stale=True) is not None
    assert since.read()[0].stale == changed
    assert measure(strict.value(SODIUM, stale=True), "sodium") == newest.value


def test_another_draft_is_read_anew(everything: Remit) -> None:
    """A computed leaf too: what was found in one draft is not found in the next."""
    case = read_case(PATIENTS[0].read_bytes())
    chart, draft = Chart(case), case.draft()
    moved = draft.with_value("schedule.duration", float(draft.values["schedule.duration"]) * 2)  # type: ignore[arg-type]  # a float
    one, two = (Reader(everything, {}, Scene(chart, own)) for own in (draft, moved))
    for path, kind in (("schedule.duration", "session_duration"), ("schedule.weekly_time", "weekly_time")):
        assert measure(two.value(path), kind) == 2 * measure(one.value(path), kind)
        assert measure(two.drafted(path), kind) == measure(one.value(path), kind)


@pytest.mark.parametrize("path", ["labs.nonsense", "patient.nonsense", "patient", "history", "nonsense"])
def test_what_no_document_has_is_refused_at_every_read(path: str, everything: Remit) -> None:
    """Also the second time: a refusal is not kept as an absence."""
    own = Remit(attrs.evolve(everything.manifest, reads=(*everything.manifest.reads, "nonsense")))
    reading = reader(own, read_case(PATIENTS[0].read_bytes()))
    for _ in range(2):
        with pytest.raises(PluginFault) as caught:
            reading.value(path)
        assert caught.value.code == "plugin.undeclared_path"


def test_what_is_not_declared_is_refused_though_another_plugin_read_it(everything: Remit) -> None:
    """The scene is shared, the remit is not."""
    case = read_case(PATIENTS[0].read_bytes())
    scene = Scene(Chart(case), case.draft())
    assert Reader(everything, {}, scene).value(SODIUM) is not None
    with pytest.raises(PluginFault) as caught:
        Reader(Remit(attrs.evolve(everything.manifest, reads=(), writes=())), {}, scene).value(SODIUM)

    assert caught.value.code == "plugin.undeclared_read"


def test_a_server_does_not_keep_every_key(everything: Remit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of exchanges come from documents; those past the bound are looked up each time."""
    monkeypatch.setattr(remit, "_MOST", 10)
    own = Remit(everything.manifest)
    for number in range(50):
        assert own.access(f"exchanges.e{number}.dwell") is access(f"exchanges.e{number}.dwell")

    assert len(own.accesses) == 10
    assert access.cache_info().maxsize is not None


def test_a_server_does_not_keep_every_roster(host: Host) -> None:
    """A protocol that disables other plugins each time makes another roster each time."""
    for number in range(_MOST_ROSTERS * 2):
        assert host.roster(sorted(host.plugins)[: 1 + number % 20], f"modality {number}").turns

    assert len(host._rosters) <= _MOST_ROSTERS


def test_a_case_that_is_changed_has_its_own_draft() -> None:
    """What is worked out once is worked out anew for the changed one."""
    case = read_case(PATIENTS[0].read_bytes())
    changed = attrs.evolve(case, order=case.order.with_value("dialysate.sodium", 136.0))

    assert changed.draft().get("dialysate.sodium") == 136.0
    assert case.draft().get("dialysate.sodium") != 136.0
    assert attrs.evolve(case) == case


@pytest.mark.parametrize("lane", ["Fast", "quick", "", None])
def test_a_lane_that_does_not_exist_is_refused(host: Host, lane: Any) -> None:
    """It would otherwise run checked, and its user would never know; a refused document changes nothing about it."""
    data, protocol = PATIENTS[0].read_bytes(), shipped_protocol()
    for call in (
        lambda: adjust(read_case(data), host, protocol, lane=lane),
        lambda: adjust_document(data, host, protocol, lane=lane),
        lambda: adjust_document(b"{", host, protocol, lane=lane),
    ):
        with pytest.raises(CalciplugError, match="there are checked and fast"):
            call()


PARAMETERS = HEAD + (
    "@hookimpl\n"
    "def calciplug_guard(case, p):\n"
    "    with case.rule('T-1') as rule:\n"
    "        one, two = p.aim, p.aim\n"
    "        assert p.event is p.event and p.events is p.events\n"
    "        assert (one is two) == isinstance(one, float)\n"
    "        rule.info('dialysate.sodium', 'aim', value=one)\n"
)


@pytest.mark.parametrize("lane", ["checked", "fast"])
def test_a_parameter_is_noted_in_every_case(tmp_path: Path, lane: Any) -> None:
    """Also where it is found without asking the second time; a quantity is a fresh one each time."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    bench = Bench(folder)
    bench.guard("lone", PARAMETERS)
    digests = [plugin.candidate.digest for plugin in bench.host().plugins.values()]
    found = [plugin.candidate for plugin in bench.host().plugins.values()]
    host = Host(found, trust=["lone"], lanes=digests)
    for _ in range(2):
        outcome = adjust(case_of(), host, PROTOCOL, lane=lane, raise_faults=True)
        assert [item.name for item in outcome.parameters] == ["aim", "event", "events"]
