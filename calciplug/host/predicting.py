"""What a rule may predict: a value or an interval, before and after, with what limits its validity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calciplug.errors import PluginFault
from calciplug.host import said
from calciplug.host.answering import Answering
from calciplug.model.answers import Prediction

if TYPE_CHECKING:
    from collections.abc import Mapping


class Predicting(Answering):
    """A block that also predicts; only `calciplug_predict` may."""

    def predict(
        self,
        key: str,
        /,
        *,
        before: Any = None,
        after: Any = None,
        flags: Mapping[str, Any] | None = None,
        path: str | None = None,
    ) -> None:
        """Say what a model predicts for the quantity that the manifest calls *key*.

        Args:
            key: of one of the rule's `predictions`.
            before: quantity, or pair of quantities for an interval, under the prescription in force; or None.
            after: the same under the prescription proposed, or None.
            flags: code of what may limit its validity → whether it does here; see the rule's `flags`.
            path: what it is about, where the rule predicts the same for several: `exchanges.night`.
        """
        self._only("predict")
        self._must_be_open()
        said.place(path)
        spec = self._spec.predictions.get(key)
        if spec is None:
            raise PluginFault("plugin.undeclared_prediction", f"predicted {key!r}, which {self._spec.id} lacks")
        if before is None and after is None:
            raise PluginFault("plugin.bad_output", f"predicted nothing for {self._spec.id}/{key}")
        self.predictions.append(
            Prediction(
                plugin=self._manifest.name,
                rule=self._spec.id,
                key=key,
                path=path,
                before=said.ends(before, spec.kind),
                after=said.ends(after, spec.kind),
                flags=said.flags(flags or {}, self._spec),
                read=self._reader.read(),
            )
        )
