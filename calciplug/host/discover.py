"""Finds plugins and reads their manifests; imports none of their code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from calciplug.codec import read_manifest
from calciplug.errors import InputError, PluginError
from calciplug.host.digest import digest_of
from calciplug.host.distribution import FIRST_PARTY, folder_of, points
from calciplug.host.lanes import recorded_digests

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from calciplug.host.distribution import Owner
    from calciplug.model.manifest import Manifest
    from calciplug.model.problem import Problem

# Problems of one manifest that are told; a sentence has to be read.
_TOLD: Final = 5


@attrs.frozen(kw_only=True)
class Candidate:
    """A plugin that was found; nothing of it has been imported.

    Attributes:
        manifest: what it says of itself.
        folder: where its files are.
        module: name to import it by, or None for a plugin of a folder.
        distribution: distribution and version that brought it, or the folder's path.
        first_party: whether it ships with calciplug itself.
        digest: SHA-256 over the names and bytes of its manifest and code.
        on_record: whether its manifest was read from bytes whose digest is on calciplug's own record: they were held
            against every check when the record was written, and are not held against them again.
    """

    manifest: Manifest
    folder: Path
    module: str | None
    distribution: str
    first_party: bool
    digest: str
    on_record: bool = False


def installed() -> tuple[Candidate, ...]:
    """Plugins of the entry-point group, by name.

    Raises:
        PluginError: an entry point leads nowhere, or its manifest is missing or invalid.
    """
    found = []
    for point, owner in points():
        module = point.value.split(":")[0]
        found.append(_candidate(point.name, folder_of(point.name, module), module, owner))
    return tuple(sorted(found, key=lambda item: (item.manifest.name, item.distribution)))


def in_folder(folder: Path) -> tuple[Candidate, ...]:
    """Plugins whose folders lie in *folder*, by name.

    Raises:
        PluginError: *folder* does not exist, or a manifest is missing or invalid.
    """
    if not folder.is_dir():
        raise PluginError(str(folder), "plugin.no_folder", "there is no such folder; no plugin was loaded")
    children = [child for child in sorted(folder.iterdir()) if child.is_dir()]
    for child in children:
        if (child / "__init__.py").is_file() and not (child / "plugin.json").is_file():
            raise PluginError(child.name, "plugin.no_manifest", "has no plugin.json; its code was not imported")
    return tuple(_candidate(child.name, child, None, None) for child in children if (child / "plugin.json").is_file())


def _candidate(name: str, folder: Path, module: str | None, owner: Owner | None) -> Candidate:
    path = folder / "plugin.json"
    data = path.read_bytes()
    digest = digest_of(folder, data)
    # The digest parts names and bytes by NUL: a manifest that holds one could have swallowed the file after it.
    on_record = digest in recorded_digests() and b"\0" not in data
    try:
        manifest = read_manifest(data, judged=on_record)
    except InputError as error:
        raise PluginError(
            name, "plugin.bad_manifest", f"{path.name}: {_told(error.problems)}; its code was not imported"
        ) from None
    if manifest.name != name or manifest.name != folder.name:
        raise PluginError(
            name,
            "plugin.wrong_name",
            f"manifest says {manifest.name!r}, folder is {folder.name!r}, entry point is {name!r}; they must be equal",
        )
    return Candidate(
        manifest=manifest,
        folder=folder,
        module=module,
        distribution=f"folder {folder.parent.name}" if owner is None else f"{owner.name} {owner.version}",
        first_party=owner is not None
        and owner.name == FIRST_PARTY
        and (module or "").startswith(f"{FIRST_PARTY}.plugins."),
        digest=digest,
        on_record=on_record,
    )


def _told(problems: Sequence[Problem]) -> str:
    """The first problems of a manifest, with what was found and what may stand there."""
    told = []
    for own in problems[:_TOLD]:
        # A key that is too many or too few is named already.
        of_value = own.code not in ("schema.additional", "schema.required")
        found = f", found {own.found}" if own.found is not None and of_value else ""
        wanted = own.fix or (f"expected {own.expected}" if own.expected is not None and of_value else None)
        told.append(f"{own.pointer or '/'}: {own.message}{found}{f' ({wanted})' if wanted else ''}")
    return "; ".join([*told, f"and {len(problems) - _TOLD} more"] if len(problems) > _TOLD else told)
