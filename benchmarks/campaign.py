"""Ten thousand trials of a twenty-year campaign, by Cupola and by a plain Python loop over trials, steps and satellites.

Run: `make bench-campaign`, or `python benchmarks/campaign.py [ROUNDS]`. Both play the same rules with the same notional numbers
(`deployers/problem.py`): the loop in one process, Cupola once on two workers and once in one process; rounds alternate. The loop does some
trials and is counted for as many as Cupola did: every trial costs it the same. Cupola's launches are drawn beforehand, being an input, and
its workers are up when the clock starts. Kept in results/campaign.json. Exit 1: counts that differ by more than chance or between two
workers and one process, or a ratio (on two workers, the median of the rounds) below what is promised.
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
PROMISED = 200.0
APART = 5.0
"""Standard errors that a mean of the loop may lie from Cupola's: of 360 means one in 2,000 runs would by chance."""
ONE_CORE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


CONTESTANTS = {"cupola": "2", "cupola_one_process": "0"}
"""Workers of each."""


def played(script: str, *words: str, workers: str = "0") -> dict[str, Any]:
    """One contestant's go: its figures."""
    line = [sys.executable, str(HERE / "deployers" / script), *words]
    done = subprocess.run(line, check=False, capture_output=True, text=True, env=os.environ | ONE_CORE | {"CAMPAIGN_WORKERS": workers})
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
    loops: list[dict[str, Any]] = []
    ours: dict[str, list[dict[str, Any]]] = {name: [] for name in CONTESTANTS}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds):
            loops.append(played("by_loop.py", str(BY_LOOP), str(turn * BY_LOOP)))
            for name, workers in CONTESTANTS.items():
                ours[name].append(played("by_cupola.py", str(TRIALS), str(Path(folder) / f"{name}.npz"), workers=workers))
            told = ", ".join(f"{name} {rows[-1]['s']:.2f} s" for name, rows in ours.items())
            print(f"round {turn + 1}: loop {loops[-1]['s'] / BY_LOOP:.3f} s a trial; {TRIALS} trials: {told}", file=sys.stderr)
        counts, alone = (dict(np.load(Path(folder) / f"{name}.npz")) for name in CONTESTANTS)
    same = all(np.array_equal(counts[name], alone[name]) for name in counts)
    apart, spreads = furthest(counts, loops)
    wall, cpu = (
        {name: [loop[clock] / BY_LOOP * TRIALS / own[clock] for loop, own in zip(loops, rows, strict=True)] for name, rows in ours.items()}
        for clock in ("s", "cpu_s")
    )
    working = counts["up"].sum(axis=2)
    document = {
        "trials": TRIALS,
        "satellites_launched_a_trial": float(counts["launched"][:, -1].sum(axis=1).mean()),
        "working_by_year": {"mean": working.mean(axis=0).round(1).tolist(), "p10_p90": np.quantile(working, (0.1, 0.9), axis=0).tolist()},
        **{name: [{key: one[key] for key in ("s", "cpu_s", "memory_B")} for one in rows] for name, rows in ours.items()},
        "loop": [{"s_a_trial": one["s"] / BY_LOOP, "cpu_s_a_trial": one["cpu_s"] / BY_LOOP} for one in loops],
        "times": wall,
        "times_by_cpu": cpu,
        "two_workers_come_to_the_same": same,
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
    for name, rows in ours.items():
        seconds, memory = statistics.median(one["s"] for one in rows), max(one["memory_B"] for one in rows) / 1e9
        print(
            f"{name}: {seconds:.1f} s and {memory:.2f} GB for {TRIALS} trials, {statistics.median(wall[name]):.0f} times the loop "
            f"({min(wall[name]):.0f} to {max(wall[name]):.0f}), {statistics.median(cpu[name]):.0f} by processor time"
        )
    print(f"means {apart:.1f} standard errors apart, spreads {spreads:.3f} (logarithm)")
    if not same:
        print("two workers and one process come to different counts", file=sys.stderr)
        return 1
    if apart > APART or spreads > 0.2:
        print("the two differ by more than chance", file=sys.stderr)
        return 1
    if statistics.median(wall["cupola"]) < PROMISED:
        print(f"less than {PROMISED:g} times as fast as the loop", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
