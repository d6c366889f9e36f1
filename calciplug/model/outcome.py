"""The outcome: what is proposed, what is withheld, who said so and on what grounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from calciplug.model.amount import Amount, Interval, leaf

if TYPE_CHECKING:
    from calciplug.model.answers import ReadValue, Severity, Silence
    from calciplug.model.prescription import Prescription, Stored
    from calciplug.model.problem import Problem

Status = Literal["unchanged", "adjusted", "held", "rejected"]


@attrs.frozen(kw_only=True)
class Finding:
    """Something the prescriber has to know.

    Attributes:
        code: rule id, or `<plugin>.<slug>` / `host.<slug>`.
        severity: `info`, `warning`, `hold` or `block`.
        plugin: who found it, or None for the host.
        path: what it is about, or None.
        refuses: the refused value, or None.
        alternative: values offered instead.
        summary: at most 140 characters.
        detail: the whole reason.
        read: values it rests on, with their ages.
        citations: bibliography ids; empty with *policy*.
        policy: whether a number in it is local policy and not from a source.
        disputes: disputes that it touches.
        state: `open`, `acknowledged` or `overridden`.
        override: who may override: `nobody`, `specialist`, `named-role`, or None where nothing is refused.
        overridden_by: role and reason, where the state is `overridden`.
    """

    code: str
    severity: Severity
    plugin: str | None
    path: str | None
    refuses: Amount | None
    alternative: tuple[Amount, ...]
    summary: str
    detail: str
    read: tuple[ReadValue, ...]
    citations: tuple[str, ...]
    policy: bool
    disputes: tuple[str, ...]
    state: str
    override: str | None
    overridden_by: str | None


@attrs.frozen(kw_only=True)
class Change:
    """One path whose value differs from the one in force, or from the order.

    Attributes:
        path: which.
        in_force: value in force, or None.
        ordered: value ordered, or None.
        after: value proposed, or None where it is withheld, or (from the origin `order`) stopped.
        origin: `order`, the plugin's name, or `host` where the order was refused.
        rule: rule of the plugin, or None.
        reason: why.
        citations: bibliography ids.
        policy: whether a number in it is local policy.
    """

    path: str
    in_force: Amount | None
    ordered: Amount | None
    after: Amount | None
    origin: str
    rule: str | None
    reason: str
    citations: tuple[str, ...]
    policy: bool


@attrs.frozen(kw_only=True)
class Predicted:
    """What a model says of one quantity: never a measurement.

    Attributes:
        plugin: who predicts.
        rule: under which rule.
        prediction: which of the rule's predictions.
        path: what it is about, where there is more than one of it; or None.
        title: what a sheet calls it.
        kind: kind of quantity.
        model: id of the model.
        version: of the model.
        before: under the prescription in force, its ends alike where it is one value; or None.
        after: the same under the prescription proposed, or None.
        flags: what limits its validity here: (code, sentence).
        note: how it is meant.
        read: values it rests on, with their ages.
        citations: bibliography ids.
        policy: whether a number in it is local policy and not from a source.
        disputes: disputes that it touches.
    """

    plugin: str
    rule: str
    prediction: str
    path: str | None
    title: str
    kind: str
    model: str
    version: str
    before: Interval | None
    after: Interval | None
    flags: tuple[tuple[str, str], ...]
    note: str
    read: tuple[ReadValue, ...]
    citations: tuple[str, ...]
    policy: bool
    disputes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Withheld:
    """A section for which there is no value today."""

    section: str
    by: tuple[str, ...]
    why: str


@attrs.frozen(kw_only=True)
class UsedParameter:
    """A parameter that was read: its value, where it came from and what it rests on."""

    plugin: str
    name: str
    value: Stored
    kind: str | None
    form: str | None
    origin: str
    citations: tuple[str, ...]
    policy: bool


@attrs.frozen(kw_only=True)
class UsedPlugin:
    """A plugin that took part: name, version, digest of its files, and distribution."""

    name: str
    version: str
    digest: str
    distribution: str


@attrs.frozen(kw_only=True)
class Grade:
    """What the evidence for something proposed is worth, in the words of `evidence/statements.json`."""

    about: str
    statement: str
    text: str
    grade: str
    citations: tuple[str, ...]


@attrs.frozen(kw_only=True)
class Outcome:
    """The answer to one case; see `schemas/outcome.json` for its written form.

    Attributes:
        status: `unchanged`, `adjusted`, `held` or `rejected`.
        case: pseudonym of the case, or None where it could not be read.
        as_of: ISO 8601 moment of the case, or None.
        modality: modality, or None.
        prescription: what is proposed, without what is withheld; None where rejected.
        computed: leaves computed from it, by path.
        problems: why the input was refused.
    """

    status: Status
    case: str | None
    as_of: str | None
    modality: str | None
    prescription: Prescription | None
    computed: tuple[Amount, ...] = ()
    changes: tuple[Change, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    findings: tuple[Finding, ...] = ()
    silent: tuple[Silence, ...] = ()
    predictions: tuple[Predicted, ...] = ()
    parameters: tuple[UsedParameter, ...] = ()
    plugins: tuple[UsedPlugin, ...] = ()
    protocol: str | None = None
    protocol_version: str | None = None
    evidence: tuple[Grade, ...] = ()
    problems: tuple[Problem, ...] = ()
    input_hash: str = attrs.field(default="")

    def amount(self, path: str) -> Amount | None:
        """The proposed value of the stored leaf *path*, as documents write it; None where nothing stands."""
        return None if self.prescription is None else leaf(self.prescription, path)
