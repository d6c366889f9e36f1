"""What an identifier names, as text: rules, plugins, parameters and models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from calciplug.model.manifest import PLACEHOLDER
from calciplug.report.evidence_text import sources
from calciplug.report.layout import Line, heading, paragraph, table
from calciplug.report.model_text import model
from calciplug.report.words import OVERRIDES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def explanation(row: Mapping[str, Any]) -> list[Line]:
    """The plain data of one identifier as lines."""
    title = f"{row['id']}   {row['kind']}" + (f" of {row['plugin']}" if row.get("plugin") else "")
    return [Line(title, str(row["id"]), "heading"), *_KINDS[row["kind"]](row)]


def _rule(row: Mapping[str, Any]) -> list[Line]:
    lines = paragraph(row["sentence"], "  ")
    if row["plugin"] is None:
        return [*lines, Line("  Checked by calciplug itself, beside every plugin."), *sources(row)]
    lines += _says(row)
    lines += paragraph(f"{row['grade']}.", "  Rests on  ")
    lines += heading("Needs") if row["needs"] else []
    for need in row["needs"]:
        fresh = f", no older than {need['fresh']}" if need["fresh"] else ""
        since = f", taken after the last change of {', '.join(need['since'])}" if need["since"] else ""
        lines += paragraph(f"{need['title']} ({need['path']}{fresh}{since}). Without it: {need['absence']}.", "  - ")
    lines += heading("Parameters", "named in its texts") if row["parameters"] else []
    for item in row["parameters"]:
        lines += _parameter(item, brief=True)
    values = {str(item["id"]).rpartition(".")[2]: item["value"] for item in row["parameters"]}
    lines += _reasons(row, values)
    lines += _predictions(row, values)
    lines += _follow_ups(row, values)
    lines += heading("Figures", "each describes a group") if row["figures"] else []
    lines += [line for name, told in row["figures"].items() for line in paragraph(f"{name}: {told}", "  - ")]
    lines += heading("Disputes", "both sides: calciplug evidence show ID") if row["disputes"] else []
    lines += [line for name, title in row["disputes"].items() for line in paragraph(title, f"  {name:<5} ")]
    return lines + sources(row)


def _says(row: Mapping[str, Any]) -> list[Line]:
    if not row["severities"]:
        does = "predicts" if row["predictions"] else "speaks where a plan is made"
        return paragraph(f"nothing of its own: it {does}.", "  Says      ")
    words = ", ".join(SEVERITIES[item] for item in row["severities"])
    plan = f"; the override has to promise: {', '.join(row['override_plan'])}" if row["override_plan"] else ""
    stops = {"hold", "block"} & set(row["severities"])
    override = f"; where it refuses, {OVERRIDES[row['override']]}{plan}" if stops else ""
    return paragraph(f"{words}{override}.", "  Says      ")


def _reasons(row: Mapping[str, Any], values: Mapping[str, str]) -> list[Line]:
    if not row["reasons"]:
        return []
    lines = heading("Reasons", "in short, <name> being a value of the case; whole with --format json")
    for reason in row["reasons"].values():
        lines += paragraph(_filled(reason["summary"], values), "  - ")
    return lines


def _predictions(row: Mapping[str, Any], values: Mapping[str, str]) -> list[Line]:
    """What the rule predicts, by which model, and what may limit it."""
    lines = heading("Predicts", "a model, not a measurement") if row["predictions"] else []
    for key, item in row["predictions"].items():
        lines += paragraph(f"{key}: {item['title']}. {_filled(item['note'], values)}", "  - ")
        lines += paragraph(f"Model: {item['model']['id']} {item['model']['version']}.", "    ")
    lines += heading("Limits of its predictions") if row["flags"] else []
    return lines + [
        line for code, text in row["flags"].items() for line in paragraph(f"{code}: {_filled(text, values)}", "  - ")
    ]


def _follow_ups(row: Mapping[str, Any], values: Mapping[str, str]) -> list[Line]:
    """What the rule asks for in the weeks that follow, where a plan is made."""
    lines = heading("Asks for in the weeks that follow", "calciplug plan") if row["follow_ups"] else []
    for item in row["follow_ups"].values():
        lines += paragraph(f"{item['action']}: {_filled(item['title'], values)}", "  - ")
    return lines


def _filled(template: str, values: Mapping[str, str]) -> str:
    """A reason with the parameters' own values, and with names where the case's would stand."""

    def one(match: re.Match[str]) -> str:
        prefix, name, _ = match.groups()
        return values[name] if prefix else f"<{name.replace('_', ' ')}>"

    return PLACEHOLDER.sub(one, template)


def _range(row: Mapping[str, Any]) -> str:
    if row["minimum"] is None:
        return ""
    if row["minimum"] == row["maximum"]:
        return "a protocol cannot move it"
    return f"a protocol may set it from {row['minimum']} to {row['maximum']}"


def _parameter(row: Mapping[str, Any], *, brief: bool = False) -> list[Line]:
    name = str(row["id"]).rpartition(".")[2]
    lines = [*paragraph(f"{name} = {row['value']}: {row['title']}", "  - ")] if brief else paragraph(row["title"], "  ")
    indent = "    " if brief else "  "
    if not brief:
        lines += paragraph(f"Value: {row['value']}", indent)
    lines += paragraph(f"Range: {_range(row)}.", indent) if _range(row) else []
    if row["note"]:
        lines += paragraph(f"Note: {row['note']}.", indent)
    if brief:
        names = [str(item["id"]) for item in row["sources"]] + (["policy"] if row["policy"] else [])
        return [*lines, *paragraph(f"Rests on: {', '.join(names)}.", indent)]
    return lines + sources(row)


def _plugin(row: Mapping[str, Any]) -> list[Line]:
    lines = paragraph(row["summary"], "  ")
    origin = "first-party" if row["first_party"] else "not ours: runs only if trusted by name"
    rows = [
        ["version", f"{row['version']}, for host interface {row['api']}"],
        ["from", f"{row['distribution']} ({origin})"],
        ["digest", row["digest"]],
        ["modalities", ", ".join(row["modalities"])],
        ["reads", ", ".join(row["reads"]) or "nothing"],
        ["writes", ", ".join(row["writes"]) or "nothing: it only guards and reviews"],
    ]
    lines += table(rows)
    lines += heading("Rules")
    lines += table([[name, sentence] for name, sentence in row["rules"].items()])
    lines += heading("Parameters", f"one with its source: calciplug explain {row['id']}.NAME")
    for name, item in row["parameters"].items():
        span = f"; {_range(item)}" if _range(item) else ""
        lines += paragraph(f"{name} = {item['value']}: {item['title']}{span}", "  - ", "      ")
    return lines


_KINDS: Final[Mapping[str, Callable[[Mapping[str, Any]], list[Line]]]] = {
    "rule": _rule,
    "parameter": _parameter,
    "model": model,
    "plugin": _plugin,
}
