"""A cluster of Dask on this machine that lasts as long as a run, and whose talk stays off stderr."""

from __future__ import annotations

import contextlib
import logging
import tempfile
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from calciplug.cohort.member import uninterrupted

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOGGERS: Final = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application")
_NOTHING: Final = logging.CRITICAL + 1
# What our own cluster does not do: serve pages, run what a user's configuration adds, watch itself.
_SETTINGS: Final = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.scheduler.preload": [],
    "distributed.worker.preload": [],
    "distributed.nanny.preload": [],
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.scheduler.allowed-failures": 1,
}


@contextlib.contextmanager
def local(distributed: Any, jobs: int) -> Iterator[Any]:
    """A cluster of *jobs* processes with one thread each, for nobody but this process; a worker that ends is replaced.

    Without keys that nobody else has, every user of this machine could read cases out of it, and run code in it. With
    a limit of memory, cases would be written to a disk when it is near.
    """
    with (
        tempfile.TemporaryDirectory(prefix="calciplug-", ignore_cleanup_errors=True) as folder,
        import_module("dask").config.set(_SETTINGS),
    ):
        security = distributed.Security.temporary()
        # Without a place, some versions put the pages of a worker on every network of the machine.
        node = {
            "host": "127.0.0.1", "protocol": "tls://", "security": security, "dashboard": False,
            "dashboard_address": "127.0.0.1:0",
        }  # fmt: skip
        worker = {
            **node, "nthreads": 1, "memory_limit": None, "local_directory": folder, "silence_logs": _NOTHING,
            "preload": ["calciplug.cohort.quiet"],
        }  # fmt: skip
        with uninterrupted():
            cluster = distributed.SpecCluster(
                scheduler={"cls": distributed.Scheduler, "options": {**node, "port": 0}},
                workers={index: {"cls": distributed.Nanny, "options": worker} for index in range(jobs)},
                security=security, silence_logs=_NOTHING,
            )  # fmt: skip
        try:
            yield cluster
        finally:
            stopped(cluster)


def stopped(own: Any) -> None:
    """Close *own*, a cluster or a client; it may have ended already, in one of many ways."""
    with contextlib.suppress(Exception):
        own.close()


@contextlib.contextmanager
def unlogged() -> Iterator[None]:
    """Keep what Dask logs in this process off its stderr: what matters of it is raised."""
    handlers = [handler for name in _LOGGERS for handler in logging.getLogger(name).handlers]
    levels = [handler.level for handler in handlers]
    for handler in handlers:
        handler.setLevel(_NOTHING)
    try:
        yield
    finally:
        for handler, level in zip(handlers, levels, strict=True):
            handler.setLevel(level)
