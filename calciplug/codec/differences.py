"""What differs between two outcomes of one patient: decisions, findings, silences and predictions, not their prose."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from calciplug.codec import outcome_parts as parts
from calciplug.codec import written
from calciplug.model.amount import leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from calciplug.model.outcome import Finding, Outcome, Predicted

_Part = dict[str, Any]


def differences(before: Outcome, after: Outcome) -> dict[str, Any]:
    """What *after* decides that *before* does not, and the other way round.

    A list for each part, empty where nothing differs. Ages, hashes and the wording of a detail are no difference.
    """
    status = {"before": before.status, "after": after.status}
    return {
        "status": [status] if before.status != after.status else [],
        "prescription": _keyed(_leaves(before), _leaves(after), ("path",)),
        "computed": _keyed(_computed(before), _computed(after), ("path",)),
        "withheld": _keyed(_withheld(before), _withheld(after), ("section",)),
        "findings": _findings(before.findings, after.findings),
        "rules": _rules(before, after),
        "predictions": _keyed(_predictions(before), _predictions(after), ("plugin", "rule", "prediction", "path")),
    }


def _keyed(one: Mapping[Any, _Part], two: Mapping[Any, _Part], keys: tuple[str, ...]) -> list[_Part]:
    """An entry for each key whose part is not the same: what names it, and the part before and after."""
    found = []
    for key in dict.fromkeys([*one, *two]):
        own, other = one.get(key), two.get(key)
        if own != other:
            named = own or other or {}
            entry = {name: named[name] for name in (*keys, "title") if name in named}
            sides = (("before", own), ("after", other))
            found.append(entry | {name: _without(side, entry) for name, side in sides if side is not None})
    return found


def _without(part: _Part, named: Mapping[str, Any]) -> _Part:
    return {key: value for key, value in part.items() if key not in named}


def _leaves(outcome: Outcome) -> dict[str, _Part]:
    own = outcome.prescription
    found = {path: leaf(own, path) for path in sorted(own)} if own is not None else {}
    return {path: written.amount(item) for path, item in found.items() if item is not None}


def _computed(outcome: Outcome) -> dict[str, _Part]:
    return {item.path: written.amount(item) for item in outcome.computed}


def _withheld(outcome: Outcome) -> dict[str, _Part]:
    return {item.section: {"section": item.section, "by": list(item.by), "why": item.why} for item in outcome.withheld}


def _findings(one: Iterable[Finding], two: Iterable[Finding]) -> list[_Part]:
    """Findings that appeared, vanished or changed severity, summary or state; each is matched at most once."""
    sides: dict[Any, tuple[list[_Part], list[_Part]]] = defaultdict(lambda: ([], []))
    for index, own in enumerate((one, two)):
        for item in own:
            said = {"severity": item.severity, "summary": item.summary, "state": item.state}
            sides[(item.code, item.plugin, item.path)][index].append(said)
    found = []
    for (code, plugin, path), (before, after) in sides.items():
        for alike in [said for said in before if said in after]:
            if alike in after:
                before.remove(alike)
                after.remove(alike)
        named = {"code": code} | _given(plugin=plugin, path=path)
        found += [named | _given(before=own, after=other) for own, other in zip_longest(before, after)]
    return found


def _rules(one: Outcome, two: Outcome) -> list[_Part]:
    """Rules that were silent in another way, in one of the two only, or for another value."""
    before, after = _silences(one), _silences(two)
    found = []
    for key in sorted({*before, *after}):
        own, other = before.get(key, []), after.get(key, [])
        if own != other:
            how = "fell-silent" if not own else "silent-otherwise" if other else "woke"
            found.append({"plugin": key[0], "rule": key[1], "how": how, "before": own, "after": other})
    return found


def _silences(outcome: Outcome) -> dict[tuple[str, str], list[_Part]]:
    found: dict[tuple[str, str], list[_Part]] = defaultdict(list)
    for item in outcome.silent:
        said = _without(parts.silence(item), {"plugin": "", "rule": ""})
        if said not in found[item.plugin, item.rule]:
            found[item.plugin, item.rule].append(said)
    order: Callable[[_Part], str] = str
    return {key: sorted(own, key=order) for key, own in found.items()}


def _predictions(outcome: Outcome) -> dict[Any, _Part]:
    return {(item.plugin, item.rule, item.prediction, item.path): _predicted(item) for item in outcome.predictions}


def _predicted(item: Predicted) -> _Part:
    ends = (("in_force", item.before), ("proposed", item.after))
    return {
        "plugin": item.plugin, "rule": item.rule, "prediction": item.prediction, **_given(path=item.path),
        "title": item.title, **{key: parts.interval(own) for key, own in ends if own is not None},
        "flags": [code for code, _ in item.flags],
    }  # fmt: skip


def _given(**items: Any) -> _Part:
    return {key: value for key, value in items.items() if value is not None}
