"""Help: examples first, every one of them a command line that is understood."""

from __future__ import annotations

import shlex

import click
import pytest

from calciplug.cli import exits, main


def commands(command=main, path=()):
    """Every command and group with its path."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*path, name))


COMMANDS = dict(commands())


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_starts_with_examples(run, path):
    done = run(*path, "--help")

    assert done.exit_code == 0
    first, example = done.stdout.splitlines()[:2]
    assert first == "Examples:"
    assert example.startswith(f"  calciplug {' '.join(path)}".rstrip())
    assert all(len(line) <= 100 for line in done.stdout.splitlines())


@pytest.mark.parametrize("line", [line for command in COMMANDS.values() for line, _ in command.examples])
def test_every_example_is_a_command_line(line, tmp_path, monkeypatch):
    """Parsed, not run: options and arguments exist and are spelt as the command knows them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-plugins").mkdir()
    words = shlex.split(line.split(" < ")[0].split(" > ")[0])[1:]
    command = main
    context = click.Context(main, info_name="calciplug")
    while isinstance(command, click.Group):
        name = words.pop(0)
        command = command.get_command(context, name)
        context = click.Context(command, parent=context, info_name=name)

    assert command.parse_args(context, words) == []


@pytest.mark.parametrize("path", [(), ("evidence",), ("plugins",)])
def test_a_bare_group_prints_its_help(run, path):
    done = run(*path)

    assert done.exit_code == 0
    assert done.stdout.startswith("Examples:")


def test_the_help_holds_every_exit_code(run):
    text = run("--help").stdout

    assert all(f"{code:>5}  {meaning}" in text for code, meaning in exits.MEANINGS.items())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("adjsut", "adjust"), ("Check", "check"), ("explian", "explain"), ("plugin", "plugins"), ("unit", "units")],
)
def test_a_misspelt_command_is_answered_with_the_nearest(run, typed, meant):
    done = run(typed)

    assert done.exit_code == exits.USAGE
    assert f"did you mean {meant!r}?" in done.stderr


def test_what_is_near_to_nothing_is_answered_with_the_list(run):
    names = "adjust, check, cohort, evidence, explain, plan, plugins, predict, schema, sweep, units"

    assert f"there are {names}" in run("xyzzy").stderr
