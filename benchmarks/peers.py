"""The same three pieces by Cupola, a plain NumPy script, brahe, satkit and TAT-C: seconds, memory, and how far the answers lie apart.

Run: `make bench-peers`, or `python benchmarks/peers.py [ROUNDS] [tiny]` with the peers in `.venv-peers` (or the Python that
`CUPOLA_PEERS_PYTHON` names). Each contestant flies each piece in a process of its own, in turn, every round. Writes results/peers.json,
results/peers.png and the table of docs/benchmarks.md; `tiny` flies small pieces and writes nothing. Exit 1: answers further apart than
their models are.
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
from matplotlib.figure import Figure
from numpy.typing import NDArray

from paired import RESULTS, ratios

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
MARKS = ("<!-- table: written by benchmarks/peers.py -->\n", "<!-- end of the table -->\n")
PEERS = Path(os.environ.get("CUPOLA_PEERS_PYTHON", HERE.parent / ".venv-peers" / "bin" / "python"))

PROGRAMS = {"cupola": "Cupola", "numpy": "NumPy", "satkit": "satkit", "brahe": "brahe", "tatc": "TAT-C"}
PIECES = {
    "propagation": "Propagation: 1,584 satellites x 1,440 instants",
    "coverage": "Coverage: 24 satellites, 648 cells, 1,440 instants",
    "access": "Access: 12 satellites, 32 places, a week of 10 s",
}
SHARE, PASSES, MEAN_GAP, LONGEST_GAP = range(4)
CONE = "numpy, cone"
"""The plain script once more with TAT-C's rule for what is in view: what TAT-C is held against."""

Array = NDArray[np.floating[Any]]
Figures = dict[str, float]
Rounds = dict[str, dict[str, list[dict[str, Any]]]]


def one(program: str, piece: str, size: str, answer: Path, *more: str) -> dict[str, Any]:
    """Figures of one contestant's process; its answer is left in `answer`."""
    python = Path(sys.executable) if program == "cupola" else PEERS
    begun = time.perf_counter()
    words = [str(python), str(HERE / "peers" / f"by_{program}.py"), piece, size, str(answer), *more]
    child = subprocess.run(words, check=False, capture_output=True, text=True)
    if child.returncode:
        raise SystemExit(f"{program} could not do {piece}:\n{child.stderr}")
    figures = json.loads(child.stdout.splitlines()[-1])
    return figures | {"once_s": time.perf_counter() - begun - figures.pop("again_s")}


def play(rounds: int, size: str, folder: Path) -> tuple[Rounds, dict[str, dict[str, Array]]]:
    """Every piece by every contestant, A B C A B C; the answers are those of the last round, as they do not change."""
    found: Rounds = {piece: {program: [] for program in PROGRAMS} for piece in PIECES}
    for turn in range(rounds):
        for piece in PIECES:
            for program in PROGRAMS:
                figures = one(program, piece, size, folder / f"{piece}-{program}.npy")
                found[piece][program].append(figures)
                print(
                    f"round {turn + 1} {piece:<12} {program:<8} {figures['work_s']:10.4g} s, once {figures['once_s']:.3g} s",
                    file=sys.stderr,
                )
    for piece in ("coverage", "access"):
        one("numpy", piece, size, folder / f"{piece}-{CONE}.npy", "cone")
    answers = {
        piece: {
            program: np.load(folder / f"{piece}-{program}.npy")
            for program in (*PROGRAMS, CONE)
            if piece != "propagation" or program != CONE
        }
        for piece in PIECES
    }
    return found, answers


def apart(piece: str, answer: Array, reference: Array) -> Figures:
    """How far an answer lies from another, in figures that mean something."""
    if piece == "propagation":
        distance = np.linalg.norm(answer - reference, axis=-1)
        return {"greatest_m": float(distance.max()), "rms_m": float(np.sqrt((distance**2).mean()))}
    if piece == "coverage":
        return {"mean": float((answer - reference).mean()), "greatest": float(np.abs(answer - reference).max())}
    return {
        "share": float(answer[:, SHARE].sum() / reference[:, SHARE].sum() - 1.0),
        "passes": float(answer[:, PASSES].sum() / reference[:, PASSES].sum() - 1.0),
        "mean_gap": float(answer[:, MEAN_GAP].mean() / reference[:, MEAN_GAP].mean() - 1.0),
    }


ALLOWED = {
    "same": {"greatest_m": 1e-3, "rms_m": 1e-3, "mean": 1e-5, "greatest": 1e-3, "share": 1e-4, "passes": 1e-3, "mean_gap": 1e-3},
    "SGP4": {"greatest_m": 25e3, "rms_m": 15e3, "mean": 5e-3, "greatest": 0.05, "share": 0.03, "passes": 0.03, "mean_gap": 0.03},
    "each other": {"greatest_m": 100.0, "rms_m": 50.0, "mean": 1e-3, "greatest": 0.02, "share": 0.01, "passes": 0.01, "mean_gap": 0.01},
}
"""The same model; J2 to first order against SGP4, whose short-period and J3 terms move a satellite by some 12 km; SGP4 by two programs."""


def differences(answers: dict[str, dict[str, Array]]) -> list[dict[str, Any]]:
    """Which answers are held against which, how far apart they may be and are."""
    pairs = [("numpy", "cupola", "same"), ("satkit", "cupola", "SGP4"), ("brahe", "cupola", "SGP4"), ("brahe", "satkit", "each other")]
    told = []
    for piece, mine in answers.items():
        last = [("tatc", "cupola", "SGP4"), ("tatc", "satkit", "each other")] if piece == "propagation" else [("tatc", CONE, "SGP4")]
        for program, reference, kind in pairs + last:
            figures = apart(piece, mine[program], mine[reference])
            fine = all(abs(value) <= ALLOWED[kind][name] for name, value in figures.items())
            told.append({"piece": piece, "program": program, "against": reference, "kind": kind, "fine": fine} | figures)
    return told


def spread(values: list[float]) -> str:
    """Median and range, three digits."""
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{number(middle)} ({number(low)} to {number(high)})"


def number(value: float) -> str:
    """Three significant digits without an exponent."""
    digits = 2 - int(np.floor(np.log10(value)))
    return f"{round(value, digits):,.{max(0, digits)}f}"


def table(document: dict[str, Any]) -> str:
    """The tables of the page, Markdown."""
    lines = []
    for piece, title in PIECES.items():
        lines += [f"**{title}**", "", "| | s | times Cupola's | once, from the start, s | memory, GB |", "| --- | --- | --- | --- | --- |"]
        mine = document["rounds"][piece]
        for program, name in PROGRAMS.items():
            rounds = mine[program]
            work = spread([r["work_s"] for r in rounds])
            once, memory = (statistics.median(r[figure] for r in rounds) for figure in ("once_s", "peak_bytes"))
            times = "1" if program == "cupola" else spread(ratios(mine, program, "cupola", "work_s"))
            lines.append(f"| {name} {rounds[0]['version']} | {work} | {times} | {once:.1f} | {memory / 1e9:.2f} |")
        lines.append("")
    lines += ["**How far the answers lie apart**", "", "| piece | answer | against | difference |", "| --- | --- | --- | --- |"]
    names = PROGRAMS | {CONE: "NumPy with TAT-C's cone"}
    for row in document["differences"]:
        lines.append(f"| {row['piece']} | {names[row['program']]} | {names[row['against']]} | {in_words(row)} |")
    return "\n".join(lines) + "\n"


def in_words(row: dict[str, Any]) -> str:
    """One difference in the units of its piece."""
    if row["piece"] == "propagation":
        unit, scale = ("km", 1e3) if row["greatest_m"] > 1e3 else ("m", 1.0) if row["greatest_m"] > 0.1 else ("mm", 1e-3)
        return f"greatest {row['greatest_m'] / scale:.2g} {unit}, rms {row['rms_m'] / scale:.2g} {unit}"
    if row["piece"] == "coverage":
        return f"share of the day {row['mean'] * 100.0:+.3f} points on average, {row['greatest'] * 100.0:.2g} in the worst cell"
    return f"time in view {row['share'] * 100.0:+.2f} %, passes {row['passes'] * 100.0:+.2f} %, mean gap {row['mean_gap'] * 100.0:+.2f} %"


def draw(document: dict[str, Any], path: Path) -> None:
    """Seconds by contestant, one panel a piece, on one logarithmic scale: a dot for the median and a line over the rounds."""
    figure = Figure(figsize=(8.0, 6.6), layout="constrained")
    panels = figure.subplots(len(PIECES), 1, sharex=True)
    behind = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    for panel, (piece, title) in zip(panels, PIECES.items(), strict=True):
        mine = document["rounds"][piece]
        for place, (program, name) in enumerate(PROGRAMS.items()):
            values = [r["work_s"] for r in mine[program]]
            middle, colour = statistics.median(values), "#c2410c" if program == "cupola" else "#334155"
            panel.plot([min(values), max(values)], [place, place], color=colour, linewidth=2.0, solid_capstyle="butt")
            panel.plot([middle], [place], "o", color=colour, markersize=7.0)
            times = "" if program == "cupola" else f"  =  {number(statistics.median(ratios(mine, program, 'cupola', 'work_s')))} x Cupola"
            said = {"textcoords": "offset points", "va": "center"}
            panel.annotate(f"{number(middle)} s{times}", (max(values), place), (9, 0), fontsize=9, bbox=behind, **said)
            panel.annotate(name, (0.0, place), (-6, 0), xycoords=("axes fraction", "data"), ha="right", **said)
        panel.set(xscale="log", ylim=(len(PROGRAMS) - 0.4, -0.6), yticks=[])
        panel.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        panel.set_title(title, loc="left", fontsize=10.5, fontweight="bold")
        panel.grid(axis="x", which="major", color="#cbd5e1", linewidth=0.7)
        panel.set_axisbelow(True)
        panel.spines[["top", "right", "left"]].set_visible(False)
    everything = [r["work_s"] for mine in document["rounds"].values() for rounds in mine.values() for r in rounds]
    panels[-1].set_xlim(min(everything) / 1.6, max(everything) * 20.0)
    panels[-1].set_xlabel("seconds, imports and compiling done before; dot: median, line: range over the rounds")
    figure.savefig(path, dpi=150)


def put_on_page(text: str) -> None:
    """The table into its place on the page."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(MARKS[0])
    PAGE.write_text(before + MARKS[0] + "\n" + text + "\n" + MARKS[1] + rest.split(MARKS[1])[1], encoding="utf-8")


def main() -> int:
    """The whole of it; the exit status."""
    words = sys.argv[1:]
    size = "tiny" if "tiny" in words else "full"
    counts = [word for word in words if word != "tiny"]
    if len(counts) > 1 or any(not word.isdigit() or int(word) < 1 for word in counts):
        print(f"got {' '.join(words)!r}; write python benchmarks/peers.py [ROUNDS] [tiny], ROUNDS a whole number from 1", file=sys.stderr)
        return 2
    if not PEERS.exists():
        print(f"no Python at {PEERS}: `make bench-peers` puts the peers there, CUPOLA_PEERS_PYTHON names another place", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        found, answers = play(int(counts[0]) if counts else 3, size, Path(folder))
    document = {
        "machine": {"system": platform.platform(), "python": platform.python_version(), "cores": os.cpu_count()},
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "pieces": size,
        "rounds": found,
        "differences": differences(answers),
    }
    if size == "tiny":
        print("small pieces, not those of the titles", file=sys.stderr)
    print(table(document))
    if size == "full":
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "peers.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        draw(document, RESULTS / "peers.png")
        put_on_page(table(document))
    wrong = [row for row in document["differences"] if not row["fine"]]
    for row in wrong:
        print(f"too far apart: {row}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
