"""The command line: a result on stdout, talk on stderr, an exit code that says what happened.

Nothing heavy is imported before a command needs it, so that `--help` and completion answer at once. Each
command group is a module; `program` turns every error into its exit code and `exits` is the table of them.
"""

from __future__ import annotations

from calciplug.cli import (
    adjust,
    check,
    cohort,
    evidence,
    explain,
    plan,
    plugins,
    predict,
    schema,
    sweep,
    units,
    what_if,
    why_not,
)
from calciplug.cli.program import main

__all__ = ["main"]

for _command in (
    adjust.adjust,
    check.check,
    cohort.cohort,
    evidence.evidence,
    explain.explain,
    plan.plan,
    plugins.plugins,
    predict.predict,
    schema.schema,
    sweep.sweep,
    units.units,
    what_if.what_if,
    why_not.why_not,
):
    main.add_command(_command)
