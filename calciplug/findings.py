"""Answers to findings: reasons formatted from the manifest, overrides noted, host findings worded."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from calciplug import units
from calciplug.kinetics.models import model
from calciplug.model.amount import Amount, Interval, amount
from calciplug.model.answers import Limit, Refusal
from calciplug.model.outcome import Finding, Predicted
from calciplug.model.plan import FollowUp
from calciplug.templates import parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from calciplug.host import Parameters
    from calciplug.model.answers import Answer, Named, Prediction
    from calciplug.model.manifest import Manifest, Reason
    from calciplug.model.plan import Planned
    from calciplug.model.prescription import Stored
    from calciplug.model.records import Override

    _Place = tuple[int, tuple[tuple[int, str], ...], str, str, str]

_RANK = {"block": 0, "hold": 1, "warning": 2, "info": 3}
_SUMMARY = 140
_BOUNDS = (Limit, Refusal)


class Voice:
    """Speaks for one plugin: its manifest's templates with this run's parameters.

    Args:
        manifest: the plugin's.
        parameters: this run's.
    """

    __slots__ = ("manifest", "parameters")

    def __init__(self, manifest: Manifest, parameters: Parameters) -> None:
        self.manifest = manifest
        self.parameters = parameters

    def reason(self, answer: Answer) -> tuple[str, str]:
        """Summary (at most 140 characters) and detail of *answer*."""
        template = self.manifest.rules[answer.rule].reasons[answer.because.key]
        return self._worded(template, answer.because.values)

    def finding(self, answer: Answer, override: Override | None = None, value: Stored | None = None) -> Finding:
        """*answer* as a finding; *value* is the draft value that broke a limit."""
        spec = self.manifest.rules[answer.rule]
        summary, detail = self.reason(answer)
        refuses, alternative = _refused(answer, value)
        return Finding(
            code=answer.rule,
            severity=answer.severity,
            plugin=answer.plugin,
            path=answer.path,
            refuses=refuses,
            alternative=alternative,
            summary=summary,
            detail=detail,
            read=answer.read,
            citations=spec.citations,
            policy=spec.policy,
            disputes=spec.disputes,
            state="open" if override is None else "overridden",
            override=_who(answer, spec.override, refuses),
            overridden_by=None if override is None else f"{override.role}: {override.reason}",
        )

    def predicted(self, said: Prediction) -> Predicted:
        """*said* with what its manifest and its model say of it."""
        rule = self.manifest.rules[said.rule]
        spec = rule.predictions[said.key]
        own = self.manifest.models.get(spec.model) or model(spec.model)
        cited = dict.fromkeys((*rule.citations, *own.sources))
        return Predicted(
            plugin=said.plugin,
            rule=said.rule,
            prediction=said.key,
            path=said.path,
            title=spec.title,
            kind=spec.kind,
            model=own.id,
            version=own.version,
            before=_interval(said.before, spec.kind),
            after=_interval(said.after, spec.kind),
            flags=tuple((code, self._filled(rule.flags[code], {})) for code, up in said.flags.items() if up),
            note=self._filled(spec.note, {}),
            read=said.read,
            citations=tuple(cited),
            policy=rule.policy,
            disputes=rule.disputes,
        )

    def followed(self, said: Planned) -> FollowUp:
        """*said* with what its manifest says of it."""
        rule = self.manifest.rules[said.rule]
        spec = rule.follow_ups[said.key]
        title, detail = self._worded(spec.words, said.because.values)
        return FollowUp(
            plugin=said.plugin,
            rule=said.rule,
            key=said.key,
            action=spec.action,  # type: ignore[arg-type]  # one of the schema's
            title=title,
            detail=detail,
            checks=spec.checks,
            path=said.path,
            to=None if said.path is None or said.to is None else amount(said.path, said.to, said.form),
            due=said.due,
            citations=spec.citations,
            policy=spec.policy,
            disputes=rule.disputes,
        )

    def _worded(self, template: Reason, named: Mapping[str, Named]) -> tuple[str, str]:
        summary, detail = self._filled(template.summary, named), self._filled(template.detail, named)
        if len(summary) > _SUMMARY:
            # The whole sentence is kept where there is room for it; a line of a list has none.
            detail = f"{summary} {detail}"
            summary = summary[: _SUMMARY - 1].rsplit(" ", 1)[0] + "…"
        return summary, detail

    def _filled(self, template: str, named: Mapping[str, Named]) -> str:
        held = self.parameters
        words = [
            part
            if isinstance(part, str)
            else held.peek(part.name).shown
            if part.is_parameter
            else _shown(named[part.name])
            for part in parts(template)
        ]
        return "".join(words)


def _interval(ends: tuple[float, float] | None, kind: str) -> Interval | None:
    return None if ends is None else Interval(stored=ends, kind=kind)


def _shown(named: Named) -> str:
    if isinstance(named, str):
        return named
    ends, kind, form = named
    return units.text(ends[0], kind, form) if len(ends) == 1 else units.interval(min(ends), max(ends), kind)


def _who(answer: Answer, usual: str, refuses: Amount | None) -> str | None:
    """Who may override *answer*: its own word where it has one, else the rule's *usual* one; None for a plain note."""
    if answer.severity not in ("hold", "block") and refuses is None:
        return None
    return answer.override if isinstance(answer, _BOUNDS) else usual


def _refused(answer: Answer, value: Stored | None) -> tuple[Amount | None, tuple[Amount, ...]]:
    if isinstance(answer, Limit) and answer.path is not None and value is not None:
        return Amount(path=answer.path, stored=value, kind=answer.kind, form=answer.form), ()
    if isinstance(answer, Refusal) and answer.path is not None:
        own = (
            None
            if answer.refuses is None
            else Amount(path=answer.path, stored=answer.refuses, kind=answer.kind, form=answer.form)
        )
        return own, tuple(amount(path, offered, answer.form) for path, offered in sorted(answer.alternative.items()))
    return None, ()


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """*findings*, each once: the gravest first, then by code (N-2 before N-10), path and plugin."""
    placed: dict[_Place, list[Finding]] = {}
    for item in findings:
        place = (_RANK[item.severity], natural(item.code), item.path or "", item.plugin or "", item.summary)
        # Findings that are alike stand at one place, where few are compared; to hash them all costs more than the rest.
        alike = placed.setdefault(place, [])
        if item not in alike:
            alike.append(item)
    return tuple(item for place in sorted(placed) for item in placed[place])


# Rules have some hundreds of codes, and manifests bring them all.
@lru_cache(maxsize=4096)
def natural(code: str) -> tuple[tuple[int, str], ...]:
    """What sorts N-2 before N-10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", code))
