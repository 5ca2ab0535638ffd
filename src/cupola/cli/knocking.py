"""The command `knockout`: progress while it works, then the answer, a table of what differs, and where the report is."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from rich.console import Console

from cupola.app import knockout
from cupola.cli.running import BarCounter
from cupola.report import quantities
from cupola.report.sentence import told as told_sentence
from cupola.store import Run

_SKIPPED = ("partners", "single_points")

_WIDEST = 64
"""Characters of a label in one line."""


def knockout_shown(scenario: str, without: Sequence[str], joined: Sequence[str], shapley: bool, **settings: Any) -> Run:
    """Knock out with a bar on standard error; the rest goes to `cupola.app.knockout`."""
    try:
        with BarCounter(Console(stderr=True)) as progress:
            return knockout(scenario, without, joined, shapley, progress=progress, **settings)
    except KeyboardInterrupt:
        sys.stderr.write("stopped; finished work is kept, and the same command goes on from there\n")
        raise


def told(finished: Run) -> str:
    """The answer in words, a table, and the report."""
    manifest, figures = finished.manifest, finished.figures()
    lines = [manifest["scenario"]["title"] + (" (notional, public sources)" if manifest["scenario"]["notional"] else ""), ""]
    lines += [f"warning: {warning}" for warning in manifest["warnings"]]
    lines += [told_sentence(manifest["sentence"]), ""]
    case = next((str(name) for name in finished["dependence"]["case"].values[1:]), None)
    rows = list(_worths(figures)) if case is None else list(_compared(figures, case.replace("-", "_")))
    lines += list(_table(rows))
    about = finished["dependence"].attrs
    lines += ["", f"{about['coalitions']:,} coalitions: {_done(about)}" if case is None else _done(about)]
    lines += ["", f"report: {finished.path / 'report.html'}"]
    return "\n".join(lines)


def _table(rows: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    """Columns side by side; long labels go on in the next line."""
    widths = [min(max((len(row[column]) for row in rows), default=0), _WIDEST if column == 0 else 1_000) for column in range(4)]
    for label, *cells in rows:
        first, *rest = wrap(label, _WIDEST) or [""]
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip((first, *cells), widths, strict=True)).rstrip()
        yield from (f"  {line}" for line in rest)


def _done(about: Mapping[str, Any]) -> str:
    """What was played and flown, and how often it was asked."""
    plays, asked, flown = (int(about[key]) for key in ("plays", "sets_asked", "sets_flown"))
    told = f"{plays:,} different plays" if plays else "nothing to launch"
    return told + (f"; {flown:,} different sets of satellites flown for {asked:,} that were asked" if asked else "")


def _compared(figures: Mapping[str, dict[str, Any]], case: str) -> Iterator[tuple[str, str, str, str]]:
    """What, as planned, in the case, and the difference."""
    yield ("", "as planned", "then", "difference")
    for name, planned in figures.items():
        key = name.removeprefix("dependence.")
        then = figures.get(f"{name}_{case}")
        sure = key.endswith("_there") and then is not None and planned["value"] == then["value"] == 1.0
        if then is None or key in _SKIPPED or sure or (key == "cost" and planned["value"] is None):
            continue
        different = next((figures[other] for other in _differences(name, case) if other in figures), None)
        yield (planned["label"], _told(planned), _told(then), "" if different is None else _told(different))


def _differences(name: str, case: str) -> Iterator[str]:
    yield f"{name}_less_{case}"
    yield f"{name}_more_{case}"
    if name.endswith("_date"):
        yield f"{name.removesuffix('_date')}_slip_{case}"


def _worths(figures: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    """Partner, worth, its range, what is lost when it leaves alone."""
    yield ("partner", "worth", "", "lost when it leaves alone")
    for name, figure in figures.items():
        if name.startswith("dependence.worth_"):
            alone = figures[name.replace(".worth_", ".alone_")]
            error = {key: figure[key] for key in ("unit", "label")} | {"value": figure["error"]} if "error" in figure else None
            spread = "" if error is None else f"± {quantities.told_value(error, figure['value'])}"
            yield (figure["label"].partition(":")[0], quantities.told_value(figure), spread, quantities.told_value(alone))


def _told(figure: dict[str, Any]) -> str:
    """Value and range, in words."""
    extent = _extent(figure)
    return quantities.told_value(figure, figure.get("high", 0.0)) + (f" ({extent})" if extent else "")


def _extent(figure: dict[str, Any]) -> str:
    if "low" not in figure or "high" not in figure or figure["low"] == figure["high"]:
        return ""
    return quantities.span(figure["low"], figure["high"], figure["unit"])
