"""The command `run`: progress while it works, then the headline, the figures and where the report is."""

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from cupola.app import run
from cupola.report import quantities
from cupola.report.sentence import told as told_sentence
from cupola.store import Run

SELDOM = 30.0
"""Seconds between two lines of progress where there is no terminal for a bar."""


class BarCounter:
    """One bar a study on standard error; where that is no terminal, a line now and then, so that a log shows how far it is."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic):
        self._console, self._clock, self._told = console, clock, clock()
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()

    def __call__(self, study: str, done: int, total: int) -> None:
        if not self._console.is_terminal and self._clock() - self._told >= SELDOM:
            self._told = self._clock()
            self._console.print(f"{study}: {done:,} of {total:,}", highlight=False)
        if study not in self._tasks:
            self._tasks[study] = self._bars.add_task(study, total=total)
        self._bars.update(self._tasks[study], completed=done)


def run_shown(scenario: str, studies: Sequence[str] | None, out: Path | None, seed: int, engine: str, **settings: Any) -> Run:
    """Run a scenario with a bar on standard error; the rest goes to `cupola.app.run`."""
    try:
        with BarCounter(Console(stderr=True)) as progress:
            return run(scenario, studies, out, seed, engine, progress=progress, **settings)
    except KeyboardInterrupt:
        sys.stderr.write("stopped; finished work is kept, and the same command goes on from there\n")
        raise


def document(finished: Run) -> dict[str, Any]:
    """The JSON document of a run."""
    manifest = finished.manifest
    return {
        "run": str(finished.path),
        "scenario": manifest["scenario"]["name"],
        "seed": manifest["seed"],
        "wall_s": manifest["wall_s"],
        "warnings": manifest["warnings"],
        "sentence": told_sentence(manifest["sentence"]),
        "studies": {
            name: {"figures": found["figures"], "data": str(finished.path / found["data"])} for name, found in manifest["studies"].items()
        },
    }


def told(finished: Run) -> str:
    """The run in words: warnings, sentence, headline figures, report."""
    manifest, figures = finished.manifest, finished.figures()
    lines = [manifest["scenario"]["title"] + (" (notional, public sources)" if manifest["scenario"]["notional"] else ""), ""]
    lines += [f"warning: {warning}" for warning in manifest["warnings"]]
    lines += [told_sentence(manifest["sentence"]), ""]
    rows = [(figures[name]["label"], *_told_figure(figures[name])) for name in manifest["headline"]]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    lines += [f"  {label:<{widths[0]}}  {value:>{widths[1]}}  {extent}".rstrip() for label, value, extent in rows]
    lines += ["", f"report: {finished.path / 'report.html'}"]
    return "\n".join(lines)


def _told_figure(figure: dict[str, Any]) -> tuple[str, str]:
    """Value of a figure, and its range or else what its note says, in words."""
    extent = ""
    if "low" in figure:
        same = figure["low"] == figure["high"] == figure["value"]
        extent = "in every draw" if same else quantities.span(figure["low"], figure["high"], figure["unit"])
    elif figure["value"] is not None:
        extent = figure.get("note", "")
    return quantities.told_value(figure, figure.get("high", 0.0)), extent
