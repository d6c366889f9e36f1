"""A result as a Parquet file, out of its lines: its bytes depend on the lines alone, and never on how they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO, Final

from calciplug.cohort.parquet import library

if TYPE_CHECKING:
    from collections.abc import Callable

    from calciplug.cohort.columns import Column, Columns
    from calciplug.cohort.parquet import Arrow

# A group of rows ends after so many rows or bytes of lines, whichever comes first: it is held in memory.
_ROWS: Final = 1 << 16
_BYTES: Final = 1 << 25
# Values after which the end of a page is thought of: documents are large, and a page is held by whoever reads it.
_TOGETHER: Final = 16
# What says of the whole file what the metadata of its columns says of each, for readers that know only Parquet.
KEY: Final = "calciplug"


def write_parquet(lines: BinaryIO, sink: BinaryIO, columns: Columns, seen: Callable[[int], object]) -> int:
    """Write what stands in *lines* into *sink*; *seen* is told how many rows are written by now.

    Returns:
        How many rows there are.

    Raises:
        CalciplugError: pyarrow is not installed.
        OSError: *lines* could not be read, or *sink* not be written.
    """
    arrow, count, size = library(), 0, 0
    schema = _schema(arrow, columns)
    rows: list[dict[str, Any]] = []
    with arrow.files.ParquetWriter(sink, schema, **_settings(columns)) as writer:
        for taken, row in columns.rows(lines):
            rows.append(row)
            size += taken
            if len(rows) >= _ROWS or size >= _BYTES:
                count += _write(arrow, writer, schema, rows)
                rows, size = [], 0
                seen(count)
        count += _write(arrow, writer, schema, rows)
    return count


def _write(arrow: Arrow, writer: Any, schema: Any, rows: list[dict[str, Any]]) -> int:
    if rows:
        arrays = [arrow.types.array([row[field.name] for row in rows], field.type) for field in schema]
        writer.write_table(arrow.types.Table.from_arrays(arrays, schema=schema), row_group_size=len(rows))
    return len(rows)


def _schema(arrow: Arrow, columns: Columns) -> Any:
    fields = [
        arrow.types.field(column.name, _type(arrow, column), nullable=not column.always, metadata=_metadata(column))
        for column in columns.columns
    ]
    header = columns.header.removesuffix(b"\n")
    return arrow.types.schema(fields, metadata={KEY: header} if header else None)


def _type(arrow: Arrow, column: Column) -> Any:
    types = arrow.types
    if column.holds == "list":
        # The name that the format itself gives to what a list holds, whichever release writes it.
        return types.list_(types.field("element", types.string(), nullable=False))
    return {"whole": types.int64(), "number": types.float64()}.get(column.holds, types.string())


def _metadata(column: Column) -> dict[str, str] | None:
    found = {"unit": column.unit, "form": column.form}
    return {name: value for name, value in found.items() if value is not None} or None


def _settings(columns: Columns) -> dict[str, Any]:
    """How the file is laid out: named here, so that it does not follow what a release thinks best."""
    codes = [_leaf(column) for column in columns.columns if column.holds in ("text", "list")]
    return {
        "version": "2.6",
        "compression": "zstd",
        "use_dictionary": codes,
        # Of documents the smallest and the largest say nothing.
        "write_statistics": [_leaf(column) for column in columns.columns if column.holds != "document"],
        "write_batch_size": _TOGETHER if columns.keyed else 1024,
        "data_page_size": 1 << 20,
        "write_page_checksum": True,
        "store_schema": True,
    }


def _leaf(column: Column) -> str:
    return f"{column.name}.list.element" if column.holds == "list" else column.name
