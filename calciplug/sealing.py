"""The docket to the outcome: limits asserted once more, changes listed, the status named."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from calciplug import evidence
from calciplug.changes import changes_of
from calciplug.findings import in_order
from calciplug.model.amount import Amount
from calciplug.model.answers import Limit
from calciplug.model.computed import COMPUTED
from calciplug.model.outcome import Grade, Outcome, Withheld
from calciplug.model.prescription import same
from calciplug.observations import host_finding, stale_values, unused_overrides, unusual_values
from calciplug.silences import told_silences

if TYPE_CHECKING:
    from calciplug.docket import Docket
    from calciplug.errors import PluginFault
    from calciplug.model.answers import Silence
    from calciplug.model.outcome import Change, Finding, Status, UsedParameter
    from calciplug.model.problem import Problem


def seal(docket: Docket) -> Outcome:
    """The outcome of a docket that every step has gone through."""
    case, draft = docket.case, docket.draft
    findings = [*docket.findings, *unusual_values(case), *stale_values(docket.read)]
    if case.overrides:
        rules = [rule for voice in docket.voices.values() for rule in voice.manifest.rules]
        findings += unused_overrides(case, docket.findings, rules, docket.used_overrides)
    changes = changes_of(docket)
    return Outcome(
        status=_status(docket, findings, changes),
        case=case.id,
        as_of=case.as_of.isoformat(),
        modality=case.modality,
        prescription=draft,
        computed=_computed(docket),
        changes=changes,
        withheld=_withheld(docket),
        findings=in_order(findings),
        silent=_silent(docket),
        predictions=tuple(docket.predictions),
        parameters=_parameters(docket),
        plugins=tuple(docket.roster.used.values()),
        protocol=docket.protocol.name,
        protocol_version=docket.protocol.version,
        evidence=_evidence(docket),
        input_hash=case.input_hash,
    )


def rejected(docket: Docket, plugin: str, fault: PluginFault) -> Outcome:
    """The outcome of a case in which *plugin* misbehaved: not evaluated, and no prescription."""
    detail = (
        f"{plugin} {fault.message} [{fault.code}]. No prescription is proposed: a rule that could not run "
        "must not look like one that had nothing to say. The prescription in force was not checked either."
    )
    reason = (
        f"{plugin} failed [{fault.code}]: this case was not evaluated",
        detail,
    )
    finding = host_finding("plugin-fault", "block", None, reason)
    case = docket.case
    return Outcome(
        status="rejected",
        case=case.id,
        as_of=case.as_of.isoformat(),
        modality=case.modality,
        prescription=None,
        findings=(finding,),
        plugins=tuple(docket.roster.used.values()),
        protocol=docket.protocol.name,
        protocol_version=docket.protocol.version,
        input_hash=case.input_hash,
    )


def refused(problems: tuple[Problem, ...], input_hash: str) -> Outcome:
    """The outcome of a document that could not be read as a case."""
    return Outcome(
        status="rejected",
        case=None,
        as_of=None,
        modality=None,
        prescription=None,
        problems=problems,
        input_hash=input_hash,
    )


def _status(docket: Docket, findings: list[Finding], changes: tuple[Change, ...]) -> Status:
    unsigned = any(item.severity == "block" and item.state == "open" and item.refuses is None for item in findings)
    if docket.withheld or docket.order_refused or unsigned:
        return "held"
    return "adjusted" if any(_moved(item) for item in changes) else "unchanged"


def _moved(change: Change) -> bool:
    old, new = change.in_force, change.after
    return not same(change.path, old.stored if old else None, new.stored if new else None)


def _withheld(docket: Docket) -> tuple[Withheld, ...]:
    return tuple(
        Withheld(
            section=name,
            by=tuple(dict.fromkeys(plugin for plugin, _ in reasons)),
            why="; ".join(dict.fromkeys(why for _, why in reasons)),
        )
        for name, reasons in sorted(docket.withheld.items())
    )


def _computed(docket: Docket) -> tuple[Amount, ...]:
    found, exchanges = [], docket.draft.exchanges()
    form = next(iter(sorted(docket.draft.forms.items(), reverse=True)), (None, None))[1]
    for path, spec in COMPUTED.items():
        for own in [path.replace("*", key) for key in exchanges] if "*" in path else [path]:
            value = docket.value(own)
            if value is not None:
                shown_form = form if spec.kind.startswith("thiosulfate") else None
                found.append(Amount(path=own, stored=value, kind=spec.kind, form=shown_form))
    return tuple(sorted(found, key=lambda item: item.path))


def _silent(docket: Docket) -> tuple[Silence, ...]:
    spoke = {(answer.plugin, answer.rule) for answer in docket.answers if not isinstance(answer, Limit)}
    spoke |= {(item.plugin, item.code) for item in docket.findings if item.plugin is not None}
    spoke |= {(item.plugin, item.rule) for item in docket.predictions}
    return told_silences(docket.silences, spoke, docket.roster.rules, docket.case.modality)


def _parameters(docket: Docket) -> tuple[UsedParameter, ...]:
    return tuple(chain.from_iterable(voice.parameters.used() for voice in docket.voices.values()))


def _evidence(docket: Docket) -> tuple[Grade, ...]:
    asked = {*docket.case.draft(), *docket.draft}
    named: list[tuple[str, str]] = []
    if any("thiosulfate" in path for path in asked):
        named.append(("thiosulfate", "A-10"))
    if any(path.startswith("exchanges.") and "thiosulfate" in path for path in asked):
        named.append(("intraperitoneal thiosulfate", "ip-published-patients"))
    named += [("protocol", name) for name in docket.protocol.shows if name not in [own for _, own in named]]
    return tuple(
        Grade(about=about, statement=name, text=own.text, grade=own.grade, citations=own.sources)
        for about, name in named
        for own in [evidence.statement(name)]
    )
