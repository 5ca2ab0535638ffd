"""Processes that work on jobs: the order of the answers, what fails, and that nothing heavy is loaded in them."""

import os
import re
from collections.abc import Iterator

import pytest
from jobs_of_workers import Dying, Failing, Squared

from cupola.engine.workers import Workers


@pytest.mark.law
def test_answers_come_in_the_order_of_the_jobs_from_processes_without_jax(capfd: pytest.CaptureFixture[str]):
    with Workers(2) as workers:
        answers = list(workers.each(Squared(number) for number in range(40)))
    assert [square for square, _, _ in answers] == [number**2 for number in range(40)]
    processes = {process for _, process, _ in answers}
    assert os.getpid() not in processes
    assert 1 <= len(processes) <= 2
    assert not any(loaded for _, _, loaded in answers)
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.count("printed by a job") == 40


@pytest.mark.law
def test_jobs_are_made_as_they_are_needed():
    made: list[int] = []

    def jobs() -> Iterator[Squared]:
        for number in range(1000):
            made.append(number)
            yield Squared(number)

    with Workers(2) as workers:
        assert next(workers.each(jobs()))[0] == 0
        assert len(made) < 10


@pytest.mark.law
@pytest.mark.parametrize(("job", "told"), [(Failing(), "no such thing"), (Dying(), "status 7")])
def test_a_job_that_goes_wrong_says_how(job: Failing | Dying, told: str):
    with pytest.raises(RuntimeError, match=re.escape(told)), Workers(1) as workers:
        list(workers.each([Squared(1), job, Squared(2)]))
