"""Why rules said nothing: each value that is wanted with what it would wake, and the whole story of single rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.report.layout import Line, counted, heading, listed, paragraph, printed
from calciplug.report.words import SEVERITIES, age, natural, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TEXT = " " * 6
_CAUSES = {
    "missing": "missing",
    "stale": "too old",
    "withheld": "withheld today",
    "resting": "resting after a change",
    "needs-model": "no model for this",
}
_STORIES = {
    "spoke": "it spoke",
    "quiet": "it said nothing that shows: a bound that nothing breaks, or a value that stands already",
    "off": "the protocol does not let its plugin run",
    "rejected": "this case was not evaluated",
    "not-triggered": "it looked and had nothing to say",
    "modality": "not for this modality",
    "missing": "silent: a value is missing",
    "stale": "silent: a value is too old",
    "withheld": "silent: what it looks at is withheld today",
    "resting": "silent: it moved this a short time ago, and waits",
    "needs-model": "silent: its model does not hold here",
}


def why_not_sheet(document: Mapping[str, Any], *, colour: bool = False) -> str:
    """The why-not *document* as text, 100 columns wide: the rules that were asked for, or else the values wanted.

    Args:
        document: obeys `schemas/why-not.json`, of a case that was read.
        colour: bring out the headings.
    """
    about = f"Case {document['case_id']}, as of {document['as_of']}: {document['status']}."
    lines = [*paragraph(document["statement"]), *paragraph(about)]
    lines += [line for item in document["problems"] for line in paragraph(f"{item['code']}: {item['message']}")]
    if document["rules"]:
        lines += [line for item in document["rules"] for line in _story(item)]
    else:
        lines += _wanted(document)
    return printed(lines, colour=colour)


def _wanted(document: Mapping[str, Any]) -> Iterator[Line]:
    rules = {(own["plugin"], own["rule"]) for item in document["wanted"] for own in item["waiting"]}
    if not rules:
        yield from paragraph("No rule was silent for want of anything.")
        return
    facts, others = ([item for item in document["wanted"] if ("prescribed" in item) is own] for own in (False, True))
    yield from paragraph(f"{counted(len(rules), 'rule')} silent for want of something.")
    yield from _values(facts, "Wanted of the patient and the site", "the most wanted first")
    note = "not prescribed, or not stated: nothing asks to prescribe it"
    yield from _values(others, "Wanted of the prescription", note)


def _values(items: list[Mapping[str, Any]], name: str, note: str) -> Iterator[Line]:
    yield from heading(name, note) if items else []
    for index, item in enumerate(items):
        yield from [Line("")] * bool(index)
        name = f"{title(item['path'])}   {item['path']}" if "path" in item else "no value is named"
        yield from paragraph(name, "  ", _TEXT)
        for text in _how(item):
            yield from paragraph(text, _TEXT)
        for own in sorted(item["waiting"], key=lambda one: natural(one["rule"])):
            yield from paragraph(_waits(own), "    - ")


def _how(item: Mapping[str, Any]) -> Iterator[str]:
    """What stands there, and what to send."""
    if "value" in item:
        yield f"Found: {_read(item['value'])}."
    if not {"missing", "stale"} & {own["cause"] for own in item["waiting"]}:
        return
    if "computed_from" in item:
        names = [title(path) for path in item["lacks"] or item["computed_from"]]
        yield f"Computed; {'not there' if item['lacks'] else 'from'}: {listed(names)}."
    send = [f"LOINC {item['loinc']}"] if "loinc" in item else []
    send += [f"in {' or '.join(item['units'])}"] if item.get("units") else []
    send += [f"as {' or '.join(item['forms'])}"] if "forms" in item else []
    send += [f"with its assay ({', '.join(item['assays'])})"] if "assays" in item else []
    send += [f"one of {', '.join(item['codes'])}"] if "codes" in item else []
    send += list(_fresh(item))
    if send:
        yield f"{'If it is prescribed, send' if 'prescribed' in item else 'Send'}: {'; '.join(send)}."


def _fresh(item: Mapping[str, Any]) -> Iterator[str]:
    if "max_age_minutes" in item:
        yield f"at most {units.text(float(item['max_age_minutes']), 'time')} old"
    if "since" in item:
        yield f"taken after the last change of {listed([title(path) for path in item['since']])}"


def _waits(item: Mapping[str, Any]) -> str:
    part = f" ({item['part']})" if "part" in item else ""
    absence = f" Without it: {item['absence']}." if "absence" in item else ""
    return f"{item['rule']}{part}, {_CAUSES[item['cause']]}: {item['sentence']}{absence}"


def _story(item: Mapping[str, Any]) -> Iterator[Line]:
    yield from heading(f"{item['rule']}", f"{item['plugin']}: {_STORIES[item['story']]}")
    yield from paragraph(item["sentence"], "  ")
    for own in item["findings"]:
        word = SEVERITIES[own["severity"]]
        rows = paragraph(f"{own['summary']}. {own['detail']}", f"  {word:<9}", " " * 11)
        yield Line(rows[0].text, word, word)
        yield from rows[1:]
    for own in item["changes"]:
        yield from paragraph(f"{title(own['path'])}: {_moved(own, 'in_force')}", "  Change:  ")
    for own in item["predictions"]:
        yield from paragraph(f"{own['title']}: {_moved(own, 'before')}", "  Model:   ")
    for own in [one for one in item["silent"] if one["cause"] != "modality"]:
        yield from paragraph(_quiet(own), "  Silent:  ")
    if item["needs"]:
        yield Line("  It needs (of a prescription: as ordered, else in force):")
    for own in item["needs"]:
        yield from paragraph(_need(own), "    - ")


def _moved(item: Mapping[str, Any], before: str) -> str:
    return " → ".join(item[key]["shown"] if key in item else "none" for key in (before, "after"))


def _quiet(item: Mapping[str, Any]) -> str:
    what = f"{title(item['path'])} " if "path" in item else ""
    cause = "nothing to say" if item["cause"] == "not-triggered" else _CAUSES[item["cause"]]
    return f"{item['part']}: {what}{cause}" if "part" in item else f"{what}{cause}"


def _need(item: Mapping[str, Any]) -> str:
    held = _read(item["value"]) if "value" in item else "not there"
    today = ", withheld in the outcome" if item.get("withheld") else ""
    limit = f" ({fresh})" if (fresh := "; ".join(_fresh(item))) else ""
    return f"{title(item['path'])}: {held}{today}{limit}. Without it: {item['absence']}."


def _read(item: Mapping[str, Any]) -> str:
    old = f", {age(item['age_minutes'])}" if "age_minutes" in item else ""
    return f"{item['shown']}{old}{', TOO OLD' if item['stale'] else ''}"
