"""Finds plugins and reads their manifests; imports none of their code."""

from __future__ import annotations

import hashlib
import importlib.util
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from calciplug.codec import read_manifest
from calciplug.errors import InputError, PluginError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from calciplug.model.manifest import Manifest
    from calciplug.model.problem import Problem

GROUP: Final = "calciplug.plugins"
FIRST_PARTY: Final = "calciplug"
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
    """

    manifest: Manifest
    folder: Path
    module: str | None
    distribution: str
    first_party: bool
    digest: str


def installed() -> tuple[Candidate, ...]:
    """Plugins of the entry-point group, by name.

    Raises:
        PluginError: an entry point leads nowhere, or its manifest is missing or invalid.
    """
    found = []
    for point, distribution in _points():
        module = point.value.split(":")[0]
        found.append(_candidate(point.name, _folder(point.name, module), module, distribution))
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


def _points() -> Iterator[tuple[metadata.EntryPoint, metadata.Distribution | None]]:
    seen: set[tuple[str, str, str]] = set()
    for distribution in metadata.distributions():
        for point in distribution.entry_points:
            # One checkout can be listed twice (its egg-info and its dist-info); one plugin of one name and
            # version from one distribution is one plugin. Two distributions with the same name are not.
            key = (point.name, point.value, distribution.name or "")
            if point.group == GROUP and key not in seen:
                seen.add(key)
                yield point, distribution


def _folder(name: str, module: str) -> Path:
    """The folder of *module*, found without importing any of its parents."""
    top, *rest = module.split(".")
    spec = importlib.util.find_spec(top)
    for place in (spec.submodule_search_locations if spec is not None else None) or ():
        folder = Path(place).joinpath(*rest)
        if (folder / "plugin.json").is_file():
            return folder
        mapped = _mapped(module)
        if mapped is not None:
            return mapped
    raise PluginError(name, "plugin.no_manifest", f"no plugin.json lies beside {module}; its code was not imported")


def _mapped(module: str) -> Path | None:
    # An editable install maps `calciplug.plugins` to another folder through an import hook, which only our
    # own package may ask: its parents are imported already.
    if not module.startswith(f"{FIRST_PARTY}.plugins."):
        return None
    spec = importlib.util.find_spec(f"{FIRST_PARTY}.plugins")
    for place in (spec.submodule_search_locations if spec is not None else None) or ():
        folder = Path(place, module.rsplit(".", 1)[1])
        if (folder / "plugin.json").is_file():
            return folder
    return None


def _candidate(name: str, folder: Path, module: str | None, distribution: metadata.Distribution | None) -> Candidate:
    path = folder / "plugin.json"
    try:
        manifest = read_manifest(path.read_bytes())
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
    owner = distribution.name if distribution is not None else None
    return Candidate(
        manifest=manifest,
        folder=folder,
        module=module,
        distribution=f"{owner} {distribution.version}" if distribution is not None else f"folder {folder.parent.name}",
        first_party=owner == FIRST_PARTY and (module or "").startswith(f"{FIRST_PARTY}.plugins."),
        digest=_digest(folder),
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


def _digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(_files(folder)):
        total.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"sha256:{total.hexdigest()}"


def _files(folder: Path) -> Iterable[Path]:
    yield folder / "plugin.json"
    yield from folder.rglob("*.py")
