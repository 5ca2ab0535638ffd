"""Forecasts made as of a day in the past, from what was known then, and how they are scored. Time in s, the cut-off is 0.

`forecast` is the cadence that campaigns use, read off the launches before the cut-off; `persistence` and `straight_line` are what it must
beat. Each gives an ensemble of launches and of satellites launched by each horizon. Launches at or after the cut-off are refused, so that
nothing can look ahead. Scores: the fair continuous ranked probability score, whether a band holds the outcome, and intervals from a
bootstrap of blocks, since forecasts of neighbouring months share most of their outcome.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.launch.cadence import YEAR, wanted
from cupola.launch.draws import uniforms
from cupola.launch.trend import Prior, periods_before, trend

MONTH = YEAR / 12.0
"""s."""


@dataclass(frozen=True)
class Record:
    """Launches of a programme before the cut-off.

    Attributes:
        moments: of each launch, s, negative, rising.
        loads: satellites that each carried.
    """

    moments: Float[np.ndarray, "n"]
    loads: Int[np.ndarray, "n"]

    def __post_init__(self):
        """Refuse what a forecast must not see.

        Raises:
            ValueError: a launch at or after the cut-off, launches out of order, or fewer than three.
        """
        if self.moments.shape[0] < 3 or self.moments[-1] >= 0.0 or np.any(np.diff(self.moments) < 0.0):
            raise ValueError(f"record: got {self.moments.shape[0]} launches; need three or more, rising, all before the cut-off at 0")


def as_of(moments: Float[np.ndarray, "n"], loads: Int[np.ndarray, "n"], cut_off: float) -> Record:
    """What was known of a programme's launches just before a moment.

    Args:
        moments: of all launches, s, rising.
        loads: satellites that each carried.
        cut_off: on the same clock, s.

    Raises:
        ValueError: fewer than three launches before it.
    """
    known = moments < cut_off
    return Record(moments[known] - cut_off, loads[known])


@dataclass(frozen=True)
class Ensemble:
    """What may have been launched by each horizon.

    Attributes:
        launches: (members, horizons).
        satellites: same shape.
    """

    launches: Float[np.ndarray, "m h"]
    satellites: Float[np.ndarray, "m h"]


def forecast(record: Record, horizons: Int[np.ndarray, "h"], prior: Prior, members: int, seed: int, recent: int = 12) -> Ensemble:
    """Launches by the cadence of the record, each with the load of one of the last launches.

    Args:
        record: before the cut-off.
        horizons: whole months after it, rising.
        prior: with which the record is read.
        members: of the ensemble.
        seed: of its draws.
        recent: launches whose loads are drawn from.
    """
    read = trend(*periods_before(record.moments, prior.period), prior, members, seed, "forecast")
    starts = np.arange(int(horizons[-1])) * MONTH
    launches = np.cumsum(wanted(read.cadence(), starts, MONTH, members, seed, "forecast"), axis=1)[:, horizons - 1]
    loads = record.loads[-recent:].astype(np.float64)
    most = int(launches.max(initial=0))
    drawn = loads[(uniforms(seed, "forecast", "loads", members, max(most, 1)) * loads.shape[0]).astype(np.int64)]
    carried = np.concatenate([np.zeros((members, 1)), np.cumsum(drawn, axis=1)], axis=1)
    return Ensemble(launches.astype(np.float64), np.take_along_axis(carried, launches, axis=1))


def persistence(record: Record, horizons: Int[np.ndarray, "h"], members: int, seed: int, back: int = 12) -> Ensemble:
    """The last months again: each month to come is one of the last `back`, drawn with its launches and satellites."""
    launches, satellites = _by_month(record, back)
    drawn = (uniforms(seed, "persistence", "months", members, int(horizons[-1])) * launches.shape[0]).astype(np.int64)
    return Ensemble(np.cumsum(launches[drawn], axis=1)[:, horizons - 1], np.cumsum(satellites[drawn], axis=1)[:, horizons - 1])


def straight_line(record: Record, horizons: Int[np.ndarray, "h"], members: int, seed: int, back: int = 24) -> Ensemble:
    """A line fitted to the last months by least squares, drawn on, never below none.

    A member's months are the line fitted to a resampled record (of pairs; Efron and Tibshirani, An Introduction to the Bootstrap, section
    9.5) and residuals drawn from it.
    """
    launches, satellites = _by_month(record, back)
    months = launches.shape[0]
    age = -(np.arange(months) + 0.5)
    ahead = np.arange(int(horizons[-1])) + 0.5
    rows = (uniforms(seed, "line", "pairs", members, months) * months).astype(np.int64)
    noise = (uniforms(seed, "line", "residuals", members, ahead.shape[0]) * months).astype(np.int64)
    told = []
    for counts in (launches, satellites):
        whole = _line(age[None, :], counts[None, :])
        residual = counts - (whole[0][0] + whole[1][0] * age)
        level, slope = _line(age[rows], counts[rows])
        # A record drawn from too few months has no slope of its own.
        slope = np.where(np.isfinite(slope), slope, whole[1][0])
        level = np.where(np.isfinite(level), level, whole[0][0])
        each = np.maximum(level[:, None] + slope[:, None] * ahead[None, :] + residual[noise], 0.0)
        told.append(np.cumsum(each, axis=1)[:, horizons - 1])
    return Ensemble(told[0], told[1])


def fair_crps(members: Float[np.ndarray, "m"], outcome: float) -> float:
    """Continuous ranked probability score of an ensemble as it would be with endless members; smaller is better, in the outcome's unit.

    Mean distance to the outcome less half the mean distance between two different members (Ferro, Q. J. R. Meteorol. Soc. 140 (2014)
    1917, equation 4; Gneiting and Raftery, J. Am. Stat. Assoc. 102 (2007) 359, equation 21).
    """
    count = members.shape[0]
    ranked = np.sort(members)
    between = float((2.0 * np.arange(1, count + 1) - count - 1.0) @ ranked) / (count * (count - 1))
    return float(np.abs(ranked - outcome).mean()) - between


def band(members: Float[np.ndarray, "m"], share: float) -> tuple[float, float]:
    """Least and greatest of the middle share of an ensemble; both are members of it."""
    low, high = np.quantile(members, [0.5 - 0.5 * share, 0.5 + 0.5 * share], method="inverted_cdf")
    return float(low), float(high)


def mean_interval(scores: Float[np.ndarray, "n"], block: int, repeats: int, seed: int, level: float = 0.9) -> tuple[float, float]:
    """Interval of the mean of scores that depend on their neighbours, by a circular bootstrap of blocks (Politis and Romano 1992).

    Args:
        scores: one a cut-off, in order of time.
        block: neighbours that are drawn together: as many cut-offs as a horizon spans.
        repeats: bootstrap samples.
        seed: of the draws.
        level: share of the samples' means within.

    Raises:
        ValueError: no more scores than a block holds, which say nothing of their scatter.
    """
    count = scores.shape[0]
    if not 1 <= block < count:
        raise ValueError(f"block: got {block} of {count} scores; must hold 1 or more, and fewer than there are")
    first = (uniforms(seed, "bootstrap", "blocks", repeats, -(-count // block)) * count).astype(np.int64)
    rows = ((first[:, :, None] + np.arange(block)[None, None, :]) % count).reshape(repeats, -1)[:, :count]
    low, high = np.quantile(scores[rows].mean(axis=1), [0.5 - 0.5 * level, 0.5 + 0.5 * level])
    return float(low), float(high)


def outcome(
    moments: Float[np.ndarray, "n"], loads: Int[np.ndarray, "n"], horizons: Int[np.ndarray, "h"]
) -> tuple[Int[np.ndarray, "h"], Int[np.ndarray, "h"]]:
    """Launches and satellites that were launched between the cut-off at 0 and each horizon, in months."""
    within: Bool[np.ndarray, "h n"] = (moments >= 0.0)[None, :] & (moments[None, :] < (horizons * MONTH)[:, None])
    return within.sum(axis=1), (within * loads[None, :]).sum(axis=1)


def _by_month(record: Record, back: int) -> tuple[Float[np.ndarray, "k"], Float[np.ndarray, "k"]]:
    """Launches and satellites of each of the last months, the latest first; no further back than the first launch, three at least."""
    months = min(back, max(int(np.ceil(-record.moments[0] / MONTH)), 3))
    edges = -np.arange(months, -1, -1) * MONTH
    edges[-1] = 0.0
    launches = np.histogram(record.moments, bins=edges)[0][::-1]
    satellites = np.histogram(record.moments, bins=edges, weights=record.loads)[0][::-1]
    return launches.astype(np.float64), satellites


def _line(x: Float[np.ndarray, "m n"], y: Float[np.ndarray, "m n"]) -> tuple[Float[np.ndarray, "m"], Float[np.ndarray, "m"]]:
    """Level at 0 and slope of the line of least squares through each row; not a number where all x of a row are one."""
    middle, mean = x.mean(axis=1), y.mean(axis=1)
    off = x - middle[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = (off * (y - mean[:, None])).sum(axis=1) / (off**2).sum(axis=1)
    return mean - slope * middle, slope
