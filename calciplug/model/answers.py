"""What a rule can answer: a proposal, a limit, a refusal or a note; the host adds who and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.prescription import Stored

Severity = Literal["info", "warning", "hold", "block"]

# One named value of a reason: (float or floats, kind, salt form), or plain text.
Named = tuple[tuple[float, ...], str, str | None] | str


@attrs.frozen(kw_only=True)
class Because:
    """Why: a template of the manifest by key, with its named values, formatted when it is shown."""

    key: str
    values: Mapping[str, Named]


@attrs.frozen(kw_only=True)
class ReadValue:
    """A value that a rule read.

    Attributes:
        path: where it stands.
        value: float in the own unit of *kind*, code or text.
        kind: kind of quantity, or None for codes.
        form: salt form, or None.
        age: minutes before `as_of` at which it was taken, or None.
        stale: whether it was older than its limit.
    """

    path: str
    value: Stored
    kind: str | None = None
    form: str | None = None
    age: float | None = None
    stale: bool = False


@attrs.frozen(kw_only=True)
class Answer:
    """What every answer carries: who gave it, under which rule, and what had been read by then."""

    plugin: str
    rule: str
    because: Because
    severity: Severity
    path: str | None
    read: tuple[ReadValue, ...]


@attrs.frozen(kw_only=True)
class Proposal(Answer):
    """An absolute value for a path that the plugin may write.

    Attributes:
        value: float in the own unit of the path's kind, or a code.
        form: salt form, where the path needs one.
    """

    value: Stored
    form: str | None = None


@attrs.frozen(kw_only=True)
class Limit(Answer):
    """Bounds for a stored or computed path; several only ever narrow.

    Attributes:
        minimum: lowest value allowed, or None.
        maximum: highest value allowed, or None.
        kind: kind of quantity of both.
        form: salt form in which a value at the path is shown, or None.
        override: who may let a value outside stand: `nobody`, `specialist` or `named-role`.
        plan: checks that such a decision has to promise.
    """

    minimum: float | None
    maximum: float | None
    kind: str
    form: str | None
    override: str
    plan: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Refusal(Answer):
    """A hold on a section, or a block on a value (or, with no value, on a section).

    Attributes:
        refuses: the refused value, or None where a section is withheld whatever stands in it.
        kind: kind of quantity of *refuses*, or None for codes.
        form: salt form of *refuses*, or None.
        alternative: paths and values that the same rule offers instead.
        override: who may let the value stand: `nobody`, `specialist` or `named-role`.
        plan: checks that such a decision has to promise.
    """

    refuses: Stored | None
    kind: str | None
    form: str | None
    alternative: Mapping[str, Stored]
    override: str
    plan: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Note(Answer):
    """Something to know: `info`, or `warning` that asks to be acknowledged."""


@attrs.frozen(kw_only=True)
class Prediction:
    """What a model says of one quantity, before and after; its title, kind and model stand in the manifest.

    Attributes:
        plugin: who predicts.
        rule: under which rule.
        key: which of the rule's predictions.
        path: what it is about, where there is more than one of it; or None.
        before: lowest and highest value under the prescription in force, alike where it is no interval; or None.
        after: the same under the prescription proposed, or None.
        flags: code of what may limit its validity → whether it does here.
        read: what had been read by then.
    """

    plugin: str
    rule: str
    key: str
    path: str | None
    before: tuple[float, float] | None
    after: tuple[float, float] | None
    flags: Mapping[str, Any]
    read: tuple[ReadValue, ...]


@attrs.frozen(kw_only=True)
class Silence:
    """A rule, or a part of one, that had nothing to say.

    Attributes:
        plugin: whose rule it is.
        rule: which.
        cause: `not-triggered`, `missing`, `stale`, `withheld`, `resting`, `needs-model` or `modality`.
        path: the value that kept it silent, or None.
        part: which part of the rule, or None for all of it.
    """

    plugin: str
    rule: str
    cause: str
    path: str | None = None
    part: str | None = None
