"""What the host itself observes: values that are old, values that are rarely seen, plugins that differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug import units
from calciplug.model.field import field
from calciplug.model.outcome import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calciplug.model.answers import ReadValue, Severity
    from calciplug.model.case import Case
    from calciplug.model.prescription import Stored
    from calciplug.model.records import Override


def host_finding(code: str, severity: Severity, path: str | None, reason: tuple[str, str], **more: Any) -> Finding:
    """A finding of the host itself; it rests on policy, never on a source.

    Args:
        code: `U-10` or `host.<slug>`.
        severity: how grave.
        path: what it is about, or None.
        reason: summary, at most 140 characters, and detail.
        more: attributes of `Finding` that differ from an open finding that refuses nothing.
    """
    values: dict[str, Any] = {
        "plugin": None,
        "refuses": None,
        "alternative": (),
        "read": (),
        "citations": (),
        "policy": True,
        "disputes": (),
        "state": "open",
        "override": None,
        "overridden_by": None,
        **more,
    }
    summary, detail = reason
    return Finding(code=code, severity=severity, path=path, summary=summary[:140], detail=detail, **values)


def stale_values(read: Iterable[ReadValue]) -> list[Finding]:
    """Rule U-10, a finding for each value that a rule met too old."""
    found: dict[str, Finding] = {}
    for item in read:
        if not item.stale or item.age is None or item.path in found:
            continue
        declared = field(item.path)
        if declared is None:
            continue
        days = units.text(item.age, "time")
        detail = (
            f"{item.path} was taken {days} before the case's moment, or before a change that it should show. "
            "A rule that would relax because of it stays silent; one that tightens still reads it. Measure it again."
        )
        reason = (
            f"{declared.title} is {days} old: it may tighten a rule, never relax one",
            detail,
        )
        found[item.path] = host_finding("U-10", "info", item.path, reason, read=(item,))
    return list(found.values())


def unusual_values(case: Case) -> list[Finding]:
    """A finding for each value that is possible but rarely seen, which asks whether its unit is right."""
    found: list[Finding] = []
    places: list[tuple[str, Stored]] = [(f"patient.{name}", value) for name, value in case.patient.values.items()]
    places += [(f"labs.{name}", series[0].value) for name, series in case.labs.series.items() if series]
    places += list(case.draft().values.items())
    for path, value in places:
        declared = field(path)
        if declared is None or declared.usual is None or not isinstance(value, float):
            continue
        low, high = declared.usual
        if units.within_floats(value, low, high):
            continue
        form = case.draft().forms.get(path)
        shown = units.text(value, declared.kind, form)
        usual = f"{units.text(low, declared.kind)} to {units.text(high, declared.kind)}"
        reason = (
            f"{declared.title}: {shown} is rarely seen; check number and unit",
            f"{path} is {shown}. Usually seen: {usual} (policy). It was used as it stands.",
        )
        found.append(host_finding("host.unusual", "warning", path, reason))
    return sorted(found, key=lambda item: item.path or "")


def unused_overrides(
    case: Case, findings: Sequence[Finding], rules: Iterable[str], used: Iterable[Override]
) -> list[Finding]:
    """A warning for each override that let nothing stand: a decision that did nothing must not look taken."""
    known, taken = set(rules), list(used)
    found = []
    for override in case.overrides:
        met = [item for item in findings if (item.code, item.path) == (override.finding, override.path)]
        if override in taken or any(item.state == "overridden" for item in met):
            continue
        if override.finding not in known:
            why = f"no rule here is called {override.finding}"
        elif not met:
            why = f"{override.finding} refused nothing at {override.path}"
        else:
            why = "it names another value, lacks a promised check, or its role may not; see what the finding refuses"
        summary = f"the override of {override.finding} by {override.role} was not used"
        terms = "An override names finding, path and the refused value, and lapses when the value changes."
        reason = (summary, f"{override.path}: {why}. {terms}")
        found.append(host_finding("host.override", "warning", override.path, reason))
    return found
