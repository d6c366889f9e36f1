"""Numbers typed into a command line: plain digits as in a document, or LOW:HIGH:STEP with both ends."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from calciplug import units
from calciplug.codec.text import clean
from calciplug.codec.values import number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.codec.reading import Reading

PLAIN: Final = "plain digits: at most 7 before the point and 6 after it, no exponent"
# What is meant as a number, right or wrong: the words before the unit.
_NUMERIC: Final = re.compile(r"[-+]?(?:\.?[0-9]|nan\b|inf(?:inity)?\b)|[^:]*:", re.IGNORECASE | re.ASCII)
_EXPONENT: Final = re.compile(r"[-+]?[0-9.,]+e[-+]?[0-9]+", re.IGNORECASE | re.ASCII)
_GLUED: Final = re.compile(r"[-+]?[0-9][0-9.,]*(?=[^0-9.,:\s])", re.ASCII)
_RANGE: Final = ("LOW", "HIGH", "STEP")


def is_numeric(word: str) -> bool:
    """Whether *word* is meant as a number, rightly written or not."""
    return _NUMERIC.match(word) is not None


def is_glued(word: str) -> bool:
    """Whether *word* is a number with its unit stuck to it."""
    return _GLUED.match(word) is not None and not _EXPONENT.fullmatch(word)


def numbers(reading: Reading, path: str, words: Sequence[str], most: int) -> list[Decimal]:
    """The numbers in *words*, or those of LOW:HIGH:STEP; what is wrong is noted in *reading*."""
    if not words:
        reading.add("typed.empty", path, "no number stands here", rule="U-2", expected="numbers, then their unit")
        return []
    if any(":" in word for word in words):
        return _range(reading, path, words, most)
    found = [value for word in words if (value := _number(reading, path, word)) is not None]
    if len(found) > most:
        reading.add("typed.too_many", path, "too many values", found=f"{len(found):,}", expected=f"at most {most:,}")
    twice = [f"{value:f}" for value, count in Counter(found).items() if count > 1]
    if twice:
        reading.add("typed.duplicate", path, "a value stands twice", found=", ".join(twice), expected="each once")
    return found


def _number(reading: Reading, path: str, word: str) -> Decimal | None:
    found = number(word)
    if isinstance(found, Decimal):
        return units.plain(found)
    if is_glued(word):
        at = _GLUED.match(word)
        assert at is not None, "as just seen"
        fix = f"write {clean(word[: at.end()])!r} and {clean(word[at.end() :])!r} apart"
        reading.add("number.form", path, "not a number and a unit apart", rule="U-2", found=clean(word), fix=fix)
    elif "," in word:
        fix = f"{clean(word.replace(',', '.'))!r} or {clean(word.replace(',', ''))!r}? a comma is never guessed"
        reading.add("number.form", path, "a comma in a number", rule="U-2", found=clean(word), expected=PLAIN, fix=fix)
    elif word.strip("+-").lower() in ("nan", "inf", "infinity"):
        reading.add("number.nonfinite", path, "not a finite number", rule="U-2", found=clean(word), expected=PLAIN)
    else:
        message = "a person could not check this number"
        reading.add("number.form", path, message, rule="U-2", found=clean(word), expected=PLAIN)
    return None


def _range(reading: Reading, path: str, words: Sequence[str], most: int) -> list[Decimal]:
    """Every value from the lowest to the highest, both included; a step that misses the highest is refused."""
    parts = words[0].split(":")
    if len(words) > 1 or len(parts) != len(_RANGE) or most == 1:
        wanted = "one number" if most == 1 else "numbers, or one LOW:HIGH:STEP"
        reading.add("typed.range", path, "not one range", found=clean(" ".join(words)), expected=wanted)
        return []
    ends = [_number(reading, path, part) for part in parts]
    low, high, step = ends
    if low is None or high is None or step is None:
        return []
    whole, left = divmod(high - low, step) if step else (Decimal(0), Decimal(0))
    if step <= 0 or low >= high:
        message = "the highest value has to lie above the lowest, and the step above 0"
        reading.add("typed.range", path, message, found=clean(words[0]), expected=":".join(_RANGE))
    elif left:
        near = [f"{units.plain(low + step * count):f}" for count in (whole, whole + 1) if count]
        reading.add(
            "typed.range", path, f"no step of {step:f} from {low:f} meets {high:f}, and the end is never left out",
            found=clean(words[0]), fix=f"end at {' or '.join(near)}, or take another step",
        )  # fmt: skip
    elif whole + 1 > most:
        reading.add("typed.too_many", path, "too many values", found=f"{whole + 1:,}", expected=f"at most {most:,}")
    else:
        return [units.plain(low + step * count) for count in range(int(whole) + 1)]
    return []
