"""Kinetics: what a prescription will do, as pure functions on floats or NumPy arrays.

One coherent unit system: minute, litre, millimole, kilogram; heights in centimetres, ages in years, and whatever is
"per week" counts 10,080 minutes. With floats in, floats come out and nothing but Python's `math` is used, so that the
same prediction has the same bits whether NumPy is installed or not. With any array in, everything broadcasts as NumPy
does.

Every function names its model; `models.model(id)` gives its version, constants, sources and the range in which it
holds. A result is a model's, never a measurement. `quantities` has the same functions for pint quantities.
"""
