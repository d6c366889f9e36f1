"""Reads the two documents of a site's own making: plugin manifests and protocols."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.codec.position import locate
from calciplug.codec.schema import check
from calciplug.codec.strict import parse
from calciplug.errors import InputError
from calciplug.model.manifest import (
    FollowUpSpec,
    Manifest,
    ModelSpec,
    Need,
    Parameter,
    PredictionSpec,
    Reason,
    RuleSpec,
)
from calciplug.protocol import Protocol, Setting

if TYPE_CHECKING:
    from collections.abc import Mapping


def document(name: str, data: bytes) -> dict[str, Any]:
    """*data* as JSON that obeys the schema called *name*.

    Raises:
        InputError: every problem.
    """
    value = parse(data)
    problems = check(name, value)
    if problems:
        raise InputError(locate(data.decode("utf-8"), problems))
    found: dict[str, Any] = value
    return found


def read_manifest(data: bytes, *, judged: bool = False) -> Manifest:
    """The plugin manifest in *data*.

    Args:
        data: the bytes of `plugin.json`.
        judged: these very bytes were found sound before, and are only read now.

    Raises:
        InputError: it breaks `schemas/plugin.json`.
    """
    row = json.loads(data, parse_float=Decimal, parse_int=Decimal) if judged else document("plugin", data)
    return Manifest(
        name=row["name"], version=row["version"], api=row["api"], summary=row["summary"],
        modalities=tuple(row["modalities"]), reads=tuple(row["reads"]), writes=tuple(row["writes"]),
        parameters={name: _parameter(name, item) for name, item in row["parameters"].items()},
        rules={name: _rule(name, item) for name, item in row["rules"].items()},
        models={name: _model(name, item) for name, item in row.get("models", {}).items()},
    )  # fmt: skip


def read_protocol(data: bytes) -> Protocol:
    """The protocol in *data*.

    Raises:
        InputError: it breaks `schemas/protocol.json`.
    """
    row = document("protocol", data)
    return Protocol(
        name=row["name"], version=row["version"], summary=row["summary"],
        parameters={
            plugin: {name: _setting(item) for name, item in settings.items()}
            for plugin, settings in row.get("parameters", {}).items()
        },
        disabled=tuple(row.get("disabled", ())), prefer=row.get("prefer", {}), shows=tuple(row.get("shows", ())),
    )  # fmt: skip


def _setting(row: Mapping[str, Any]) -> Setting:
    return Setting(value=_frozen(row["value"]), unit=row.get("unit"), form=row.get("form"), reason=row.get("reason"))


def _parameter(name: str, row: Mapping[str, Any]) -> Parameter:
    return Parameter(
        name=name, title=row["title"], kind=row.get("kind"), value=_frozen(row["value"]), unit=row.get("unit"),
        form=row.get("form"), minimum=row.get("minimum"), maximum=row.get("maximum"),
        sources=tuple(row.get("sources", ())), policy=bool(row.get("policy")), note=row.get("note"),
    )  # fmt: skip


def _rule(name: str, row: Mapping[str, Any]) -> RuleSpec:
    return RuleSpec(
        id=name, sentence=row["sentence"], needs=tuple(_need(item) for item in row["needs"]), override=row["override"],
        severities=tuple(row["severities"]), override_plan=tuple(row.get("override_plan", ())),
        citations=tuple(row.get("citations", ())), policy=bool(row.get("policy")),
        disputes=tuple(row.get("disputes", ())), recheck_after=row.get("recheck_after"),
        reasons={key: Reason(summary=item["summary"], detail=item["detail"]) for key, item in row["reasons"].items()},
        predictions={key: PredictionSpec(**item) for key, item in row.get("predictions", {}).items()},
        flags=row.get("flags", {}),
        follow_ups={key: _follow_up(row, item) for key, item in row.get("follow_ups", {}).items()},
    )  # fmt: skip


def _follow_up(rule: Mapping[str, Any], row: Mapping[str, Any]) -> FollowUpSpec:
    own = row if "citations" in row or "policy" in row else rule
    return FollowUpSpec(
        action=row["action"], words=Reason(summary=row["title"], detail=row["detail"]),
        checks=tuple(row.get("checks", ())), citations=tuple(own.get("citations", ())), policy=bool(own.get("policy")),
    )  # fmt: skip


def _model(name: str, row: Mapping[str, Any]) -> ModelSpec:
    return ModelSpec(
        id=name, version=row["version"], title=row["title"], sentence=row["sentence"], sources=tuple(row["sources"])
    )


def _need(row: Mapping[str, Any]) -> Need:
    fresh = row.get("fresh")
    age = None if fresh is None else units.read(Decimal(fresh["value"]), fresh["unit"], "time")
    return Need(path=row["path"], max_age=age, since=tuple(row.get("since", ())), absence=row["absence"])


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
