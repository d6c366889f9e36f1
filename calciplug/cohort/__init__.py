"""Many cases, one after another: lines in, answers out in the same order, in memory that does not grow with them.

`reading` makes lines and chunks of them and `parquet_reading` rows, `worker` answers a chunk in a process of its own,
`crew` keeps the order and outlives a worker that dies, `store` writes what was answered so that a run can go on after
any end, and `parquet_writing` makes a table of that. Whatever delivers or takes cases meets the same two things: a
`Chunk` in, an `Answered` out.
"""

from __future__ import annotations

from calciplug.cohort.answering import answered
from calciplug.cohort.chunk import Answered, Chunk, Line
from calciplug.cohort.columns import Columns
from calciplug.cohort.crew import Crew
from calciplug.cohort.faults import ClusterFailed, NotRead, NotResumable, NotWritten, WorkersFailed
from calciplug.cohort.fields import Fields
from calciplug.cohort.parquet_reading import ParquetReader
from calciplug.cohort.parquet_writing import write_parquet
from calciplug.cohort.reading import Cases, Reader, chunks
from calciplug.cohort.spec import Loaded, Spec, digests, load
from calciplug.cohort.store import Store
from calciplug.cohort.summary import summary_document, summary_lines
from calciplug.cohort.tally import Tally
from calciplug.cohort.target import Target

__all__ = [
    "Answered",
    "Cases",
    "Chunk",
    "ClusterFailed",
    "Columns",
    "Crew",
    "Fields",
    "Line",
    "Loaded",
    "NotRead",
    "NotResumable",
    "NotWritten",
    "ParquetReader",
    "Reader",
    "Spec",
    "Store",
    "Tally",
    "Target",
    "WorkersFailed",
    "answered",
    "chunks",
    "digests",
    "load",
    "summary_document",
    "summary_lines",
    "write_parquet",
]
