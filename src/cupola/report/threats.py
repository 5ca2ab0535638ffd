"""One threat in panels: the steps to a decision, shares and errors over the flight, raids, and what each constellation adds. As HTML.

Every sentence holds for any values: where nothing is seen or held, or is not known, it says so, and what has no lines is not drawn.
"""

import math

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import courses, curves, losses, stages, waterfall
from cupola.report.panels import panel
from cupola.report.quantities import joined, number, percent, quantity, span
from cupola.report.stages import clock
from cupola.report.tables import headed, text

NOTIONAL = '<span class="badge">Notional, public sources</span>'

STANDARD_GRAVITY = 9.80665
"""m/s^2, for accelerations told in g."""

LIMIT_KEY = (
    '<svg class="sample" viewBox="0 0 40 14" width="40" height="14" aria-hidden="true"><path stroke="#4a5874" stroke-width="1.6" '
    'stroke-dasharray="5 3" d="M1 7H39"/></svg>'
)
WANTED_KEY = LIMIT_KEY.replace("5 3", "1.6 3")
BURN_OUT_KEY = (
    '<svg class="sample" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><path stroke="#8a4300" stroke-width="1.6" '
    'stroke-dasharray="3 3" d="M7 0V14"/></svg>'
)


def panels(data: xr.Dataset, threat: int) -> str:
    """All panels of one threat under its title, as HTML."""
    title = headed(data["threat_title"].values[threat])
    shown = _shown(data)
    parts = [panel("From launch to decision", waterfall.told(data, threat), waterfall.drawn(data, threat))]
    parts.append(_shares(data, threat, title, shown))
    parts += [_errors(data, threat, title, shown), _impacts(data, threat, title, shown), _raids(data, threat, title, shown)]
    body = losses.drawn(data, threat) if losses.any_known(data) else ""
    parts.append(panel("What each constellation adds", losses.told(data, threat), body))
    heading = f'<h3 dir="auto">{text(title)} {NOTIONAL}</h3>'
    said = f'<p class="said">{text(flown(data, threat))}</p>'
    return f'<section class="view threat">{heading}{said}<div class="panels">{"".join(parts)}</div></section>'


def flown(data: xr.Dataset, threat: int) -> str:
    """What flies, in words: from where to where, how long it burns and flies, how high."""
    missile, start, end = (str(data[f"threat_{name}"].values[threat]) for name in ("missile", "from", "to"))
    said = [f"{headed(missile)}, from {start} toward {end}."]
    shortest, middle, longest = stages.flight(data, threat)
    burn = float(data["burn_out"].values[threat])
    told = [f"burns for {clock(burn)}"] if math.isfinite(burn) else []
    if math.isfinite(middle):
        between = "" if clock(shortest) == clock(longest) else f" ({clock(shortest)} to {clock(longest)})"
        told.append(f"flies for {clock(middle)}{between}")
    apogee = data["apogee"].values[threat]
    if np.isfinite(apogee).any():
        low, high = float(np.nanmin(apogee)), float(np.nanmax(apogee))
        told.append(f"rises to {quantity(low, 'm') if quantity(low, 'm') == quantity(high, 'm') else span(low, high, 'm')}")
    peak = float(data["peak_acceleration"].values[threat]) / STANDARD_GRAVITY
    if math.isfinite(peak):
        told.append(f"reaches {joined(number(peak, 2), 'g')} at most")
    return " ".join([*said, f"It {', '.join(told)}."] if told else said)


def _shown(data: xr.Dataset) -> list[int]:
    """Places of the views with a line: all, or where they are too many the first ones and the last."""
    views = list(range(data.sizes["view"]))
    most = len(curves.STROKES)
    return views if len(views) <= most else [*views[: most - 1], views[-1]]


def _keys(data: xr.Dataset, shown: list[int], more: str = "", whole: bool = False) -> str:
    """The views that have a line, what else is drawn, and how many views have no line; `whole` as in `curves.sample`."""
    items = [
        f'<li>{curves.sample(at, whole)}<span dir="auto">{text(headed(data["view_title"].values[view]))}</span></li>'
        for at, view in enumerate(shown)
    ]
    missing = data.sizes["view"] - len(shown)
    rest = f"<li>{missing} more {'view' if missing == 1 else 'views'} in the table alone</li>" if missing else ""
    return f'<ul class="keys">{"".join(items)}{more}{rest}</ul>'


def _burn_out(data: xr.Dataset, threat: int) -> str:
    """What the line at burn-out is, where there is one."""
    return f"<li>{BURN_OUT_KEY}<span>burn-out</span></li>" if math.isfinite(float(data["burn_out"].values[threat])) else ""


def _title(data: xr.Dataset, view: int) -> str:
    return headed(data["view_title"].values[view])


def _with(data: xr.Dataset, view: int) -> str:
    """Which view is spoken of; nothing where there is one alone."""
    return "" if data.sizes["view"] == 1 else f" with {_title(data, view)}"


def _held(data: xr.Dataset, name: str, threat: int, shown: list[int]) -> Float[np.ndarray, "views n"]:
    """An array over the flight for the views shown, (view, elapsed)."""
    return data[name].values[shown, threat].astype(np.float64)


def _shares(data: xr.Dataset, threat: int, title: str, shown: list[int]) -> str:
    """Shares in view, in stereo and in custody over the flight."""
    named = (("In view of one satellite or more", "in_view"), ("In stereo", "in_stereo"), ("In custody", "in_custody"))
    strips = [courses.Strip(name, _held(data, array, threat, shown), height=108.0) for name, array in named]
    heading = "In view, in stereo, in custody over the flight"
    told = _shares_told(data, threat)
    if not any(np.isfinite(strip.lines).any() for strip in strips):
        return panel(heading, told, "")
    if not any(np.nanmax(strip.lines, initial=0.0) > 0.0 for strip in strips):
        return panel(heading, "Never in view of any satellite, so that there is no curve to draw.", "")
    drawn = courses.over_flight(
        f"t{threat}-shares",
        f"Line charts, {title}. {heading}. {told}",
        data["elapsed"].values,
        strips,
        float(data["burn_out"].values[threat]),
    )
    return panel(heading, told, drawn + _keys(data, shown, _burn_out(data, threat)))


def _shares_told(data: xr.Dataset, threat: int) -> str:
    """Who holds longest, in words."""
    custody, stereo = (data[name].values[:, threat] for name in ("custody_share", "stereo_share"))
    if np.isnan(custody).all():
        return "Which share of the flight is in custody is not known."
    best = int(np.nanargmax(custody))
    both = f"{_percent(custody[best])} of the flight after burn-out"
    if custody[best] == 0.0:
        most = (
            ""
            if np.isnan(stereo).all() or np.nanmax(stereo) == 0.0
            else f", though up to {_percent(float(np.nanmax(stereo)))} is in stereo"
        )
        return f"No track is ever in custody after burn-out{most}. Shares are of what is still flying."
    said = f"Held longest{_with(data, best)}: in custody for {both}" if data.sizes["view"] > 1 else f"In custody for {both}"
    said += "" if math.isnan(stereo[best]) else f", in stereo for {_percent(float(stereo[best]))}"
    return f"{said}. Shares are of what is still flying."


def _errors(data: xr.Dataset, threat: int, title: str, shown: list[int]) -> str:
    """Errors of position and velocity over the flight, with their limits."""
    error, bound = (_held(data, name, threat, shown) for name in ("position_error", "position_bound"))
    speed, least = (_held(data, name, threat, shown) for name in ("velocity_error", "velocity_bound"))
    heading = "How well a track knows where it is"
    known = np.where(np.isfinite(error), error, np.inf)
    wanted = float(data.attrs["custody_error_m"])
    if not np.isfinite(known).any():
        return panel(heading, "No track is held at any time, so that there is no error to draw.", "")
    view, at = np.unravel_index(int(np.argmin(known)), known.shape)
    when = clock(float(data["elapsed"].values[at]))
    told = f"Down to {_length(float(error[view, at]))}{_with(data, shown[view])}, {when} after launch"
    told += f"; the limit there is {_length(float(bound[view, at]))}." if math.isfinite(bound[view, at]) else "."
    told += " Root mean square over the tracks that are held at the time."
    strips = [
        courses.Strip("Error of position", error, bound, "m", wanted, 170.0),
        courses.Strip("Error of velocity", speed, least, "m/s", None, 104.0),
    ]
    drawn = courses.over_flight(
        f"t{threat}-errors",
        f"Line charts, {title}. {heading}. {told}",
        data["elapsed"].values,
        strips,
        float(data["burn_out"].values[threat]),
    )
    more = f"<li>{LIMIT_KEY}<span>the limit that no way of tracking beats (posterior Cramér-Rao bound)</span></li>"
    more += f"<li>{WANTED_KEY}<span>custody asks for {text(_length(wanted))}</span></li>"
    return panel(heading, told, drawn + _keys(data, shown, _burn_out(data, threat) + more, whole=True))


def _impacts(data: xr.Dataset, threat: int, title: str, shown: list[int]) -> str:
    """The ellipse in which a track would come down, over the flight."""
    major, minor = (_held(data, name, threat, shown) for name in ("impact_major", "impact_minor"))
    heading = "How well a track knows where it comes down"
    known = np.where(np.isfinite(major), major, np.inf)
    if not np.isfinite(known).any():
        return panel(heading, "No track is held after burn-out, so that there is no ellipse to draw.", "")
    elapsed = data["elapsed"].values
    middle = 0.5 * stages.flight(data, threat)[1]
    half = int(np.argmin(np.abs(elapsed - middle))) if math.isfinite(middle) else -1
    if half < 0 or not np.isfinite(known[:, half]).any():
        view, half = (int(place) for place in np.unravel_index(int(np.argmin(known)), known.shape))
        when = f"{clock(float(elapsed[half]))} after launch"
    else:
        view, when = int(np.argmin(known[:, half])), f"Half-way, {clock(float(elapsed[half]))} after launch"
    along = _length(float(major[view, half]))
    told = f"{headed(when)}, half of the tracks{_with(data, shown[view])} know it to {along} or better along the ellipse"
    told += f" and {_length(float(minor[view, half]))} across" if math.isfinite(minor[view, half]) else ""
    told += ": half-axes of the ellipse that holds half of the chances."
    strips = [courses.Strip("Longer half-axis of the ellipse with half of the chances", major, None, "m", None, 190.0)]
    drawn = courses.over_flight(
        f"t{threat}-impact", f"Line chart, {title}. {heading}. {told}", elapsed, strips, float(data["burn_out"].values[threat])
    )
    return panel(heading, told, drawn + _keys(data, shown, _burn_out(data, threat)))


def _raids(data: xr.Dataset, threat: int, title: str, shown: list[int]) -> str:
    """Custody against the number of launches at once."""
    sizes = data["raid_size"].values.astype(np.float64)
    order = np.argsort(sizes)
    share = data["raid_custody"].values[shown, threat][:, order].astype(np.float64)
    sizes = sizes[order]
    heading = "Many at once"
    if not np.isfinite(share).any():
        return panel(heading, "What a raid does to custody is not known.", "")
    if np.nanmax(share) == 0.0:
        return panel(heading, "No track is in custody in a raid of any size, so that there is no curve to draw.", "")
    ends = share[:, -1]
    if np.isnan(ends).all():
        told = "What the largest raid does to custody is not known."
    else:
        # The view that holds most of the largest raid; of several the one that holds most of the smallest.
        best = int(np.lexsort((np.nan_to_num(share[:, 0], nan=-1.0), np.nan_to_num(ends, nan=-1.0)))[-1])
        told = (
            f"{_percent(float(ends[best]))} of the flight is in custody when {_launches(sizes[-1])} fly at once{_with(data, shown[best])}"
        )
        if sizes.size > 1 and math.isfinite(share[best, 0]):
            told += f", {_percent(float(share[best, 0]))} when {_launches(sizes[0])} {'does' if sizes[0] == 1.0 else 'do'}"
        told = headed(told.replace(" fly at once", " flies alone") if sizes[-1] == 1.0 else told) + "."
    told += " Each satellite follows as many as it can hold."
    drawn = courses.over_raids(f"t{threat}-raids", f"Line chart, {title}. {heading}. {told}", sizes, share)
    return panel(heading, told, drawn + _keys(data, shown))


def _launches(count: float) -> str:
    return "one launch" if count == 1.0 else f"{number(count)} launches"


def _percent(share: float) -> str:
    return joined(percent(float(share)), "%")


def _length(metres: float) -> str:
    return quantity(metres, "m")
