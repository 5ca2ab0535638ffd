"""Two runs side by side: every figure with its difference, and every input that changed between them. From the run folders alone."""

import math
from collections.abc import Iterator
from typing import Any, cast

import yaml

from cupola.store import Run

ABSENT = None
"""What stands for a value that one of the two runs does not have."""


def compared(before: Run, after: Run) -> dict[str, Any]:
    """What changed from one run to another.

    Returns:
        `runs`: the two folders. `figures`: for each figure of either run, by `study.figure`: `before` and `after` (as in the manifest, None
        where a run lacks it), `difference` in the figure's unit where both have a value in the same one, and `beyond_ranges`, True where
        the ranges over the draws do not overlap, `within_error`, True where the difference is no larger than what the trials of both leave
        open. `inputs`: for each key path of the scenario whose text differs, and for the seed and the versions, the two texts.
    """
    figures = {name: (before.figures().get(name), after.figures().get(name)) for name in _names(before, after)}
    return {
        "runs": [str(before.path), str(after.path)],
        "figures": {name: _pair(*both) for name, both in figures.items()},
        "inputs": _causes(before, after),
    }


def _causes(before: Run, after: Run) -> dict[str, dict[str, str | None]]:
    """Every input that differs; where none does and the hashes of the inputs do, it was Cupola's own code."""
    causes = {key: {"before": a, "after": b} for key, a, b in _changed(_inputs(before), _inputs(after))}
    hashes = before.manifest["inputs_sha256"], after.manifest["inputs_sha256"]
    if not causes and hashes[0] != hashes[1]:
        causes["(Cupola's own code)"] = {"before": hashes[0][:10], "after": hashes[1][:10]}
    return causes


def _names(before: Run, after: Run) -> tuple[str, ...]:
    """Figures of either run: the headlines first, then the rest, in their own order."""
    headline = (*before.manifest["headline"], *after.manifest["headline"])
    return tuple(dict.fromkeys((*headline, *before.figures(), *after.figures())))


def _pair(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    pair: dict[str, Any] = {"before": before, "after": after}
    if before is None or after is None or before["unit"] != after["unit"]:
        return pair
    if before["value"] is not None and after["value"] is not None:
        pair["difference"] = after["value"] - before["value"]
        if "error" in before and "error" in after:
            pair["within_error"] = abs(pair["difference"]) <= math.hypot(before["error"], after["error"])
    if "low" in before and "low" in after:
        pair["beyond_ranges"] = after["low"] > before["high"] or after["high"] < before["low"]
    return pair


def _inputs(run: Run) -> dict[str, str]:
    """Every scalar of the scenario by key path, as text; then the seed and the versions."""
    tree = yaml.load((run.path / "scenario.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 -- gives texts only
    flat = dict(_scalars(tree, ""))
    flat |= {"(seed)": str(run.manifest["seed"]), "(studies)": ", ".join(run.studies)}
    return flat | {f"({name})": number for name, number in run.manifest["versions"].items()}


def _scalars(node: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in cast("dict[str, object]", node).items():
            # A fact stands at its own path, so that a number compares whether it was written with its source or bare.
            yield from _scalars(value, path if key == "value" else f"{path}.{key}" if path else key)
    elif isinstance(node, list):
        for place, value in enumerate(cast("list[object]", node)):
            yield from _scalars(value, f"{path}.{place}")
    else:
        yield path, str(node)


def _changed(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    for key in dict.fromkeys((*before, *after)):
        a, b = before.get(key, ABSENT), after.get(key, ABSENT)
        if a != b:
            yield key, a, b
