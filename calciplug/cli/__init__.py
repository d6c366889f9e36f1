"""The command line: a result on stdout, talk on stderr, an exit code that says what happened.

Nothing heavy is imported before a command needs it, so that `--help` and completion answer at once. Each
command group is a module; `program` turns every error into its exit code and `exits` is the table of them.
"""

from __future__ import annotations

from calciplug.cli import adjust, check, explain, plugins, predict, schema, sweep, units
from calciplug.cli.program import main

__all__ = ["main"]

for _command in (
    adjust.adjust,
    check.check,
    explain.explain,
    plugins.plugins,
    predict.predict,
    schema.schema,
    sweep.sweep,
    units.units,
):
    main.add_command(_command)
