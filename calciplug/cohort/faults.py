"""What can end a run over a cohort; no single case can."""

from __future__ import annotations

from calciplug.errors import CalciplugError


class NotRead(CalciplugError):
    """The input could not be read on; the `OSError` that said so is its cause."""


class NotWritten(CalciplugError):
    """A result could not be written; the `OSError` that said so is its cause."""


class NotResumable(CalciplugError):
    """There is no run to go on with, or it was one over another input or with other options."""


class WorkersFailed(CalciplugError):
    """Worker processes end before they can take a case."""


class ClusterFailed(CalciplugError):
    """A cluster cannot be reached, was lost, or has no worker on which calciplug can run as it does here."""
