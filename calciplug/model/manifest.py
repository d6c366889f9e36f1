"""What a plugin says of itself before any of its code is imported."""

from __future__ import annotations

import re
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

# A named value of a reason: `{p.floor}` is a parameter, `{load:sodium_load}` a quantity with its kind, `{drug}` a text.
PLACEHOLDER: Final = re.compile(r"\{(p\.)?([a-z][a-z0-9_]*)(?::([a-z_]+))?\}", re.ASCII)

# A figure of the evidence: printed whole, with population, comparison and design.
FIGURE: Final = re.compile(r"\{figure\.([a-z0-9]+(?:-[a-z0-9]+)+)\}", re.ASCII)


@attrs.frozen(kw_only=True)
class Parameter:
    """One clinical number (or list, code, switch) of a plugin.

    Attributes:
        name: how the code reads it.
        title: what a sheet calls it.
        kind: kind of quantity, or None for codes and switches.
        value: default, in *unit*.
        unit: UCUM code, or None.
        form: salt form of grams, or None.
        minimum: lowest value a protocol may set, in *unit*, or None.
        maximum: highest value a protocol may set, in *unit*, or None.
        sources: bibliography ids; may be empty only with *policy*.
        policy: whether no source sets this number.
        note: how the number follows from its source, or None.
    """

    name: str
    title: str
    kind: str | None
    value: Decimal | str | bool | tuple[str, ...] | tuple[Decimal, ...]
    unit: str | None
    form: str | None
    minimum: Decimal | None
    maximum: Decimal | None
    sources: tuple[str, ...]
    policy: bool
    note: str | None


@attrs.frozen(kw_only=True)
class Need:
    """A value that a rule needs.

    Attributes:
        path: where it stands.
        max_age: minutes after which it is stale for this rule, or None for the field's own limit.
        since: paths whose later change makes it stale.
        absence: what it means that the value is missing or stale.
    """

    path: str
    max_age: float | None
    since: tuple[str, ...]
    absence: str


# Asked at every answer; manifests hold some hundreds of templates.
@lru_cache(maxsize=4096)
def _named(summary: str, detail: str) -> Mapping[str, str | None]:
    found = PLACEHOLDER.findall(summary + detail)
    return MappingProxyType({name: kind or None for prefix, name, kind in found if not prefix})


@attrs.frozen(kw_only=True)
class Reason:
    """Why, as a template with named values; *summary* fits a line, *detail* says all."""

    summary: str
    detail: str

    def names(self) -> Mapping[str, str | None]:
        """Named values that the caller has to give: name → kind of quantity, or None for text."""
        return _named(self.summary, self.detail)

    def kinds(self) -> Mapping[str, frozenset[str | None]]:
        """The same with every kind that the texts give a name: a name has one, which a manifest may get wrong."""
        found = [own[1:] for own in PLACEHOLDER.findall(self.summary + self.detail) if not own[0]]
        return {name: frozenset(kind or None for own, kind in found if own == name) for name, _ in found}

    def parameters(self) -> tuple[str, ...]:
        """Parameters that the template names."""
        return tuple(name for prefix, name, _ in PLACEHOLDER.findall(self.summary + self.detail) if prefix)


@attrs.frozen(kw_only=True)
class PredictionSpec:
    """Something that a rule predicts.

    Attributes:
        title: what a sheet calls it.
        kind: kind of quantity.
        model: id of its model, one of calciplug's or of the manifest's own.
        note: what it is not, or how it is meant; may name parameters.
    """

    title: str
    kind: str
    model: str
    note: str

    def parameters(self) -> tuple[str, ...]:
        """Parameters that the note names."""
        return tuple(name for prefix, name, _ in PLACEHOLDER.findall(self.note) if prefix)


@attrs.frozen(kw_only=True)
class FollowUpSpec:
    """Something that a rule asks for in the weeks that follow.

    Attributes:
        action: `check`, `step` or `review`.
        words: its title as summary, and its detail.
        checks: laboratory series to be measured, paths with a LOINC code.
        citations: bibliography ids; the rule's where the manifest gives none and no policy either.
        policy: whether it rests on local policy, wholly or in part.
    """

    action: str
    words: Reason
    checks: tuple[str, ...]
    citations: tuple[str, ...]
    policy: bool


@attrs.frozen(kw_only=True)
class ModelSpec:
    """A model that a plugin brings itself: version, title, what it computes, and its sources."""

    id: str
    version: str
    title: str
    sentence: str
    sources: tuple[str, ...]


@attrs.frozen(kw_only=True)
class RuleSpec:
    """One rule of a plugin.

    Attributes:
        id: `N-1`, or a name of the plugin's own.
        sentence: what it does, in one sentence.
        needs: values it needs.
        severities: severities that its answers may have.
        override: who may override what it refuses: `nobody`, `specialist` or `named-role`.
        override_plan: checks that an override has to promise.
        citations: bibliography ids.
        policy: whether it rests on local policy, wholly or in part.
        disputes: disputes that it touches.
        recheck_after: parameter that says how long a path rests after this rule moved it, or None.
        reasons: its reasons by key.
        predictions: what it predicts, by key.
        flags: what may limit a prediction's validity: code → sentence.
        follow_ups: what it asks for in the weeks that follow, by key.
    """

    id: str
    sentence: str
    needs: tuple[Need, ...]
    severities: tuple[str, ...]
    override: str
    override_plan: tuple[str, ...]
    citations: tuple[str, ...]
    policy: bool
    disputes: tuple[str, ...]
    recheck_after: str | None
    reasons: Mapping[str, Reason]
    predictions: Mapping[str, PredictionSpec] = attrs.field(factory=dict)
    flags: Mapping[str, str] = attrs.field(factory=dict)
    follow_ups: Mapping[str, FollowUpSpec] = attrs.field(factory=dict)

    def figures(self) -> tuple[str, ...]:
        """Figures of the evidence that its texts name, each once."""
        words = [*self.reasons.values(), *(item.words for item in self.follow_ups.values())]
        texts = [text for reason in words for text in (reason.summary, reason.detail)]
        texts += [*(item.note for item in self.predictions.values()), *self.flags.values()]
        return tuple(dict.fromkeys(name for text in texts for name in FIGURE.findall(text)))

    def only_plans(self) -> bool:
        """Whether the rule has a word in a plan alone, and none in an outcome."""
        return not self.reasons and not self.predictions


@attrs.frozen(kw_only=True)
class Manifest:
    """A plugin's manifest.

    Attributes:
        name: of the plugin; equals its folder's name.
        version: of the plugin.
        api: host interface that it was written for.
        summary: one sentence.
        modalities: modalities in which it runs.
        reads: paths it reads; a path covers what lies under it.
        writes: paths it may propose values for.
        parameters: by name.
        rules: by id.
        models: models that it brings itself, by id.
    """

    name: str
    version: str
    api: str
    summary: str
    modalities: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    rules: Mapping[str, RuleSpec]
    models: Mapping[str, ModelSpec] = attrs.field(factory=dict)


# Asked of the same few paths in every case; the keys of exchanges come from documents, so the cache is bounded.
@lru_cache(maxsize=16384)
def covers(declared: str, path: str) -> bool:
    """Whether the declared path (`*` for any key) is *path*, or a parent of it."""
    own, asked = declared.split("."), path.split(".")
    return len(own) <= len(asked) and all(one in ("*", two) for one, two in zip(own, asked, strict=False))


@lru_cache(maxsize=16384)
def covered(declared: tuple[str, ...], path: str) -> bool:
    """Whether any of the declared paths is *path*, or a parent of it."""
    return any(covers(own, path) for own in declared)


def overlap(one: str, two: str) -> bool:
    """Whether two declared paths touch: equal, parent or child, `*` for any key."""
    pairs = zip(one.split("."), two.split("."), strict=False)
    return all(a == b or "*" in (a, b) for a, b in pairs)
