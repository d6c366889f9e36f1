"""One rule's block: what it reads, its silence and its answers are recorded here, not by the author."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from calciplug import units
from calciplug.errors import PluginFault
from calciplug.host import said
from calciplug.model.answers import Because, Limit, Note, Proposal, Refusal, Silence
from calciplug.model.manifest import covers
from calciplug.resolve import lifts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from types import TracebackType

    from calciplug.host.reader import Reader
    from calciplug.model.answers import Answer, ReadValue, Severity
    from calciplug.model.manifest import Manifest, RuleSpec
    from calciplug.model.prescription import Stored
    from calciplug.units import Quantity


class _Ended(Exception):
    """Ends the block of *rule* early; never leaves it."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        super().__init__()


class Rule:
    """One rule's block; use it as `with case.rule("N-1") as rule:`.

    `need` ends the block where a value is missing or stale; everything that was read and said is
    recorded under the rule.
    """

    def __init__(self, manifest: Manifest, spec: RuleSpec, reader: Reader, stage: str) -> None:
        self._manifest = manifest
        self._spec = spec
        self._reader = reader.fresh()
        self._stage = stage
        self.answers: list[Answer] = []
        self.silences: list[Silence] = []
        self._said: Silence | None = None
        self._open = False

    def __enter__(self) -> Rule:
        self._open = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not self.answers and not self.silences and self._said is None:
            self._said = self._silence("not-triggered")
        if self._said is not None:
            self.silences.append(self._said)
        self._open = False
        return isinstance(error, _Ended) and error.rule is self

    # -- reading ---------------------------------------------------------------------------

    def need(self, path: str) -> Any:
        """The value at *path*; where it is missing, stale or withheld, the block ends and the outcome says so."""
        value = self._reader.value(path)
        if value is None:
            self._end(self._reader.why(path), path)
        return value

    def get(self, path: str, *, stale: bool = False) -> Any:
        """The value at *path*, or None.

        Args:
            path: a declared path.
            stale: also hand out a value older than its limit; only for a rule that can but tighten.
        """
        return self._reader.value(path, stale=stale)

    def series(self, path: str, *, stale: bool = False) -> tuple[Quantity, ...]:
        """The fresh values of the laboratory series *path*, newest first."""
        return self._reader.series(path, stale=stale)

    def mean(self, path: str, *, count: Quantity, within: Quantity) -> Quantity | None:
        """Mean of the newest *count* values of *path* that are no older than *within*.

        The newest value alone where there are fewer; None where there is none.
        """
        values = self._reader.series(path, stale=True, within=within)
        wanted = round(units.ratio(count, units.make(1.0, "count")))
        if not values:
            return None
        return units.mean(values[:wanted]) if len(values) >= wanted else values[0]

    def in_force(self, path: str) -> Any:
        """The value in force at *path*, or None."""
        return self._reader.in_force(path)

    def ordered(self, path: str) -> Any:
        """The value that the order gives *path*, or None."""
        return self._reader.ordered(path)

    def drafted(self, path: str) -> Any:
        """The value at *path* as ordered or in force, before any plugin proposed; or None."""
        return self._reader.drafted(path)

    def standing(self, path: str) -> Any:
        """The value at *path* if nobody proposes another: ordered, or in force where the guards refused the order.

        None where neither may stand. A rule that asks for a step from the value in force asks this whether a
        person's own step stands, so that ordering the outcome gives the outcome again.
        """
        return self._reader.standing(path)

    def form(self, path: str) -> str | None:
        """The salt form of the grams at *path*, or None."""
        return self._reader.form(path)

    def since(self, moment: datetime) -> Quantity:
        """Time from *moment* to the case's `as_of`; negative where it lies ahead."""
        return self._reader.since(moment)

    def age(self, path: str) -> Quantity | None:
        """Time since the newest sample of the laboratory series *path* was taken; None where there is none."""
        return self._reader.age(path)

    def withheld_by(self, name: str) -> tuple[str, ...]:
        """Plugins that withheld the section called *name*; empty where it has a value.

        A rule that offers elsewhere what it withheld here asks this first: what others withheld is not offered.
        """
        return self._reader.withheld_by(name)

    def overridden(self, path: str, value: Any = None) -> bool:
        """Whether a person lets *value* at *path* (without one: the whole section) stand against this rule.

        A rule that would put another value in the place of one that it refuses asks this first.
        """
        stored, spec = None if value is None else self._stored(path, value), self._spec
        return any(
            own.path == path and lifts(own, spec.id, spec.override, spec.override_plan, stored)
            for own in self._reader.overrides()
        )

    # -- ending ----------------------------------------------------------------------------

    def stop(self) -> NoReturn:
        """End the block: the rule has nothing to say."""
        self._end("not-triggered", None)

    def silent(self, cause: str, *, path: str | None = None, part: str | None = None) -> None:
        """Record that a *part* of the rule has nothing to say, and why; the block goes on."""
        self._must_be_open()
        if cause not in said.CAUSES:
            raise PluginFault("plugin.unknown_cause", f"was silent for none of {', '.join(said.CAUSES)}")
        said.place(path)
        said.place(part)
        self.silences.append(self._silence(cause, path, part))

    def rest(self, path: str, after: Quantity) -> None:
        """End the block where a rule moved *path* less than *after* ago."""
        for change in self._reader.changes():
            if covers(change.path, path) and units.below(self.since(change.changed), after):
                self._end("resting", path)

    # -- answering -------------------------------------------------------------------------

    def propose(
        self,
        path: str,
        value: Any,
        because: str,
        /,
        *,
        severity: Severity = "info",
        form: str | None = None,
        **named: Any,
    ) -> None:
        """Propose an absolute *value* for *path*, which the manifest must list under `writes`."""
        self._only("propose")
        if not any(covers(declared, path) for declared in self._manifest.writes):
            raise PluginFault("plugin.undeclared_path", f"proposed a value for {path}, which is not among its writes")
        if self._reader.is_withheld(path):
            self._end("withheld", path)
        said.salt(path, form)
        own_form = form if form is not None else self._reader.form(path)
        stored = self._stored(path, value)
        said.plausible(path, stored)
        self._answer(Proposal, path, because, severity, named, value=stored, form=own_form)

    def limit(
        self,
        path: str,
        because: str,
        /,
        *,
        minimum: Quantity | None = None,
        maximum: Quantity | None = None,
        severity: Severity = "block",
        **named: Any,
    ) -> None:
        """Narrow what *path*, stored or computed, may hold; a maximum of zero is a veto.

        A draft value outside is refused, and a finding of *severity* says so with the reason; a value
        inside makes no finding.
        """
        self._only("guard")
        kind = said.kind_of(path)
        if kind is None:
            raise PluginFault("plugin.undeclared_path", f"limited {path}, which holds no number")
        low = None if minimum is None else said.number(minimum, kind)
        high = None if maximum is None else said.number(maximum, kind)
        self._answer(
            Limit, path, because, severity, named,
            minimum=low, maximum=high, kind=kind, form=self._form_shown(path, kind),
            override=self._spec.override, plan=self._spec.override_plan,
        )  # fmt: skip

    def hold(self, path: str, because: str, /, **named: Any) -> None:
        """Withhold the section *path* today, for review."""
        self._only("guard")
        said.section(path)
        self._refuse("hold", path, because, None, alternative={}, named=named)

    def block(
        self,
        path: str,
        because: str,
        /,
        *,
        refuses: Any = None,
        alternative: Mapping[str, Any] | None = None,
        final: bool = False,
        **named: Any,
    ) -> None:
        """Refuse the value *refuses* at *path*; without one, the whole section *path*.

        Args:
            path: stored or computed leaf, or a section.
            because: key of the reason.
            refuses: the refused value.
            alternative: values by path that the rule offers instead.
            final: nobody may override this one, even where the rule's others can be.
            named: named values of the reason.
        """
        self._only("guard")
        said.section(path)
        offered = {own: self._stored(own, other) for own, other in (alternative or {}).items()}
        for own, other in offered.items():
            said.plausible(own, other)
        override = "nobody" if final else None
        self._refuse("block", path, because, refuses, alternative=offered, named=named, override=override)

    def refuse_signature(self, path: str, because: str, /, **named: Any) -> None:
        """Say that the outcome may not be signed without an override; nothing is withheld by it."""
        self._answer(Note, path, because, "block", named)

    def warn(self, path: str | None, because: str, /, **named: Any) -> None:
        """Say something that has to be acknowledged."""
        self._answer(Note, path, because, "warning", named)

    def info(self, path: str | None, because: str, /, **named: Any) -> None:
        """Say something that should be known."""
        self._answer(Note, path, because, "info", named)

    def close(self) -> None:
        """End the block for good, also one that its plugin never left."""
        self._open = False

    def values_read(self) -> tuple[ReadValue, ...]:
        """What this block has read so far."""
        return self._reader.read()

    # -- inside ----------------------------------------------------------------------------

    def _refuse(
        self,
        severity: Severity,
        path: str,
        because: str,
        value: Any,
        *,
        alternative: Mapping[str, Stored],
        named: Mapping[str, Any],
        override: str | None = None,
    ) -> None:
        kind = said.kind_of(path)
        refused = None if value is None else self._stored(path, value)
        # A section has no form; grams that are offered in its place do.
        forms = (self._form_shown(own, said.kind_of(own)) for own in (path, *alternative))
        self._answer(
            Refusal, path, because, severity, named,
            refuses=refused, kind=kind, form=next(filter(None, forms), None), alternative=dict(alternative),
            override=override or self._spec.override, plan=self._spec.override_plan,
        )  # fmt: skip

    def _answer(
        self, shape: Any, path: str | None, because: str, severity: Severity, named: Mapping[str, Any], **own: Any
    ) -> None:
        self._must_be_open()
        said.place(path)
        if severity not in self._spec.severities:
            raise PluginFault(
                "plugin.undeclared_severity", f"gave {self._spec.id} a severity that its manifest does not list"
            )
        answer = shape(
            plugin=self._manifest.name,
            rule=self._spec.id,
            because=self._because(because, named),
            severity=severity,
            path=path,
            read=self._reader.read(),
            **own,
        )
        self.answers.append(answer)

    def _because(self, key: str, named: Mapping[str, Any]) -> Because:
        reason = self._spec.reasons.get(key)
        if reason is None:
            raise PluginFault("plugin.undeclared_reason", f"gave the reason {key!r}, which {self._spec.id} lacks")
        expected = reason.names()
        if set(expected) != set(named):
            raise PluginFault(
                "plugin.wrong_reason_values",
                f"reason {self._spec.id}/{key} takes {sorted(expected)}, and was given {sorted(named)}",
            )
        form = self._reader.any_form() or "pentahydrate"
        values = {name: said.named(name, expected[name], value, form) for name, value in named.items()}
        return Because(key=key, values=values)

    def _stored(self, path: str, value: Any) -> Stored:
        return said.stored(path, value, self._reader.ids)

    def _form_shown(self, path: str, kind: str | None) -> str | None:
        form = self._reader.form(path)
        return form or (self._reader.any_form() if kind is not None and kind.startswith("thiosulfate") else None)

    def _only(self, stage: str) -> None:
        if self._stage != stage:
            raise PluginFault("plugin.wrong_stage", f"did in {self._stage} what belongs into {stage}")

    def _silence(self, cause: str, path: str | None = None, part: str | None = None) -> Silence:
        return Silence(plugin=self._manifest.name, rule=self._spec.id, cause=cause, path=path, part=part)

    def _end(self, cause: str, path: str | None) -> NoReturn:
        self._must_be_open()
        self._said = self._silence(cause, path) if not self.answers else None
        self._open = False
        raise _Ended(self)

    def _must_be_open(self) -> None:
        """Refuse an answer before or after the block: nobody would hear it, or everybody would hear it too late."""
        if not self._open:
            raise PluginFault("plugin.closed_rule", f"answered {self._spec.id} outside of its block, or after it ended")
