"""Draws docs/images/flight.png: altitude against ground range of one flight with three lofts. Run by hand, when the model changes.

python tools/draw_flight.py docs/images/flight.png
"""

import sys
from pathlib import Path

import jax
import matplotlib as mpl
import numpy as np

from cupola.constants import EARTH
from cupola.flight import SOLID, Trajectories, trajectories
from cupola.flight.trajectory import geodesic_length
from cupola.frames.geodetic import itrs_to_geodetic

mpl.use("agg")
from matplotlib import pyplot as plt

PAD, AIM = (40.0, 127.0), (40.0, -100.0)
"""Notional places, degrees: one near Korea, one in the middle of North America."""

LOFTS = (("lofted by 15 deg", 15.0, "#7a3b9a"), ("minimum energy", 0.0, "#1f5f99"), ("depressed by 8 deg", -8.0, "#b3541e"))


def profile(flown: Trajectories, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distance from the pad along the ground and altitude, km."""
    latitude, longitude, height = itrs_to_geodetic(np.asarray(flown.state(times)[0])[:, 0], EARTH)
    turned = longitude - EARTH.rotation_rate * times
    pad = (np.full(times.shape, np.radians(value)) for value in PAD)
    return geodesic_length(*pad, to_latitude=latitude, to_longitude=turned, body=EARTH) / 1e3, height / 1e3


def draw(path: Path) -> None:
    """Draws the picture to `path`."""
    jax.config.update("jax_enable_x64", True)
    figure, axes = plt.subplots(figsize=(8.0, 3.9), layout="constrained")
    for name, degrees, colour in LOFTS:
        places = (np.radians(value) for value in (*PAD, *AIM))
        flown = trajectories(np.zeros(1), np.zeros(1), *places, booster=SOLID, loft=float(np.radians(degrees)), body=EARTH)
        end, burn = float(flown.flight_time[0]), float(flown.burn_time[0])
        ground, height = profile(flown, np.linspace(0.0, end, 400))
        axes.plot(ground, height, color=colour, lw=1.8)
        burnt = profile(flown, np.array([burn]))
        axes.plot(*burnt, "o", color=colour, ms=6, label="burn-out, 170 s after launch" if degrees == 0.0 else None)
        top = int(np.argmax(height))
        told = f"{name}: {flown.apogee_altitude()[0] / 1e3:,.0f} km, {end / 60.0:.1f} min"
        axes.annotate(told, (ground[top], height[top]), (0, 6), textcoords="offset points", ha="center", color=colour)
    axes.set(xlabel="ground range, km", ylabel="altitude, km", xlim=(0.0, None), ylim=(0.0, 3_500.0))
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25, lw=0.6)
    axes.legend(frameon=False, loc="upper right")
    figure.savefig(path, dpi=130)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
