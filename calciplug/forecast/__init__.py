"""Predictions over many cases: a block of them is asked about together, as far as a plugin goes the same way.

`shape` says which cases differ in numbers and times only, `stack` makes one case of them whose numbers are arrays,
`asking` asks a plugin about it, and parts it where the plugin branches; `rows` writes what was said, a line each.
"""

from __future__ import annotations

from calciplug.forecast.block import BLOCK, answered, blocks
from calciplug.forecast.columns import Predictable, chosen, predictables
from calciplug.forecast.forecasting import Column, Forecast, forecast, predicting
from calciplug.forecast.rows import Rows
from calciplug.forecast.tally import Tally, tally_lines

__all__ = [
    "BLOCK",
    "Column",
    "Forecast",
    "Predictable",
    "Rows",
    "Tally",
    "answered",
    "blocks",
    "chosen",
    "forecast",
    "predictables",
    "predicting",
    "tally_lines",
]
