"""Evidence in words: a citation with its trust, a figure with all that belongs to it, the designs behind a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from calciplug.evidence._figure import MEASURES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calciplug.evidence._figure import Figure
    from calciplug.evidence._model import Source

_UNREAD: Final = "from memory, not read"
_TRUST: Final = {
    "read": "read in part or in summary",
    "review": "as stated in the review",
    "quoted": "as other people's work or program quotes it, not read",
    "derived": "our own calculation or test",
    "secondary": "secondary page; not a citation",
}
# In the order in which designs are named; the words say what a source is, and a rank among them is for the reader.
_DESIGNS: Final = {
    "guideline": "guideline",
    "product-label": "product label",
    "pharmacopoeia": "pharmacopoeia",
    "measure": "quality measure",
    "systematic-review": "systematic review",
    "randomised-trial": "randomised trial",
    "cohort": "cohort study",
    "case-control": "case-control study",
    "pharmacokinetic-study": "kinetic study",
    "in-vitro": "laboratory study",
    "case-series": "case series",
    "case-report": "case report",
    "narrative-review": "narrative review",
    "protocol": "protocol of a trial",
    "registry-entry": "trial register",
    "textbook": "textbook",
    "website": "website",
    "dataset": "data or formula",
}
NO_PREDICTION: Final = "this describes a group and predicts nothing for this patient"


def trust(source: Source) -> str:
    """How far *source* may be trusted."""
    if source.trust != "memory":
        return _TRUST[source.trust]
    return _UNREAD if unread(source) else f"in part {_UNREAD}"


def unread(source: Source) -> bool:
    """Whether nobody opened *source* itself."""
    return source.read.startswith("Nothing")


def citation(source: Source) -> str:
    """*source* as one printable line that ends with its trust."""
    who = source.authors or source.issuer
    where = source.journal if source.journal or not source.authors else source.issuer
    year = str(source.year) if source.year else None
    doi = f"doi:{source.doi}" if source.doi else None
    # Without a name in front, a year there would read as the name.
    parts = [(who, year), (source.title,), (where,), (doi,)] if who else [(source.title,), (where, year), (doi,)]
    phrases = [" ".join(word for word in part if word).rstrip(".") for part in parts]
    line = ". ".join(phrase for phrase in phrases if phrase).replace("?. ", "? ")
    return f"{line} ({trust(source)})"


def figure(own: Figure, source: Source) -> str:
    """*own* as a fragment of a sentence: never the number without population, comparison and design."""
    exposed = f"for each {own.per} of" if own.per is not None else "with"
    against = f"against {own.comparator}" if own.comparator is not None else "without a comparison group"
    if own.measure == "share":
        number = f"{MEASURES[own.measure]}: {own.outcome} in {own.value}, {exposed} {own.exposure}, {against}"
    else:
        number = f"{MEASURES[own.measure]} {own.value} ({_interval(own)}) for {own.outcome} {exposed} {own.exposure}"
        number = f"{number}, {against}"
    adjusted = {True: "adjusted", False: "not adjusted", None: "adjustment not known"}[own.adjusted]
    design = _DESIGNS[source.design] if source.trust == "read" else f"{_DESIGNS[source.design]}, {trust(source)}"
    # A share of one group has nothing to be adjusted for.
    parts = [number] + ([adjusted] if own.comparator is not None else [])
    return "; ".join([*parts, f"{design}: {own.population}", NO_PREDICTION])


def _interval(own: Figure) -> str:
    return "no interval seen" if own.interval is None else f"95 % CI {own.interval[0]} to {own.interval[1]}"


def grade(sources: Sequence[Source], *, policy: bool) -> str:
    """The designs among *sources*, and what of it is policy or unread."""
    if not sources:
        return "policy" if policy else "no source"
    # An arithmetic of our own must not pass for published data.
    published = [source for source in sources if source.trust != "derived"]
    found = {source.design for source in published}
    names = [words for design, words in _DESIGNS.items() if design in found]
    names += ["own calculation"] if len(published) < len(sources) else []
    line = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    missing = "; none of it read" if published and all(unread(source) for source in published) else ""
    return f"{line}{missing}{'; policy in part' if policy else ''}"
