"""Spawned processes that work on jobs side by side and never load JAX: for what is SciPy's, and gains nothing from threads.

A worker is a bare interpreter that unpickles a job, calls it and pickles what comes back, so that it imports what the job's own module
imports and nothing else: neither the program that asked nor a notebook's first cell runs again in it.
"""

import contextlib
import os
import pickle
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO, Any, Protocol, Self, cast

_LOOP = """
import os, pickle, sys, traceback
jobs, answers = os.fdopen(os.dup(0), 'rb'), os.fdopen(os.dup(1), 'wb')
os.dup2(2, 1)
sys.path[:] = pickle.load(jobs)
while True:
    try:
        answer = pickle.load(jobs)(), None
    except EOFError:
        break
    except BaseException:
        answer = None, traceback.format_exc()
    pickle.dump(answer, answers, protocol=5)
    answers.flush()
"""
"""What a worker runs: what a job prints goes to standard error, and the answers go where only they go."""

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

_KEPT_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(2**28), "MALLOC_MMAP_THRESHOLD_": str(2**25)}
"""Bytes. Arrays that a job drops and makes again by the thousand stay with the process: to give each back and ask anew costs campaigns 5 %
of their time. The C library of GNU reads these, others do not."""


class Job(Protocol):
    """Work for one process: picklable, and of a module that does not load JAX."""

    def __call__(self) -> Any:
        """What comes back, picklable."""
        ...


class Workers:
    """As many processes as there are cores to use, started with the first jobs and ended with the `with` block."""

    def __init__(self, count: int) -> None:
        """`count`: of processes."""
        self._count = count
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes]] = queue.SimpleQueue()
        self._all: list[subprocess.Popen[bytes]] = []
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="worker")

    def __enter__(self) -> Self:
        """The workers."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Ends the processes, after an error in the middle of their work."""
        if kind is not None:
            for process in self._all:
                process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._all:
            # Nothing is left to read, and a pipe to a process that has died cannot be flushed.
            with contextlib.suppress(BrokenPipeError):
                process.communicate()

    def each(self, jobs: Iterable[Job]) -> Iterator[Any]:
        """What comes back of each job, in their order; jobs are made while others run, and few wait at a time.

        Raises:
            RuntimeError: a worker died, or a job failed: its own words are in the message.
        """
        waiting: deque[Future[Any]] = deque()
        for job in jobs:
            waiting.append(self._threads.submit(self._done, job))
            while len(waiting) > 2 * self._count:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _done(self, job: Job) -> Any:
        try:
            process = self._idle.get_nowait()
        except queue.Empty:
            process = self._started()
        try:
            answers, jobs = cast("IO[bytes]", process.stdout), cast("IO[bytes]", process.stdin)
            pickle.dump(job, jobs, protocol=5)
            jobs.flush()
            answer, failure = pickle.load(answers)  # noqa: S301 -- our own process wrote it
        except (EOFError, BrokenPipeError) as error:
            raise RuntimeError(f"a worker ended with status {process.wait()} in the middle of its work; was memory short?") from error
        self._idle.put(process)
        if failure is not None:
            raise RuntimeError(f"a worker's job failed:\n{failure}")
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(  # noqa: S603 -- this interpreter
            [sys.executable, "-c", _LOOP], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_KEPT_MEMORY | os.environ | _ONE_THREAD
        )
        self._all.append(process)
        pickle.dump(sys.path, cast("IO[bytes]", process.stdin), protocol=5)
        return process
