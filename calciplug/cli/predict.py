"""`calciplug predict`: only what models say that the prescription in force and the proposed one will do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from calciplug.cli import exits, options
from calciplug.cli.command import Command, Once
from calciplug.cli.inputs import expand
from calciplug.cli.output import check_target, opened
from calciplug.cli.predict_options import check, of_cohort
from calciplug.cli.talk import say, takes_colour

if TYPE_CHECKING:
    from calciplug.cli.answering import Answer
    from calciplug.cli.inputs import Input


@click.command(
    cls=Command,
    examples=(
        ("calciplug predict case.json", "each prediction, and what was wanting"),
        ("calciplug predict case.json --format json", "a document of predictions, one line"),
        ("calciplug predict cases/ --format json --output out.ndjson", "a folder, a line each"),
        ("calciplug predict case.json --protocol urena-2025", "under another protocol"),
        ("calciplug predict --cohort in.ndjson --out out.ndjson", "many cases, a row each"),
    ),
)
@click.argument("cases", nargs=-1, metavar="[CASE]...", type=click.Path())
@options.formats
@click.option(
    "--output", "--out", "output", cls=Once, metavar="FILE", type=click.Path(path_type=Path),
    help="Write the result to FILE, whole or not at all, instead of stdout. An existing file is kept.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace existing files.")
@of_cohort
@options.protocol
@options.plugin_folders
@options.trusted
@options.colours
@options.debugging
@click.pass_context
def predict(
    context: click.Context,
    *,
    cases: tuple[str, ...],
    form: str,
    output: Path | None,
    force: bool,
    cohort: str | None,
    fields: str | None,
    errors: str | None,
    block: int | None,
    protocol: str,
    folders: tuple[Path, ...],
    trust: tuple[str, ...],
    color: str,
) -> int:
    """Predict what the prescription of each CASE does, in force and as proposed: a model, not a measurement.

    Every case is adjusted as by `calciplug adjust`, and only the predictions are shown, with what each rests on and
    which ones were not possible. calciplug proposes; a licensed prescriber decides.

    With --cohort nothing is adjusted: many prescriptions are predicted as they stand, a flat row each.
    """
    from calciplug.cli.loading import load_host, load_protocol

    check(cases, cohort, fields=fields, errors=errors, block=block, form=form)
    if cohort is not None:
        from calciplug.cli.predict_cohort import Asked, predict_cohort

        host, policy = load_host(folders, trust), load_protocol(protocol)
        host.bind(policy)
        out = None if output is None else str(output)
        return predict_cohort(Asked(cohort, out, errors, fields, block, force), host, policy)
    from calciplug.cli.answering import adjusted

    target = None if output is None or str(output) == "-" else output
    inputs = expand(cases)
    check_target(target, inputs, force=force)
    host, policy = load_host(folders, trust), load_protocol(protocol)
    host.bind(policy)  # a protocol that does not fit is refused before any case is read
    predicting = frozenset(
        (name, rule.id)
        for name, plugin in host.plugins.items()
        for rule in plugin.manifest.rules.values()
        if rule.predictions
    )
    shape = _Shape(predicting, form == "json", several=len(inputs) > 1, colour=takes_colour(color, target))
    codes: list[int] = []
    statuses: Counter[str] = Counter()
    with opened(target, force=force) as write:
        for item in inputs:
            answer = adjusted(item, host, policy, debug=bool(context.obj and context.obj.get("debug")))
            write(shape(item, answer))
            document = answer.document()
            codes.append(exits.of_outcome(document, differences=False))
            statuses[document["status"]] += 1
            if form == "json" and document["problems"]:
                say(f"{item.name}: refused, problems: {len(document['problems'])}; nothing was predicted")
    if statuses.total() > 1:
        say(f"{statuses.total()} cases: {', '.join(f'{statuses[name]} {name}' for name in sorted(statuses))}")
    if target is not None:
        say(f"wrote {target}")
    return exits.worst(codes)


@attrs.frozen
class _Shape:
    """Answers as documents or as text; several texts are told apart by a rule and the name of their input."""

    predicting: frozenset[tuple[str, str]]
    json: bool
    several: bool
    colour: bool

    def __call__(self, item: Input, answer: Answer) -> bytes:
        from calciplug.codec.predictions_writer import predictions_document, write_predictions
        from calciplug.report import WIDTH, prediction_sheet, safe, sheet

        outcome = answer.document()
        document = predictions_document(outcome, self.predicting)
        written = write_predictions(document)
        if self.json:
            return written
        if outcome["status"] == "rejected":
            text = sheet(outcome, answer.case, name=item.name, colour=self.colour)
        else:
            text = prediction_sheet(document, answer.case, colour=self.colour)
        return (f"{'=' * WIDTH}\n{safe(item.name)}\n\n{text}\n" if self.several else text).encode("utf-8")
