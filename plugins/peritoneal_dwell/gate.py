"""P-1: the gate that a dose in the peritoneum has to pass."""

from __future__ import annotations

from calciplug import CaseView, Rule

from .exchange import dosed_exchanges, section_of

NO_ACCESS = "no-intravenous-access"
# Reasons that rule the vein out although there is one.
DECIDED = "intravenous-refused", "intravenous-not-tolerated"


def keep_gate(case: CaseView) -> None:
    """Refuse every dose while the gate is shut; name the reason that opened it."""
    with case.rule("P-1") as rule:
        shut = why_shut(rule)
        for key in dosed_exchanges(rule):
            if shut is not None:
                rule.block(section_of(key), shut)
            else:
                reason = rule.get("patient.intraperitoneal_opt_in").reason
                rule.info(section_of(key) + ".dose", "passed", reason=reason)


def why_shut(rule: Rule) -> str | None:
    """Why the gate is shut; None where it is open."""
    decision, access = rule.get("patient.intraperitoneal_opt_in"), rule.get("patient.intravenous_access")
    if decision is None:
        return "no-opt-in"
    if decision.effluent_check != "daily":
        return "no-daily-check"
    if access == "none" or decision.reason in DECIDED or (decision.reason == NO_ACCESS and access != "available"):
        return None
    return "vein-possible"
