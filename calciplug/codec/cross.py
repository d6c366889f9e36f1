"""Consistency inside one case: what no single value can show."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from calciplug import units
from calciplug.codec.text import clean
from calciplug.model.case import STOPPABLE
from calciplug.model.field import code_fields, general

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from calciplug.codec.reading import Reading
    from calciplug.model.case import Case
    from calciplug.model.prescription import Prescription


def check_case(reading: Reading, case: Case, document: Mapping[str, object]) -> None:
    """Note what does not fit together in *case*, which was read from *document*."""
    stock = {group: _ids(document, group) for group in ("products", "solutions")}
    for group, ids in stock.items():
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            reading.add(
                "record.duplicate_id",
                f"/site/{group}",
                "two records have one id",
                found=clean(name),
                expected="each id once",
            )
    for name, own in (("prescription", case.prescription), ("order", case.order)):
        for path, group in _named(own):
            if _is_whole(reading, group):
                _check_stocked(reading, str(own.get(path)), group, stock[group], f"/{name}/{path.replace('.', '/')}")
    # An order is given on top of what is in force: both together have to be one prescription. What contradicts
    # itself before the order is told once.
    for name, own in (("prescription", case.prescription), ("order", case.draft())):
        before = len(reading.problems)
        _check_weekdays(reading, own, name)
        _check_forms(reading, case, own, name)
        _check_infusion(reading, own, name)
        if len(reading.problems) > before:
            break
    _check_stops(reading, case, document.get("stop"))


def _check_stops(reading: Reading, case: Case, names: object) -> None:
    """What is to stop can stop, is in force, and is not ordered as well."""
    for index, name in enumerate(names if isinstance(names, list) else ()):
        at = f"/stop/{index}"
        if isinstance(name, str) and general(name) not in STOPPABLE:
            reading.add(
                "cross.cannot_stop", at, "is nothing that can stop by itself", found=clean(name),
                expected=", ".join(STOPPABLE).replace("*", "KEY"), fix="change its value in order instead",
            )  # fmt: skip
        elif isinstance(name, str) and _holds(case.order, name):
            reading.add(
                "cross.ordered_and_stopped", at, "is ordered and is to stop", found=clean(name),
                expected="one of the two", fix="take it out of order, or out of stop",
            )  # fmt: skip
        elif isinstance(name, str) and not _holds(case.prescription, name):
            standing = [own for own in case.prescription.sections() if general(own) in STOPPABLE]
            reading.add(
                "cross.nothing_to_stop", at, "is not in force", found=clean(name),
                expected=", ".join(standing) or "nothing: no such section is in force", fix="leave it out",
            )  # fmt: skip


def _holds(own: Prescription, name: str) -> bool:
    return any(item == name or item.startswith(f"{name}.") for item in own.sections())


def _ids(document: Mapping[str, object], group: str) -> list[str]:
    """The ids of the site's records, of those too whose other parts were refused."""
    site = document.get("site")
    rows = site.get(group, ()) if isinstance(site, dict) else ()
    return [row["id"] for row in rows if row is not None and "id" in row]


def _is_whole(reading: Reading, group: str) -> bool:
    """Whether all ids of *group* are known: none of its records, and no id, was refused."""
    if not reading.refused:
        return True
    lost = re.compile(rf"/site(/{group}(/[0-9]+(/id)?)?)?", re.ASCII)
    return not any(lost.fullmatch(pointer) for pointer in reading.refused)


def _named(own: Prescription) -> Iterator[tuple[str, str]]:
    """Paths that name one of the site's records, and the group that it is looked up in."""
    for path in own:
        declared = code_fields().get(general(path))
        if declared is not None and declared.id_of is not None:
            yield path, declared.id_of


def _check_stocked(reading: Reading, name: str, group: str, known: Sequence[str], pointer: str) -> None:
    if name not in known:
        reading.add(
            "record.unknown_id", pointer, f"site.{group} has no such record", found=clean(name),
            expected=", ".join(clean(item) for item in known) or f"an id of site.{group}, which is empty",
        )  # fmt: skip


def _check_weekdays(reading: Reading, own: Prescription, name: str) -> None:
    days, count = own.get("schedule.weekdays"), own.get("schedule.count")
    if isinstance(days, tuple) and isinstance(count, float) and (len(set(days)) != len(days) or len(days) != count):
        reading.add(
            "cross.weekdays_contradict_count", f"/{name}/schedule/weekdays", "do not match the number of sessions",
            found=", ".join(days), expected=f"{units.text(count, 'session_frequency')}, each day once",
            fix="give the number of sessions and their days together",
        )  # fmt: skip


def _check_forms(reading: Reading, case: Case, own: Prescription, name: str) -> None:
    """Rule U-5: a dose counts the salt that the label of its product counts."""
    for path, _ in _named(own):
        place, product = path.removesuffix("product"), case.product(str(own.get(path)))
        # What runs in is called a dose; what is injected in a week has the drug's own name.
        form = own.forms.get(f"{place}dose") or own.forms.get(f"{place}thiosulfate")
        if form is not None and product is not None and form != product.form:
            reading.add(
                "sts.form_contradicts_product", f"/{name}/{path.replace('.', '/')}",
                "the dose counts another salt than the product's label", rule="U-5",
                found=f"dose as {form}, product as {product.form}", expected=f"the dose in grams of {product.form}",
            )  # fmt: skip


def _check_infusion(reading: Reading, own: Prescription, name: str) -> None:
    run, session = own.get("thiosulfate.infusion_duration"), own.get("schedule.duration")
    if isinstance(run, float) and isinstance(session, float) and run > session:
        reading.add(
            "cross.infusion_longer_than_session", f"/{name}/thiosulfate/infusion_duration",
            "the infusion is longer than the session",
            found=units.text(run, "session_duration"), expected=f"at most {units.text(session, 'session_duration')}",
        )  # fmt: skip
