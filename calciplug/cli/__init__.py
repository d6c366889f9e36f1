"""The command line: a result on stdout, talk on stderr, an exit code that says what happened.

Nothing heavy is imported before a command needs it, so that `--help` and completion answer at once. Each
command group is a module, imported when it is called or listed; `program` turns every error into its exit code and
`exits` is the table of them.
"""

from __future__ import annotations

from calciplug.cli.program import main

__all__ = ["main"]
