"""Routes of all pairs of a hundred cities over a day of Starlink's first shell: Cupola on two workers, a plain script, and networkx.

Run: `make bench-routing`, or `python benchmarks/routing.py [ROUNDS]` with networkx in `.venv-peers` (or the Python that
`CUPOLA_PEERS_PYTHON` names). Every contestant is given the same positions, Earth-fixed, at 60 s steps, and makes its own geometry, graph
and routes in a process of its own; rounds alternate. The plain script and Cupola do the whole day; networkx every 72nd step of it. Cupola
writes every path out and sends it from its workers; networkx has paths, the plain script stops at predecessors. Then ten thousand
satellites for a quarter of an hour, by Cupola and by the plain script. Kept in results/routing.json. Exit 1: delays that differ by more
than a nanosecond, or a ratio below what is promised.
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
RESULTS = HERE / "results" / "routing.json"
PEERS = Path(os.environ.get("CUPOLA_PEERS_PYTHON", HERE.parent / ".venv-peers" / "bin" / "python"))
DAY, SPARSE, TEN_THOUSAND = 1440, 72, 15
SAME = 1e-9
"""s."""
PROMISED = {"scipy": 1.8, "networkx": 30.0}
ONE_CORE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
CONTESTANTS = {
    "cupola": (sys.executable, "by_cupola.py", 1, ONE_CORE | {"ROUTING_WORKERS": "2"}),
    "cupola, one process": (sys.executable, "by_cupola.py", 1, ONE_CORE | {"ROUTING_WORKERS": "0"}),
    "scipy": (sys.executable, "by_scipy.py", 1, ONE_CORE),
    "networkx": (str(PEERS), "by_networkx.py", SPARSE, ONE_CORE),
}


def route(name: str, problem: Path, answer: Path) -> dict[str, Any]:
    """One contestant's go: its figures; the delays are in the file."""
    python, script, every, setting = CONTESTANTS[name]
    words = [python, str(HERE / "routers" / script), str(problem), str(answer), str(every)]
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=os.environ | setting)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def contest(folder: Path, shell: str, steps: int, names: list[str], rounds: int) -> dict[str, Any]:
    """Every contestant in turn, `rounds` times, and how far its delays lie from Cupola's."""
    problem = folder / f"{shell}.npz"
    words = [sys.executable, str(HERE / "routers" / "problem.py"), str(problem), shell, str(steps)]
    subprocess.run(words, check=True)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    delays = {}
    for turn in range(rounds):
        for name in names:
            answer = folder / "delay.npy"
            rows[name].append(route(name, problem, answer))
            delays[name] = np.load(answer)
            print(f"{shell}, round {turn + 1}, {name:<20} {rows[name][-1]['ms_a_step']:10.2f} ms a step", file=sys.stderr)
    ours = delays["cupola"]
    apart = {name: furthest(ours[:: CONTESTANTS[name][2]], delay) for name, delay in delays.items() if name != "cupola"}
    times = {
        name: [a["ms_a_step"] / b["ms_a_step"] for a, b in zip(row, rows["cupola"], strict=True)]
        for name, row in rows.items()
        if name != "cupola"
    }
    for name, row in rows.items():
        middle, cores = (statistics.median(one[figure] for one in row) for figure in ("ms_a_step", "core_ms_a_step"))
        against = f", Cupola {statistics.median(times[name]):.3g} times as fast, {apart[name]:.1g} s apart" if name in times else ""
        print(f"{shell:<14} {name:<20} {middle:10.2f} ms a step, {cores:.2f} of all cores{against}")
    return {
        "steps": steps,
        "routes": int(np.isfinite(ours).sum()),
        "connected": float(np.isfinite(ours).mean()),
        "rounds": rows,
        "times": times,
        "times_by_core": {
            name: [a["core_ms_a_step"] / b["core_ms_a_step"] for a, b in zip(row, rows["cupola"], strict=True)]
            for name, row in rows.items()
            if name != "cupola"
        },
        "apart_s": apart,
    }


def furthest(one: np.ndarray, other: np.ndarray) -> float:
    """Greatest difference of two delays, s; infinity where only one has a route."""
    same = np.isfinite(one) & np.isfinite(other)
    if not np.array_equal(np.isfinite(one), np.isfinite(other)):
        return float("inf")
    return float(np.abs(one[same] - other[same]).max())


def main() -> int:
    """The whole of it; the exit status."""
    words = sys.argv[1:]
    if len(words) > 1 or any(not word.isdigit() or int(word) < 1 for word in words):
        print(f"got {' '.join(words)!r}; write python benchmarks/routing.py [ROUNDS], ROUNDS from 1", file=sys.stderr)
        return 2
    if not PEERS.exists():
        print(f"no Python at {PEERS}: `make bench-routing` puts networkx there, CUPOLA_PEERS_PYTHON names another place", file=sys.stderr)
        return 2
    rounds = int(words[0]) if words else 3
    begun = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = contest(folder, "starlink", DAY, list(CONTESTANTS), rounds)
        many = contest(folder, "ten-thousand", TEN_THOUSAND, ["cupola", "scipy"], rounds)
    document = {
        "starlink": day,
        "ten_thousand": many,
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load_before": begun,
        },
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    wrong = [f"{shell}: {name}" for shell in ("starlink", "ten_thousand") for name, far in document[shell]["apart_s"].items() if far > SAME]
    slow = [name for name, least in PROMISED.items() if statistics.median(day["times"][name]) < least]
    for name in wrong:
        print(f"{name}: delays further from Cupola's than {SAME:g} s", file=sys.stderr)
    for name in slow:
        print(f"{name}: Cupola is less than {PROMISED[name]:g} times as fast", file=sys.stderr)
    return 1 if wrong or slow else 0


if __name__ == "__main__":
    raise SystemExit(main())
