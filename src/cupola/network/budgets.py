"""What links carry by their length: the least of a stated rate and of the budgets of light or radio at their ends. bit/s, m and rad."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int
from cupola.network.ground import Sites
from cupola.network.optical import LaserTerminal, laser_rate
from cupola.network.radio import RadioLink, radio_rate

SLANTS = 24
"""Places between the zenith and the least elevation at which what the air takes is known, evenly by the length of the way through it."""


@dataclass(frozen=True)
class Radios:
    """The radio links of g sites with satellites.

    Attributes:
        kinds: links of which each site has one.
        which: of these, (g,); -1 for a site whose links have a stated rate alone.
        longest: one over the sine of the least elevation for which `attenuation` is told, (g,).
        attenuation: dB that the air takes from the zenith, where the way through it is 1, to `longest`, (g, k), evenly along that way.
    """

    kinds: tuple[RadioLink, ...]
    which: Int[np.ndarray, "g"]
    longest: Float[np.ndarray, "g"]
    attenuation: Float[np.ndarray, "g k"]

    def rates(
        self,
        sites: Sites,
        position: Float[np.ndarray, "s 3"],
        link: tuple[Int[np.ndarray, "m"], Int[np.ndarray, "m"]],
        length: Float[np.ndarray, "m"],
    ) -> Float[np.ndarray, "m"]:
        """Bit/s of the links of an instant; infinity where a site has no radio.

        Args:
            sites: whose links they are.
            position: of the satellites, Earth-fixed, m.
            link: site and satellite of each.
            length: m.

        Between the places where it is known, what the air takes is interpolated along its length; below the least elevation it stays.
        """
        site, satellite = link
        found = np.full(site.shape, np.inf)
        for number, kind in enumerate(self.kinds):
            mine = np.flatnonzero(self.which[site] == number)
            here, far = site[mine], length[mine]
            sine = np.einsum("mi,mi->m", position[satellite[mine]] - sites.position[here], sites.up[here]) / np.maximum(far, 1.0)
            found[mine] = radio_rate(kind, np.maximum(far, 1.0), self._air(here, 1.0 / np.clip(sine, 1e-3, 1.0)))
        return found

    def _air(self, site: Int[np.ndarray, "m"], way: Float[np.ndarray, "m"]) -> Float[np.ndarray, "m"]:
        """dB that the air takes over so many times its depth."""
        steps = self.attenuation.shape[1] - 1
        along = np.divide(way - 1.0, self.longest[site] - 1.0, out=np.zeros(way.shape), where=self.longest[site] > 1.0)
        place = np.clip(along, 0.0, 1.0) * steps
        low = np.minimum(place.astype(np.int64), max(steps - 1, 0))
        part = place - low
        return (1.0 - part) * self.attenuation[site, low] + part * self.attenuation[site, np.minimum(low + 1, steps)]


def ways_through_air(min_elevation: float, count: int = SLANTS) -> Float[np.ndarray, "k"]:
    """Elevations, rad, from the zenith down, at which `Radios.attenuation` is told: evenly by one over their sine.

    Args:
        min_elevation: rad, above 0.
        count: how many, two or more.
    """
    return np.arcsin(1.0 / np.linspace(1.0, 1.0 / np.sin(min_elevation), count))


def light_rates(lasers: tuple[LaserTerminal, ...], length: Float[np.ndarray, "k"]) -> Float[np.ndarray, "k"]:
    """Bit/s of links of these lengths, the least that any of the terminals gives; infinity where there is none."""
    return np.min([np.full(length.shape, np.inf), *(laser_rate(one, length) for one in lasers)], axis=0)
