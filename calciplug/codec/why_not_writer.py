"""Why rules said nothing, as one document with a list of values to fetch; validated before it leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.codec import outcome_parts as parts
from calciplug.codec.compact import compact
from calciplug.codec.fetching import accepted, fetch, freshness, prescribed, stored
from calciplug.codec.outcome_writer import outcome_document
from calciplug.codec.predictions_writer import faults
from calciplug.codec.schema import demand, urn
from calciplug.model.computed import COMPUTED
from calciplug.model.field import general

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.case import Case
    from calciplug.model.outcome import Outcome
    from calciplug.model.wants import Seen, Story, Waiting, Wanted, WhyNot

MEANING: Final = "A value that is wanted lets its rules look; they may then still have nothing to say."
_KEPT: Final = ("status", "case_id", "as_of", "modality", "plugins", "protocol", "input_hash")


def write_why_not(found: WhyNot) -> bytes:
    """*found* as one line of UTF-8 JSON, with the values to fetch under `fetch`.

    Raises:
        CalciplugError: it breaks `schemas/why-not.json`; that is our bug, and nothing is written.
    """
    return line(why_not_document(outcome_document(found.outcome), found))


def line(document: Mapping[str, Any]) -> bytes:
    """A why-not *document* as one line of UTF-8 JSON.

    Raises:
        CalciplugError: it breaks `schemas/why-not.json`; that is our bug, and nothing is written.
    """
    demand("why-not", document)
    return compact(document) + b"\n"


def why_not_document(outcome: Mapping[str, Any], found: WhyNot | None = None) -> dict[str, Any]:
    """Why the rules of *outcome*, an outcome document, said nothing.

    Args:
        outcome: obeys `schemas/outcome.json`.
        found: what it was made of; None for an input that was refused.
    """
    return {
        "schema": urn("why-not"),
        "statement": f"{MEANING} {outcome['statement']}",
        **{key: outcome[key] for key in _KEPT},
        "wanted": [] if found is None else [_wanted(item, found.case) for item in found.wanted],
        "fetch": [] if found is None else fetch(found.wanted, found.case),
        "rules": [] if found is None else [_story(item, found.outcome) for item in found.stories],
        "problems": [*outcome["problems"], *faults(outcome)],
    }


def _wanted(item: Wanted, case: Case) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if item.path is not None:
        found = {"path": item.path, **accepted(item.path), **prescribed(item.path)}
        if general(item.path) in COMPUTED:
            found["computed_from"] = list(COMPUTED[general(item.path)].reads)
            found["lacks"] = list(stored(item.path, case))
    if item.value is not None:
        found["value"] = parts.read(item.value)
    return found | {**freshness(item.waiting), "waiting": [_waiting(own) for own in item.waiting]}


def _waiting(item: Waiting) -> dict[str, Any]:
    own = item.silence
    found: dict[str, Any] = {"plugin": own.plugin, "rule": own.rule, "cause": own.cause}
    found |= {"part": own.part} if own.part is not None else {}
    found |= {"sentence": item.sentence}
    found |= {"absence": item.absence} if item.absence is not None else {}
    return found | freshness([item])


def _story(item: Story, outcome: Outcome) -> dict[str, Any]:
    def own(plugin: str | None, rule: str | None) -> bool:
        return (plugin, rule) == (item.plugin, item.rule)

    said = {
        "findings": [parts.finding(one) for one in outcome.findings if own(one.plugin, one.code)],
        "changes": [parts.change(one) for one in outcome.changes if own(one.origin, one.rule)],
        "predictions": [parts.prediction(one) for one in outcome.predictions if own(one.plugin, one.rule)],
    }
    silent = [parts.silence(one) for one in dict.fromkeys(outcome.silent) if own(one.plugin, one.rule)]
    return {
        "plugin": item.plugin,
        "rule": item.rule,
        "sentence": item.sentence,
        "story": _word(item, outcome, spoke=any(said.values()), silent=silent),
        **said,
        "silent": silent,
        "needs": [_seen(one) for one in item.needs],
    }


def _word(item: Story, outcome: Outcome, *, spoke: bool, silent: list[dict[str, Any]]) -> str:
    """One word for all of it: what it said goes before how a part was silent, what was wanting before the rest."""
    if outcome.status == "rejected":
        return "rejected"
    if not item.runs:
        return "off"
    if spoke:
        return "spoke"
    causes = [one["cause"] for one in silent]
    wanting = [cause for cause in causes if cause != "not-triggered"]
    return str([*wanting, *causes, "quiet"][0])


def _seen(item: Seen) -> dict[str, Any]:
    found: dict[str, Any] = {"path": item.path, "absence": item.absence}
    found |= {"value": parts.read(item.value)} if item.value is not None else {}
    found |= {"withheld": True} if item.withheld else {}
    found |= {"max_age_minutes": round(item.max_age)} if item.max_age is not None else {}
    return found | ({"since": list(item.since)} if item.since else {})
