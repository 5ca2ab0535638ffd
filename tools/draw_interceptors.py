"""Draws docs/images/interceptors.png: interceptors needed against confidence, for a random spread and for shells, with published figures.

python tools/draw_interceptors.py docs/images/interceptors.png
Run by hand, when the model changes; some minutes. Notional, public sources.
"""

import sys
from pathlib import Path

import jax
import matplotlib as mpl
import numpy as np

from cupola.constants import EARTH
from cupola.interception.aei import Layer, size_of
from cupola.interception.counting import Scene, places_at
from cupola.interception.flyout import cap_half_angle, share_of_sphere
from cupola.interception.latitudes import share_in_reach
from cupola.interception.sizing import Ladder, best_of, climb, shapes
from cupola.interception.spread import needed_random
from cupola.orbits import walker_delta

mpl.use("agg")
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

LATITUDE = np.radians(40.0)
CONFIDENCE = np.linspace(0.30, 0.98, 35)
TOLD = np.array([0.5, 0.8, 0.9, 0.95])
TIMES = np.arange(0.0, 86_164.0, 60.0)
PUBLISHED = {
    1: ((1_600, "APS 2003: at least 1,600", True), (1_000, "APS 2025: more than 1,000", True)),
    10: ((7_800, "CBO 2026: 7,800, about ten missiles", False),),
}
SHELLS = ((60.0, "#1f5f99"), (90.0, "#b3541e"))


def ladders(inclination: float, wanted: int) -> list[Ladder]:
    """Shells as wide in their planes as across them, at four phasings, flown over a day above the model's own reach of one place."""
    reached, sky, target = size_of(Layer()).reach, EARTH.radius + 300e3, EARTH.radius + 200e3
    share = share_in_reach(LATITUDE, inclination, cap_half_angle(reached, sky, target))
    scene = Scene(places_at(np.array([LATITUDE]), np.zeros(1), target), np.array([reached]), TIMES, EARTH.rotation_rate * TIMES)
    lowest, highest = 0.55 * wanted / float(share), 1.05 * float(needed_random(share, wanted, CONFIDENCE[-1])[0, 0])
    planes, per_plane = shapes(lowest, highest, 1.0)

    def of_phasing(sixth: int) -> Ladder:
        return climb(lambda p, s: walker_delta(sky, inclination, p, s, sixth * p // 6, EARTH), planes, per_plane, scene, np.array([wanted]))

    return [of_phasing(sixth) for sixth in (0, 1, 2, 3)]


def panel(axes: Axes, missiles: int) -> None:
    """The numbers for one salvo."""
    layer = Layer(salvo=missiles)
    model, percent = size_of(layer), 100.0 * CONFIDENCE
    wanted = model.shots * missiles
    share = share_of_sphere(model.reach, EARTH.radius + 300e3, EARTH.radius + 200e3)
    axes.plot(percent, needed_random(share, wanted, CONFIDENCE)[0], color="#444444", lw=1.8, label="random, all over the sphere")
    tell("random", needed_random(share, wanted, TOLD)[0])
    for inclination, colour in SHELLS:
        each = ladders(np.radians(inclination), wanted)
        best, spread = best_of(each), [one.needed(CONFIDENCE)[0, 0] for one in each]
        chance = share_in_reach(LATITUDE, np.radians(inclination), cap_half_angle(model.reach, EARTH.radius + 300e3, EARTH.radius + 200e3))
        axes.plot(percent, needed_random(chance, wanted, CONFIDENCE)[0], color=colour, lw=1.2, ls=":", label=f"{inclination:.0f}°, random")
        axes.plot(
            percent, best.needed(CONFIDENCE)[0, 0], color=colour, lw=1.8, drawstyle="steps-pre", label=f"{inclination:.0f}°, even planes"
        )
        axes.fill_between(percent, best.needed(CONFIDENCE)[0, 0], np.max(spread, axis=0), color=colour, alpha=0.15, lw=0, step="pre")
        tell(f"{inclination:.0f} deg, random: mean {wanted / float(chance):,.0f};", needed_random(chance, wanted, TOLD)[0])
        tell(f"{inclination:.0f} deg, best", best.needed(TOLD)[0, 0])
        tell(f"{inclination:.0f} deg, worst", np.max([one.needed(TOLD)[0, 0] for one in each], axis=0))
    for number, words, above in ((model.number, f"AEI 2025, mean: {model.number:,}", missiles > 1), *PUBLISHED[missiles]):
        axes.axhline(number, color="#888888", lw=0.9, ls="--")
        told = {"xytext": (0, 2 if above else -2), "textcoords": "offset points", "va": "bottom" if above else "top"}
        axes.annotate(words, (31.0, number), fontsize=8, color="#555555", bbox={"fc": "white", "alpha": 0.8, "lw": 0.0, "pad": 0.5}, **told)
    axes.set(xlabel="of the time, %", title=f"{wanted} in reach at once: {missiles} missile{'s' * (missiles > 1)}", xlim=(30.0, 98.0))
    axes.set_ylim(0.0, None)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.title.set_fontsize(10)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=0.25, lw=0.6)


def tell(words: str, numbers: np.ndarray) -> None:
    """What the page's table quotes, at 50, 80, 90 and 95 %."""
    sys.stdout.write(f"{words} {' '.join(f'{number:,.0f}' for number in numbers)}\n")


def draw(path: Path) -> None:
    """Draws the picture to `path`."""
    jax.config.update("jax_enable_x64", True)
    figure, grid = plt.subplots(1, 2, figsize=(10.5, 4.2), layout="constrained")
    for axes, missiles in zip(grid, (1, 10), strict=True):
        panel(axes, missiles)
    grid[0].set_ylabel("interceptors up")
    grid[0].legend(frameon=False, loc="upper left", fontsize=8, bbox_to_anchor=(0.0, 0.98))
    figure.suptitle("Interceptors needed for a place at 40° N; reach 598 km from 300 km. Notional, public sources", fontsize=10)
    figure.savefig(path, dpi=130)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
