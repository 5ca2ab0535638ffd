"""Runs two or more contestants in turn, each in a process of its own, and keeps the median of each figure and of the ratios.

A contestant is a function that does its work once to warm up, then once on the clock, and returns a dictionary of figures; seconds of whole
processes and peak memory are added here. Alternation makes a machine's drift fall on all alike: only ratios are worth quoting.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Contestant = Callable[[], dict[str, float]]
RESULTS = Path(__file__).resolve().parent / "results"


def play(script: str, contestants: dict[str, Contestant], rounds: int) -> dict[str, list[dict[str, float]]]:
    """Run every contestant `rounds` times, A B A B; as a child (second argument a name) run that one and print its figures."""
    if len(sys.argv) > 2 and sys.argv[1] == "--child":
        figures = contestants[sys.argv[2]]()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)
        print(json.dumps(figures | {"peak_bytes": float(peak)}))
        raise SystemExit(0)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in contestants}
    for turn in range(rounds):
        for name in contestants:
            begun = time.perf_counter()
            child = subprocess.run([sys.executable, script, "--child", name], check=True, capture_output=True, text=True)
            figures = json.loads(child.stdout.splitlines()[-1]) | {"process_s": time.perf_counter() - begun}
            found[name].append(figures)
            print(f"round {turn + 1} {name:<24} " + "  ".join(f"{key} {value:.4g}" for key, value in figures.items()), file=sys.stderr)
    return found


def ratios(found: dict[str, list[dict[str, float]]], slow: str, fast: str, figure: str) -> list[float]:
    """The ratio of a figure round by round."""
    return [a[figure] / b[figure] for a, b in zip(found[slow], found[fast], strict=True)]


def keep(name: str, found: dict[str, list[dict[str, float]]], told: dict[str, list[float]]) -> None:
    """Print medians and ratios, and keep them with what the machine was."""
    for contestant, rounds in found.items():
        medians = {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}
        print(f"{contestant:<24} " + "  ".join(f"{key} {value:.4g}" for key, value in medians.items()))
    for title, values in told.items():
        print(f"{title}: median {statistics.median(values):.3g} (min {min(values):.3g}, max {max(values):.3g})")
    document: dict[str, Any] = {
        "machine": {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()},
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "rounds": found,
        "ratios": told,
    }
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
