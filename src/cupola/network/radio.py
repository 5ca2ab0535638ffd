"""What a radio link between satellite and ground carries: noise, range, what the air takes, bit/s. SI units; decibels only for the air.

One carrier, alone: no interference from other beams, satellites or networks, and no noise that rain adds to a receiver below it (up to 3 dB
for a cold one, Recommendation ITU-R P.618, section 3).
"""

from dataclasses import dataclass
from math import pi

import numpy as np

from cupola.arrays import Float
from cupola.constants import SPEED_OF_LIGHT

BOLTZMANN = 1.380649e-23
"""J/K, exact (SI)."""


@dataclass(frozen=True)
class RadioLink:
    """A transmitter, a receiver and what they make of their channel.

    Attributes:
        radiated: equivalent isotropically radiated power towards the other end, W.
        figure_of_merit: gain of the receiving antenna over the noise temperature of its system, 1/K.
        frequency: Hz, of the middle of the channel.
        bandwidth: Hz.
        margin: how many times more signal than Shannon's bound a modem needs, 1 or more: 1.6 (2 dB) comes within 16 % of the rates of
            DVB-S2.
        greatest_efficiency: bit/s in each Hz that its best modulation carries.
        least_efficiency: bit/s in each Hz of its sturdiest modulation; where less would fit, the link carries nothing.
    """

    radiated: float
    figure_of_merit: float
    frequency: float
    bandwidth: float
    margin: float = 1.6
    greatest_efficiency: float = np.inf
    least_efficiency: float = 0.0

    def __post_init__(self) -> None:
        for name in ("radiated", "figure_of_merit", "frequency", "bandwidth", "greatest_efficiency"):
            if not getattr(self, name) > 0.0:
                raise ValueError(f"{name}: got {getattr(self, name)}; must be above zero")
        if not self.margin >= 1.0:
            raise ValueError(f"margin: got {self.margin}; must be 1 or more: no modem is better than Shannon's bound")
        if not 0.0 <= self.least_efficiency <= self.greatest_efficiency:
            raise ValueError(f"least_efficiency: got {self.least_efficiency}; must lie between 0 and greatest_efficiency")


def from_decibels(decibels: Float[np.ndarray, "*e"] | float) -> Float[np.ndarray, "*e"]:
    """The ratio that so many dB are: dBW to W, dB/K to 1/K."""
    return 10.0 ** (np.asarray(decibels, dtype=np.float64) / 10.0)


def free_space_loss(length: Float[np.ndarray, "*e"], frequency: float) -> Float[np.ndarray, "*e"]:
    """Sent over received power between isotropic antennas, a ratio: Recommendation ITU-R P.525-4, equation 3."""
    return (4.0 * pi * length * frequency / SPEED_OF_LIGHT) ** 2


def carrier_to_noise_density(
    link: RadioLink, length: Float[np.ndarray, "*#e"], attenuation: Float[np.ndarray, "*#e"] | float = 0.0
) -> Float[np.ndarray, "*e"]:
    """Power of the carrier over that of the noise in each Hz, Hz.

    Args:
        link: the two ends.
        length: m.
        attenuation: dB that the air takes on top of free space: a stated number, or `air.slant_attenuation`.

    Source: Maral and Bousquet, Satellite Communications Systems (5th ed. 2009), equation 5.52.
    """
    return link.radiated * link.figure_of_merit / (BOLTZMANN * free_space_loss(length, link.frequency) * from_decibels(attenuation))


def radio_rate(
    link: RadioLink, length: Float[np.ndarray, "*#e"], attenuation: Float[np.ndarray, "*#e"] | float = 0.0
) -> Float[np.ndarray, "*e"]:
    """Bit/s of a link: Shannon's bound for the signal less the margin, up to the best modulation, and 0 below the sturdiest.

    Args:
        link: the two ends.
        length: m.
        attenuation: dB that the air takes on top of free space.

    Source: Shannon, Proc. IRE 37 (1949) 10, theorem 2.
    """
    ratio = carrier_to_noise_density(link, length, attenuation) / (link.bandwidth * link.margin)
    efficiency = np.minimum(np.log2(1.0 + ratio), link.greatest_efficiency)
    return link.bandwidth * np.where(efficiency >= link.least_efficiency, efficiency, 0.0)
