"""Ten thousand trials of a twenty-year campaign, by Cupola and by a plain Python loop over trials, steps and satellites.

Run: `make bench-campaign`, or `python benchmarks/campaign.py [ROUNDS]`. Both play the same rules with the same notional numbers
(`deployers/problem.py`), each in a process of its own on one core; rounds alternate. The loop does some trials and is counted for as many
as Cupola did: every trial costs it the same. Cupola's launches are drawn beforehand, being an input. Kept in results/campaign.json. Exit 1:
counts that differ by more than chance, or a ratio below what is promised.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "campaign.json"
TRIALS, BY_LOOP = 10_000, 60
PROMISED = 80.0
APART = 5.0
"""Standard errors that a mean of the loop may lie from Cupola's: of 360 means one in 2,000 runs would by chance."""
ONE_CORE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def played(script: str, *words: str) -> dict[str, Any]:
    """One contestant's go: its figures."""
    line = [sys.executable, str(HERE / "deployers" / script), *words]
    done = subprocess.run(line, check=False, capture_output=True, text=True, env=os.environ | ONE_CORE)
    if done.returncode:
        raise SystemExit(f"{' '.join(line)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def furthest(ours: dict[str, np.ndarray], loops: list[dict[str, Any]]) -> tuple[float, float]:
    """Greatest distance of mean counts, in the loop's standard errors, and of the spreads, as a ratio's logarithm."""
    mean_apart = spread_apart = 0.0
    for name, counts in ours.items():
        theirs = np.concatenate([np.array(one["yearly"][name], dtype=float) for one in loops])
        error = counts.std(axis=0) / np.sqrt(theirs.shape[0])
        some = error > 0.0
        off = np.abs(theirs.mean(axis=0) - counts.mean(axis=0))
        if np.any(off[~some] > 0.0):
            return np.inf, np.inf
        mean_apart = max(mean_apart, float((off[some] / error[some]).max()))
        # Spreads of all years and shells together: each alone is far less certain.
        ratio = theirs.std(axis=0, ddof=1)[some] / counts.std(axis=0)[some]
        spread_apart = max(spread_apart, abs(float(np.log(np.median(ratio)))))
    return mean_apart, spread_apart


def main() -> int:
    """The whole of it; the exit status."""
    words = sys.argv[1:]
    if len(words) > 1 or any(not word.isdigit() or int(word) < 1 for word in words):
        print(f"got {' '.join(words)!r}; write python benchmarks/campaign.py [ROUNDS], ROUNDS from 1", file=sys.stderr)
        return 2
    rounds, begun = int(words[0]) if words else 3, os.getloadavg()[0]
    ours, loops = [], []
    with tempfile.TemporaryDirectory() as folder:
        answer = str(Path(folder) / "counts.npz")
        for turn in range(rounds):
            loops.append(played("by_loop.py", str(BY_LOOP), str(turn * BY_LOOP)))
            ours.append(played("by_cupola.py", str(TRIALS), answer))
            print(
                f"round {turn + 1}: loop {loops[-1]['s'] / BY_LOOP:.3f} s a trial, Cupola {ours[-1]['s']:.2f} s for {TRIALS}",
                file=sys.stderr,
            )
        counts = dict(np.load(answer))
    apart, spreads = furthest(counts, loops)
    wall, cpu = ([loop[clock] / BY_LOOP * TRIALS / own[clock] for loop, own in zip(loops, ours, strict=True)] for clock in ("s", "cpu_s"))
    working = counts["up"].sum(axis=2)
    document = {
        "trials": TRIALS,
        "satellites_launched_a_trial": float(counts["launched"][:, -1].sum(axis=1).mean()),
        "working_by_year": {"mean": working.mean(axis=0).round(1).tolist(), "p10_p90": np.quantile(working, (0.1, 0.9), axis=0).tolist()},
        "cupola": [{key: one[key] for key in ("s", "cpu_s", "memory_B")} for one in ours],
        "loop": [{"s_a_trial": one["s"] / BY_LOOP, "cpu_s_a_trial": one["cpu_s"] / BY_LOOP} for one in loops],
        "times": wall,
        "times_by_cpu": cpu,
        "means_apart_standard_errors": apart,
        "spreads_apart_log_ratio": spreads,
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "numpy": np.__version__,
            "cores": os.cpu_count(),
            "load_before": begun,
        },
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    middle, memory = statistics.median(wall), max(one["memory_B"] for one in ours) / 1e9
    seconds = statistics.median(one["s"] for one in ours)
    print(f"Cupola {seconds:.1f} s and {memory:.2f} GB for {TRIALS} trials, {middle:.0f} times the loop")
    print(
        f"{statistics.median(cpu):.0f} times by processor time; means {apart:.1f} standard errors apart, spreads {spreads:.3f} (logarithm)"
    )
    if apart > APART or spreads > 0.2:
        print("the two differ by more than chance", file=sys.stderr)
        return 1
    if middle < PROMISED:
        print(f"less than {PROMISED:g} times as fast as the loop", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
