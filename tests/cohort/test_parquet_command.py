"""`calciplug cohort` with Parquet: every mix of lines and tables has the same answers; what is no table is refused."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from inspect import signature
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from calciplug.cli import exits, main
from calciplug.cli.cohort_files import Files
from calciplug.cli.cohort_source import Source, lines_left, source_of
from calciplug.cohort import NotRead, ParquetReader, Store
from calciplug.cohort.wire import spec_of as spec_from
from calciplug.cohort.wire import spec_text

PATHS = ["dialysate.sodium", "thiosulfate.dose", "thiosulfate.product", "changes", "findings"]


def run(*words):
    """One command line: exit code, stdout and stderr."""
    apart = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
    return CliRunner(**apart).invoke(main, ["cohort", *map(str, words)], catch_exceptions=False)


def write(path, cells, **more):
    """A Parquet file of those cases."""
    pq.write_table(pa.table({"case": pa.array(cells, pa.binary())}), path, **more)
    return path


def rows(path):
    """What stands in a result, as plain rows; of outcomes the documents."""
    if path.suffix == ".parquet":
        found = pq.read_table(path).to_pylist()
        return [json.loads(row["outcome"]) if "outcome" in row else row for row in found]
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def names(folder):
    """What lies in *folder*."""
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(scope="module")
def lines(poison):
    """Every eighth poisoned and hostile document, and some patients, none of them blank."""
    return [*poison[::8], *poison[-6:]]


@pytest.fixture
def sources(lines, tmp_path):
    """The same cases as lines and as a table."""
    (tmp_path / "in.ndjson").write_bytes(b"\n".join(lines))
    return [tmp_path / "in.ndjson", write(tmp_path / "in.parquet", lines, row_group_size=5)]


# --- results --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", [(), ("--fields", ",".join(PATHS))])
def test_every_mix_of_lines_and_tables_has_the_same_answers(sources, lines, tmp_path, more):
    """Row by row; the number is called what it counts in IN, and nothing else differs."""
    found = []
    for source in sources:
        for suffix in (".ndjson", ".parquet"):
            out = tmp_path / f"out-{source.suffix[1:]}{suffix}"
            summary = tmp_path / f"{out.name}.summary"
            done = run(source, "--out", out, "--summary", summary, *more)
            counted = "line" if source.suffix == ".ndjson" else "row"
            own = rows(out)
            if more and suffix == ".ndjson":
                own = own[1:]
            own = [{("number" if key == counted else key): value for key, value in row.items()} for row in own]
            errors = [json.loads(item) for item in Path(f"{out}.errors.ndjson").read_bytes().splitlines()]
            numbers = [(row.pop(counted), row["code"]) for row in errors]
            for row in errors:
                row.pop("line", None)  # of a document in a table, which may have several
            found.append((done.exit_code, own, numbers, errors, json.loads(summary.read_bytes())))

    assert all(item == found[0] for item in found)
    assert (found[0][0], len(found[0][1])) == (exits.INVALID, len(lines))
    if not more:
        columns = pq.read_table(tmp_path / "out-ndjson.parquet").to_pylist()
        assert [row["outcome"].encode() for row in columns] == (
            (tmp_path / "out-parquet.ndjson").read_bytes().splitlines()
        )


@pytest.mark.slow
def test_the_bytes_of_a_table_do_not_depend_on_jobs_or_chunks(sources, tmp_path):
    """Of outcomes and of rows, in both lanes; nor on whether the cases came as lines or in groups of any size."""
    for more in ((), ("--fields", ",".join(PATHS))):
        run(sources[1], "--out", tmp_path / "first.parquet", "--force", *more)
        for number, own in enumerate([("--jobs", 2, "--chunk", 3), ("--chunk", 1), ("--lane", "fast")]):
            out = tmp_path / f"{number}.parquet"
            run(sources[1], "--out", out, "--force", *own, *more)
            assert out.read_bytes() == (tmp_path / "first.parquet").read_bytes()


def test_a_row_without_a_value_is_answered_and_numbered(case, tmp_path):
    """As a document without a byte is; the rows after it keep their numbers, and a document keeps its own lines."""
    wide = json.dumps(json.loads(case("c-4").replace(b'"kg"', b'"kilo"')), indent=1).encode()
    source = write(tmp_path / "in.parquet", [case("c-1"), None, b" \n", wide])
    done = run(source, "--out", tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    errors = [json.loads(item) for item in (tmp_path / "out.parquet.errors.ndjson").read_bytes().splitlines()]

    assert done.exit_code == exits.INVALID
    assert [(row["row"], row["case_id"]) for row in found] == [(1, "c-1"), (2, None), (3, None), (4, None)]
    assert [row["status"] for row in found[1:]] == ["rejected"] * 3
    assert json.loads(found[1]["outcome"])["input_hash"] == f"sha256:{_EMPTY}"
    assert [(row["row"], row["code"]) for row in errors[:2]] == [(2, "json.syntax"), (3, "json.syntax")]
    assert {(row["row"], row["code"]) for row in errors[2:]} == {(4, "unit.unknown")}
    assert all(wide.splitlines()[row["line"] - 1].endswith(b'"unit": "kilo"') for row in errors[2:])


# SHA-256 of nothing, as every table of it has it.
_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".ndjson", ".parquet"])
def test_a_case_that_ends_the_process_is_a_row_like_any_other(case, trap, tmp_path, suffix):
    """The plugin calls os._exit on one of five and raises on another: both are answered, and no other is touched."""
    codes = ["healed", "none", "healed", "unknown", "healed"]
    cases = [case(f"c-{index}", lesions=code) for index, code in enumerate(codes, 1)]
    source = write(tmp_path / "in.parquet", cases)
    if suffix == ".ndjson":
        source = tmp_path / "in.ndjson"
        source.write_bytes(b"\n".join(cases))
    out = tmp_path / "out.parquet"
    done = run(source, "--out", out, "--plugins-dir", trap, "--trust", "trap", "--jobs", 2, "--chunk", 3)
    counted = "row" if suffix == ".parquet" else "line"
    found = pq.read_table(out).to_pylist()
    errors = [json.loads(item) for item in Path(f"{out}.errors.ndjson").read_bytes().splitlines()]

    assert done.exit_code == exits.BUG
    assert [(row[counted], row["case_id"]) for row in found] == [
        (1, "c-1"), (2, None), (3, "c-3"), (4, "c-4"), (5, "c-5"),
    ]  # fmt: skip
    assert [row["status"] == "rejected" for row in found] == [False, True, False, True, False]
    assert [(row[counted], row["code"]) for row in errors] == [(2, "worker-died"), (4, "plugin.exception")]


def test_an_input_without_rows_has_a_result_without_rows(tmp_path):
    """Whole, with its columns."""
    done = run(write(tmp_path / "in.parquet", []), "--out", tmp_path / "out.parquet", "--fields", "changes")
    table = pq.read_table(tmp_path / "out.parquet")

    assert (done.exit_code, table.num_rows, table.column_names) == (
        exits.DONE, 0, ["row", "case_id", "status", "changes"],
    )  # fmt: skip


def test_a_worker_elsewhere_hears_how_cases_are_counted(spec_of):
    """What answers for a table is told so over any wire."""
    for spec in (spec_of(), spec_of(counted="row", keyed=True)):
        assert spec_from(spec_text(spec)) == spec


# --- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["lines.parquet"], (exits.INVALID, "'lines.parquet' is called a Parquet file and is none: its ")),
        (["cut.parquet"], (exits.INVALID, "'cut.parquet' begins as a Parquet file and does not end as one")),
        (["cut"], (exits.INVALID, "'cut' begins as a Parquet file and does not end as one")),
        (["torn.parquet"], (exits.INVALID, "the input is no Parquet file that can be read: ")),
        (["other.parquet"], (exits.INVALID, "no column 'case' among its 1 columns ('document'); wanted is one")),
        (
            ["in", "--errors", "e.parquet"],
            (exits.USAGE, "--errors 'e.parquet' is the name of a Parquet file, and"),
        ),
        (["in", "--summary", "s.PARQUET"], (exits.USAGE, "--summary 's.PARQUET' is the name of a Parquet file")),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(case, tmp_path, monkeypatch, words, expected):
    """One line, the code, and the folder as it was; a run that goes on is refused the same."""
    monkeypatch.chdir(tmp_path)
    code, message = expected
    whole = write(Path("whole"), [case()]).read_bytes()
    Path("in").write_bytes(case())
    Path("lines.parquet").write_bytes(case())
    Path("cut").write_bytes(whole[:-1])
    Path("cut.parquet").write_bytes(whole[:-1])
    Path("torn.parquet").write_bytes(whole[:-200] + b"\0" * 192 + whole[-8:])
    pq.write_table(pa.table({"document": ["{}"]}), "other.parquet")
    before = names(tmp_path)
    for more in ((), ("--out", "out.parquet"), ("--out", "out", "--resume")):
        done = run(*words, *more)
        assert (done.exit_code, done.stdout) == (code, "")
        assert message in done.stderr
        assert done.stderr.splitlines()[0].endswith("; nothing was done")

    assert names(tmp_path) == before


def test_a_table_is_known_by_its_bytes_under_any_name(case, tmp_path):
    """No line of JSON begins so."""
    done = run(write(tmp_path / "part-0000", [case()]))

    assert done.exit_code == exits.DONE
    assert json.loads(done.stdout)["case_id"] == "c"


def test_without_pyarrow_the_way_to_it_is_said(case, tmp_path, monkeypatch):
    """For a table in and for a table out; lines into lines need none."""
    source = write(tmp_path / "in.parquet", [case()])
    (tmp_path / "in.ndjson").write_bytes(case())
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for words in ([source], [tmp_path / "in.ndjson", "--out", tmp_path / "out.parquet"]):
        done = run(*words)
        assert (done.exit_code, done.stdout) == (exits.USAGE, "")
        assert "pyarrow, which is not installed: pip install 'calciplug[parquet]'; nothing was done" in done.stderr

    assert names(tmp_path) == ["in.ndjson", "in.parquet"]
    assert run(tmp_path / "in.ndjson", "--out", tmp_path / "out").exit_code == exits.DONE


def test_lines_into_lines_load_no_pyarrow(case, tmp_path):
    """Nor does a worker that answers for a table: only the process that reads and writes it."""
    (tmp_path / "in").write_bytes(case())
    code = (
        "import sys; from calciplug.cli import main\n"
        f"try: main(['cohort', {str(tmp_path / 'in')!r}])\n"
        "except SystemExit: sys.stderr.write('loaded' if 'pyarrow' in sys.modules else 'without')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert done.stderr.endswith("without")


def test_a_table_through_a_pipe_is_refused(case, tmp_path):
    """What describes it stands at its end; read as lines it would be answered with problems that are none."""
    with write(tmp_path / "in.parquet", [case()]).open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-m", "calciplug", "cohort", "-"],
            stdin=file, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    assert (done.returncode, done.stdout) == (exits.INVALID, "")
    assert done.stderr.startswith("calciplug: stdin holds a Parquet file, which can be read only where it has a name")


def test_a_command_that_reads_lines_refuses_a_table(case, tmp_path):
    """Other commands take cohorts as well; none reads a table as if it were lines."""
    files = Files(write(tmp_path / "in", [case()]), None, None, None, force=False, resume=False)
    with pytest.raises(NotRead, match="is a Parquet file, and here cases are read from NDJSON"), source_of(files):
        pass


# --- ends -----------------------------------------------------------------------------------------------------------


def test_a_page_that_is_damaged_ends_the_run_and_keeps_what_was_committed(case, tmp_path):
    """No result; the row before it is named; with the page mended, the same command goes on to the same bytes."""
    source = write(
        tmp_path / "in.parquet", [case(f"c-{index}") for index in range(6)], row_group_size=2,
        write_page_checksum=True, use_dictionary=False,
    )  # fmt: skip
    run(source, "--out", tmp_path / "whole.parquet")
    sound = source.read_bytes()
    column = pq.read_metadata(source).row_group(1).column(0)
    at = column.data_page_offset + column.total_compressed_size - 20
    source.write_bytes(sound[:at] + bytes([sound[at] ^ 1]) + sound[at + 1 :])
    out = tmp_path / "out.parquet"
    # The end of the input comes after the head by which it is known again.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calciplug.cli.cohort_source._HEAD", 4)
        done = run(source, "--out", out, "--chunk", 1)
        assert done.exit_code == exits.INVALID
        assert "the input could not be read after row 2: " in done.stderr
        assert not out.exists()
        source.write_bytes(sound)
        again = run(source, "--out", out, "--resume")

    assert again.exit_code == exits.DONE
    assert out.read_bytes() == (tmp_path / "whole.parquet").read_bytes()


def test_rows_that_changed_are_not_gone_on_with(case, tmp_path, monkeypatch):
    """What was answered is compared cell by cell, whatever the head of the file says."""
    monkeypatch.setattr("calciplug.cli.cohort_source._HEAD", 4)
    source = tmp_path / "in.parquet"

    def fail(self):
        raise KeyboardInterrupt

    write(source, [case(f"c-{index}") for index in range(3)], compression="none", use_dictionary=False)
    size = source.stat().st_size
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "finish", fail)
        run(source, "--out", tmp_path / "out.parquet", "--chunk", 1)
    write(source, [case(f"c-{index}") for index in (0, 9, 2)], compression="none", use_dictionary=False)
    assert source.stat().st_size == size
    done = run(source, "--out", tmp_path / "out.parquet", "--resume")

    assert done.exit_code == exits.USAGE
    assert "the first 3 rows of the input are not those that were answered" in done.stderr


def test_rows_that_are_left_are_known_without_counting(case, tmp_path, monkeypatch):
    """For somebody who looks; the description of the file says how many there are."""

    class Screen(io.StringIO):
        def isatty(self):
            return True

    table = ParquetReader(io.BytesIO(write(tmp_path / "in", [case()] * 5).read_bytes()))
    source = Source(io.BytesIO(), {}, table)
    next(iter(table))

    assert lines_left(source) is None
    monkeypatch.setattr("sys.stderr", Screen())
    assert lines_left(source) == 4
