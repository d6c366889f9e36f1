"""NumPy, or the word that it is wanting: an extra, and nothing here works without it."""

from __future__ import annotations

from calciplug.errors import CalciplugError

try:
    import numpy as np
except ImportError:
    _message = "predictions over a cohort need NumPy, which is not installed: pip install 'calciplug[kinetics]'"
    raise CalciplugError(_message) from None

__all__ = ["np"]
