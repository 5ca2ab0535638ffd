"""Long work shows how far it is: a bar on a terminal, a line now and then in a log."""

from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from cupola.cli.running import SELDOM, BarCounter


def clock(times: list[float]) -> Iterator[float]:
    yield from times


@pytest.mark.story
def test_a_log_has_a_line_now_and_then():
    """Begun at 0 s and told at 10, 40, 50 and 80 s: the second and the last of these are told, 30 s apart or more."""
    shown, times = StringIO(), clock([0.0, 10.0, 40.0, 40.0, 50.0, 80.0, 80.0])
    with BarCounter(Console(file=shown, width=80), lambda: next(times)) as progress:
        for done in (1, 2, 3, 1_004):
            progress("custody", done, 2_000)
    assert shown.getvalue().split("\n") == ["custody: 2 of 2,000", "custody: 1,004 of 2,000", ""]


@pytest.mark.story
def test_a_terminal_has_a_bar_and_no_lines():
    shown = StringIO()
    with BarCounter(Console(file=shown, width=80, force_terminal=True), iter(range(0, 10_000, 2 * int(SELDOM))).__next__) as progress:
        for done in range(1, 4):
            progress("custody", done, 3)
    assert "custody" in shown.getvalue()
    assert "3 of 3" not in shown.getvalue()
