"""Loaded by workers of our own cluster before they work: what plugins print there goes nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calciplug.cohort import remote
from calciplug.cohort.worker import leave_streams

if TYPE_CHECKING:
    from types import ModuleType

# Imported here, while the worker starts, and not with the first case.
NEEDED: ModuleType = remote


def dask_setup(_worker: object) -> None:
    """Called by Dask in the process of the worker."""
    leave_streams()
