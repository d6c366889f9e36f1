"""Dask: real clusters of several processes on this machine, ended in every way; never another byte than the pool's."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import ssl
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from calciplug.cohort import ClusterFailed, Crew, Reader, WorkersFailed, chunks, cluster, workforce
from calciplug.cohort.chunk import joined
from calciplug.cohort.dask_crew import DaskCrew
from calciplug.cohort.local import local, unlogged
from calciplug.errors import PluginError

pytest.importorskip("distributed", reason="calciplug[dask] is not installed")
posix = pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")


def ask(crew, data, most=3):
    """Every chunk of *data* answered, as one answer."""
    with crew as own:
        return joined([answer for _, answer in own.answers(chunks(Reader(io.BytesIO(data)), most))])


def many(case, count):
    """Distinct cases, a line each."""
    weights = [{"value": 50 + index % 50, "unit": "kg"} for index in range(count)]
    return [case(f"c-{index}", dry_weight=weight) for index, weight in enumerate(weights)]


@pytest.fixture
def cohort(case):
    """Good lines, blank ones, refused ones, one after the other."""
    lines = many(case, 8)
    return b"\n".join([*lines[:3], b"", b"{}", *lines[3:6], b"not JSON", b" ", *lines[6:]]) + b"\n\n"


@pytest.fixture(scope="module")
def existing():
    """An existing cluster: three processes of two threads."""
    import dask
    from distributed import LocalCluster

    quiet = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}, "silence_logs": 100}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=3, threads_per_worker=2, memory_limit=None, **quiet) as own,
    ):
        yield own


def processes(own):
    """Numbers of the processes of the workers of *own*."""
    return [nanny.process.pid for nanny in own.workers.values()]


def test_the_bytes_are_those_of_the_pool(cohort, spec_of):
    """Result, errors and counts, on a cluster of our own."""
    spec = spec_of()

    assert ask(DaskCrew(spec, 2), cohort) == ask(Crew(spec, 1), cohort, 100)


def greeting(port):
    """What a scheduler says first to somebody who has no keys and asks for none."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain, context.wrap_socket(plain) as own:
        return own.recv(1)


def test_a_cluster_of_our_own_is_nobody_elses():
    """It listens on this machine only, lets nobody in without its keys, and tells nothing to a browser."""
    import distributed
    import psutil

    with unlogged(), local(distributed, 1) as own:
        everybody = [psutil.Process(), *psutil.Process().children(recursive=True)]
        found = [item.laddr for one in everybody for item in one.net_connections() if item.status == "LISTEN"]
        with pytest.raises(ssl.SSLError):
            greeting(int(own.scheduler_address.rpartition(":")[2]))
        pages = own.scheduler.http_server.port
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"http://127.0.0.1:{pages}/info/main/workers.html", timeout=5)

    assert found
    assert {address.ip for address in found} == {"127.0.0.1"}


@pytest.mark.slow
def test_the_bytes_are_those_of_the_pool_on_an_existing_cluster(existing, cohort, poison, spec_of):
    """Several threads a worker, one host for all of them; chunks of one line and of many."""
    spec, data = spec_of(lane="fast"), b"\n".join([cohort, *poison[::2]])
    first = ask(Crew(spec, 2), data, 20)

    assert ask(DaskCrew(spec, 1, existing.scheduler_address), data, 1) == first
    assert ask(DaskCrew(spec, 1, existing.scheduler_address), data, 20) == first


@posix
@pytest.mark.slow
def test_a_worker_that_is_killed_loses_and_repeats_nothing(existing, case, spec_of):
    """One of three, in the middle, with chunks waiting in it; nobody can tell."""
    spec, data, found = spec_of(), b"\n".join(many(case, 40)), []
    first = ask(Crew(spec, 2), data, 10)
    with DaskCrew(spec, 1, existing.scheduler_address) as crew:
        for index, (_, answer) in enumerate(crew.answers(chunks(Reader(io.BytesIO(data)), 2))):
            found.append(answer)
            if index == 3:
                os.kill(processes(existing)[0], signal.SIGKILL)

    assert joined(found) == first


@pytest.mark.slow
def test_a_case_that_ends_the_process_is_answered_and_loses_no_other(case, spec_of, trap, capfd):
    """The plugin calls os._exit on one of nine; what it prints on another is nowhere; the errors are the pool's."""
    codes = ["healed", "healing", "none", "healed", "unknown", "healed", "healed", "healed", "healed"]
    data = b"\n".join(case(f"c-{index}", lesions=code) for index, code in enumerate(codes))
    spec = spec_of(trap, trust=("trap",))
    found = ask(DaskCrew(spec, 2), data, 2)

    assert found == ask(Crew(spec, 2), data, 2)
    assert [json.loads(line)["code"] for line in found.errors.splitlines()] == ["worker-died", "plugin.exception"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_workers_that_never_become_ready_end_the_run(spec_of, trap, cohort):
    """No case is blamed for it, and none is read."""
    spec = spec_of(trap, trust=("trap",))
    (trap / "trap" / "__init__.py").write_text("import os\nos._exit(3)\n", encoding="utf-8")

    with pytest.raises(WorkersFailed, match="workers of the local cluster ended before they were ready"):
        ask(DaskCrew(spec, 1), cohort)


@pytest.mark.slow
def test_what_differs_on_a_worker_ends_the_run(existing, spec_of, trap, cohort, monkeypatch):
    """Another plugin, another calciplug, none at all; each said with the worker, before a case is read."""
    address = existing.scheduler_address
    spec = spec_of(trap, trust=("trap",))
    with (trap / "trap" / "__init__.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    with pytest.raises(PluginError, match=r"trap: worker process \d+ on .*: a worker found .*\[plugin\.changed\]"):
        ask(DaskCrew(spec, 1, address), cohort)

    with monkeypatch.context() as patch:
        patch.setattr("calciplug.cohort.dask_crew.version", lambda: "99.0")
        with pytest.raises(ClusterFailed, match=r"worker process \d+ on .* has calciplug .* the run began with 99\.0"):
            ask(DaskCrew(spec_of(), 1, address), cohort)

    monkeypatch.setattr(cluster, "ANSWER", "calciplug.cohort.elsewhere:answer")
    with pytest.raises(ClusterFailed, match=r"a worker of the scheduler tcp://.* cannot run calciplug; every worker"):
        ask(DaskCrew(spec_of(), 1, address), cohort)


def test_no_scheduler_and_no_worker_are_said(spec_of, cohort, monkeypatch):
    """Which address it was; a scheduler without workers is waited for, and not for ever."""
    import dask
    from distributed import LocalCluster

    with dask.config.set({"distributed.comm.timeouts.connect": "500ms"}):
        with pytest.raises(ClusterFailed, match=r"the scheduler tcp://127\.0\.0\.1:9 cannot be reached: "):
            ask(DaskCrew(spec_of(), 1, "tcp://127.0.0.1:9"), cohort)
        with pytest.raises(ClusterFailed, match=r"the scheduler nonsense://x cannot be reached: "):
            ask(DaskCrew(spec_of(), 1, "nonsense://x"), cohort)
    monkeypatch.setattr(workforce, "LOOK_AGAIN", 0.1)
    monkeypatch.setattr(workforce, "PATIENCE", 0.3)
    with (
        LocalCluster(n_workers=0, processes=False, protocol="tcp://", dashboard_address="127.0.0.1:0") as own,
        pytest.raises(ClusterFailed, match=r"the scheduler tcp://.* has had no worker for 0 s"),
    ):
        ask(DaskCrew(spec_of(), 1, own.scheduler_address), cohort)


@pytest.mark.slow
def test_few_chunks_are_held_however_many_there_are(existing, case, spec_of):
    """The input is read no further than three chunks for each thread, and one, beyond what was taken."""
    reader = Reader(io.BytesIO((case() + b"\n") * 60))
    with DaskCrew(spec_of(), 1, existing.scheduler_address) as crew:
        ahead = [reader.number - chunk.number for chunk, _ in crew.answers(chunks(reader, 1))]

    assert len(ahead) == 60
    assert max(ahead) <= 3 * 6
