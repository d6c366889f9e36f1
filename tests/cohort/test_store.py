"""The files of a run: parts until they are whole, a journal to go on by, and nothing that was there is lost."""

from __future__ import annotations

import io
import json
import os

import attrs
import pytest

from calciplug.cohort import Answered, Chunk, NotResumable, NotWritten, Reader, Store, Tally, Target, chunks
from calciplug.cohort.journal import Commit, Journal, read
from calciplug.cohort.part import Part

DATA = b"a\nb\nc\nd\n"
WHO = {"input": {"size": 8, "head": "h"}, "plugins": {"p": "1"}, "lane": "checked", "fields": None}


@pytest.fixture
def target(tmp_path):
    """A result with errors beside it, out of a run that can go on."""
    return Target(
        out=tmp_path / "out", errors=tmp_path / "out.errors", write=None, header=b"header\n", identity=WHO
    )  # fmt: skip


def answers(reader):
    """Each line, answered with itself in capitals and one error."""
    for chunk in chunks(reader, 1):
        data = b"".join(line.data for line in chunk.lines)
        yield chunk, Answered(data.upper() + b"\n", b"e" + data + b"\n", Tally(errors=1))


def run(target, *, resume=False, stop=None, data=DATA):
    """Answer every line that is left; *stop* commits before it is left without an end."""
    with Store(target, resume=resume) as store:
        if not store.last.done:
            reader = Reader(io.BytesIO(data))
            reader.skip(store.last.offset, store.last.number)
            for count, (chunk, answered) in enumerate(answers(reader)):
                if count == stop:
                    return store.last
                store.commit(chunk, answered)
        store.finish()
    return store.last


def names(folder):
    """What lies in *folder*."""
    return sorted(path.name for path in folder.iterdir())


def test_a_whole_run_leaves_its_files_and_nothing_else(target, tmp_path):
    """No part and no journal stay."""
    last = run(target)

    assert names(tmp_path) == ["out", "out.errors"]
    assert (tmp_path / "out").read_bytes() == b"header\nA\nB\nC\nD\n"
    assert (tmp_path / "out.errors").read_bytes() == b"ea\neb\nec\ned\n"
    assert (last.tally.errors, last.number, last.done) == (4, 4, True)


@pytest.mark.parametrize("stop", [0, 1, 3])
def test_a_run_that_was_left_goes_on(target, tmp_path, stop):
    """What was written after the last commit is cut off first; no half-written result has the result's name."""
    run(target, stop=stop)
    for name in ("out.part", "out.errors.part"):
        with (tmp_path / name).open("ab") as file:
            file.write(b"torn")
    with (tmp_path / "out.resume").open("ab") as file:
        file.write(b'{"offset": 6, "numb')
    before = names(tmp_path)
    last = run(target, resume=True)

    assert before == ["out.errors.part", "out.part", "out.resume"]
    assert names(tmp_path) == ["out", "out.errors"]
    assert (tmp_path / "out").read_bytes() == b"header\nA\nB\nC\nD\n"
    assert (tmp_path / "out.errors").read_bytes() == b"ea\neb\nec\ned\n"
    assert last.tally.errors == 4


@pytest.mark.parametrize("when", ["noted", "errors named", "result linked", "result named"])
def test_a_run_that_ended_while_its_files_got_their_names_is_ended(target, tmp_path, monkeypatch, when):
    """At each moment between the last commit and the end of the journal."""
    from calciplug.cohort import part

    calls = []

    def settle(path, *, force, own=part.settle):
        calls.append(path)
        if when == "noted" or (when == "errors named" and len(calls) == 2):
            raise KeyboardInterrupt
        if when == "result linked" and len(calls) == 2:
            path.hardlink_to(part.part_of(path))
            raise KeyboardInterrupt
        own(path, force=force)
        if when == "result named" and len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("calciplug.cohort.store.settle", settle)
    with pytest.raises(KeyboardInterrupt):
        run(target)
    assert (tmp_path / "out.resume").exists()
    monkeypatch.undo()
    run(target, resume=True)

    assert names(tmp_path) == ["out", "out.errors"]
    assert (tmp_path / "out").read_bytes() == b"header\nA\nB\nC\nD\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"lane": "fast"}, 'lane was "checked" and is "fast"'),
        ({"input": {"size": 9, "head": "h"}}, "input: size differs"),
        ({"plugins": {"p": "2", "q": "1"}}, "plugins: p, q differ"),
        ({"fields": ["x"]}, r'fields was null and is \["x"\]'),
    ],
)
def test_another_run_is_refused_with_what_differs(target, tmp_path, change, message):
    """And what the other one wrote stands."""
    run(target, stop=2)
    before = {name: (tmp_path / name).read_bytes() for name in names(tmp_path)}

    with pytest.raises(NotResumable, match=message):
        run(attrs.evolve(target, identity=WHO | change), resume=True)
    assert {name: (tmp_path / name).read_bytes() for name in names(tmp_path)} == before


def test_what_a_run_left_is_not_begun_over(target, tmp_path):
    """Hours of work go only where somebody says so."""
    run(target, stop=2)
    with pytest.raises(NotResumable, match="--resume goes on with it, --force begins anew"):
        run(target)
    run(attrs.evolve(target, force=True))

    assert (tmp_path / "out").read_bytes() == b"header\nA\nB\nC\nD\n"
    assert names(tmp_path) == ["out", "out.errors"]


def test_a_finished_result_is_not_replaced(target, tmp_path):
    """Neither by a run that begins nor by one that goes on; with force it is, at the end and not before."""
    (tmp_path / "out").write_bytes(b"mine")
    for resume in (False, True):
        with pytest.raises(NotResumable, match=r"there is a finished .*out already"):
            run(target, resume=resume)
    run(attrs.evolve(target, force=True), stop=2)
    assert (tmp_path / "out").read_bytes() == b"mine"
    run(attrs.evolve(target, force=True), resume=True)

    assert (tmp_path / "out").read_bytes() == b"header\nA\nB\nC\nD\n"


def test_resuming_what_never_began_begins(target, tmp_path):
    """A script may always say --resume."""
    run(target, resume=True)

    assert (tmp_path / "out").read_bytes() == b"header\nA\nB\nC\nD\n"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda folder: (folder / "out.resume").unlink(), "and no .*out.resume to go on by"),
        (lambda folder: (folder / "out.resume").write_bytes(b"{}\n"), "is no journal of calciplug cohort"),
        (lambda folder: (folder / "out.resume").write_bytes(b"\xff\n"), "is no journal of calciplug cohort"),
        (lambda folder: (folder / "out.part").write_bytes(b"x"), "has 1 bytes, and 11 were committed"),
        (lambda folder: (folder / "out.part").unlink(), "has 0 bytes, and 11 were committed"),
    ],
)
def test_a_spoilt_run_is_not_gone_on_with(target, tmp_path, spoil, message):
    """A result that is not what the journal says would be wrong without a word."""
    run(target, stop=2)
    spoil(tmp_path)

    with pytest.raises(NotResumable, match=message):
        run(target, resume=True)


def test_two_runs_do_not_write_one_result(target, tmp_path):
    """The second is refused while the first goes on, even by force."""
    pytest.importorskip("fcntl")
    with Store(target) as first:
        (chunk, answered), *_ = answers(Reader(io.BytesIO(DATA)))
        first.commit(chunk, answered)
        with pytest.raises(NotResumable, match="another run is writing"):
            Store(attrs.evolve(target, force=True))
        with pytest.raises(NotResumable, match="another run is writing"):
            Store(target, resume=True)
        first.finish()

    assert (tmp_path / "out").read_bytes() == b"header\nA\n"


def test_a_disk_that_is_full_leaves_what_was_committed(target, tmp_path, monkeypatch):
    """The run says what was not written, and goes on later."""
    written = []

    def write(handle, data, own=os.write):
        written.append(handle)
        if len(written) > 10:
            raise OSError(28, "No space left on device")
        return own(handle, data)

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(NotWritten, match="was not written: No space left on device"):
        run(target)
    monkeypatch.undo()
    assert not (tmp_path / "out").exists()
    run(target, resume=True)

    assert (tmp_path / "out").read_bytes() == b"header\nA\nB\nC\nD\n"


def test_a_result_that_goes_to_no_file_has_no_journal(tmp_path):
    """Its errors may go to one all the same."""
    taken = []
    run(Target(out=None, errors=tmp_path / "errors", write=taken.append))

    assert b"".join(taken) == b"A\nB\nC\nD\n"
    assert names(tmp_path) == ["errors"]
    with pytest.raises(NotResumable, match="only a run from a file into a file"):
        run(Target(out=None, errors=None, write=taken.append), resume=True)


def test_a_folder_that_is_not_there_is_said(tmp_path):
    """With the name that was asked for."""
    with pytest.raises(NotWritten, match=r"gone/out was not written: No such file or directory"):
        Store(Target(out=tmp_path / "gone" / "out", errors=None, write=None))
    with pytest.raises(NotWritten, match=r"gone was not written"):
        Part(tmp_path / "gone" / "gone")


def test_a_commit_reads_back_as_it_was_written(tmp_path):
    """Counts by name included; a journal that does not exist is said."""
    own = Commit(offset=5, number=2, digest="d", out=7, errors=1, tally=Tally(blank=1), done=True)
    own.tally.spoken["N-1 info"] = 3
    journal = Journal(tmp_path / "j")
    journal.begin(WHO)
    journal.commit(own)
    journal.close()

    found, size = read(tmp_path / "j", json.loads(json.dumps(WHO)))
    assert (found, size) == (own, (tmp_path / "j").stat().st_size)
    with pytest.raises(NotResumable, match=r"there is no .*none to go on by"):
        read(tmp_path / "none", WHO)


def test_what_waits_for_the_pause_is_committed_by_catching_up_and_by_finishing(tmp_path):
    """With a pause nothing is promised before it is over; nothing that was handed in is left out at the end."""
    target = Target(out=tmp_path / "out", errors=None, write=bytes, identity={"run": 1})
    with Store(target, pause=3600.0) as store:
        store.commit(Chunk((), 0, 3, 1, "a"), Answered(b"one\n"))
        assert store.last == Commit()
        store.catch_up()
        first = store.last
        store.commit(Chunk((), 0, 6, 2, "b"), Answered(b"two\n"))
        assert store.last is first
    assert (first.number, first.out, first.digest) == (1, 4, "a")

    with Store(target, resume=True, pause=3600.0) as store:
        assert store.last == first
        store.commit(Chunk((), 0, 6, 2, "b"), Answered(b"again\n"))
        store.finish()
    assert (tmp_path / "out").read_bytes() == b"one\nagain\n"
