"""Forecasts of satellites launched, made every month from what was known then, and scored: Starlink and Amazon Leo.

Run: `make bench-hindcast`, or `python benchmarks/hindcast.py [--choose]`. The forecaster is the cadence that campaigns use, read off the
launches before each cut-off, with the prior that was chosen on other vehicles' launches before Starlink's first batch; `--choose` repeats
that choice (some minutes). Beside it: the last year again, and a straight line through the last two. Kept in results/hindcast.json.

Starlink: launches from 24 May 2019 (the two prototypes of 2018 are left out) to the end of November 2025. Satellites are counted to early
December 2024; after that GCAT has payload masses, which are whole numbers of satellites of 575, 730 or (direct to cell, 13 a launch) 960 kg
in all but four launches; those are taken as the nearest whole number of 575 kg. Amazon Leo: launches from 28 April 2025, satellites as
announced, or those in the catalogue where no announcement was seen. Launches known by year and number alone get the day on which that
number falls at the pace of the last dated number of 2025: wrong by 6 and 13 days on the two whose day is known from the press.
"""

import datetime
import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from cupola.catalog.flight_record import amazon_leo_launches, record_until, starlink_launches
from cupola.launch.cadence import YEAR
from cupola.launch.hindcast import (
    MONTH,
    Ensemble,
    Record,
    as_of,
    band,
    fair_crps,
    forecast,
    mean_interval,
    outcome,
    persistence,
    straight_line,
)
from cupola.launch.trend import Prior

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "hindcast.json"
OTHERS = HERE / "records" / "launches_by_month.json"
DAY = 86_400.0
HORIZONS = np.array([6, 12, 24])
MEMBERS, SEED, SHARE = 1000, 20_190_524, 0.8
Forecaster = Callable[[Record], Ensemble]
CHOICES = {
    "no growth": replace(Prior(), growth=0.0),
    "growth 0.05": replace(Prior(), growth=0.05 / YEAR),
    "chosen": Prior(),
    "growth 0.2": replace(Prior(), growth=0.2 / YEAR),
    "growth 0.3": replace(Prior(), growth=0.3 / YEAR),
    "growth 0.3, half-life 3 yr": replace(Prior(), growth=0.3 / YEAR, half_life=3.0 * YEAR),
    "growth 0.2, wandering 0.3": replace(Prior(), growth=0.2 / YEAR, walk=0.3),
    "never damped": replace(Prior(), damping=0.0),
    "half-life 1 yr": replace(Prior(), half_life=YEAR),
    "half-life 4 yr": replace(Prior(), half_life=4.0 * YEAR),
    "wandering 0.15": replace(Prior(), walk=0.15),
    "Poisson": replace(Prior(), scatter=1.0),
}
"""Priors that are told apart on the other vehicles; each differs from the chosen one in a single number."""


def day_of(text: str) -> float:
    """Days of a date, YYYY-MM-DD."""
    return float(datetime.date.fromisoformat(text).toordinal())


def starlink() -> tuple[np.ndarray, np.ndarray, float]:
    """Days and satellites of Starlink's launches, and the last day of the record."""
    known = [one for one in starlink_launches() if one.date and one.date >= "2019"]
    loads = [one.satellites if one.satellites is not None else by_mass(one.payload or 0.0) for one in known]
    return np.array([day_of(one.date or "") for one in known]), np.array(loads), day_of(record_until())


def by_mass(payload: float) -> int:
    """Satellites of a launch from the mass that GCAT gives, kg; see the first lines."""
    for mass in (575.0, 730.0):
        if payload % mass == 0.0:
            return int(payload // mass)
    rest = payload - 13 * 960.0
    for mass in (730.0, 575.0):
        if rest > 0.0 and rest % mass == 0.0:
            return 13 + int(rest // mass)
    return round(payload / 575.0)


def amazon_leo() -> tuple[np.ndarray, np.ndarray, float]:
    """Days and satellites of Amazon Leo's launches without the prototypes, and the last day of the record."""
    numbered = [one for one in starlink_launches() if one.tag and one.date and one.date >= "2025"]
    last = max(numbered, key=lambda one: one.tag or "")
    new_year = day_of("2025-01-01")
    pace = (day_of(last.date or "") - new_year) / int((last.tag or "0-0").split("-")[1])
    days, loads = [], []
    for one in amazon_leo_launches():
        if one.date and one.date < "2025":
            continue
        if one.date:
            days.append(day_of(one.date))
        else:
            year, number = (one.tag or "").split("-")
            days.append(day_of(f"{year}-01-01") + float(number) * pace)
        loads.append(one.satellites if one.satellites is not None else one.in_catalogue)
    return np.array(days), np.array(loads), day_of("2026-08-01")


def cut_offs(first: str, last: float) -> list[float]:
    """First days of months from one to another."""
    year, month = int(first[:4]), int(first[5:7])
    found = []
    while (day := float(datetime.date(year, month, 1).toordinal())) <= last:
        found.append(day)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def by_cadence(prior: Prior, members: int) -> Forecaster:
    """The forecaster that campaigns use, with a prior."""
    return lambda record: forecast(record, HORIZONS, prior, members, SEED)


def rivals(members: int) -> dict[str, Forecaster]:
    """What it is held against."""
    return {
        "last year again": lambda record: persistence(record, HORIZONS, members, SEED),
        "straight line": lambda record: straight_line(record, HORIZONS, members, SEED),
    }


def scores(days: np.ndarray, loads: np.ndarray, until: float, first: str, forecasters: dict[str, Forecaster]) -> dict[str, Any]:
    """Score and band of each forecaster at each cut-off, by what is counted and by horizon; the first is held against the others."""
    rows: dict[tuple[str, int, str], list[tuple[float, bool, float, float]]] = {}
    for day in cut_offs(first, until):
        seen = as_of(days * DAY, loads, day * DAY)
        came = outcome((days - day) * DAY, loads, HORIZONS)
        for name, made in forecasters.items():
            ensemble = made(seen)
            for what, members, truth in zip(("launches", "satellites"), (ensemble.launches, ensemble.satellites), came, strict=True):
                for k in np.flatnonzero(day * DAY + HORIZONS * MONTH <= until * DAY):
                    low, high = band(members[:, k], SHARE)
                    score = fair_crps(members[:, k], float(truth[k]))
                    rows.setdefault((what, int(HORIZONS[k]), name), []).append(
                        (score, low <= truth[k] <= high, float(truth[k]), high - low)
                    )
    return {f"{what} in {months} months": told(rows, what, months) for what in ("launches", "satellites") for months in HORIZONS.tolist()}


def told(rows: dict[tuple[str, int, str], list[tuple[float, bool, float, float]]], what: str, months: int) -> dict[str, Any]:
    """Means over the cut-offs with intervals from blocks as long as the horizon; and what the first one scores less than each other one."""
    found = {name: np.array(values, dtype=float) for (counted, ahead, name), values in rows.items() if (counted, ahead) == (what, months)}
    if not found:
        return {}
    first = next(iter(found))
    answer: dict[str, Any] = {"cut_offs": len(found[first]), "mean_outcome": float(found[first][:, 2].mean())}
    for name, table in found.items():
        answer[name] = {
            "crps": float(table[:, 0].mean()),
            "crps_interval": interval(table[:, 0], months),
            "held_by_band": float(table[:, 1].mean()),
            "held_interval": interval(table[:, 1], months),
            "band_width": float(table[:, 3].mean()),
        }
        if name != first:
            answer[name]["first_less_this"] = interval(found[first][:, 0] - table[:, 0], months)
    return answer


def interval(values: np.ndarray, months: int) -> tuple[float, float] | None:
    """Of the mean of monthly cut-offs; None where all of them share one block."""
    return mean_interval(values, months, 2000, SEED) if values.shape[0] > months else None


def show(title: str, rows: dict[str, Any]) -> None:
    """A line for each forecaster."""
    for name, one in rows.items():
        if isinstance(one, dict):
            sure = "no interval" if one["crps_interval"] is None else "{:.4g} to {:.4g}".format(*one["crps_interval"])
            print(f"{title:<42} {name:<27} CRPS {one['crps']:.4g} ({sure})", end="  ")
            print(f"band holds {one['held_by_band']:.2f}  width {one['band_width']:.4g}", end="  ")
            print(f"of {rows['mean_outcome']:.4g}, {rows['cut_offs']} cut-offs")


def choose() -> dict[str, Any]:
    """Score of each prior, and of the straight line, over that of the last year again, on other vehicles before Starlink's first batch.

    A case is a family and a cut-off, every 9 months from 1988, at which it had three launches in the last two years. Scores are averaged by
    family; the figure is the geometric mean of the families' ratios, apart for families whose first launch was less than six years ago.
    """
    document = json.loads(OTHERS.read_text(encoding="utf-8"))
    first_year = document["first_year"]
    cases = []
    for family, counts in document["launches"].items():
        months = np.repeat(np.arange(len(counts)), counts).astype(float)
        # Launches of a month are spread evenly over it.
        months += np.concatenate([(np.arange(n) + 0.5) / n for n in counts if n])
        for cut in range(36, len(counts), 9):
            known = months[months < cut]
            if np.count_nonzero(known >= cut - 24) >= 3 and known.shape[0] >= 3:
                young = known[0] > 24 and cut - known[0] < 72
                cases.append((f"{family}, young" if young else family, months, cut, len(counts)))
    forecasters = rivals(300) | {name: by_cadence(prior, 300) for name, prior in CHOICES.items()}
    table: dict[str, dict[tuple[str, int], list[tuple[float, bool]]]] = {name: {} for name in forecasters}
    for number, (family, months, cut, end) in enumerate(cases):
        record = as_of(months * MONTH, np.ones(months.shape[0], dtype=np.int64), cut * MONTH)
        came = outcome((months - cut) * MONTH, np.ones(months.shape[0], dtype=np.int64), HORIZONS)[0]
        for name, made in forecasters.items():
            launches = made(record).launches
            for k in np.flatnonzero(cut + HORIZONS <= end):
                low, high = band(launches[:, k], SHARE)
                score = fair_crps(launches[:, k], float(came[k])), bool(low <= came[k] <= high)
                table[name].setdefault((family, int(HORIZONS[k])), []).append(score)
        if number % 50 == 0:
            print(f"{number} of {len(cases)} cases", file=sys.stderr)
    means = {name: {key: np.mean(np.array(values, dtype=float), axis=0) for key, values in rows.items()} for name, rows in table.items()}
    answer: dict[str, Any] = {"first_year": first_year, "cases": len(cases), "families": len(document["launches"])}
    for name, rows in means.items():
        answer[name] = {}
        for months in HORIZONS.tolist():
            for which in ("settled", "young"):
                keys = [key for key in rows if key[1] == months and key[0].endswith(", young") == (which == "young")]
                ratio = np.exp(np.mean([np.log(rows[key][0] / means["last year again"][key][0]) for key in keys]))
                answer[name][f"{which}, {months} months"] = [float(ratio), float(np.mean([rows[key][1] for key in keys]))]
        print(f"{name:<18}" + "  ".join(f"{key} {one[0]:.3f} ({one[1]:.2f})" for key, one in answer[name].items()))
    return answer


def main() -> int:
    """The whole of it; the exit status."""
    words = sys.argv[1:]
    if words not in ([], ["--choose"]):
        print(f"got {' '.join(words)!r}; write python benchmarks/hindcast.py [--choose]", file=sys.stderr)
        return 2
    before = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    begun = time.perf_counter()
    if words:
        document = before | {"chosen_on_other_vehicles": choose()}
    else:
        field = {"cadence": by_cadence(Prior(), MEMBERS)} | rivals(MEMBERS)
        document = before | {
            "starlink": scores(*starlink(), "2020-06-01", field),
            "amazon_leo": scores(*amazon_leo(), "2025-08-01", field),
            "starlink_by_prior": scores(*starlink(), "2020-06-01", {name: by_cadence(prior, 300) for name, prior in CHOICES.items()}),
        }
        for programme in ("starlink", "amazon_leo", "starlink_by_prior"):
            for title, rows in document[programme].items():
                show(f"{programme} {title}", rows)
    document |= {"credit": "launches from GCAT, Jonathan McDowell, https://planet4589.org, CC-BY", "members": MEMBERS, "seed": SEED}
    document |= {"date": time.strftime("%Y-%m-%d", time.gmtime())}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    print(f"{time.perf_counter() - begun:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
