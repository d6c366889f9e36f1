"""One case and one draft, as every plugin that is called in one step sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug import units
from calciplug.errors import PluginFault
from calciplug.host.leaves import Leaves
from calciplug.model.prescription import Prescription

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from calciplug.host.access import Access
    from calciplug.host.chart import Chart
    from calciplug.host.found import Found
    from calciplug.model.prescription import Stored

    Standing = Callable[[str], Stored | None]


class Scene:
    """The draft of one step beside the chart of its case.

    Args:
        chart: of the case.
        draft: what the step's plugins read.
        withheld: sections without a value today, and the plugins that withheld them.
        standing: what stands at a path if nobody proposes anything; None where that is the draft.

    Attributes:
        found: what was found before, by path; a laboratory series is not among it, because each rule has its own limit.
    """

    __slots__ = ("_standing", "chart", "draft", "found", "leaves", "withheld")

    def __init__(
        self,
        chart: Chart,
        draft: Prescription,
        withheld: Mapping[str, tuple[str, ...]] | None = None,
        standing: Standing | None = None,
    ) -> None:
        self.chart = chart
        self.draft = draft
        self.withheld = withheld or {}
        self.leaves = Leaves(chart.case, draft, chart.form)
        # Leaves and facts under one roof: no path is both, and what was found of the case holds for every draft.
        self.found = self.leaves.found
        self.found.update(chart.facts)
        self._standing = standing or draft.get

    def find(self, own: Access) -> Found | None:
        """What stands at a path, in the draft or in the case; kept in `found`, because many rules read the same.

        Raises:
            PluginFault: no document has such a path.
        """
        if own.stands == "nowhere":
            raise PluginFault("plugin.undeclared_path", f"read {own.path}, which is not a path")
        if own.stands == "leaf":
            return self.leaves.at(own)
        self.found[own.path] = found = self.chart.fact(own)
        return found

    def standing(self, access: Access) -> Found | None:
        """What stands at a stored leaf if nobody proposes anything."""
        value = self._standing(access.path)
        alone = Prescription({} if value is None else {access.path: value}, self.draft.forms)
        return Leaves(self.chart.case, alone, self.chart.form, "standing.").at(access)

    def form(self, path: str) -> str | None:
        """Salt form of the grams at *path*, drafted or ordered."""
        return self.draft.forms.get(path) or self.chart.drafted.prescription.forms.get(path)

    def is_swept(self) -> bool:
        """Whether the draft stands for many prescriptions, with arrays in it."""
        return any(units.is_many(value) for value in self.draft.values.values())
