"""What a worker of another scheduler calls: bytes in, bytes out, and a host that is made once in its process.

It may be a process that lives long, runs other work beside, and asks in several threads at a time.
"""

from __future__ import annotations

import functools
import os
import platform
import threading
from typing import TYPE_CHECKING, Final

from calciplug.cohort.answering import answered
from calciplug.cohort.chunk import joined
from calciplug.cohort.origin import digest, version
from calciplug.cohort.spec import load
from calciplug.cohort.wire import lines_of, packed, spec_of, told, unpacked
from calciplug.errors import CalciplugError, PluginError

if TYPE_CHECKING:
    from calciplug.cohort.spec import Loaded

REFUSED: Final = "refused"
FAILED: Final = "failed"
# Runs one after the other have a spec each; more at a time in one worker are rare, and only cost a load each.
_HOSTS: Final = 4
_LOADING: Final = threading.Lock()
# Digest of every installed plugin that this process has imported; Python imports a module of one name only once.
_IMPORTED: Final[dict[str, str]] = {}


def answer(question: bytes) -> bytes:
    """The answer to what `wire.asked` made; one after no lines says that this process can answer.

    No exception leaves it: its text, and the question beside it, would stand in the log of a worker.
    """
    try:
        head, parts = unpacked(question)
        if head["origin"] != [version(), digest()]:
            return packed({FAILED: _differing(*head["origin"])})
        loaded = _loaded(head["spec"])
        return told(joined(answered(line, loaded) for line in lines_of(head, parts)))
    except PluginError as error:
        return packed({REFUSED: [error.plugin, error.code, f"{worker()}: {error.message}"]})
    except CalciplugError as error:
        return packed({FAILED: f"{worker()}: {error}"})
    except Exception as error:  # noqa: BLE001  # whatever it is, its type is all that may be known of it elsewhere
        return packed({FAILED: f"{worker()} could not answer: {type(error).__name__}"})


def worker() -> str:
    """This process, in words."""
    return f"worker process {os.getpid()} on {platform.node() or 'an unnamed host'}"


def _differing(wanted: str, wanted_digest: str) -> str:
    found = f"{worker()} has calciplug {version()}"
    if wanted != version():
        return f"{found}, and the run began with {wanted}"
    return f"{found} with other code (sha256:{digest()}) than the run began with (sha256:{wanted_digest})"


def _loaded(text: str) -> Loaded:
    with _LOADING:  # one host for all threads; loading is the only part in which they meet
        return _load(text)


@functools.lru_cache(maxsize=_HOSTS)  # by everything that a host is made of, digests of plugins included
def _load(text: str) -> Loaded:
    loaded = load(spec_of(text))
    for name, plugin in loaded.host.plugins.items():
        if plugin.candidate.module is None:
            continue  # of a folder: imported anew under a name that has its digest in it
        first = _IMPORTED.setdefault(name, plugin.candidate.digest)
        if first != plugin.candidate.digest:
            message = f"it has imported {first} before and cannot forget it, and now found {plugin.candidate.digest}"
            raise PluginError(name, "plugin.changed", f"{message}; start the worker again")
    return loaded
