"""Where the sites of a network stand: a map with a mark for each role, a letter on a site, and lines between those that talk. As HTML."""

from collections.abc import Iterator

import numpy as np
import xarray as xr
from matplotlib.patches import PathPatch

from cupola.arrays import Float
from cupola.report import equal_earth, layers, maps, places, vector
from cupola.report.panels import panel
from cupola.report.quantities import number
from cupola.report.tables import headed, listed, text

GROUND = "#e4eaf2"
PAIRED = "#5d6b86"

ROLES = {
    "user": ("user", "users", "#0072b2", "o"),
    "gateway": ("gateway", "gateways", "#00704f", "^"),
    "command": ("command site", "command sites", "#a03e78", "s"),
}
"""By role: its name for one and for several, colour, and mark in matplotlib's letters."""

OTHER = ("site", "sites", "#5d6b86", "D")

MOST_LETTERED = 20
"""Of more sites than this, gateways have no letter: they would bury the map."""


def drawn(data: xr.Dataset) -> str:
    """A panel with the map and its legend."""
    roles = [str(role) for role in data["site_role"].values]
    at = [(float(east), float(north)) for east, north in zip(data["site_longitude"].values, data["site_latitude"].values, strict=True)]
    lettered = [place for place, role in enumerate(roles) if role != "gateway" or len(roles) <= MOST_LETTERED]
    order = list(dict.fromkeys([*ROLES, *roles]))
    lettered.sort(key=lambda place: order.index(roles[place]))
    letters = places.letters(len(lettered))
    told = _told(data, roles)
    with vector.drawing("network-sites"):
        figure, axes = maps.empty_map()
        axes.add_artist(PathPatch(maps.rim(), facecolor=GROUND, edgecolor="none", transform=axes.transData, zorder=0))
        for line in _between(data):
            axes.plot(*line, color="#ffffff", linewidth=4.0, alpha=0.8, zorder=2)
            axes.plot(*line, color=PAIRED, linewidth=1.8, zorder=3)
        dots = [_on_map(*place) for place in at]
        for (x, y), role in sorted(zip(dots, roles, strict=True), key=lambda one: one[1] != "gateway"):
            _, _, colour, mark = ROLES.get(role, OTHER)
            axes.plot([x], [y], mark, color=colour, markersize=12.0, markeredgecolor="#ffffff", markeredgewidth=1.5, zorder=5)
        badge = {"boxstyle": "round,pad=0.18,rounding_size=0.25", "facecolor": vector.INK, "edgecolor": "#ffffff", "linewidth": 1.0}
        ours = [dots[place] for place in lettered]
        for (x, y), (dot_x, dot_y), letter in zip(layers.letter_places(ours, []), ours, letters, strict=True):
            axes.plot([dot_x, x], [dot_y, y], color=vector.INK, linewidth=1.4, clip_on=False, zorder=4)
            axes.text(x, y, letter, ha="center", va="center", fontsize=16.0, color="#ffffff", bbox=badge, zorder=9)
        svg = vector.inline(figure, "network-sites", f"World map. Where the sites stand. {told}")
    svg = vector.with_shared(svg, maps.OUTLINES)
    return panel("Where the sites stand", told, svg + _keys(data, roles, lettered))


def _on_map(longitude: float, latitude: float) -> layers.Point:
    """Map coordinates of a place, degrees."""
    x, y = equal_earth.project(np.radians(np.mod(longitude - maps.CENTRAL + 180.0, 360.0) - 180.0), np.radians(latitude))
    return float(x), float(y)


def _between(data: xr.Dataset) -> Iterator[tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]]:
    """The great circle between each pair of sites in map coordinates, broken at the map's edge."""
    if "pair" not in data.sizes:
        return
    sites = [str(name) for name in data["site"].values]
    north, east = (np.radians(data[f"site_{name}"].values.astype(float)) for name in ("latitude", "longitude"))
    point = np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)
    for one, other in zip(data["pair_from"].values, data["pair_to"].values, strict=True):
        if str(one) not in sites or str(other) not in sites:
            continue
        start, end = point[sites.index(str(one))], point[sites.index(str(other))]
        along = np.linspace(0.0, 1.0, 97)[:, None]
        angle = np.arccos(np.clip(start @ end, -1.0, 1.0))
        way = start * np.sin((1.0 - along) * angle) + end * np.sin(along * angle)
        longitude = np.degrees(np.arctan2(way[:, 1], way[:, 0])) - maps.CENTRAL
        x, y = equal_earth.project(
            np.radians(np.mod(longitude + 180.0, 360.0) - 180.0), np.arctan2(way[:, 2], np.hypot(way[:, 0], way[:, 1]))
        )
        leap = np.flatnonzero(np.abs(np.diff(x)) > float(equal_earth.EDGE_X)) + 1
        yield np.insert(x, leap, np.nan), np.insert(y, leap, np.nan)


def _told(data: xr.Dataset, roles: list[str]) -> str:
    """How many sites of each role there are, in words."""
    counted: list[str] = []
    for role in dict.fromkeys([*ROLES, *roles]):
        count, (one, many, _, _) = roles.count(role), ROLES.get(role, OTHER)
        counted += [f"{number(count)} {one if count == 1 else many}"] if count else []
    lines = " A line along the great circle joins two sites that talk with each other." if "pair" in data.sizes else ""
    return f"{headed(listed(counted))}.{lines}"


def _keys(data: xr.Dataset, roles: list[str], lettered: list[int]) -> str:
    """What the marks mean, and the names of the sites with a letter, by role."""
    titles = [str(title) for title in data["site_title"].values]
    letters = dict(zip(lettered, places.letters(len(lettered)), strict=True))
    groups: list[str] = []
    for role in dict.fromkeys([*ROLES, *roles]):
        ours = [place for place, name in enumerate(roles) if name == role]
        if not ours:
            continue
        one, many, colour, mark = ROLES.get(role, OTHER)
        named = "".join(
            f'<li><span class="key target">{letters[place]}</span><span dir="auto">{text(headed(titles[place]))}</span></li>'
            for place in ours
            if place in letters
        )
        rest = sum(place not in letters for place in ours)
        named += f"<li>{number(rest)} without a letter</li>" if rest else ""
        head = f"<li>{_sample(colour, mark)}<b>{headed(one if len(ours) == 1 else many)}</b></li>"
        groups.append(f'<ul class="keys sites">{head}{named}</ul>')
    return "".join(groups)


def _sample(colour: str, mark: str) -> str:
    """The mark of a role, for the legend."""
    shape = {
        "o": '<circle cx="7" cy="7" r="5"/>',
        "^": '<path d="M7 1L13 12.5H1z"/>',
        "s": '<rect x="2" y="2" width="10" height="10"/>',
        "D": '<path d="M7 1L13 7L7 13L1 7z"/>',
    }[mark]
    return f'<svg class="sample" viewBox="0 0 14 14" width="14" height="14" aria-hidden="true" fill="{colour}">{shape}</svg>'
