"""What is timed: each row prepares a handful of cases, and says how long its own work on them took."""

from __future__ import annotations

import math
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import orjson

from calciplug import adjust_document, read_case, shipped_protocol, write_outcome

from . import cql_rules, datalogic_rules, logic, ours, zen_rules
from .cases import stream
from .floor import Floor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import ExitStack

    from calciplug.units.lane import Lane

    Flat = dict[str, float | None]

PARTS: Final = (
    "read and check the case", "the rules: guard, propose, resolve, review", "predict and seal",
    "write and validate the outcome",
)  # fmt: skip
# Cases of this seed are never timed: they show what the floor is handed ready-made.
OTHER_SEED, OTHERS = 1_000_003, 600
FLOOR, FAST, CHECKED = "floor", "whole-fast", "whole-checked"
RULES, RULES_CHECKED = "rules-fast", "rules-checked"


class Row(NamedTuple):
    """One way to answer a case.

    Attributes:
        key: what a report calls it.
        title: what it does.
        leaves: what it does not do that the whole path does.
        seconds: processor time for so many cases; what is not its work is done before its clock starts. A case is a
            document, or, for what has `answers`, the flat inputs of one.
        answers: what it decides of them, under the names of `logic.OUTPUTS`; None where its bytes are compared.
    """

    key: str
    title: str
    leaves: str
    seconds: Callable[[Sequence[Any]], float]
    answers: Callable[[Sequence[Flat]], Sequence[Any]] | None = None


class Absent(NamedTuple):
    """An engine that is not installed."""

    key: str
    title: str


NOTHING_ELSE: Final = "units, schema, ages, reasons, citations, audit, JSON of the outcome"


def clocked(work: Callable[[Any], Any], items: Sequence[Any]) -> float:
    """Seconds of *work* on each of *items* in turn, as the processor counts them: other programs do not count."""
    start = time.process_time()
    for item in items:
        work(item)
    return time.process_time() - start


class Bench:
    """Everything that is compared, loaded once.

    Args:
        stack: closes what was opened.
    """

    def __init__(self, stack: ExitStack) -> None:
        self.host, self.protocol = ours.host(), shipped_protocol()
        known = stream(OTHER_SEED)
        self.floor = Floor(ours.constants(self.whole(next(known), "fast") for _ in range(OTHERS)))
        self._stack = stack
        # Versions of Node.js and cql-execution, where they are installed.
        self.child: dict[str, str] | None = None

    def whole(self, data: bytes, lane: Lane) -> bytes:
        """Bytes to validated bytes."""
        return adjust_document(data, self.host, self.protocol, lane=lane)

    def rows(self) -> list[Row | Absent]:
        """All of them, ours first."""
        return [*self._own(), *self._peers()]

    def parts(self, documents: Sequence[bytes]) -> dict[str, float]:
        """Seconds of the fast lane's whole path by part, one case after the other from end to end."""
        spent = dict.fromkeys(PARTS, 0.0)
        for data in documents:
            moments = [time.process_time()]
            case = read_case(data)
            moments.append(time.process_time())
            run = ours.rules_alone(case, self.host, self.protocol, "fast")
            moments.append(time.process_time())
            outcome = ours.sealed(run)
            moments.append(time.process_time())
            write_outcome(outcome)
            moments.append(time.process_time())
            for part, (start, end) in zip(PARTS, pairwise(moments), strict=True):
                spent[part] += end - start
        return spent

    def flat(self, documents: Sequence[bytes]) -> list[Flat]:
        """Inputs of the other engines."""
        return [ours.flat(read_case(data)) for data in documents]

    def _own(self) -> Iterator[Row]:
        host, protocol = self.host, self.protocol
        yield Row(
            FLOOR, "hand-written plain floats with orjson, the same outcome document", "validation, exact units",
            lambda documents: clocked(self.floor.adjust, documents),
        )  # fmt: skip
        yield Row(
            FAST, "calciplug, fast lane: bytes to validated bytes", "",
            lambda documents: clocked(lambda data: self.whole(data, "fast"), documents),
        )  # fmt: skip
        yield Row(
            CHECKED, "calciplug, checked lane: bytes to validated bytes", "",
            lambda documents: clocked(lambda data: self.whole(data, "checked"), documents),
        )  # fmt: skip
        for key, lane in ((RULES, "fast"), (RULES_CHECKED, "checked")):
            yield Row(
                key, f"calciplug, {lane} lane: the rules alone, on cases that were read", "reading, sealing, writing",
                lambda documents, lane=lane: clocked(
                    lambda case: ours.rules_alone(case, host, protocol, lane), [read_case(data) for data in documents]
                ),
            )  # fmt: skip

    def _peers(self) -> Iterator[Row | Absent]:
        names: dict[str, Any] = {"ceil": math.ceil, "floor": math.floor}
        exec(compile(logic.as_python(), "rules", "exec"), names)  # noqa: S102  # our own text
        plain = names["rules"]
        yield Row(
            "plain", "one plain Python function", NOTHING_ELSE,
            lambda flats: clocked(lambda own: plain(**own), flats),
            lambda flats: [plain(**own) for own in flats],
        )  # fmt: skip
        for key, title, made in (
            ("zen-1", "zen-engine, one expression node", lambda: zen_rules.engine(one_node=True)),
            ("zen-8", "zen-engine, a node for each rule", lambda: zen_rules.engine(one_node=False)),
            ("datalogic", "datalogic-py, one compiled template", datalogic_rules.engine),
        ):
            try:
                answer = made()
            except ImportError:
                yield Absent(key, title)
                continue
            yield Row(
                key, title, NOTHING_ELSE,
                lambda flats, answer=answer: clocked(answer, [orjson.dumps(own) for own in flats]),
                lambda flats, answer=answer: [_told(answer(orjson.dumps(own))) for own in flats],
            )  # fmt: skip
        for key, title, quantities in (
            ("cql-decimal", "cql-execution, decimals", False),
            ("cql-quantity", "cql-execution, UCUM quantities", True),
        ):
            try:
                child = self._stack.enter_context(cql_rules.Child(quantities=quantities))
                self.child = child.version
            except ImportError:
                yield Absent(key, title)
                continue
            yield Row(
                key, title, NOTHING_ELSE.removeprefix("units, ") if quantities else NOTHING_ELSE,
                child.seconds, child.answers,
            )  # fmt: skip


def _told(answer: Any) -> Any:
    return orjson.loads(answer) if isinstance(answer, str) else answer
