"""What crosses to a worker elsewhere: JSON and bytes that come back whole, and an answer whatever they hold."""

from __future__ import annotations

import io
import json

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calciplug.cohort import Answered, Chunk, Fields, Line, Reader, Spec, Tally, answered, chunks, remote
from calciplug.cohort.chunk import joined
from calciplug.cohort.origin import digest, version
from calciplug.cohort.wire import answer_of, asked, lines_of, packed, spec_of, spec_text, told, unpacked

TEXT = st.text(max_size=20)
LINES = st.builds(Line, number=st.integers(1, 10**12), data=st.binary(max_size=50), size=st.integers(0), digest=TEXT)
COUNTS = st.dictionaries(TEXT, st.integers(1, 99), max_size=3)


@pytest.fixture(autouse=True)
def _forgotten():
    """A worker has a process of its own, and begins without a host."""
    remote._load.cache_clear()
    remote._IMPORTED.clear()


def question(spec, lines=(), origin=None):
    """*lines* as they are asked."""
    return asked(origin or (version(), digest()), spec_text(spec), lines)


def said(blob):
    """The head of an answer."""
    return unpacked(blob)[0]


@settings(max_examples=50)
@given(st.dictionaries(TEXT.filter(lambda key: key != "sizes"), TEXT | st.integers()), st.lists(st.binary()))
def test_what_is_packed_comes_back(head, parts):
    """Any head, and any bytes after it: breaks of lines and nothing at all among them."""
    assert unpacked(packed(head, parts)) == (head, parts)


@settings(max_examples=50)
@given(st.lists(LINES, max_size=4))
def test_lines_come_back(lines):
    """Each as it was read, also one that was too long to be kept."""
    head, parts = unpacked(asked(("1", "2"), "spec", lines))

    assert (lines_of(head, parts), head["origin"], head["spec"]) == (lines, ["1", "2"], "spec")


@settings(max_examples=50)
@given(st.binary(), st.binary(), COUNTS, st.integers(0, 9))
def test_an_answer_comes_back(out, errors, counts, blank):
    """Bytes and counts."""
    tally = Tally(blank=blank)
    tally.spoken.update(counts)
    found = Answered(out, errors, tally)

    assert answer_of(*unpacked(told(found))) == found


@settings(max_examples=50)
@given(st.binary(max_size=30), st.lists(TEXT), st.lists(TEXT), st.dictionaries(TEXT, TEXT), st.booleans())
def test_a_spec_comes_back(protocol, folders, trust, plugins, rows):
    """All of it, whatever bytes are called a protocol; the same spec is the same text."""
    fields = Fields.of(["changes", "dialysate.sodium"]) if rows else None
    spec = Spec(
        folders=tuple(folders), trust=tuple(trust), protocol=protocol, lane="fast", fields=fields, plugins=plugins
    )

    assert spec_of(spec_text(spec)) == spec
    assert spec_text(attrs.evolve(spec, plugins=dict(reversed(plugins.items())))) == spec_text(spec)


def test_nothing_of_a_line_a_chunk_or_a_spec_is_left_behind():
    """A field that is added to one of them has to cross as well."""
    assert [field.name for field in attrs.fields(Line)] == ["number", "data", "size", "digest"]
    assert [field.name for field in attrs.fields(Answered)] == ["out", "errors", "tally"]
    assert [field.name for field in attrs.fields(Chunk)][:1] == ["lines"]
    names = sorted(json.loads(spec_text(Spec(protocol=b"", plugins={}))))
    assert sorted(field.name for field in attrs.fields(Spec)) == names


def test_a_worker_elsewhere_answers_as_one_here(poison, case, loaded):
    """Good, refused and poisoned lines: the bytes and the counts."""
    (chunk,) = chunks(Reader(io.BytesIO(b"\n".join([*poison[:20], case("c")]))), 100)
    head, parts = unpacked(remote.answer(question(loaded.spec, chunk.lines)))

    assert answer_of(head, parts) == joined(answered(line, loaded) for line in chunk.lines)


def test_a_host_is_made_once(loaded, monkeypatch):
    """However often it is asked; at most four are kept."""
    made = []
    monkeypatch.setattr(remote, "load", lambda spec: made.append(spec) or loaded)
    for _ in range(3):
        assert "tally" in said(remote.answer(question(loaded.spec)))

    assert made == [loaded.spec]
    for index in range(6):
        remote.answer(question(attrs.evolve(loaded.spec, trust=(f"t{index}",))))
    assert remote._load.cache_info().currsize == 4


def test_another_version_is_refused(spec_of):
    """Which worker it is, what it has, what the run began with."""
    answer = said(remote.answer(question(spec_of(), origin=("0.0.7", digest()))))

    assert answer["failed"] == f"{remote.worker()} has calciplug {version()}, and the run began with 0.0.7"


def test_the_same_version_with_other_code_is_refused(spec_of):
    """A changed file of calciplug itself counts like one of a plugin."""
    answer = said(remote.answer(question(spec_of(), origin=(version(), "beef"))))

    assert answer["failed"].endswith(f"with other code (sha256:{digest()}) than the run began with (sha256:beef)")


def test_another_plugin_is_refused(spec_of):
    """By its name, the stable code, and the worker."""
    spec = spec_of()
    name, *_ = spec.plugins
    answer = said(remote.answer(question(attrs.evolve(spec, plugins={**spec.plugins, name: "sha256:beef"}))))
    plugin, code, message = answer["refused"]

    assert (plugin, code) == (name, "plugin.changed")
    assert message.startswith(f"{remote.worker()}: a worker found sha256:")
    assert message.endswith("and the run began with sha256:beef")


def test_a_plugin_that_this_process_imported_before_it_changed_is_refused(loaded):
    """Its file is the one that is wanted; what runs would be the one of before."""
    name, *_ = loaded.spec.plugins
    remote._IMPORTED[name] = "sha256:old"
    plugin, code, message = said(remote.answer(question(loaded.spec)))["refused"]

    assert (plugin, code) == (name, "plugin.changed")
    assert "it has imported sha256:old before and cannot forget it" in message


def test_a_protocol_that_does_not_fit_is_said(loaded):
    """Any refusal of calciplug's own comes as words, with the worker."""
    answer = said(remote.answer(question(attrs.evolve(loaded.spec, protocol=b"{}"))))

    assert answer["failed"].startswith(f"{remote.worker()}: ")


@pytest.mark.parametrize("blob", [b"", b"\n", b"[]\n", b'{"sizes":[9]}\n', b"a patient's name\n"])
def test_what_is_no_question_gets_an_answer_without_its_text(blob):
    """No exception leaves: it would stand in the log of the worker, with the question beside it."""
    answer = said(remote.answer(blob))

    assert answer["failed"].startswith(f"{remote.worker()} could not answer: ")
    assert "patient" not in answer["failed"]
