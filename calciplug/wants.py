"""Why rules said nothing about a case, and which value would wake each."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from calciplug.codec.text import nearest
from calciplug.engine import adjust
from calciplug.errors import CalciplugError, PluginFault
from calciplug.host import Chart, Scene
from calciplug.host.reader import Reader
from calciplug.host.remit import Remit
from calciplug.model.field import field
from calciplug.model.manifest import covers
from calciplug.model.wants import Seen, Story, Waiting, Wanted, WhyNot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from calciplug.host import Host
    from calciplug.model.answers import ReadValue, Silence
    from calciplug.model.case import Case
    from calciplug.model.manifest import Manifest, Need, RuleSpec
    from calciplug.model.outcome import Outcome
    from calciplug.protocol import Protocol

CAUSES: Final = ("missing", "stale", "withheld", "resting", "needs-model")


def why_not(case: Case, host: Host, protocol: Protocol, rules: Sequence[str] = ()) -> WhyNot:
    """Adjust *case*, and say of its silent rules which value each waits for.

    Args:
        case: the case.
        host: the loaded plugins.
        protocol: the site's policy.
        rules: ids of rules whose whole story is wanted; none for the values wanted alone.

    Raises:
        CalciplugError: no rule of *host* is called so.
        ProtocolError: the protocol does not fit the loaded plugins.
    """
    rules = [rules] if isinstance(rules, str) else rules  # a text is a sequence of its letters
    check_rules(rules, host)
    running = set(host.bind(protocol))
    outcome = adjust(case, host, protocol)
    found: dict[tuple[str, str], list[Silence]] = defaultdict(list)
    for item in outcome.silent:
        if item.cause in CAUSES:
            # What no value would change stands for itself, by its words.
            found[item.path or "", "" if item.path else f"{item.rule} {item.part}"].append(item)
    wanted = [_wanted(case, host, path or None, own) for (path, _), own in found.items()]
    return WhyNot(
        case=case,
        outcome=outcome,
        wanted=tuple(sorted(wanted, key=_rank)),
        stories=tuple(
            _story(case, outcome, plugin.manifest, plugin.manifest.rules[name], runs=own in running)
            for name in dict.fromkeys(rules)
            for own, plugin in sorted(host.plugins.items())
            if name in plugin.manifest.rules
        ),
    )


def check_rules(rules: Iterable[str], host: Host) -> None:
    """Refuse ids that no rule of *host* has.

    Raises:
        CalciplugError: with every such id and the nearest one that there is.
    """
    known = {name for plugin in host.plugins.values() for name in plugin.manifest.rules}
    unknown = [name for name in dict.fromkeys(rules) if name not in known]
    if unknown:
        near = [(name, nearest(name, sorted(known))) for name in unknown]
        told = [f"no rule is called {name!r:.80}{f' (did you mean {own!r}?)' if own else ''}" for name, own in near]
        raise CalciplugError("; ".join(told))


def _rank(item: Wanted) -> tuple[bool, bool, int, str]:
    """Facts first: that rules wait for a value of the prescription is no reason to prescribe it."""
    rules = {(own.silence.plugin, own.silence.rule) for own in item.waiting}
    return item.path is None, item.prescribed, -len(rules), item.path or ""


def _wanted(case: Case, host: Host, path: str | None, silences: Sequence[Silence]) -> Wanted:
    waiting = []
    for item in sorted(dict.fromkeys(silences), key=lambda own: (own.plugin, own.rule, str(own.part))):
        spec = host.plugins[item.plugin].manifest.rules[item.rule]
        need = next((own for own in spec.needs if path is not None and covers(own.path, path)), None)
        absence, since = (None, ()) if need is None else (need.absence, need.since)
        waiting.append(
            Waiting(
                silence=item, sentence=spec.sentence, absence=absence, max_age=_max_age(path, need), since=since
            )
        )  # fmt: skip
    first, value = silences[0], None
    manifest = host.plugins[first.plugin].manifest
    if path is not None and any(item.cause != "missing" for item in silences):
        value = _value(case, manifest, manifest.rules[first.rule], path)
    return Wanted(path=path, value=value, waiting=tuple(waiting))


def _max_age(path: str | None, need: Need | None) -> float | None:
    declared = field(path) if path is not None else None
    own = need.max_age if need is not None else None
    return own if own is not None or declared is None else declared.max_age


def _story(case: Case, outcome: Outcome, manifest: Manifest, spec: RuleSpec, *, runs: bool) -> Story:
    return Story(
        plugin=manifest.name,
        rule=spec.id,
        sentence=spec.sentence,
        runs=runs,
        needs=tuple(
            Seen(
                path=path,
                value=_value(case, manifest, spec, path),
                withheld=any(covers(item.section, path) for item in outcome.withheld),
                absence=need.absence,
                max_age=_max_age(path, need),
                since=need.since,
            )
            for need in spec.needs
            for path in _own_paths(need.path, case)
        ),
    )


def _own_paths(path: str, case: Case) -> tuple[str, ...]:
    """*path* for each exchange of *case*, where it means any."""
    keys = case.draft().exchanges()
    return tuple(path.replace("*", key) for key in keys) if "*" in path and keys else (path,)


def _value(case: Case, manifest: Manifest, spec: RuleSpec, path: str) -> ReadValue | None:
    """What *case* holds at *path*, fresh or stale as this rule counts it; of a prescription as ordered, else in force.

    The host's own reader is asked, so that nothing is called fresh here that a rule would find stale.
    """
    needs = {need.path: need for need in spec.needs}
    reader = Reader(Remit(manifest), needs, Scene(Chart(case), case.draft()))
    try:
        found = reader.value(path, stale=True)
        # An empty list that the case does not name is not known, which is not the same as none.
        if isinstance(found, tuple) and not found and not reader.stated(path):
            return None
    except PluginFault:
        return None  # a silence may name what no reader hands out, such as a whole section
    return next((item for item in reader.read() if item.path == path), None)
