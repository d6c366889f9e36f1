"""One outcome document as a sheet: title, what was understood, what is proposed, why, and on what it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.changes import proposed
from calciplug.report.clock import moment
from calciplug.report.findings import disputes, findings, tally, withheld
from calciplug.report.layout import Line, counted, heading, listed, paragraph, printed, table, wrap
from calciplug.report.predictions import predicted
from calciplug.report.problems import refused
from calciplug.report.silent import silent, unevaluated
from calciplug.report.sources import Sources
from calciplug.report.understood import understood
from calciplug.report.words import LADDER, MODALITIES, SEVERITIES, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from calciplug.model.case import Case


def sheet(
    document: Mapping[str, Any], case: Case | None = None, *, name: str = "the input", colour: bool = False
) -> str:
    """The outcome *document* as text, 100 columns wide.

    Args:
        document: obeys `schemas/outcome.json`.
        case: that it answers, or None for a stored outcome; then nothing is said of what was understood.
        name: of the input, for places of problems.
        colour: bring out the words of severity; they stand there in any case.
    """
    if document["problems"]:
        return printed(refused(document, name), colour=colour)
    sources = Sources()
    lines = [
        *headline(document),
        *about(document, case),
        *(understood(case) if case is not None else []),
        *proposed(document, sources, case),
        *withheld(document),
        *predicted(document, sources),
        *findings(document, sources),
        *disputes(document),
        *silent(document),
        *_evidence(document, sources),
        *_moved(document, sources),
        *sources.lines(),
        *_footer(document),
    ]
    return printed(lines, colour=colour)


def word(document: Mapping[str, Any]) -> str:
    """The one word for the whole outcome: as grave as the gravest thing that is still open."""
    if document["status"] == "rejected":
        return "STOP"
    if document["status"] == "held":
        return "HOLD"
    words = {SEVERITIES[item["severity"]] for item in document["findings"] if item["state"] == "open"}
    words |= {"CAUTION" for item in document["findings"] if item["state"] == "overridden"}
    words |= {"NOTE"} if unevaluated(document) else set()
    return next((own for own in LADDER if own in words), "OK")


def headline(document: Mapping[str, Any]) -> list[Line]:
    """The one word, what it stands for, and whose decision it is."""
    own = word(document)
    rows = wrap(f"{document['status']}: {'; '.join(_status(document))}", f"{own:<8} ")
    return [Line(rows[0], own, own), *(Line(row) for row in rows[1:]), Line(document["statement"])]


def _status(document: Mapping[str, Any]) -> Iterator[str]:
    differ = [title(item["path"]) for item in document["changes"] if _shown(item, "in_force") != _shown(item, "after")]
    if document["status"] == "rejected":
        yield f"{_failed(document)} and no prescription is proposed"
    elif document["withheld"]:
        sections = listed([title(item["section"]) for item in document["withheld"]])
        yield f"no value today for {sections}; the rest stands as shown"
    elif document["status"] == "held":
        yield "an order was refused, or may not be signed as it stands; see Findings"
    elif document["status"] == "adjusted":
        yield f"{listed(differ)} {'differs' if len(differ) == 1 else 'differ'} from the prescription in force"
    else:
        yield "the prescription in force stands"
    if document["findings"]:
        yield f"findings: {tally(document)}"
    if unevaluated(document):
        yield f"{counted(unevaluated(document), 'rule')} not evaluated for want of a fresh value"


def _failed(document: Mapping[str, Any]) -> str:
    """Which plugin failed, in the words of the host's own finding of it."""
    faults = [item["summary"] for item in document["findings"] if item["code"] == "plugin-fault"]
    return f"plugin {faults[0]}" if faults else "this case was not evaluated"


def _shown(item: Mapping[str, Any], key: str) -> str | None:
    return item[key]["shown"] if key in item else None


def about(document: Mapping[str, Any], case: Case | None) -> list[Line]:
    """Which case, when, and under which protocol."""
    modality = MODALITIES.get(document["modality"], str(document["modality"]))
    as_of = moment(case.as_of) if case is not None else str(document["as_of"])
    rows = [["Case", str(document["case_id"])], ["Modality", modality], ["As of", as_of]]
    if case is not None and case.session_start is not None:
        rows.append(["Session", f"starts {moment(case.session_start)} {case.zone}"])
    if document["protocol"] is not None:
        rows.append(["Protocol", f"{document['protocol']['name']} {document['protocol']['version']}"])
    return [Line(""), *table(rows, indent=0)]


def _evidence(document: Mapping[str, Any], sources: Sources) -> list[Line]:
    lines = heading("Evidence") if document["evidence"] else []
    for item in document["evidence"]:
        text = f"{item['about']}: {item['text']} {sources.mark(item['citations'])} Grade: {item['grade']}."
        lines += paragraph(text, "  ")
    return lines


def _moved(document: Mapping[str, Any], sources: Sources) -> list[Line]:
    moved = [item for item in document["parameters"] if item["origin"] != "default"]
    if not moved:
        return []
    rows = [
        [f"{item['plugin']}.{item['name']}", item["shown"], sources.basis(item["citations"], item["policy"])]
        for item in moved
    ]
    origins = listed(sorted({item["origin"] for item in moved}))
    return [*heading("Parameters moved by the protocol", origins), *table(rows, caps=(44, 34))]


def _footer(document: Mapping[str, Any]) -> list[Line]:
    rows = [
        [item["name"], item["version"], f"{item['distribution']}, {item['digest'][:19]}"]
        for item in document["plugins"]
    ]
    lines = [*heading("Made by"), *table(rows)]
    return [*lines, Line(f"  input {document['input_hash']}")]
