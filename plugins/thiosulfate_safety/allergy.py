"""S-8: hypersensitivity to thiosulfate or to a sulfite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import CaseView, Parameters, Rule

from .codes import codes_of
from .sections import ORAL, THIOSULFATE, all_sections, block_all

if TYPE_CHECKING:
    from collections.abc import Iterable

SULFONAMIDE = "sulfonamide-antibiotic"


def check_allergy(case: CaseView, p: Parameters) -> None:
    """Refuse after hypersensitivity; warn where a product holds a sulfite and the patient may react to it."""
    with case.rule("S-8") as rule:
        sections = all_sections(rule)
        allergies = rule.get("patient.allergies")
        to_thiosulfate = [item.reaction for item in allergies if item.agent == THIOSULFATE]
        to_sulfite = [item for item in allergies if item.agent in p.sulfite_agents]
        to_doses = [item.code for item in rule.get("patient.reactions")]
        to_doses += [problem for dose in rule.get("history.thiosulfate") for problem in dose.problems]
        to_thiosulfate += [code for code in to_doses if code in p.hypersensitivity_reactions]
        if to_thiosulfate:
            block_all(rule, sections, "hypersensitivity", reactions=codes_of(to_thiosulfate))
        severe = [item for item in to_sulfite if item.reaction in p.severe_reactions]
        milder = [item for item in to_sulfite if item.reaction not in p.severe_reactions]
        if severe:
            agents, reactions = codes_of(item.agent for item in severe), codes_of(item.reaction for item in severe)
            block_all(rule, sections, "sulfite", agents=agents, reactions=reactions)
        if milder:
            agents, reactions = codes_of(item.agent for item in milder), codes_of(item.reaction for item in milder)
            rule.warn("patient.allergies", "milder", agents=agents, reactions=reactions)
        asthma = codes_of(item.code for item in rule.get("patient.conditions") if item.code in p.asthma_conditions)
        if asthma:
            rule.warn("patient.conditions", "asthma", conditions=asthma)
        if asthma or to_sulfite:
            _sulfite_products(rule, sections)
        suspect = codes_of(code for code in to_doses if code in p.suspect_reactions)
        if suspect:
            rule.warn("patient.reactions", "suspect", reactions=suspect)
        if not rule.stated("patient.allergies"):
            rule.warn("patient.allergies", "not-stated")
        if any(item.agent == SULFONAMIDE for item in allergies):
            rule.info("patient.allergies", "sulfonamide")


def _sulfite_products(rule: Rule, sections: Iterable[str]) -> None:
    with_sulfite = {item.id for item in rule.get("site.products") if item.sulfite}
    for section in sections:
        path = section + ".product"
        # What is taken by mouth names no product of the site's stock.
        if section != ORAL and rule.get(path) in with_sulfite:
            rule.warn(path, "sulfite-product", product=rule.get(path))
