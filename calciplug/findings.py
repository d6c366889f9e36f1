"""Answers to findings: reasons formatted from the manifest, overrides noted, host findings worded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from calciplug import units
from calciplug.model.answers import Limit, Refusal
from calciplug.model.field import code_field, field, fields, general
from calciplug.model.manifest import PLACEHOLDER
from calciplug.model.outcome import Amount, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calciplug.host import Parameters
    from calciplug.model.answers import Answer, Named, ReadValue
    from calciplug.model.case import Case
    from calciplug.model.manifest import Manifest
    from calciplug.model.prescription import Prescription, Stored
    from calciplug.model.records import Override

_RANK = {"block": 0, "hold": 1, "warning": 2, "info": 3}
_SUMMARY = 140


@attrs.frozen
class Voice:
    """Speaks for one plugin: its manifest's templates with this run's parameters."""

    manifest: Manifest
    parameters: Parameters

    def reason(self, answer: Answer) -> tuple[str, str]:
        """Summary (at most 140 characters) and detail of *answer*."""
        template = self.manifest.rules[answer.rule].reasons[answer.because.key]
        summary = self._filled(template.summary, answer.because.values)
        detail = self._filled(template.detail, answer.because.values)
        if len(summary) > _SUMMARY:
            # The whole sentence is kept where there is room for it; a line of a list has none.
            detail = f"{summary} {detail}"
            summary = summary[: _SUMMARY - 1].rsplit(" ", 1)[0] + "…"
        return summary, detail

    def finding(self, answer: Answer, override: Override | None = None, value: Stored | None = None) -> Finding:
        """*answer* as a finding; *value* is the draft value that broke a limit."""
        spec = self.manifest.rules[answer.rule]
        summary, detail = self.reason(answer)
        refuses, alternative = _refused(answer, value)
        return Finding(
            code=answer.rule, severity=answer.severity, plugin=answer.plugin, path=answer.path, refuses=refuses,
            alternative=alternative, summary=summary, detail=detail, read=answer.read, citations=spec.citations,
            policy=spec.policy, disputes=spec.disputes, state="open" if override is None else "overridden",
            override=spec.override if answer.severity in ("hold", "block") or refuses is not None else None,
            overridden_by=None if override is None else f"{override.role}: {override.reason}",
        )  # fmt: skip

    def _filled(self, template: str, named: Mapping[str, Named]) -> str:
        def one(match: re.Match[str]) -> str:
            prefix, name, _ = match.groups()
            return self._parameter(name) if prefix else _shown(named[name])

        return PLACEHOLDER.sub(one, template)

    def _parameter(self, name: str) -> str:
        held = self.parameters.peek(name)
        values = held.value if isinstance(held.value, tuple) else (held.value,)
        kind = held.parameter.kind
        return ", ".join(
            units.text(item, kind, held.form) if kind is not None and isinstance(item, float) else str(item)
            for item in values
        )


def _shown(named: Named) -> str:
    if isinstance(named, str):
        return named
    ends, kind, form = named
    return units.text(ends[0], kind, form) if len(ends) == 1 else units.interval(min(ends), max(ends), kind)


def _refused(answer: Answer, value: Stored | None) -> tuple[Amount | None, tuple[Amount, ...]]:
    if isinstance(answer, Limit) and answer.path is not None and value is not None:
        return Amount(path=answer.path, value=value, kind=answer.kind, form=answer.form), ()
    if isinstance(answer, Refusal) and answer.path is not None:
        own = (
            None
            if answer.refuses is None
            else Amount(path=answer.path, value=answer.refuses, kind=answer.kind, form=answer.form)
        )
        return own, tuple(amount(path, offered, answer.form) for path, offered in sorted(answer.alternative.items()))
    return None, ()


def amount(path: str, value: Stored, form: str | None) -> Amount:
    """*value* of the stored leaf *path*, ready to be shown."""
    declared = field(path)
    formed = declared is not None and declared.kind.startswith("thiosulfate")
    return Amount(path=path, value=value, kind=declared.kind if declared else None, form=form if formed else None)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """*findings*, each once: the gravest first, then by code (N-2 before N-10), path and plugin."""
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(unique, key=lambda item: (_RANK[item.severity], _natural(item.code), item.path or "", item.plugin or "", item.summary))
    )  # fmt: skip


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", code))


def host_finding(code: str, severity: str, path: str | None, summary: str, detail: str, **more: object) -> Finding:
    """A finding of the host itself; it rests on policy, never on a source."""
    values: dict[str, object] = {
        "plugin": None, "refuses": None, "alternative": (), "read": (), "citations": (), "policy": True, "disputes": (),
        "state": "open", "override": None, "overridden_by": None, **more,
    }  # fmt: skip
    return Finding(code=code, severity=severity, path=path, summary=summary[:_SUMMARY], detail=detail, **values)  # type: ignore[arg-type]  # spelled out above


def stale_values(read: Iterable[ReadValue]) -> list[Finding]:
    """Rule U-10: a finding for each value that a rule met too old."""
    found: dict[str, Finding] = {}
    for item in read:
        declared = field(item.path)
        if not item.stale or declared is None or item.age is None or item.path in found:
            continue
        days = units.text(item.age, "time")
        found[item.path] = host_finding(
            "U-10", "info", item.path, f"{declared.title} is {days} old: it may tighten a rule, never relax one",
            f"{item.path} was taken {days} before the case's moment, or before a change that it should show. A rule that would relax "
            f"because of it stays silent; a rule that tightens still reads it. Measure it again.", read=(item,),
        )  # fmt: skip
    return list(found.values())


def unusual_values(case: Case) -> list[Finding]:
    """A finding for each value that is possible but rarely seen: is its unit right?"""
    found: list[Finding] = []
    places: list[tuple[str, Stored]] = [(f"patient.{name}", value) for name, value in case.patient.values.items()]
    places += [(f"labs.{name}", series[0].value) for name, series in case.labs.series.items() if series]
    places += list(case.draft().values.items())
    for path, value in sorted(places, key=lambda place: place[0]):
        declared = fields().get(general(path))
        if declared is None or declared.usual is None or not isinstance(value, float) or code_field(path) is not None:
            continue
        low, high = declared.usual
        if not low <= value <= high:
            shown = units.text(value, declared.kind, case.draft().forms.get(path))
            usual = f"{units.text(low, declared.kind)} to {units.text(high, declared.kind)}"
            found.append(
                host_finding(
                    "host.unusual", "warning", path, f"{declared.title}: {shown} is rarely seen; check number and unit",
                    f"{path} is {shown}. Usually seen: {usual} (policy). It was used as it stands.",
                )  # fmt: skip
            )
    return found


def leaf(prescription: Prescription, path: str) -> Amount | None:
    """The stored leaf *path* of *prescription*, ready to be shown; None where it does not stand."""
    value = prescription.get(path)
    return None if value is None else amount(path, value, prescription.forms.get(path))
