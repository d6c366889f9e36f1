"""Compare an article's text with the table that says where each of its numbers is held.

`python tools/check_review.py TEXTFILE`: TEXTFILE is the English text of the review `urena-2025`
(doi:10.25796/bdd.v8i2.87068), UTF-8, one paragraph a line; the article is not shipped. From abstract to Table I, every
sentence that gives a number is found and counted in its section, and held against the row of
`calciplug/evidence/review.json` with that section and place: a sentence without a row, a row without a sentence, and a
number on one side only are printed, and the exit code is 1. With `--list` the sentences are printed with section, place
and values.

What is a number: digits, and the words from two to twelve, once, twice, thirds, and one before what is counted. What is
none: citations in brackets, figure labels, enumeration, names with digits (FGF23, INZ-701), ordinals, dates, and a year
that does not bound a period of observation. Nothing here reads the table before the sentences are found.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

ROW_FILE: Final = Path(__file__).resolve().parent.parent / "calciplug" / "evidence" / "review.json"
# Heading line → section. The abstracts have no heading: each is the last paragraph before its keywords.
BEFORE: Final = {"Keywords:": "Abstract", "Mots-clés:": "Résumé"}
HEADINGS: Final = (
    "Introduction",
    "Incidence and epidemiology",
    "Clinical",
    "Histology",
    "Risk factors",
    "Inhibitors of ectopic mineralization",
    "The role of the endothelial cell",
    "General measures",
    "High-pressure oxygenation",
    "Optimizing dialysis treatment",
    "Correction of mineral disorders and bone metabolism",
    "Sodium thiosulfate",
    "Vitamin K",
    "Rheopheresis",
    "SNF472",
    "INZ-701",
    "Other therapeutic approaches",
    "Conclusion",
    "Table I",
)
SECTIONS: Final = (*BEFORE.values(), *HEADINGS)
END: Final = "Authors' Contributions"

COUNTED: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WORDS: Final = {word: str(value) for value, word in enumerate(COUNTED, start=2)} | {
    "once": "1",
    "twice": "2",
    "one": "1",
}
PARTS: Final = {"two-thirds": "2/3", "two thirds": "2/3", "a third": "1/3"}
# In order: what is taken out comes before what would else be read as a number of it.
NO_NUMBER: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\[[\d,\s\u2013-]+\]",
        r"\b[Ff]igu?r?e \d+[A-Z]?\b",
        r"\b\d\)\s",
        r"\b[Pp]hosphodiesterase 1\b",
        r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d+(?:-\d+)?",
        r"\b[A-Za-zÀ-ÿ]+-?\d[\w-]*",
        r"\b\d+m(?:Tc)?\b",
        r"(?<!between )(?<!and )(?<!to )\b(?:19|20)\d\d\b(?! to\b)",
    )
)
# A word counts as "one" only before what is counted: "one hand" is no amount.
ONE: Final = r"one(?= (?:case|dose|day|week|month|year|patient)s?\b)"
NUMBER: Final = re.compile(
    rf"\d+/\d+|\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|\b(?:{ONE}|{'|'.join(w for w in WORDS if w != 'one')})\b",
    re.IGNORECASE,
)
SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+(?=[\"“(]?[A-ZÀ-Þ])")


class Sentence(NamedTuple):
    """A sentence with numbers: where it stands, and the values in it, each once, in order."""

    section: str
    place: int
    text: str
    values: tuple[str, ...]


def values(text: str) -> tuple[str, ...]:
    """The values of *text* as plain digits (`two to nine` → 2, 9), each once, in order."""
    for pattern in NO_NUMBER:
        text = pattern.sub(" ", text)
    for words, part in PARTS.items():
        text = re.sub(rf"\b{words}\b", part, text, flags=re.IGNORECASE)
    found = [match.group().lower() for match in NUMBER.finditer(text)]
    return tuple(dict.fromkeys(WORDS.get(one, one.replace(",", "")) for one in found))


def paragraphs(text: str) -> dict[str, list[str]]:
    """Section → its paragraphs; one that a page break cut in two is whole again.

    Raises:
        SystemExit: a section of the article is not in the text.
    """
    found: dict[str, list[str]] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for last, line in itertools.pairwise(lines):
        found |= {section: [last] for start, section in BEFORE.items() if line.startswith(start)}
    section = None
    for line in lines:
        plain = "Table I" if line.removeprefix("▼ ").startswith("Table I.") else line
        if line == END:
            break
        if plain in HEADINGS:
            section = plain
            found[section] = []
        elif section is not None:
            own = found[section]
            if own and own[-1][-1] not in ".?!:" and line[0].islower():
                own[-1] += f" {line}"
            else:
                own.append(line)
    if missing := [section for section in SECTIONS if section not in found]:
        raise SystemExit(f"no section {', '.join(missing)} in the text: nothing was compared")
    return found


def sentences(text: str) -> list[Sentence]:
    """Every sentence of the article with a number in it, counted from 1 in its section."""
    found = []
    by_section = paragraphs(text)
    for section in SECTIONS:
        parts = [part for own in by_section[section] for part in SENTENCE_END.split(own)]
        numbered = [(part, values(part)) for part in parts if values(part)]
        found += [Sentence(section, place, *own) for place, own in enumerate(numbered, start=1)]
    return found


def differences(found: list[Sentence], rows: dict[str, dict[str, object]]) -> list[str]:
    """What one side says and the other does not."""
    held = {(row["section"], row["place"]): (key, row) for key, row in rows.items() if row["place"] is not None}
    said = []
    for sentence in found:
        key, row = held.pop((sentence.section, sentence.place), (None, None))
        where = f"{sentence.section}, {sentence.place}"
        if row is None:
            said.append(f"{where}: no row for {', '.join(sentence.values)}: {sentence.text}")
            continue
        numbers = row["numbers"]
        own = {value for number in numbers for value in values(number)} if isinstance(numbers, list) else set()
        if lost := [value for value in sentence.values if value not in own]:
            said.append(f"{where} ({key}): the row lacks {', '.join(lost)}: {sentence.text}")
        if extra := sorted(own - set(sentence.values)):
            said.append(f"{where} ({key}): the text has no {', '.join(extra)}: {sentence.text}")
    return said + [
        f"{section}, {place} ({key}): the text has no such sentence" for (section, place), (key, _) in held.items()
    ]


def main(arguments: list[str]) -> int:
    """Compare, or list; the exit code is 1 where the two differ."""
    names = [argument for argument in arguments if argument != "--list"]
    if len(names) != 1:
        raise SystemExit("usage: python tools/check_review.py [--list] TEXTFILE")
    found = sentences(Path(names[0]).read_text(encoding="utf-8"))
    if "--list" in arguments:
        sys.stdout.writelines(f"{one.section}, {one.place}: {', '.join(one.values)}\n    {one.text}\n" for one in found)
        return 0
    said = differences(found, json.loads(ROW_FILE.read_text(encoding="utf-8")))
    sys.stdout.writelines(f"{line}\n" for line in said)
    sys.stdout.write(f"{len(found)} sentences with numbers, {len(said)} differences\n")
    return 1 if said else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
