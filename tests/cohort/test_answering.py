"""One line: the very bytes of `adjust_document`, and rows that say what went wrong, whatever goes wrong."""

from __future__ import annotations

import io
import json

import attrs
import pytest

from calciplug.codec import MAX_BYTES
from calciplug.codec.schema import check
from calciplug.cohort import Reader, digests, load
from calciplug.cohort.answering import answered, died
from calciplug.errors import PluginError
from calciplug.host import Host


def answer(data, loaded):
    """The answer to the one line in *data*."""
    (line,) = Reader(io.BytesIO(data))
    return answered(line, loaded)


def rows(found):
    """The rows of errors of an answer."""
    return [json.loads(row) for row in found.errors.splitlines()]


@pytest.mark.parametrize("lane", ["checked", "fast"])
def test_the_bytes_are_those_of_the_library(loaded, alone, poison, lane):
    """Every poisoned, hostile and good document of the fixtures, in both lanes; one document is one line."""
    own = attrs.evolve(loaded, spec=attrs.evolve(loaded.spec, lane=lane))
    # A lone surrogate or a byte that is no UTF-8 ends no line; what is blank is no case.
    for line in poison:
        found = answer(line + b"\n", own)
        assert found.out == alone(line)
        assert found.out.count(b"\n") == 1


@pytest.mark.parametrize("size", [MAX_BYTES + 1, MAX_BYTES + 5, 1_500_000])
def test_a_line_that_was_not_held_is_refused_in_the_same_bytes(loaded, alone, size):
    """What the codec says of too many bytes is said of bytes that are gone."""
    data = b"[" + b" " * (size - 2) + b"]"

    assert answer(data, loaded).out == alone(data)


def test_a_problem_is_a_row(case, loaded):
    """With the line of the input, the code, the place, and what was found and expected."""
    (row,) = rows(answer(b"\n\n" + case(dry_weight={"value": 70, "unit": "kilo"}), loaded))

    assert {key: row[key] for key in ("line", "case_id", "code", "pointer", "found")} == {
        "line": 3, "case_id": None, "code": "unit.unknown", "pointer": "/patient/dry_weight/unit", "found": "kilo",
    }  # fmt: skip
    assert {"message", "expected"} <= set(row)


def test_a_case_without_a_fault_has_no_row(case, loaded):
    """A held case is no error."""
    found = answer(case(), loaded)

    assert (found.errors, found.tally.errors, found.tally.refused, found.tally.cases) == (b"", 0, 0, 1)


def test_a_fault_of_a_plugin_is_a_row_with_its_code(case, spec_of, trap):
    """Not evaluated is not unchanged; the text of the plugin's error may be a patient's and is nowhere."""
    own = load(spec_of(trap, trust=("trap",)))
    found = answer(case("p-9", lesions="unknown"), own)
    (row,) = rows(found)

    assert (row["line"], row["case_id"], row["code"], row["pointer"]) == (1, "p-9", "plugin.exception", "")
    assert "raised KeyError at trap/__init__.py:13" in row["message"]
    assert b"a patient's name" not in found.errors + found.out
    assert (found.tally.refused, found.tally.failed, found.tally.statuses) == (0, 0, {"rejected": 1})


def test_our_own_fault_is_answered_too(case, loaded, monkeypatch):
    """Rejected as `internal`, with type and place and never the text; the next case is answered as ever."""
    sound = answer(case(), loaded)

    def broken(*_, **__):
        raise ValueError("a patient's name")

    monkeypatch.setattr("calciplug.cohort.answering.adjust", broken)
    found = answer(case(), loaded)
    document = json.loads(found.out)
    monkeypatch.undo()

    assert check("outcome", document) == []
    assert (document["status"], [problem["code"] for problem in document["problems"]]) == ("rejected", ["internal"])
    assert "calciplug itself failed (ValueError at test_answering.py:" in document["problems"][0]["message"]
    assert b"a patient's name" not in found.out + found.errors
    assert [row["code"] for row in rows(found)] == ["internal"]
    assert (found.tally.failed, found.tally.refused) == (1, 0)
    assert answer(case(), loaded) == sound


def test_a_case_that_ends_its_worker_is_answered_as_such(case, loaded):
    """The document says `internal`, the row which fault."""
    (line,) = Reader(io.BytesIO(case()))
    found = died(line, loaded.spec)
    document = json.loads(found.out)

    assert check("outcome", document) == []
    assert (document["status"], document["problems"][0]["code"]) == ("rejected", "internal")
    assert [row["code"] for row in rows(found)] == ["worker-died"]
    assert found.tally.failed == 1


def test_a_worker_with_other_plugins_is_refused(spec_of, trap):
    """A byte that changed while cases were evaluated is another plugin."""
    spec = spec_of(trap, trust=("trap",))
    with (trap / "trap" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")

    with pytest.raises(PluginError, match=r"a worker found sha256:.*and the run began with sha256:") as caught:
        load(spec)
    assert (caught.value.plugin, caught.value.code) == ("trap", "plugin.changed")
    assert digests(Host.discover([trap], ["trap"])).keys() == spec.plugins.keys()
