"""Draws docs/images/lift.png: payload against altitude for four vehicles, due east and sun-synchronous, with what was published.

python tools/draw_lift.py docs/images/lift.png
Run by hand, when the model or the catalogue changes.
"""

import sys
from math import degrees
from pathlib import Path

import matplotlib as mpl
import numpy as np

from cupola.catalog.launch_sites import launch_site_named
from cupola.catalog.lifting import payload_to
from cupola.catalog.vehicles import Vehicle, vehicle_named
from cupola.constants import EARTH
from cupola.launch.ascent import Orbit
from cupola.launch.azimuth import sun_synchronous_inclination

mpl.use("agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

SHOWN = (("Ariane 64", "Kourou"), ("Soyuz-2.1b", "Baikonur"), ("Long March 8", "Wenchang"), ("Electron", "Mahia"))
EAST, SUN = "#1f5f99", "#b3541e"


def curve(axes: Axes, vehicle: Vehicle, site: str, sun: bool) -> None:
    """Payload and its range from 200 to 1,500 km."""
    place, altitudes = launch_site_named(site), np.linspace(200e3, 1_500e3, 60)
    orbits = [Orbit.circle(h, sun_synchronous_inclination(h, EARTH) if sun else abs(place.latitude)) for h in altitudes]
    found = [payload_to(vehicle, place, orbit) for orbit in orbits]
    colour = SUN if sun else EAST
    axes.plot(altitudes / 1e3, [one.payload / 1e3 for one in found], color=colour, lw=1.8, label="sun-synchronous" if sun else "due east")
    axes.fill_between(altitudes / 1e3, [one.low / 1e3 for one in found], [one.high / 1e3 for one in found], color=colour, alpha=0.15, lw=0)


def points(axes: Axes, vehicle: Vehicle) -> None:
    """Published payloads to low circular orbits, with their ranges."""
    for one in vehicle.payloads:
        if one.apogee < 2e6:
            colour, mass = SUN if degrees(one.inclination) > 90.0 else EAST, one.mass
            bars = [[(mass.value - mass.low) / 1e3], [(mass.high - mass.value) / 1e3]]
            axes.errorbar([one.perigee / 1e3], [mass.value / 1e3], yerr=bars, fmt="o", color=colour, ms=6, capsize=3)


def draw(path: Path) -> None:
    """Draws the picture to `path`."""
    figure, grid = plt.subplots(1, 4, figsize=(10.5, 3.1), layout="constrained")
    for axes, (name, site) in zip(grid, SHOWN, strict=True):
        vehicle = vehicle_named(name)
        curve(axes, vehicle, site, sun=False)
        curve(axes, vehicle, site, sun=True)
        points(axes, vehicle)
        axes.set(title=f"{name}, {site}", xlabel="altitude, km", xlim=(150.0, 1_500.0), ylim=(0.0, None))
        axes.title.set_fontsize(10)
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.25, lw=0.6)
    grid[0].set_ylabel("payload, t")
    grid[0].legend(frameon=False, loc="lower left", fontsize=8)
    figure.savefig(path, dpi=130)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
