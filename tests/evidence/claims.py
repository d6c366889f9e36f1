"""Every sentence of the project that claims something, with its sources; and what is overclaimed."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from calciplug import evidence

from .citations import EVIDENCE, ROOT, manifests, raw

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACEHOLDER = re.compile(r"\{[^}]*\}")
# A full stop or a semicolon ends a sentence; one inside a number does not.
SENTENCE = re.compile(r"(?<=[.;])\s")
PARAMETER = re.compile(r"\{p\.([a-z0-9_]+)\}")


class Claim(NamedTuple):
    """A text, where it stands, and the bibliography ids behind it; *figures* may print ratios."""

    place: str
    text: str
    sources: tuple[str, ...]
    figures: bool = False


class Overclaim(NamedTuple):
    """A word that the designs behind a claim do not carry."""

    place: str
    family: str
    word: str


@functools.cache
def lexicon() -> dict[str, Any]:
    """`wording.json`: families of words, what each needs, exceptions, words of grades."""
    found: dict[str, Any] = json.loads(Path(__file__).with_name("wording.json").read_text(encoding="utf-8"))
    return found


def overclaims(claim: Claim) -> Iterator[Overclaim]:
    """The words of *claim* that its sources do not carry.

    A sentence that says whose word it gives ("the review names ...") reports a narrative review; some families of
    words may be reported so, because the reader is told who speaks.
    """
    sources = [evidence.source(name) for name in claim.sources]
    reviewed = any(source.design == "narrative-review" for source in sources)
    # A placeholder holds a value and no words.
    for sentence in SENTENCE.split(PLACEHOLDER.sub("…", claim.text)):
        told = reviewed and re.search(rf"\b({lexicon()['attribution']})\b", sentence, flags=re.IGNORECASE)
        for family, own in lexicon()["families"].items():
            word = _found(own, sentence)
            if not word or (told and own.get("attributed")) or (family == "multiplied" and claim.figures):
                continue
            if not any(_carries(own, source) for source in sources):
                yield Overclaim(claim.place, family, word)


def _found(family: dict[str, Any], sentence: str) -> str | None:
    """The first word of *family* in *sentence*, or None; what the family allows is taken out before."""
    if family["allowed"]:
        sentence = re.sub(rf"\b({family['allowed']})\b", "…", sentence, flags=re.IGNORECASE)
    found = re.search(rf"\b({family['pattern']})\b", sentence, flags=re.IGNORECASE)
    return found and found[0]


def _carries(family: dict[str, Any], source: evidence.Source) -> bool:
    """Whether *source* is of a design that may say such a word, and was read where the family asks for that."""
    return source.design in family["designs"] and not (family.get("read") and source.trust == "memory")


def claims() -> Iterator[Claim]:
    """Every claim of manifests, models, disputes, statements, errata and figures."""
    for manifest in manifests():
        yield from _of_manifest(manifest)
    for path in sorted((ROOT / "calciplug" / "kinetics" / "models").glob("*.json")):
        for name, model in raw(path).items():
            cited = [
                *model["sources"],
                *(key for item in model.get("constants", {}).values() for key in item["sources"]),
            ]
            yield Claim(f"model {name}", model["sentence"], tuple(cited))
    for name, entry in raw(EVIDENCE / "disputes.json").items():
        for number, side in enumerate(entry["sides"]):
            figures = bool(side.get("figures"))
            yield Claim(f"dispute {name} side {number + 1}", side["claim"], tuple(side["sources"]), figures)
        both = tuple(source for side in entry["sides"] for source in side["sources"])
        yield Claim(f"dispute {name} shown", entry["shown"], both)
    for name, entry in raw(EVIDENCE / "statements.json").items():
        yield Claim(f"statement {name}", entry["text"], tuple(entry["sources"]), bool(entry.get("figures")))
    for name, entry in raw(EVIDENCE / "errata.json").items():
        yield Claim(f"erratum {name}", entry["why"], (entry["source"], *entry["sources"]))
    for name, figure in evidence.figures().items():
        yield Claim(f"figure {name}", evidence.told(name), (figure.source,), True)


def _of_manifest(manifest: dict[str, Any]) -> Iterator[Claim]:
    own = manifest["name"]
    for name, item in manifest["parameters"].items():
        for part in ("title", "note"):
            yield Claim(f"{own} parameter {name} {part}", item.get(part, ""), tuple(item.get("sources", ())))
    for name, model in manifest.get("models", {}).items():
        yield Claim(f"{own} model {name}", model["sentence"], tuple(model["sources"]))
    for name, rule in manifest["rules"].items():
        for place, text in _texts(rule):
            named = {key for key in PARAMETER.findall(text) if key in manifest["parameters"]}
            leant = [source for key in sorted(named) for source in manifest["parameters"][key].get("sources", ())]
            yield Claim(f"{own} {name} {place}", text, (*rule.get("citations", ()), *leant))
        for key, item in rule.get("follow_ups", {}).items():
            cited = tuple(item.get("citations", ())) or tuple(rule.get("citations", ()))
            yield Claim(f"{own} {name} {key}", f"{item['title']} {item['detail']}", cited)


def _texts(rule: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "sentence", rule["sentence"]
    yield from ((f"absence of {need['path']}", need["absence"]) for need in rule["needs"])
    for key, reason in rule["reasons"].items():
        yield f"{key} summary", reason["summary"]
        yield f"{key} detail", reason["detail"]
    for key, item in rule.get("predictions", {}).items():
        yield f"{key} title", item["title"]
        yield f"{key} note", item["note"]
    yield from ((f"flag {code}", text) for code, text in rule.get("flags", {}).items())
