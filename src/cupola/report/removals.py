"""What losses leave of a network: connection, round trip and what gets through against the share lost, without each supplier. As HTML."""

import math

import numpy as np
import xarray as xr

from cupola.arrays import Float
from cupola.report import bars, traces
from cupola.report.delays import delay, share
from cupola.report.lines import drawn_views, keys, title, with_view
from cupola.report.panels import panel
from cupola.report.quantities import joined, number, percent, quantity
from cupola.report.tables import headed

KINDS = {
    "satellites": ("Satellites lost by chance", "of the satellites lost by chance"),
    "busiest": ("The busiest satellites lost first", "of the satellites lost, the busiest first"),
    "planes": ("Whole planes lost by chance", "of the planes lost by chance"),
    "gateways": ("Gateways lost by chance", "of the gateways lost by chance"),
}
"""By kind of loss: its heading, and what follows a share."""

LOADS = {
    "throughput": ("What gets through, of that with nothing lost", "what gets from the cities through the gateways"),
    "traffic": ("What cities still send to each other, of that with nothing lost", "what the cities send to each other"),
}
"""What is told as a share of what it was: its title over a drawing, and in a sentence."""

LEAST, MIDDLE, MOST = 0, 1, 2
"""Places along `extent`: least, mean and greatest over the trials."""

LOST = 0.0005
"""A loss of less than this share counts as none: it would read as 0.0 points."""


def panels(data: xr.Dataset) -> list[str]:
    """One for each kind of loss by chance, and one for the suppliers."""
    made = [_kind(data, kind) for kind in range(data.sizes["loss"])] if "connected_after" in data and data.sizes.get("loss") else []
    tried = "connected_without" in data and bool(np.isfinite(data["connected_without"].values).any())
    if not tried:
        return made
    gone = [_suppliers_load(data, name) for name in LOADS if f"{name}_without" in data and np.isfinite(_without(data, name)).any()]
    return [*made, _suppliers(data), *gone]


def _kind(data: xr.Dataset, kind: int) -> str:
    """Connection and round trip against the share lost of one kind."""
    name = str(data["loss"].values[kind])
    heading, follows = KINDS.get(name, (headed(name), f"of the {name} lost"))
    shown = drawn_views(data)
    connected, trip = (_with_whole(data, measure, kind)[shown] for measure in ("connected", "round_trip"))
    told = _told(data, kind, follows)
    if not np.isfinite(connected).any():
        return panel(heading, told, "")
    lost = np.concatenate([[0.0], data["lost_share"].values.astype(np.float64)])
    order = np.argsort(lost, kind="stable")
    high = float(lost.max())
    ticks = traces.round_ticks(0.0, 100.0 * high)
    labels = [f"{number(tick)} %" for tick in ticks]
    across = traces.Across(lost[order], 0.0, high, [tick / 100.0 for tick in ticks], labels)
    connected, trip = connected[:, order], trip[:, order]
    band = connected[..., LEAST], connected[..., MOST]
    strips = [traces.Strip("Share of the pairs with a way", connected[..., MIDDLE], band, unit="1", height=130.0)]
    if np.isfinite(trip[..., MIDDLE]).any():
        strips.append(traces.Strip("Median round trip of those", trip[..., MIDDLE], (trip[..., LEAST], trip[..., MOST]), height=120.0))
    for name, (load, _) in LOADS.items():
        left = _of_whole(data, name, kind)[shown][:, order]
        if np.isfinite(left).any():
            strips.append(traces.Strip(load, left[..., MIDDLE], (left[..., LEAST], left[..., MOST]), unit="1", height=110.0))
    drawn = traces.drawn(f"loss{kind}", f"Line charts against the share lost. {heading}. {told}", across, strips)
    spread = bool(np.any(band[1] - band[0] > 0.0))
    more = [f"{traces.band_sample()}<span>from the worst to the best trial</span>"] if spread else []
    return panel(heading, told, drawn + keys(data, [bool(np.isfinite(line).any()) for line in connected], more))


def _with_whole(data: xr.Dataset, measure: str, kind: int) -> Float[np.ndarray, "views n extent"]:
    """What is left of a measure after each share, before them that with nothing lost."""
    after = data[f"{measure}_after"].values[:, kind].astype(np.float64)
    whole = data[f"{measure}_whole"].values.astype(np.float64)
    return np.concatenate([np.broadcast_to(whole[:, None, None], (len(whole), 1, after.shape[-1])), after], axis=1)


def _of_whole(data: xr.Dataset, measure: str, kind: int) -> Float[np.ndarray, "views n extent"]:
    """The share of a load that is left after each share lost, before them all of it; not a number where there was none, or no limit."""
    shape = data.sizes["view"], data.sizes["lost_share"] + 1, data.sizes["extent"] if "extent" in data.sizes else 3
    if f"{measure}_after" not in data:
        return np.full(shape, np.nan)
    left, whole = _with_whole(data, measure, kind), data[f"{measure}_whole"].values.astype(np.float64)[:, None, None]
    known = np.isfinite(whole) & (whole > 0.0) & np.isfinite(left)
    return np.divide(left, whole, out=np.full(left.shape, np.nan), where=known)


def _told(data: xr.Dataset, kind: int, follows: str) -> str:
    """What the greatest loss leaves of each view, in words."""
    at = int(np.argmax(data["lost_share"].values))
    lost = joined(number(100.0 * float(data["lost_share"].values[at])), "%")
    after, trip = (data[f"{measure}_after"].values[:, kind, at].astype(np.float64) for measure in ("connected", "round_trip"))
    whole = data["connected_whole"].values.astype(np.float64)
    said: list[str] = []
    for view in range(data.sizes["view"]):
        low, mean, high = after[view]
        if math.isnan(mean):
            continue
        start = "" if data.sizes["view"] == 1 else f"{title(data, view)}: "
        spread = "" if low == high else f" ({percent(float(low))} to {percent(float(high))})"
        left = f"{percent(float(mean))}{spread}"
        if whole[view] == 0.0:
            said.append(f"{start}no pair has a way even with nothing lost.")
            continue
        if mean == 0.0:
            said.append(f"{start}no pair has a way any more, from {share(float(whole[view]))}.")
            continue
        slower = f", in {delay(float(trip[view, MIDDLE]))} there and back" if math.isfinite(trip[view, MIDDLE]) else ""
        loads = _loads_told(data, kind, at, view)
        said.append(f"{start}{joined(left, '%')} of the pairs still have a way, from {share(float(whole[view]))}{slower}{loads}.")
    if not said:
        return "What is left is not known."
    return f"With {lost} {follows}, {said[0]}" if data.sizes["view"] == 1 else f"With {lost} {follows}. {' '.join(map(headed, said))}"


def _loads_told(data: xr.Dataset, kind: int, at: int, view: int) -> str:
    """What is left of what gets through and is sent, to follow a statement; nothing where it is not known."""
    left = {name: float(_of_whole(data, name, kind)[view, at + 1, MIDDLE]) for name in LOADS}
    parts = [f"{share(value)} of {LOADS[name][1]}" for name, value in left.items() if math.isfinite(value)]
    return f"; there remain {' and '.join(parts)}" if parts else ""


def _without(data: xr.Dataset, measure: str) -> Float[np.ndarray, "views suppliers"]:
    """The share of a load that is left without each supplier; not a number where it is not known."""
    left, whole = (data[f"{measure}_{name}"].values.astype(np.float64) for name in ("without", "whole"))
    known = (np.isfinite(whole) & (whole > 0.0))[:, None] & np.isfinite(left)
    return np.divide(left, whole[:, None], out=np.full(left.shape, np.nan), where=known)


def _suppliers_load(data: xr.Dataset, measure: str) -> str:
    """For each view what is left of a load without each supplier, as bars."""
    left, whole = _without(data, measure), data[f"{measure}_whole"].values.astype(np.float64)
    names = data["supplier_title" if "supplier_title" in data.coords else "supplier"].values
    blocks: list[str] = []
    said: list[str] = []
    for view in range(data.sizes["view"]):
        known = [at for at in range(len(names)) if math.isfinite(left[view, at])]
        if not known:
            continue
        blocks.append(
            bars.block(title(data, view), [_load_row(headed(names[at]), left[view, at], left[view, at] * whole[view]) for at in known])
        )
        worst = min(known, key=lambda at: left[view, at])
        said.append(f"Without {headed(names[worst])} {share(float(left[view, worst]))} of it stay{with_view(data, view)}.")
    heading = f"Without a supplier: {LOADS[measure][1]}"
    told = " ".join(said)
    return panel(
        heading, told, bars.table(f"{heading}: {told}", ("Without", "Share of that with nothing lost", "<b>Stays</b>"), blocks, "losses")
    )


def _load_row(name: str, left: float, value: float) -> str:
    """One bar: what stays filled, what goes hollow."""
    parts = [bars.grid([0.0, 0.25, 0.5, 0.75, 1.0])]
    kept = min(max(left, 0.0), 1.0)
    if kept < 1.0:
        parts.append(bars.hollow(kept, 1.0, "#8a4300", "#f3d9bd"))
    parts.append(bars.filled(0.0, kept, "#a03e78"))
    return bars.row(name, parts, share(left), quantity(value, "bit/s"))


def _suppliers(data: xr.Dataset) -> str:
    """For each view what is left whole and without each supplier, as bars."""
    blocks = [bars.block(title(data, view), lines) for view in range(data.sizes["view"]) if len(lines := _lines(data, view)) > 1]
    told = _worst_told(data)
    heading = "Without a supplier"
    if not blocks:
        return panel(heading, told, "")
    heads = ("Without", "Share of the pairs with a way", '<b>Stays</b><span class="spread">median round trip</span>')
    return panel(heading, told, bars.table(f"{heading}: {told}", heads, blocks, "losses"))


def _lines(data: xr.Dataset, view: int) -> list[str]:
    """The rows of one view."""
    whole, trip = (float(data[f"{measure}_whole"].values[view]) for measure in ("connected", "round_trip"))
    made = [_row("None: all there", whole, whole, trip)]
    for at, name in _known(data, view):
        left, slower = (float(data[f"{measure}_without"].values[view, at]) for measure in ("connected", "round_trip"))
        made.append(_row(name, whole, left, slower))
    return made


def _known(data: xr.Dataset, view: int) -> list[tuple[int, str]]:
    """Place and name of each supplier of a view."""
    left = data["connected_without"].values[view]
    titles = data["supplier_title" if "supplier_title" in data.coords else "supplier"].values
    return [(at, headed(title)) for at, title in enumerate(titles) if not math.isnan(left[at])]


def _row(name: str, whole: float, left: float, trip: float) -> str:
    """One bar: what stays filled, what goes hollow."""
    parts = [bars.grid([0.0, 0.25, 0.5, 0.75, 1.0])]
    kept, before = (0.0 if math.isnan(one) else min(max(one, 0.0), 1.0) for one in (left, whole))
    if before > kept:
        parts.append(bars.hollow(kept, before, "#8a4300", "#f3d9bd"))
    parts.append(bars.filled(0.0, kept, "#a03e78"))
    return bars.row(name, parts, share(left), delay(trip) if left > 0.0 else "")


def _worst_told(data: xr.Dataset) -> str:
    """The worst single loss of each view, in words."""
    said: list[str] = []
    for view in range(data.sizes["view"]):
        known = _known(data, view)
        whole = float(data["connected_whole"].values[view])
        if not known or math.isnan(whole):
            continue
        left, trip = (data[f"{measure}_without"].values[view].astype(np.float64) for measure in ("connected", "round_trip"))
        at, name = min(known, key=lambda one: (left[one[0]], -trip[one[0]]))
        after = float(left[at])
        if whole < LOST:
            said.append(f"No pair has a way{with_view(data, view)}, so that there is nothing to lose.")
        elif len(known) == 1:
            said.append(f"All{with_view(data, view)} comes from {name}: without it {_left(after)} of {share(whole)}.")
        elif whole - after < LOST:
            said.append(
                f"No single loss takes a way from anyone{with_view(data, view)}: {share(whole)} stay, in {delay(float(trip[at]))} at worst."
            )
        else:
            said.append(f"The worst loss{with_view(data, view)} is {name}: it leaves {_left(after)} of {share(whole)}.")
    return " ".join(said) or "No supplier was taken out."


def _left(after: float) -> str:
    return "nothing" if after == 0.0 else share(after)
