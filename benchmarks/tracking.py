"""Filter steps a second with four sensors: Cupola's batch, a plain NumPy filter and Stone Soup's, and how far their answers lie apart.

Run: `make bench-tracking`, or `python benchmarks/tracking.py [ROUNDS]` with Stone Soup in `.venv-peers` (or the Python that
`CUPOLA_PEERS_PYTHON` names). `--dropped` flies 10,000 trials of four threats for half an hour and tells the share of tracks dropped with
its confidence; `--memory` flies 1,000 trials with eight sensors and tells seconds and peak memory. Each keeps its part of
results/tracking.json. Steps of Cupola count all that a run does: noise, misses, gate, filter and statistics; compiling is left out, and the
others are given their looks ready made. Exit 1: answers further apart than the filters are, or a ratio below what is promised.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from trackers.problem import SIGMA, START, scene

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "tracking.json"
PEERS = Path(os.environ.get("CUPOLA_PEERS_PYTHON", HERE.parent / ".venv-peers" / "bin" / "python"))
UNFUSED = "--xla_backend_extra_options=xla_as_it_comes"
"""Names no option of XLA, and so keeps `ready_devices` from naming the one that makes one loop of many results."""

WINDOW, SEED = 20, 20260101
CHECKED, CHECKED_INSTANTS = 20, 300
"""Tracks and instants that every contestant flies from the same looks."""
SAME, APART = 0.05, {"numpy": 1e-4, "stonesoup": 0.25}
"""How far the errors of two filters may differ, as a share: over twenty tracks an error is itself known to a tenth. And how far two
estimates from the same looks may lie apart, as a share of the error: Stone Soup takes the looks of an instant one after the other, and
linearises each anew."""
PROMISED = {"numpy": 500.0, "stonesoup": 10_000.0}


def cupola(trials: int, instants: int, slots: int, *, chance: float = 1.0, again: int = 3) -> tuple[dict[str, float], Any, Any]:
    """Figures of a run of Cupola in this process, its tracks and its history."""
    from cupola.engine import ready_devices  # noqa: PLC0415 -- the parent loads no JAX

    devices = ready_devices()
    from cupola.sensing import kalman, starting  # noqa: PLC0415 -- as above

    seen, key, _, motion = problem(instants + WINDOW, slots, chance)
    names = np.arange(trials)
    begun = starting.begin(seen.part(0, WINDOW), key, names, motion)
    start = kalman.tracks(begun.state, begun.status == starting.STARTED)
    stretch = kalman.Stretch(devices.mesh, min(300, instants))
    rest = seen.part(WINDOW, WINDOW + instants)
    clock = time.perf_counter()
    tracks, history = kalman.track(start, rest, key, names, motion, stretch=stretch)
    first = time.perf_counter() - clock
    times = []
    for _ in range(again):
        clock = time.perf_counter()
        tracks, history = kalman.track(start, rest, key, names, motion, stretch=stretch)
        times.append(time.perf_counter() - clock)
    work = statistics.median(times) if times else first
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if platform.system() == "Darwin" else 1024)
    steps = trials * seen.threats * instants
    return {"work_s": work, "first_s": first, "steps_per_s": steps / work, "peak_bytes": float(peak)}, tracks, (history, seen, motion)


def problem(instants: int, slots: int, chance: float = 1.0) -> tuple[Any, Any, Any, Any]:
    """The passage, key, states before the first step and the filter's motion."""
    from cupola.constants import EARTH  # noqa: PLC0415 -- as above
    from cupola.sensing.dynamics import Motion  # noqa: PLC0415 -- as above
    from cupola.sensing.looking import passage  # noqa: PLC0415 -- as above
    from cupola.sensing.noise import words  # noqa: PLC0415 -- as above

    s = scene(instants, slots)
    seconds = np.ones(s["position"].shape[:2])
    found = passage(
        seconds,
        (s["position"], s["velocity"]),
        s["station"],
        chance * s["seen"],
        SIGMA,
        identities=(None, s["satellite"].astype(np.uint32)),
    )
    return found, words(SEED), s["before"], Motion(EARTH)


def same_looks(folder: Path) -> np.ndarray:
    """Write the problem that all fly alike, looks and all, and give Cupola's means on it, (tracks, t, 6)."""
    from cupola.engine import ready_devices  # noqa: PLC0415 -- as above

    ready_devices()
    import jax  # noqa: PLC0415 -- as above
    import jax.numpy as jnp  # noqa: PLC0415 -- as above

    from cupola.sensing.dynamics import State, predict  # noqa: PLC0415 -- as above
    from cupola.sensing.looking import looks_at  # noqa: PLC0415 -- as above
    from cupola.sensing.measurements import information, update  # noqa: PLC0415 -- as above
    from cupola.sensing.symmetric import diagonal  # noqa: PLC0415 -- as above

    seen, key, before, motion = problem(CHECKED_INSTANTS, 4)
    trials = CHECKED // seen.threats
    mean = before[None] + START * np.random.default_rng(SEED).standard_normal((trials, seen.threats, 6))
    names = jnp.arange(trials, dtype=jnp.uint32)[None, :]
    state = State(
        tuple(jnp.asarray(mean[..., c].T) for c in range(6)), diagonal([jnp.full((seen.threats, trials), sigma**2) for sigma in START])
    )

    def step(state: State, instant: Any) -> tuple[State, Any]:
        looks = looks_at(instant, key, names, None)
        ahead = predict(state, 1.0, motion)
        state, _ = update(ahead, information(ahead, looks))
        shape = (seen.threats, trials)
        direction = jnp.stack([jnp.stack(look.direction, axis=-1) for look in looks])
        saw = jnp.stack([jnp.broadcast_to(look.weight, shape) for look in looks])
        return state, (jnp.stack(state.mean, axis=-1), direction, saw)

    _, (means, direction, saw) = jax.jit(lambda state, seen: jax.lax.scan(step, state, seen))(state, seen)
    np.savez(
        folder / "problem.npz",
        mean=mean,
        covariance=np.diag(START**2),
        station=seen.station,
        seen=seen.chance > 0.0,
        direction=np.asarray(direction),
        saw=np.asarray(saw) > 0.5,
        truth=np.concatenate([seen.position, seen.velocity], axis=-1),
    )
    return np.moveaxis(np.asarray(means), (0, 1, 2), (2, 1, 0)).reshape(-1, CHECKED_INSTANTS, 6)


def child(words: list[str], flags: str = "") -> dict[str, Any]:
    """Figures that a process printed last."""
    setting = os.environ | ({"XLA_FLAGS": f"{os.environ.get('XLA_FLAGS', '')} {flags}".strip()} if flags else {})
    done = subprocess.run(words, check=False, capture_output=True, text=True, env=setting)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def speed(rounds: int) -> dict[str, Any]:
    """Every contestant in turn, and how far apart they end."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in ("cupola", "cupola, unfused", "numpy", "stonesoup")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        child([sys.executable, __file__, "--same", str(folder)])
        given, means = np.load(folder / "problem.npz"), {"cupola": np.load(folder / "cupola.npy")}
        for turn in range(rounds):
            for contestant, rows in found.items():
                if contestant.startswith("cupola"):
                    rows.append(child([sys.executable, __file__, "--speed"], UNFUSED if "unfused" in contestant else ""))
                else:
                    script, answer = str(HERE / "trackers" / f"by_{contestant}.py"), folder / f"{contestant}.npy"
                    rows.append(child([str(PEERS), script, str(folder / "problem.npz"), str(answer), str(CHECKED)]))
                    means[contestant] = np.load(answer)
                print(f"round {turn + 1} {contestant:<16} {rows[-1]['steps_per_s']:12.4g} steps/s", file=sys.stderr)
        truth = np.tile(np.moveaxis(given["truth"], 0, 1), (CHECKED // given["truth"].shape[1], 1, 1))
    late = slice(CHECKED_INSTANTS // 3, None)
    errors = {who: rms(answer - truth, late) for who, answer in means.items()}
    apart = {who: rms(answer - means["cupola"], late) for who, answer in means.items() if who != "cupola"}
    times = {
        who: [a["steps_per_s"] / b["steps_per_s"] for a, b in zip(found["cupola"], rows, strict=True)]
        for who, rows in found.items()
        if who != "cupola"
    }
    for who, rows in found.items():
        middle = statistics.median(row["steps_per_s"] for row in rows)
        print(f"{who:<16} {middle:12,.0f} steps/s" + (f", Cupola {statistics.median(times[who]):,.0f} times" if who in times else ""))
    for who, value in apart.items():
        print(
            f"{who:<16} position error {errors[who]:.3f} m, Cupola's {errors['cupola']:.3f} m; apart {value:.3g} m rms, on the same looks"
        )
    return {"rounds": found, "times": times, "position_error_m": errors, "apart_from_cupola_m": apart}


def rms(difference: np.ndarray, part: slice) -> float:
    """Of positions, over tracks and instants, m."""
    return float(np.sqrt((difference[:, part, :3] ** 2).sum(axis=-1).mean()))


def dropped() -> dict[str, Any]:
    """10,000 trials of four threats for half an hour, nine looks in ten seen: shares dropped and honesty."""
    figures, tracks, (history, seen, motion) = cupola(10_000, 1_800, 4, chance=0.9, again=0)
    from cupola.sensing.bound import bound  # noqa: PLC0415 -- as above
    from cupola.sensing.consistency import share, share_inside  # noqa: PLC0415 -- as above
    from cupola.sensing.kalman import NEVER  # noqa: PLC0415 -- as above

    held = np.asarray(tracks.held)
    gone = (tracks.dropped != NEVER) & held
    found = share(int(gone.sum()), int(held.sum()))
    best = bound(seen, motion).position[WINDOW:]
    ratio = history.position_error[60:] / best[60:]
    inside = share_inside(history.normalised, history.tracked)
    print(
        f"{int(held.sum()):,} tracks of {held.size:,}; {int(gone.sum())} dropped: {found.value:.3%} ({found.low:.3%} to {found.high:.3%})"
    )
    print(
        f"error over bound {ratio.min():.3f} to {ratio.max():.3f} after a minute; mean normalised error as said {inside.min():.1%} of steps"
    )
    return figures | {
        "tracks": int(held.sum()),
        "of": held.size,
        "dropped": int(gone.sum()),
        "share": found.value,
        "low": found.low,
        "high": found.high,
        "level": found.level,
        "error_over_bound": [float(ratio.min()), float(ratio.max())],
        "inside_share_of_steps": [float(value) for value in inside],
    }


def main() -> int:
    """The whole of it; the exit status."""
    words = sys.argv[1:]
    if words[:1] == ["--same"]:
        means = same_looks(Path(words[1]))
        np.save(Path(words[1]) / "cupola.npy", means)
        print(json.dumps({"tracks": len(means)}))
        return 0
    if words == ["--speed"]:
        print(json.dumps(cupola(1_000, 600, 4)[0]))
        return 0
    if words in (["--dropped", "here"], ["--memory", "here"]):
        print(json.dumps(dropped() if words[0] == "--dropped" else cupola(1_000, 1_800, 8, again=1)[0]))
        return 0
    if words in (["--dropped"], ["--memory"]):
        done = subprocess.run([sys.executable, __file__, words[0], "here"], check=True, capture_output=True, text=True)
        *told, last = done.stdout.splitlines()
        figures = json.loads(last)
        compiled = max(0.0, figures["first_s"] - figures["work_s"])
        print("\n".join(told))
        print(f"{figures['work_s']:.1f} s, compiled in {compiled:.1f} s, peak memory {figures['peak_bytes'] / 1e9:.2f} GB")
        keep(words[0][2:], figures)
        return 0
    if len(words) > 1 or any(not word.isdigit() or int(word) < 1 for word in words):
        print(
            f"got {' '.join(words)!r}; write python benchmarks/tracking.py [ROUNDS | --dropped | --memory], ROUNDS from 1", file=sys.stderr
        )
        return 2
    if not PEERS.exists():
        print(f"no Python at {PEERS}: `make bench-tracking` puts the peers there, CUPOLA_PEERS_PYTHON names another place", file=sys.stderr)
        return 2
    figures = speed(int(words[0]) if words else 3)
    keep("speed", figures)
    errors, apart = figures["position_error_m"], figures["apart_from_cupola_m"]
    mine = errors["cupola"]
    wrong = [who for who in apart if abs(errors[who] / mine - 1.0) > SAME or apart[who] > mine * APART[who]]
    slow = [who for who, least in PROMISED.items() if statistics.median(figures["times"][who]) < least]
    for who in wrong:
        print(f"{who}: further from Cupola than two such filters on the same looks are", file=sys.stderr)
    for who in slow:
        print(f"{who}: less than {PROMISED[who]:,.0f} times slower", file=sys.stderr)
    return 1 if wrong or slow else 0


def keep(part: str, figures: dict[str, Any]) -> None:
    """Put one part into the file of results, with what the machine was."""
    document = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    document[part] = figures | {
        "machine": {
            "system": platform.platform(),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load": os.getloadavg()[0],
        },
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
