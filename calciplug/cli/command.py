"""Commands whose help starts with examples, and a group that knows what a misspelt command was meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from calciplug.cli.talk import similar

if TYPE_CHECKING:
    from collections.abc import Sequence


class Command(click.Command):
    """A command whose help starts with examples.

    Args:
        examples: (command line, what it does).
        closing: lines that the help ends with, printed as they are.
    """

    def __init__(
        self, *args: Any, examples: Sequence[tuple[str, str]] = (), closing: Sequence[str] = (), **more: Any
    ) -> None:
        self.examples = tuple(examples)
        self.closing = tuple(closing)
        more["context_settings"] = {"max_content_width": 100, **(more.get("context_settings") or {})}
        super().__init__(*args, **more)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, usage, text, options, closing lines."""
        width = max((len(line) for line, _ in self.examples), default=0)
        formatter.write("Examples:\n")
        for line, meaning in self.examples:
            formatter.write(f"  {line:<{width}}   {meaning}\n")
        formatter.write("\n")
        super().format_help(ctx, formatter)
        if self.closing:
            formatter.write("\n")
            formatter.write("".join(f"{line}\n" for line in self.closing))


class Group(Command, click.Group):
    """A group of commands; a misspelt one is answered with the nearest."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that *args* begin with."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = self.list_commands(ctx)
            ctx.fail(f"no command is called {name!r}{similar(name, known) or '; there are ' + ', '.join(known)}")
        return super().resolve_command(ctx, args)


class Once(click.Option):
    """An option with one value, which may be given once: of two protocols click would silently take the last."""

    def __init__(self, *args: Any, default: Any = None, **more: Any) -> None:
        self._own_default = default
        super().__init__(*args, **{**more, "multiple": True})

    def process_value(self, ctx: click.Context, value: Any) -> Any:
        """The one value, or the default."""
        values = super().process_value(ctx, value)
        if len(values) > 1:
            raise click.UsageError(f"{self.opts[0]} was given {len(values)} times; give it once", ctx)
        return values[0] if values else self._own_default
