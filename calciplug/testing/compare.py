"""What an outcome decides, without its prose, and how two such decisions differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def observed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the outcome *document* decides, in the form of a case file's `expected`.

    status; changes (path → value after, or null where withheld); withheld sections; findings as
    `code severity path`, with ` overridden` where a person let the value stand; silences as `rule cause path`, with
    ` (part)`; follow_ups and unplanned, where a plan was made, as `follow_up_lines` and `unplanned_lines` give them;
    predictions (key → `before -> after [flags]`, an interval as `low to high`); problems as `code pointer`,
    with the unit rule.
    """
    found: dict[str, Any] = {"status": document["status"]}
    parts: dict[str, Any] = {
        "changes": {item["path"]: _after(item.get("after")) for item in document["changes"]},
        "withheld": [item["section"] for item in document["withheld"]],
        "findings": sorted(_finding(item) for item in document["findings"]),
        "silent": sorted(_silence(item) for item in document["silent"]),
        "predictions": {_what(item): _predicted(item) for item in document["predictions"]},
        "problems": sorted(
            " ".join(filter(None, (p.get("rule"), p["code"], p["pointer"]))) for p in document["problems"]
        ),
    }
    if "follow_ups" in document:
        found["follow_ups"] = sorted(document["follow_ups"])
        parts["unplanned"] = sorted(document["unplanned"])
    return found | {key: value for key, value in parts.items() if value}


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """How *found* differs from *expected*, a line each; empty where they decide the same."""
    lines: list[str] = []
    for key in sorted({*expected, *found}):
        want, have = expected.get(key), found.get(key)
        if isinstance(want, list) or isinstance(have, list):
            wanted, had = list(want or []), list(have or [])
            lines += [f"{key}: missing {item}" for item in wanted if wanted.count(item) > had.count(item)]
            lines += [f"{key}: extra {item}" for item in had if had.count(item) > wanted.count(item)]
        elif isinstance(want, dict) or isinstance(have, dict):
            for path in sorted({*(want or {}), *(have or {})}):
                one, two = (want or {}).get(path, "absent"), (have or {}).get(path, "absent")
                if one != two:
                    lines.append(f"{key}.{path}: expected {one}, found {two}")
        elif want != have:
            lines.append(f"{key}: expected {want}, found {have}")
    return lines


def _after(item: Mapping[str, Any] | None) -> Any:
    if item is None:
        return None
    if "unit" not in item:
        return item["value"]
    form = f" {item['form']}" if "form" in item else ""
    return f"{item['value']} {item['unit']}{form}"


def _what(item: Mapping[str, Any]) -> str:
    return f"{item['prediction']} {item['path']}" if "path" in item else str(item["prediction"])


def _predicted(item: Mapping[str, Any]) -> str:
    ends = [_ends(item[key]) if key in item else "none" for key in ("before", "after")]
    flags = f" [{', '.join(flag['code'] for flag in item['flags'])}]" if item["flags"] else ""
    return f"{' -> '.join(ends)}{flags}"


def _ends(item: Mapping[str, Any]) -> str:
    low, high = item["low"], item["high"]
    return f"{low} {item['unit']}" if low == high else f"{low} to {high} {item['unit']}"


def _finding(item: Mapping[str, Any]) -> str:
    state = "" if item["state"] == "open" else f" {item['state']}"
    return f"{item['code']} {item['severity']} {item.get('path', '-')}{state}"


def _silence(item: Mapping[str, Any]) -> str:
    part = f" ({item['part']})" if "part" in item else ""
    path = f" {item['path']}" if "path" in item else ""
    return f"{item['rule']} {item['cause']}{path}{part}"
