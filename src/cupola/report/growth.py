"""Satellites of a campaign against time: launched, and at work in their places; fans as written, variants, what was flown, milestones.

As HTML. Every sentence holds for any values.
"""

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import days, pieces, strips, variants
from cupola.report.panels import panel
from cupola.report.places import letters
from cupola.report.quantities import number, quantity
from cupola.report.tables import text

LOW, LOWER, MIDDLE, UPPER, HIGH = range(5)
"""Places along `quantile`: so large a share of the trials has no more."""

MEASURES = (("launched", "Satellites launched"), ("up", "At work in their places"))

FEW = 2
"""So few at work make no fan: the chance of a milestone tells it better."""


def axis(data: xr.Dataset) -> strips.Along:
    """From the day from which the study looks ahead to the end of what is played."""
    return strips.along(begin(data), float(days.years(data["time"].values[-1:])[0]))


def begin(data: xr.Dataset) -> float:
    """The day from which the study looks ahead, calendar year."""
    return float(days.years(np.array([data.attrs["seen_from"]], "datetime64[s]"))[0])


def drawing(data: xr.Dataset, campaign: int) -> str:
    """The panel of one campaign."""
    heading = "Satellites against time"
    told = " ".join([*_ends(data, campaign), *_flown_told(data, campaign)])
    places = days.years(data["time"].values)
    flown, counts = _flown(data, campaign)
    axis_ = _reaching_back(data, flown)
    since = begin(data)
    shown = variants.drawn(data)
    made: list[strips.Strip] = []
    goals = data.sizes.get("milestone", 0)
    few = bool(data["up"].values[..., campaign].max(initial=0) <= FEW and any(of_campaign(data, at, campaign) for at in range(goals)))
    for measure, title in MEASURES[:1] if few else MEASURES:
        values = data[measure].values[:, :, :, campaign].astype(np.float64)
        bands = [(values[0, LOW], values[0, HIGH]), (values[0, LOWER], values[0, UPPER])]
        lines = [pieces.Line(places, values[one, MIDDLE], at, 2.2 if at == 0 else 1.5) for at, one in reversed(list(enumerate(shown)))]
        parts: list[strips.Piece] = [pieces.Upright(since, pieces.BEGIN), pieces.Fan(places, bands), *lines]
        if measure == "launched" and flown.size:
            parts.append(pieces.Stairs(flown, counts, since))
        flags = _flags(data, campaign, launched=measure == "launched")
        parts += [pieces.Flags(flags)] if flags else []
        made.append(strips.Strip(title, parts, height=300.0 if few else 190.0 if measure == "launched" else 170.0))
    drawn = strips.drawn(f"growth{campaign}", f"Line charts over time. {heading}. {told}", axis_, made)
    return panel(heading, told, drawn + variants.keys(data, _more(data, flown, since)))


def _reaching_back(data: xr.Dataset, flown: Float[np.ndarray, "n"]) -> strips.Along:
    """The axis, from the first launch that was flown on where that is not too long ago."""
    ahead = axis(data)
    if not flown.size or flown[0] >= ahead.low:
        return ahead
    return strips.along(max(float(flown[0]) - 0.02, ahead.low - (ahead.high - ahead.low)), ahead.high)


def _flown(data: xr.Dataset, campaign: int) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """When launches of a campaign were flown, calendar years, and what they had launched so far."""
    if "flown_satellites" not in data:
        return np.zeros(0), np.zeros(0)
    ours = data["flown_campaign"].values == data["campaign"].values[campaign]
    at = days.years(data["flown_date"].values[ours])
    order = np.argsort(at, kind="stable")
    return at[order], np.cumsum(data["flown_satellites"].values[ours][order].astype(np.float64))


def _flags(data: xr.Dataset, campaign: int, launched: bool) -> list[pieces.Flag]:
    """The milestones of a campaign that count what is launched, or those that count what works."""
    if "milestone" not in data.sizes:
        return []
    by = days.years(data["milestone_by"].values)
    wanted = "launched" if launched else "working"
    return [
        pieces.Flag(float(by[at]), float(data["milestone_satellites"].values[at]), letter)
        for at, letter in enumerate(letters(data.sizes["milestone"]))
        if of_campaign(data, at, campaign) and str(data["milestone_counts"].values[at]) == wanted
    ]


def of_campaign(data: xr.Dataset, milestone: int, campaign: int) -> bool:
    """Whether a milestone is of a campaign."""
    return bool(data["milestone_campaign"].values[milestone] == data["campaign"].values[campaign])


def _ends(data: xr.Dataset, campaign: int) -> list[str]:
    """What works at the end, in words: as written with its spread, then in the variants."""
    end = data["up"].values[:, :, -1, campaign]
    when = days.month(data["time"].values[-1])
    low, high = (number(float(end[0, at])) for at in (LOW, HIGH))
    between = "" if low == high else f"; eight trials in ten have {low} to {high}"
    written = quantity(float(end[0, MIDDLE]), "satellites")
    said = [f"At the end, in {when}, the middle trial has {written} at work{between}."]
    others = [f"{variants.title(data, one)} {number(float(end[one, MIDDLE]))}" for one in variants.drawn(data)[1:]]
    return [*said, f"The middle of the variants: {'; '.join(others)}."] if others else said


def _flown_told(data: xr.Dataset, campaign: int) -> list[str]:
    """What was really launched, before the day and after it, and where that lies in the forecast."""
    flown, counts = _flown(data, campaign)
    if not flown.size:
        return []
    known = int((flown <= begin(data)).sum())
    since = days.day(np.datetime64(str(data.attrs["seen_from"]), "s"))
    sent = quantity(float(counts[known - 1]), "satellites") if known else "none"
    said = [f"Known on {since}: {quantity(float(known), 'launches')} with {sent}." if known else f"None had been launched by {since}."]
    if known == flown.size:
        return said
    last = np.sort(data["flown_date"].values[data["flown_campaign"].values == data["campaign"].values[campaign]])[-1]
    at = int(np.searchsorted(data["time"].values, last, side="right")) - 1
    really = f"By {days.day(last)} {number(float(counts[-1]))} had really been launched, which the forecast does not know"
    if at < 0:
        return [*said, f"{really}."]
    low, high = (float(data["launched"].values[0, rank, at, campaign]) for rank in (LOW, HIGH))
    where = "fewer than" if counts[-1] < low else "more than" if counts[-1] > high else "within"
    forecast = number(low) if low == high else f"{number(low)} to {number(high)}"
    return [*said, f"{really}: {where} the {forecast} that eight trials in ten have by then."]


def _more(data: xr.Dataset, flown: Float[np.ndarray, "n"], since: float) -> list[str]:
    """What else the legend names."""
    day = days.day(np.datetime64(str(data.attrs["seen_from"]), "s"))
    written = ", as written" if data.sizes["variant"] > 1 else ""
    items = [f"{pieces.fan_sample(narrow=False)}8 trials in 10{written}", f"{pieces.fan_sample(narrow=True)}5 in 10"]
    items += [f"{pieces.stair_sample(later=False)}really launched"] if (flown <= since).any() else []
    items += [f"{pieces.stair_sample(later=True)}really launched, not known to the forecast"] if (flown > since).any() else []
    return [*items, f"{pieces.upright_sample(pieces.BEGIN)}{text(day)}: it looks ahead from here"]
