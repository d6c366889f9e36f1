"""The hooks that a plugin may implement, and the marker that says it does.

A hook takes the case and the plugin's own parameters and returns nothing: what a rule reads, proposes
or finds is recorded by its block (`with case.rule("N-1") as rule:`). `wrapper`, `hookwrapper`, `tryfirst`, `trylast`,
`optionalhook` and argument defaults are refused at load, because each lets one plugin touch another's answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pluggy

if TYPE_CHECKING:
    from calciplug.host.parameters import Parameters
    from calciplug.host.view import AfterView, CaseView

__all__ = [
    "API_VERSION",
    "HOOKS",
    "calciplug_guard",
    "calciplug_plan",
    "calciplug_predict",
    "calciplug_propose",
    "calciplug_review",
    "hookimpl",
    "hookspec",
]

API_VERSION: Final = "1"

hookspec = pluggy.HookspecMarker("calciplug")
hookimpl = pluggy.HookimplMarker("calciplug")


@hookspec
def calciplug_guard(case: CaseView, p: Parameters) -> None:
    """Called first, for every plugin, on the draft as ordered: forbid or narrow.

    A guard may `limit`, `hold` and `block`, and may `warn` and `info`. Limits only narrow; nothing that one guard
    does can lift what another did.

    :param case: the case with the draft as ordered.
    :param p: the plugin's parameters.
    """


@hookspec
def calciplug_propose(case: CaseView, p: Parameters) -> None:
    """Called once a layer, in the order of the data flow: propose values for declared `writes`.

    All writers of one path form one layer and see the draft as it was before that layer. A proposal is an
    absolute value, never a difference.

    :param case: the case with the draft as earlier layers left it, without withheld sections.
    :param p: the plugin's parameters.
    """


@hookspec
def calciplug_review(case: CaseView, after: AfterView, p: Parameters) -> None:
    """Called last, on the prescription as it will be proposed: warn about the whole.

    Nothing can be changed here; `warn`, `info` and `refuse_signature` only.

    :param case: the case with the prescription after all proposals.
    :param after: which paths changed, and which sections are withheld.
    :param p: the plugin's parameters.
    """


@hookspec
def calciplug_predict(case: CaseView, p: Parameters) -> None:
    """Called after the review: say with models what the prescription in force and the proposed one will do.

    `rule.predict` only. Nothing can be changed or found any more. `rule.need(path)` reads the prescription as it
    will be proposed, `rule.in_force(path)` the one in force; a missing value makes the rule silent with its
    name, and is never replaced by a default.

    A sweep over many prescriptions calls this hook once, with arrays in the quantities: so do not branch on
    a quantity here, only on codes and on what is missing. A hook that does is called once a point instead.

    :param case: the case with the prescription after all proposals.
    :param p: the plugin's parameters.
    """


@hookspec
def calciplug_plan(case: CaseView, p: Parameters) -> None:
    """Called after the prediction, and only where a plan is made: say what has to be checked, stepped or reviewed.

    `rule.follow` only. An adjustment never calls this hook, so nothing that is said here changes an outcome.
    `rule.need(path)` reads the prescription as it will be proposed, `rule.in_force(path)` the one in force. What is
    withheld has no value, and its rule is silent; `rule.withheld_by` and `rule.drafted` serve a check that would lift
    the hold. A later step is asked for as one that waits for a condition, never as a value that stands.

    :param case: the case with the prescription after all proposals.
    :param p: the plugin's parameters.
    """


HOOKS: Final = ("calciplug_guard", "calciplug_propose", "calciplug_review", "calciplug_predict", "calciplug_plan")
