"""Consistency inside one case: what no single value can show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.codec.text import clean
from calciplug.model.field import code_fields, field
from calciplug.model.records import Product

if TYPE_CHECKING:
    from calciplug.codec.amounts import Reading
    from calciplug.model.case import Case
    from calciplug.model.prescription import Prescription

# Rule U-6: a product whose strength times volume differs from its declared grams by more is not one product.
CONSISTENCY = 0.05


def check_case(reading: Reading, case: Case) -> None:
    """Note what does not fit together in *case*."""
    for index, product in enumerate(case.site.products):
        _check_product(reading, product, f"/site/products/{index}")
    _check_unique(reading, [item.id for item in case.site.products], "/site/products")
    _check_unique(reading, [item.id for item in case.site.solutions], "/site/solutions")
    for name, own in (("prescription", case.prescription), ("order", case.order)):
        _check_stock(reading, case, own, f"/{name}")
        _check_weekdays(reading, case, own, f"/{name}")
    _check_infusion(reading, case)


def _check_product(reading: Reading, product: Product, pointer: str) -> None:
    if product.drug != "sodium thiosulfate":
        reading.add(
            "product.name", f"{pointer}/drug", "not the full name of the drug", rule="U-9", found=clean(product.drug),
            expected="sodium thiosulfate", fix="write the full name; STS also stands for sodium tetradecyl sulfate",
        )  # fmt: skip
    strength, amount, volume = _floats(product)
    if strength is None or amount is None or volume is None:
        return
    contained = strength * volume
    if not abs(contained - amount) <= CONSISTENCY * amount:
        percent = units.number(units.write(strength / 10, "ratio"))
        shown = [units.text(value, "thiosulfate_amount", product.form) for value in (contained, amount)]
        reading.add(
            "product.inconsistent", f"{pointer}/strength", rule="U-6",
            message=f"strength times volume is {shown[0]}, and the record declares {shown[1]}",
            found=f"{units.text(strength, 'thiosulfate_strength', product.form)} ({percent} % w/v)",
            expected=f"{units.text(amount / volume, 'thiosulfate_strength', product.form)}, from amount and volume",
            fix="read the label again; nothing was chosen between the two",
        )  # fmt: skip


def _floats(product: Product) -> tuple[float | None, float | None, float | None]:
    own: Any = product
    return own.strength, own.amount, own.volume


def _check_unique(reading: Reading, names: list[str], pointer: str) -> None:
    for name in sorted({name for name in names if names.count(name) > 1}):
        reading.add("record.duplicate_id", pointer, "two records have one id", found=clean(name), expected="each id once")


def _check_stock(reading: Reading, case: Case, own: Prescription, pointer: str) -> None:
    for path in own:
        declared = next((item for item in code_fields().values() if item.id_of and _matches(item.path, path)), None)
        if declared is None:
            continue
        name = str(own.get(path))
        known = [item.id for item in getattr(case.site, str(declared.id_of))]
        at = f"{pointer}/{path.replace('.', '/')}"
        if name not in known:
            reading.add(
                "record.unknown_id", at, f"site.{declared.id_of} has no such record", found=clean(name),
                expected=", ".join(known) or f"an id of site.{declared.id_of}, which is empty",
            )  # fmt: skip
        elif declared.id_of == "products":
            _check_form(reading, case, path, at)


def _check_form(reading: Reading, case: Case, path: str, pointer: str) -> None:
    dose = path.replace(".product", ".dose")
    form = case.draft().forms.get(dose)
    product = case.product(str(case.draft().get(path)))
    if form is not None and product is not None and form != product.form:
        reading.add(
            "sts.form_contradicts_product", pointer, "the dose counts another salt than the product's label", rule="U-5",
            found=f"dose as {form}, product as {product.form}", expected=f"the dose in grams of {product.form}",
        )  # fmt: skip


def _matches(declared: str, path: str) -> bool:
    ones, twos = declared.split("."), path.split(".")
    return len(ones) == len(twos) and all(one in ("*", two) for one, two in zip(ones, twos, strict=True))


def _check_weekdays(reading: Reading, case: Case, own: Prescription, pointer: str) -> None:
    days = own.get("schedule.weekdays")
    count = own.get("schedule.count")
    if isinstance(days, tuple) and isinstance(count, float) and (len(set(days)) != len(days) or len(days) != count):
        reading.add(
            "cross.weekdays_contradict_count", f"{pointer}/schedule/weekdays", "do not match the number of sessions",
            found=", ".join(days), expected=f"{units.text(count, 'session_frequency')}, each day once",
        )  # fmt: skip


def _check_infusion(reading: Reading, case: Case) -> None:
    for name, own in (("prescription", case.prescription), ("order", case.draft())):
        run, session = own.get("thiosulfate.infusion_duration"), own.get("schedule.duration")
        if isinstance(run, float) and isinstance(session, float) and run > session:
            declared = field("thiosulfate.infusion_duration")
            kind = declared.kind if declared else "session_duration"
            reading.add(
                "cross.infusion_longer_than_session", f"/{name}/thiosulfate/infusion_duration", rule=None,
                message="the infusion is longer than the session", found=units.text(run, kind), expected=f"at most {units.text(session, kind)}",
            )  # fmt: skip
            return
