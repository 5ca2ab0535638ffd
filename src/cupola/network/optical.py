"""What a laser link between satellites carries: power over a range, photons, bit/s. SI units; vacuum, so nothing is lost on the way.

Both telescopes are round, evenly lit, alike for sending and receiving, without a mirror in the middle; what optics lose on top is a stated
efficiency. No background light, no noise of the receiver but for the photons that it is stated to need, no time lost for acquisition.
"""

from dataclasses import dataclass
from math import pi

import numpy as np
from scipy.special import j1

from cupola.arrays import Float
from cupola.constants import SPEED_OF_LIGHT

PLANCK = 6.62607015e-34
"""J s, exact (SI)."""


@dataclass(frozen=True)
class LaserTerminal:
    """A laser terminal; both ends of a link have one.

    Attributes:
        power: W that the laser gives.
        aperture: m, diameter of the telescope.
        wavelength: m.
        sending: share of the laser's power that leaves the telescope, in (0, 1].
        receiving: share of the power caught that comes to the detector, in (0, 1].
        photons_per_bit: photons at the detector that a bit needs, with whatever margin is wanted.
        greatest_rate: bit/s that its electronics handle, or the lower of what one of several links of a satellite gets.
        pointing_error: rad by which the beam misses the other end; the other end's view is wide enough.
    """

    power: float
    aperture: float
    wavelength: float
    sending: float
    receiving: float
    photons_per_bit: float
    greatest_rate: float
    pointing_error: float = 0.0

    def __post_init__(self) -> None:
        for name in ("power", "aperture", "wavelength", "photons_per_bit", "greatest_rate"):
            if not getattr(self, name) > 0.0:
                raise ValueError(f"{name}: got {getattr(self, name)}; must be above zero")
        for name in ("sending", "receiving"):
            if not 0.0 < getattr(self, name) <= 1.0:
                raise ValueError(f"{name}: got {getattr(self, name)}; must lie above 0 and not above 1: a share of the power")
        if not self.pointing_error >= 0.0:
            raise ValueError(f"pointing_error: got {self.pointing_error}; must be zero or more, rad")

    @property
    def gain(self) -> float:
        """Gain of the telescope along its axis, 4 pi times its area over the square of the wavelength (Friis 1946, section on gain)."""
        return (pi * self.aperture / self.wavelength) ** 2

    @property
    def pointing(self) -> float:
        """Share of the power on the axis that is left beside it: Airy pattern (Born and Wolf, Principles of Optics, 8.5.2, equation 14)."""
        x = pi * self.aperture * np.sin(self.pointing_error) / self.wavelength
        return float((2.0 * j1(x) / x) ** 2) if x > 1e-6 else 1.0


def received_power(terminal: LaserTerminal, length: Float[np.ndarray, "*e"]) -> Float[np.ndarray, "*e"]:
    """Power at the detector, W, of a link of so many metres between two such terminals.

    Source: Friis, Proc. IRE 34 (1946) 254, equation 1: received over sent power is A A' / (length wavelength)^2. Right far beyond the range
    at which the waves across the aperture keep step, D^2 / wavelength: 6 km for 10 cm at 1.55 micrometres. Below it is too high; links
    shorter than 1 m count as 1 m.
    """
    area = 0.25 * pi * terminal.aperture**2
    length = np.maximum(length, 1.0)
    kept = terminal.sending * terminal.receiving * terminal.pointing
    return terminal.power * kept * (area / (length * terminal.wavelength)) ** 2


def laser_rate(terminal: LaserTerminal, length: Float[np.ndarray, "*e"]) -> Float[np.ndarray, "*e"]:
    """Bit/s of a link of so many metres between two such terminals: photons received over photons needed, up to the terminal's own rate."""
    photons = received_power(terminal, length) * terminal.wavelength / (PLANCK * SPEED_OF_LIGHT)
    return np.minimum(photons / terminal.photons_per_bit, terminal.greatest_rate)
