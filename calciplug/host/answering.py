"""What a rule may answer: propose, limit, hold, block, warn, inform; each is checked before it is taken down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from calciplug.errors import PluginFault
from calciplug.host import said
from calciplug.host.block import Block
from calciplug.model.answers import Because, Limit, Note, Proposal, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calciplug.model.answers import Severity
    from calciplug.model.manifest import Reason
    from calciplug.model.prescription import Stored
    from calciplug.units import Quantity

# Stages after the last finding.
_FINDS_NOTHING: Final = ("predict", "plan")


class Answering(Block):
    """A block that answers; which answers are allowed depends on the stage."""

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
        if not self._remit.writes(path):
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
            Limit,
            path,
            because,
            severity,
            named,
            minimum=low,
            maximum=high,
            kind=kind,
            form=self._form_shown(path, kind),
            override=self._spec.override,
            plan=self._spec.override_plan,
        )

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
            Refusal,
            path,
            because,
            severity,
            named,
            refuses=refused,
            kind=kind,
            form=next(filter(None, forms), None),
            alternative=dict(alternative),
            override=override or self._spec.override,
            plan=self._spec.override_plan,
        )

    def _answer(
        self, shape: Any, path: str | None, because: str, severity: Severity, named: Mapping[str, Any], **own: Any
    ) -> None:
        self._must_be_open()
        if self._stage in _FINDS_NOTHING:
            raise PluginFault(
                "plugin.wrong_stage", f"found something in {self._stage}, where nothing is found any more"
            )
        said.place(path)
        if severity not in self._spec.severities:
            raise PluginFault(
                "plugin.undeclared_severity", f"gave {self._spec.id} a severity that its manifest does not list"
            )
        answer = shape(
            plugin=self._remit.name,
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
        return self._worded(key, reason, named)

    def _worded(self, key: str, template: Reason, named: Mapping[str, Any]) -> Because:
        """*template* with the named values that it takes, no fewer and no more."""
        expected = template.names()
        if expected.keys() != named.keys():
            raise PluginFault(
                "plugin.wrong_reason_values",
                f"{self._spec.id}/{key} takes {sorted(expected)}, and was given {sorted(named)}",
            )
        form = self._reader.any_form() or "pentahydrate"
        values = {name: said.named(name, expected[name], value, form) for name, value in named.items()}
        return Because(key=key, values=values)

    def _stored(self, path: str, value: Any) -> Stored:
        return said.stored(path, value, self._reader.ids)

    def _form_shown(self, path: str, kind: str | None) -> str | None:
        form = self._reader.form(path)
        return form or (self._reader.any_form() if kind is not None and kind.startswith("thiosulfate") else None)
