"""Case files: a base, what is set and removed in it, and everything the outcome decides."""

from __future__ import annotations

import json
from copy import deepcopy
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import attrs

from calciplug.api import shipped_protocol
from calciplug.codec import outcome_document, read_case, read_protocol, write_outcome
from calciplug.engine import adjust, plan
from calciplug.errors import InputError
from calciplug.model.plan import Programme
from calciplug.sealing import refused
from calciplug.testing.follow_ups import follow_up_lines, unplanned_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from calciplug.host import Host
    from calciplug.protocol import Protocol


@attrs.frozen(kw_only=True)
class PluginCase:
    """One case file.

    Attributes:
        name: of the file.
        about: what it shows, in one sentence.
        plugins: plugins that run; no others do.
        protocol: a shipped protocol's name, or a protocol document; `cautious` where the file names none.
        document: the case document, base with patches.
        expected: what the outcome must decide; see `observed`.
    """

    name: str
    about: str
    plugins: tuple[str, ...]
    protocol: str | Mapping[str, Any]
    document: Mapping[str, Any]
    expected: Mapping[str, Any]

    def run(self, host: Host, protocol: Protocol | None = None) -> dict[str, Any]:
        """The outcome document that *host* gives, after it went through its own schema.

        Where the file expects `follow_ups` a plan is made, and the document has its lines beside the outcome's own
        keys: `follow_ups`, and `unplanned` for rules that could not say what follows.

        Raises:
            PluginFault: a plugin misbehaved; its own error is the cause.
        """
        made = self._made(host, protocol)
        write_outcome(made.outcome)
        document = outcome_document(made.outcome)
        if self.plans:
            document |= {"follow_ups": follow_up_lines(made), "unplanned": unplanned_lines(made)}
        return document

    @property
    def plans(self) -> bool:
        """Whether the file says what has to follow."""
        return "follow_ups" in self.expected

    def _made(self, host: Host, protocol: Protocol | None) -> Programme:
        try:
            case = read_case(json.dumps(self.document).encode("utf-8"))
        except InputError as error:
            return Programme(outcome=refused(error.problems, ""))
        own = protocol or self.protocol_object()
        if self.plans:
            return plan(case, host, own, raise_faults=True)
        return Programme(outcome=adjust(case, host, own, raise_faults=True))

    def protocol_object(self) -> Protocol:
        """The protocol that the file names or holds."""
        if isinstance(self.protocol, str):
            return shipped_protocol(self.protocol)
        return read_protocol(json.dumps(self.protocol).encode("utf-8"))


def load_cases(folder: Path) -> list[PluginCase]:
    """Every case file below *folder*, sorted by path."""
    return [_load(folder, path) for path in sorted(folder.rglob("*.json"))]


def _load(folder: Path, path: Path) -> PluginCase:
    row = json.loads(path.read_text("utf-8"))
    return PluginCase(
        name=path.relative_to(folder).as_posix(),
        about=row["about"],
        plugins=tuple(row["plugins"]),
        protocol=row.get("protocol", "cautious"),
        expected=row["expected"],
        document=patched(base(row["base"]), row.get("set", {}), row.get("remove", ())),
    )


def base(name: str) -> dict[str, Any]:
    """The shipped base case called *name*: a plain patient about whom no rule has anything to say."""
    text = (files("calciplug.fixtures") / "bases" / f"{name}.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def patched(document: Mapping[str, Any], changes: Mapping[str, Any], removed: Any = ()) -> dict[str, Any]:
    """*document* with values set and removed by JSON Pointer; objects on the way are made, `-` appends to a list."""
    found = deepcopy(dict(document))
    for pointer in removed:
        *parents, last = _steps(pointer)
        node = _walk(found, parents)
        del node[int(last) if isinstance(node, list) else last]
    for pointer, value in changes.items():
        *parents, last = _steps(pointer)
        node = _walk(found, parents)
        if isinstance(node, list):
            if last == "-":
                node.append(value)
            else:
                node[int(last)] = value
        else:
            node[last] = value
    return found


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _walk(node: Any, steps: list[str]) -> Any:
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node.setdefault(step, {})
    return node
