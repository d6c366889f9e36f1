"""Product records: rule U-9, one drug by its full name, and rule U-6, a label that agrees with itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from calciplug import units
from calciplug.codec.text import clean

if TYPE_CHECKING:
    from calciplug.codec.reading import Reading
    from calciplug.model.records import Product

# How far strength times volume may lie from the declared grams (rule U-6), as the assay of the injection may.
CONSISTENCY: Final = 0.05
# The one name that no other drug has.
DRUG: Final = "sodium thiosulfate"
# What a name that holds this may stand for instead.
_OTHER_DRUGS: Final = (
    ("nitrite", "sodium nitrite is another drug, packed beside thiosulfate in cyanide kits"),
    ("tetradecyl", "sodium tetradecyl sulfate is another drug"),
    ("sts", "STS also stands for sodium tetradecyl sulfate"),
    ("thio", "many drugs have thio in their name"),
)


def check_name(reading: Reading, drug: str, pointer: str) -> None:
    """Note where *drug* is not the full name of the drug."""
    if drug == DRUG:
        return
    letters = re.sub(r"[^a-z]", "", drug.lower())
    why = None
    if letters not in ("sodiumthiosulfate", "sodiumthiosulphate"):
        why = next((why for part, why in _OTHER_DRUGS if part in letters), None)
    reading.add(
        "product.name", pointer, "not the full name of the drug", rule="U-9", found=clean(drug), expected=DRUG,
        fix=f"write {DRUG!r}, if that is the drug" + (f": {why}" if why else ""),
    )  # fmt: skip


def check_content(reading: Reading, product: Product, pointer: str) -> None:
    """Note where strength, content and volume of *product* contradict each other."""
    own: Any = product  # its numbers are floats until a plugin reads it
    contained = own.strength * own.volume
    if units.within_floats(contained, own.amount * (1 - CONSISTENCY), own.amount * (1 + CONSISTENCY)):
        return
    shown = [units.text(value, "thiosulfate_amount", own.form) for value in (contained, own.amount)]
    reading.add(
        "product.inconsistent", f"{pointer}/strength", rule="U-6",
        message=f"strength times volume is {shown[0]}, and the record declares {shown[1]}",
        found=_strength(own.strength, own.form),
        expected=f"{_strength(own.amount / own.volume, own.form)}, from content and volume",
        fix="read the label again; nothing was chosen between the two",
    )  # fmt: skip


def _strength(value: float, form: str) -> str:
    percent = units.write(value, "thiosulfate_strength", "%{w/v}", form)
    return f"{units.text(value, 'thiosulfate_strength', form)} ({units.number(percent)} % w/v)"
