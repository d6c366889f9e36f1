"""Why an input was refused: each place with what was found, what was expected and the nearest mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.report.layout import WIDTH, Line, counted, paragraph, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def problem_lines(problems: Iterable[Mapping[str, Any]], name: str) -> list[Line]:
    """*problems* of a document as `file::/json/pointer:LINE:COLUMN: ...`, in document order.

    Args:
        problems: as an outcome document carries them.
        name: of the file.
    """
    found: list[Line] = []
    for item in problems:
        place = f"{safe(name)}::{safe(item['pointer'] or '/')}"
        if "line" in item:
            place += ":" + ":".join(str(item[key]) for key in ("line", "column") if key in item)
        # The place stays whole on its line, however long: an editor or a script follows it.
        fits = len(place) + len(item["message"]) + len(": ") <= WIDTH
        found.append(Line(f"{place}: {item['message']}" if fits else f"{place}:", place, "heading"))
        found += [] if fits else paragraph(item["message"], "    ")
        parts = [f"{key} {item[key]}" for key in ("found", "expected") if key in item]
        parts += [item["fix"]] if "fix" in item else []
        code = " ".join(filter(None, (item.get("rule"), item["code"])))
        found += paragraph(f"{'; '.join(parts)} [{code}]", "    ")
    return found


def refused(document: Mapping[str, Any], name: str) -> list[Line]:
    """The sheet of an input that could not be read as a case."""
    problems = document["problems"]
    title = f"rejected: {name} was refused; nothing was evaluated and no prescription is proposed"
    first, *more = paragraph(title, "STOP     ")
    return [
        Line(first.text, "STOP", "STOP"),
        *more,
        Line(document["statement"]),
        Line(""),
        Line(f"{counted(len(problems), 'problem')}; each has to be mended before the case can be read:"),
        Line(""),
        *problem_lines(problems, name),
        *([Line(""), Line(f"Input {document['input_hash']}")] if document["input_hash"] else []),
    ]
