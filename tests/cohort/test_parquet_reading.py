"""Cases out of Parquet files: which file is one, which column, every row a case, a page in memory, and no bad file."""

from __future__ import annotations

import hashlib
import io
import os
import random
import tracemalloc
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.codec import MAX_BYTES
from calciplug.cohort import NotRead, ParquetReader, chunks
from calciplug.cohort.parquet import is_parquet, library
from calciplug.errors import CalciplugError

TIMES = int(os.environ.get("CALCIPLUG_EXAMPLES", "1"))


def file_of(cells, kind=None, **more):
    """A Parquet file with *cells* in its column of cases, and another column beside it."""
    kind = kind or pa.string()
    table = pa.table({"id": pa.array(range(len(cells)), pa.int64()), "case": pa.array(cells, kind)})
    file = io.BytesIO()
    pq.write_table(table, file, **more)
    return io.BytesIO(file.getvalue())


def read(file):
    """What is asked of a worker for each row."""
    return [(line.number, line.data, line.size, line.digest) for line in ParquetReader(file)]


@pytest.mark.parametrize("kind", ["string", "large_string", "binary", "large_binary"])
def test_every_row_is_a_case(kind):
    """In order, from 1; no value is a document without a byte, and blanks are no reason to pass a row."""
    cells = ["{}", None, "", " \n", "{\n}\n", "\u00e9"]
    own = [cell if cell is None or "string" in kind else cell.encode() for cell in cells]
    wanted = [b"" if cell is None else cell.encode() for cell in cells]

    assert read(file_of(own, getattr(pa, kind)(), row_group_size=4)) == [
        (number, data, len(data), "") for number, data in enumerate(wanted, 1)
    ]


def test_text_that_is_none_reaches_the_codec_as_it_is():
    """A file may call bytes a string that are no UTF-8; to say so is not the file format's business."""
    cells = pa.array([b"\xff{}", b"{}"], pa.binary()).view(pa.string())
    file = io.BytesIO()
    pq.write_table(pa.table({"case": cells}), file)

    assert [data for _, data, _, _ in read(io.BytesIO(file.getvalue()))] == [b"\xff{}", b"{}"]


def test_text_that_is_marked_as_json_is_text():
    """Other programs mark it so."""
    kind = getattr(pa, "json_", None)
    if kind is None:
        pytest.skip("this pyarrow has no type for JSON")
    file = io.BytesIO()
    pq.write_table(pa.table({"case": pa.ExtensionArray.from_storage(kind(), pa.array(["{}", None]))}), file)

    assert [data for _, data, _, _ in read(io.BytesIO(file.getvalue()))] == [b"{}", b""]


@pytest.mark.parametrize("size", [MAX_BYTES, MAX_BYTES + 1, 3_000_000])
def test_a_cell_that_is_too_long_goes_no_further(size):
    """Counted and hashed as a line is; its bytes are not kept."""
    data = b"x" * size
    ((number, kept, counted, digest),) = read(file_of([data], pa.binary()))

    assert (number, counted) == (1, size)
    assert (kept, digest) == ((data, "") if size <= MAX_BYTES else (b"", hashlib.sha256(data).hexdigest()))


@given(
    st.lists(st.sampled_from([None, b"", b" ", b"{}", b"x" * 300]), max_size=20), st.integers(1, 9), st.integers(1, 5)
)
def test_chunks_hold_every_row_once_and_a_run_goes_on_after_any_of_them(cells, group, most):
    """Against the cells themselves: in whatever groups of rows they stand, and from each commit onwards."""
    data = file_of(cells, pa.binary(), row_group_size=group).getvalue()
    found = list(chunks(ParquetReader(io.BytesIO(data)), most))

    assert [line.data for chunk in found for line in chunk.lines] == [cell or b"" for cell in cells]
    assert [line.number for chunk in found for line in chunk.lines] == list(range(1, len(cells) + 1))
    assert all(chunk.blank == 0 and len(chunk.lines) <= most for chunk in found)
    assert [chunk.offset for chunk in found] == [
        sum(len(cell or b"") for cell in cells[: chunk.number]) for chunk in found
    ]
    for index, chunk in enumerate(found):
        reader = ParquetReader(io.BytesIO(data))
        assert reader.skip(chunk.offset, chunk.number) == chunk.digest
        assert reader.left == len(cells) - chunk.number
        assert list(chunks(reader, most)) == found[index + 1 :]


@given(st.lists(st.sampled_from([None, b"", b"a", b"aa"]), max_size=4), st.data())
def test_other_cells_have_another_digest(cells, data):
    """Also where the bytes of all of them in a row are the same, and where there is no value in place of no byte."""
    other = data.draw(st.lists(st.sampled_from([None, b"", b"a", b"aa"]), max_size=4))
    digests = [
        ParquetReader(file_of(own, pa.binary())).skip(0, len(own))
        for own in (cells, other)
    ]  # fmt: skip

    assert (digests[0] == digests[1]) == (cells == other)


def test_a_group_of_rows_is_never_held():
    """40 MB in one group, 20 KB a row, about 1 MB a page: what Python and pyarrow hold is a few pages."""
    cells = [os.urandom(20_000) for _ in range(2_000)]
    file = file_of(cells, pa.binary(), use_dictionary=False, write_batch_size=64)
    pool = pa.default_memory_pool()
    before, most = pool.bytes_allocated(), 0
    tracemalloc.start()
    try:
        for _ in ParquetReader(file):
            most = max(most, pool.bytes_allocated() - before)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < 8 << 20
    assert peak < 8 << 20


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"document": ["{}"], "id": [1]}, r"no column 'case' among its 2 columns \('document', 'id'\); wanted is one"),
        ({}, r"no column 'case' among its 0 columns; wanted is one column 'case' of string or binary"),
        ({f"c{index}": [1] for index in range(30)}, r"among its 30 columns \('c0', .*'c11', …\); wanted"),
        ({"Case": ["{}"]}, "no column 'case'"),
        ({"case": [1]}, "the column 'case' of the input holds int64; wanted is one column 'case' of string or binary"),
        ({"case": [{"case_id": "c"}]}, "holds struct<case_id: string>; wanted"),
        ({"case": [["{}"]]}, "holds list<"),
        ({"case": [None]}, "holds null"),
        ({"case": pa.array(["{}"]).dictionary_encode()}, "holds dictionary<"),
    ],
)
def test_a_file_without_its_column_names_what_was_found_and_what_is_wanted(table, message):
    """However many columns it has."""
    file = io.BytesIO()
    pq.write_table(pa.table(table), file)
    with pytest.raises(NotRead, match=message):
        ParquetReader(io.BytesIO(file.getvalue()))


def test_two_columns_of_cases_are_one_too_many():
    """Which one is meant, nobody can know."""
    file = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(["{}"])] * 2, names=["case", "case"]), file)
    with pytest.raises(NotRead, match="2 columns 'case' among its 2 columns"):
        ParquetReader(io.BytesIO(file.getvalue()))


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"{}\n", "a.ndjson", False),
        (b"", "a.ndjson", False),
        (b"PAR", "a", False),
        (b"PAR1 and PAR1", "a.ndjson", True),
        (b"PAR1 and PAR1", "a.parquet", True),
        (b"PAR1 and", "a.ndjson", "begins as a Parquet file and does not end as one"),
        (b"PAR1 and", "a.parquet", "begins as a Parquet file and does not end as one"),
        (b"and PAR1", "a.PARQUET", "its 8 bytes do not begin with PAR1"),
        (b"{}\n", "a.parquet", "its 3 bytes do not begin with PAR1; NDJSON has another name"),
        (b"", "a.parquet", "it is empty"),
        (b"PARE and PARE", "a.parquet", "is an encrypted Parquet file"),
    ],
)
def test_a_file_is_known_by_its_ends_and_held_to_its_name(data, name, expected):
    """Nothing is guessed: a name that promises what the bytes do not hold is said."""
    stream = io.BytesIO(data)
    if isinstance(expected, bool):
        assert (is_parquet(stream, Path(name)), stream.tell()) == (expected, 0)
    else:
        with pytest.raises(NotRead, match=f"^'{name}' .*{expected}"):
            is_parquet(stream, Path(name))


def test_a_file_with_fewer_rows_than_it_says_is_not_the_whole():
    """The reader counts for itself."""
    reader = ParquetReader(file_of(["{}"] * 3))
    reader.rows = 4
    with pytest.raises(NotRead, match="says that it has 4 rows, and has 3"):
        list(reader)


def test_a_disk_that_fails_is_said_with_the_row():
    """Whatever the library makes of it."""

    class Broken(io.BytesIO):
        broken = False

        def read(self, size=-1):
            if self.broken:
                raise OSError(5, "Input/output error")
            return super().read(size)

    file = Broken(file_of([os.urandom(100_000) for _ in range(40)], pa.binary(), row_group_size=20).getvalue())
    cells = iter(ParquetReader(file))
    next(cells)
    file.broken = True
    with pytest.raises(NotRead, match=r"could not be read after row \d+: Input/output error"):
        list(cells)


@pytest.mark.slow
@pytest.mark.parametrize("checked", [True, False])
def test_a_damaged_file_is_refused_and_nothing_else_happens(checked):
    """Bits, bytes and stretches changed, lost or added anywhere; where pages have checksums, no cell ever changes."""
    rng = random.Random(f"{checked}")  # noqa: S311  # places, not secrets
    cells = [f'{{"i":{index},"x":"{"y" * rng.randrange(300)}"}}' for index in range(60)]
    whole = file_of([*cells, None], row_group_size=20, write_page_checksum=checked).getvalue()
    wanted, refused = read(io.BytesIO(whole)), 0
    for _ in range(400 * TIMES):
        data = bytearray(whole)
        at = rng.randrange(rng.choice([4, len(data) - 1_200]), len(data) - 4)
        match rng.randrange(4):
            case 0:
                data[at] ^= 1 << rng.randrange(8)
            case 1:
                data[at] = rng.randrange(256)
            case 2:
                del data[at : at + rng.randrange(1, 40)]
            case 3:
                data[at:at] = rng.randbytes(rng.randrange(1, 40))
        try:
            found = read(io.BytesIO(bytes(data)))
        except NotRead as error:
            refused += 1
            assert "\n" not in str(error)  # noqa: PT017  # which message it is depends on the damage
        else:
            assert found == wanted or not checked

    assert refused > 100


def test_without_pyarrow_the_way_to_it_is_said(monkeypatch):
    """And nothing else needs it."""
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(CalciplugError, match=r"pyarrow, which is not installed: pip install 'calciplug\[parquet\]'"):
        library()
