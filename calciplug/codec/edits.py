"""Edits of a case, typed by a person: taken apart as strictly as a document, every problem at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from calciplug.codec.edit_place import absent, declared, standing
from calciplug.codec.reading import Reading
from calciplug.codec.sample import laboratory
from calciplug.codec.text import clean, nearest
from calciplug.codec.typed import assignments, typed
from calciplug.errors import InputError
from calciplug.model.edit import Edit
from calciplug.model.field import Field, code_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.model.case import Case
    from calciplug.model.field import CodeField


def read_edits(texts: Sequence[str], without: Sequence[str], case: Case) -> tuple[Edit, ...]:
    """The edits that *texts* and *without* spell; nothing is guessed.

    Args:
        texts: each `path=value`, as `labs.phosphate=1.6 mmol/L`; several in one are parted by a comma.
        without: paths whose value, or series, is taken away; in a prescription also a path above several.
        case: that is edited; a laboratory value takes its timing and assay from the newest one there.

    Raises:
        InputError: with everything that is wrong with any of them, each at its path.
    """
    reading = Reading()
    found: list[Edit] = []
    for path, text in assignments([texts] if isinstance(texts, str) else texts):
        if text is None or not path:
            reading.add(
                "edit.no_assignment", clean(path), "not a path and its value",
                found=None if text is None else clean(f"={text}"), expected="path=value",
                fix="for example labs.phosphate='1.6 mmol/L'",
            )  # fmt: skip
            continue
        own = declared(reading, path, case)
        node = None if own is None else _node(reading, own, path, text, case)
        found.append(Edit(path=path, typed=text, node=node))
    for path in [without] if isinstance(without, str) else without:
        gone = standing(path, case)
        if not gone:
            absent(reading, path, case)
        found += [Edit(path=own) for own in gone]
    for path, count in Counter(item.path for item in found).items():
        if count > 1:
            reading.add("edit.duplicate", clean(path), "this path is edited twice", expected="each path once")
    if not found and not reading.problems:
        reading.add("edit.none", "", "no edit was given", expected="path=value, or a path to take away")
    if reading.problems:
        raise InputError(reading.problems)
    return tuple(found)


def _node(reading: Reading, own: Field | CodeField, path: str, text: str, case: Case) -> Any:
    """What a case document holds for *text* at *path*, or None where it was refused."""
    if not text:
        reading.add("edit.empty", path, "no value stands here", expected="a value, or --without to take it away")
        return None
    if not isinstance(own, Field):
        return _codes(reading, own, path, text, case)
    if path.startswith("labs."):
        return laboratory(reading, own, text, case)
    one = typed(reading, own, path, text)
    if one is None:
        return None
    return {"value": one.numbers[0], "unit": one.unit} | ({} if one.form is None else {"form": one.form})


def _codes(reading: Reading, own: CodeField, path: str, text: str, case: Case) -> Any:
    """The code, the codes or the text at *path*, byte for byte."""
    words = text.split() if own.many else [text]
    if own.list is not None:
        known = code_lists()[own.list]
    elif own.id_of is not None:
        known = tuple(item.id for item in getattr(case.site, own.id_of))
    else:
        return text
    for word in [word for word in words if word not in known]:
        near = nearest(word, known)
        what = "not in the closed list" if own.list is not None else f"site.{own.id_of} has no such record"
        reading.add(
            "edit.code_unknown", path, what, found=clean(word),
            expected=", ".join(known) + (", with a blank between several" if own.many else "") or "none is there",
            fix=None if near is None else f"did you mean {near!r}?",
        )  # fmt: skip
    return list(words) if own.many else words[0]
