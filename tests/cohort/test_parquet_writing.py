"""Results as Parquet: the values of the lines, a type and a unit for each column, and bytes that they alone decide."""

from __future__ import annotations

import io
import json
import random

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calciplug.cohort import Columns, Fields, Line, answered, write_parquet
from calciplug.cohort.fields import known, line
from calciplug.model.field import code_field

SEEN = ["dialysate.sodium", "thiosulfate.dose", "thiosulfate.product", "thiosulfate.weekly", "changes", "findings"]


def table_of(lines, columns):
    """The file that *lines* make, and what stands in it."""
    sink = io.BytesIO()
    write_parquet(io.BytesIO(lines), sink, columns, lambda _: None)
    return pq.ParquetFile(io.BytesIO(sink.getvalue()))


def spec_for(loaded, paths=None, **more):
    """The same host, asked for rows of *paths*, or for whole outcomes with their keys."""
    fields = None if paths is None else Fields.of(paths)
    return attrs.evolve(loaded, spec=attrs.evolve(loaded.spec, fields=fields, keyed=paths is None, **more))


def lines_of(documents, loaded):
    """What is committed of *documents*."""
    return b"".join(answered(Line(at, data, len(data)), loaded).out for at, data in enumerate(documents, 1))


@pytest.fixture(scope="module")
def documents(poison):
    """Every tenth poisoned and hostile document of the fixtures, some patients, and one that is empty."""
    return [*poison[::10], *poison[-4:], b""]


@pytest.mark.parametrize("counted", ["line", "row"])
def test_outcomes_stand_beside_the_keys_that_they_hold(documents, loaded, alone, counted):
    """The document byte for byte without the end of its line; number, case and status as it says them itself."""
    own = spec_for(loaded, counted=counted)
    file = table_of(lines_of(documents, own), Columns.of(own.spec))
    rows = file.read().to_pylist()

    assert file.schema_arrow.names == [counted, "case_id", "status", "outcome"]
    assert [row["outcome"].encode() + b"\n" for row in rows] == [alone(data) for data in documents]
    assert [row[counted] for row in rows] == list(range(1, len(documents) + 1))
    for row in rows:
        document = json.loads(row["outcome"])
        assert (row["case_id"], row["status"]) == (document["case_id"], document["status"])
    assert {row["status"] for row in rows} > {"rejected", "adjusted"}


def test_rows_of_fields_hold_what_the_lines_hold(documents, loaded):
    """Number for number, null for null; the header is no row."""
    own = spec_for(loaded, SEEN, counted="row")
    lines = own.spec.fields.header() + lines_of(documents, own)
    rows = table_of(lines, Columns.of(own.spec)).read().to_pylist()

    assert rows == [json.loads(item) for item in lines.splitlines()[1:]]
    assert any(isinstance(row["thiosulfate.dose"], float) for row in rows)
    assert any(row["thiosulfate.dose"] is None for row in rows)


def test_every_column_has_its_type_and_its_unit(loaded):
    """By hand; the file says of all columns once more what its metadata says of each."""
    own = spec_for(loaded, SEEN)
    header = own.spec.fields.header()
    schema = table_of(header, Columns.of(own.spec)).schema_arrow
    texts = pa.list_(pa.field("element", pa.string(), nullable=False))

    assert {field.name: field.type for field in schema} == {
        "line": pa.int64(), "case_id": pa.string(), "status": pa.string(), "dialysate.sodium": pa.float64(),
        "thiosulfate.dose": pa.float64(), "thiosulfate.product": pa.string(), "thiosulfate.weekly": pa.float64(),
        "changes": texts, "findings": texts,
    }  # fmt: skip
    assert [field.name for field in schema if not field.nullable] == ["line", "status"]
    assert {field.name: field.metadata for field in schema if field.metadata} == {
        "dialysate.sodium": {b"unit": b"mmol/L"},
        "thiosulfate.dose": {b"unit": b"g/{session}", b"form": b"pentahydrate"},
        "thiosulfate.weekly": {b"unit": b"g/wk", b"form": b"pentahydrate"},
    }
    assert schema.metadata[b"calciplug"] + b"\n" == header


def test_every_field_there_is_has_a_column():
    """A field that is declared tomorrow has one as well; several codes are a list."""
    paths = [path.replace("*", "long") for path in known()]
    fields = Fields.of(paths)
    many = {path for path in paths if (declared := code_field(path)) is not None and declared.many}

    assert set(fields.lists()) == {"changes", "findings"} | many
    assert set(fields.units()) == set(paths)
    row = {"line": 1, "case_id": "c", "status": "adjusted"} | {
        path: ["x"] if path in fields.lists() else 1 if unit is not None else "x"
        for path, unit in fields.units().items()
    }
    columns = Columns.of(_Asked(fields))
    assert table_of(fields.header() + line(row), columns).read().to_pylist() == [row]


@attrs.frozen
class _Asked:
    """As much of a spec as columns come from."""

    fields: Fields
    counted: str = "line"


def test_nothing_makes_a_table_without_rows(loaded):
    """With its columns; of outcomes and of rows."""
    for own, lines in ((spec_for(loaded), b""), (spec_for(loaded, SEEN), Fields.of(SEEN).header())):
        file = table_of(lines, Columns.of(own.spec))
        assert (file.metadata.num_rows, file.metadata.num_row_groups) == (0, 0)
        assert len(file.schema_arrow.names) == len(Columns.of(own.spec).columns)


def test_text_in_every_script_comes_back(loaded):
    """What JSON escapes, and what it does not."""
    name = 'Zoë "Ω" \\ \u2028 \U0001f9ea \t'
    own = spec_for(loaded, ["changes"])
    lines = own.spec.fields.header() + line({"line": 1, "case_id": name, "status": "held", "changes": [name]})

    assert table_of(lines, Columns.of(own.spec)).read().to_pylist()[0] == json.loads(lines.splitlines()[1])


@given(st.lists(st.integers(0, 400), max_size=40), st.integers(1, 9), st.integers(200, 2_000))
def test_groups_are_cut_by_rows_and_bytes_of_the_lines(sizes, rows, size):
    """Against a count by hand: a group ends with the row by which it is full, and every row is in one group."""
    lines, taken = b"", []
    for number, length in enumerate(sizes, 1):
        key = line({"line": number, "case_id": "c", "status": "held"})
        lines += key + b"x" * length + b"\n"
        taken.append(len(key) + length + 1)
    wanted, group, held = [], 0, 0
    for own in taken:
        group, held = group + 1, held + own
        if group >= rows or held >= size:
            wanted, group, held = [*wanted, group], 0, 0
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calciplug.cohort.parquet_writing._ROWS", rows)
        patch.setattr("calciplug.cohort.parquet_writing._BYTES", size)
        sink = io.BytesIO()
        count = write_parquet(io.BytesIO(lines), sink, Columns.of(_Asked(None)), told.append)
    meta = pq.ParquetFile(io.BytesIO(sink.getvalue())).metadata

    assert count == len(sizes) == meta.num_rows
    assert [meta.row_group(at).num_rows for at in range(meta.num_row_groups)] == wanted + ([group] if group else [])
    assert told == [sum(wanted[: at + 1]) for at in range(len(wanted))]


def test_pages_of_documents_are_small_and_have_checksums(loaded):
    """Whoever reads the file holds a page: 200 documents of 100 kB are no page of 20 MB; a flipped bit is seen."""
    key = line({"line": 1, "case_id": "c", "status": "held"})
    rng = random.Random(1)  # noqa: S311  # text that does not compress, not secrets
    lines = b"".join(key + rng.randbytes(50_000).hex().encode() + b"\n" for _ in range(200))
    sink = io.BytesIO()
    write_parquet(io.BytesIO(lines), sink, Columns.of(spec_for(loaded).spec), lambda _: None)
    data, pool = bytearray(sink.getvalue()), pa.default_memory_pool()
    file = pq.ParquetFile(io.BytesIO(data), buffer_size=1 << 20, pre_buffer=False)
    before = pool.bytes_allocated()
    held = [pool.bytes_allocated() - before for _ in file.iter_batches(1, columns=["outcome"], use_threads=False)]
    column = file.metadata.row_group(0).column(3)
    data[column.data_page_offset + column.total_compressed_size // 2] ^= 1

    assert (column.compression, len(held)) == ("ZSTD", 200)
    assert max(held) < 10 << 20
    with pytest.raises(OSError, match="CRC checksum"):
        pq.ParquetFile(io.BytesIO(bytes(data)), page_checksum_verification=True).read()
