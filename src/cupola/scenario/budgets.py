"""What a link carries from what its ends are made of: a laser between satellites, a radio with the ground. A stated rate does without."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from cupola.scenario.decibels import InDecibels
from cupola.scenario.facts import Allowed, Fact
from cupola.scenario.quantities import Quantity, fault_of
from cupola.scenario.ranges import (
    Aperture,
    Availability,
    Bandwidth,
    BestEfficiency,
    CarrierFrequency,
    DataRate,
    LaserPower,
    NoiseTemperature,
    Passed,
    PhotonsPerBit,
    PointingError,
    Wavelength,
)
from cupola.scenario.shapes import FileModel, implied
from cupola.scenario.units import Dimension

RADIO_BAND = (1e9, 55e9)
"""Hz: carriers for which the recommendations on the air hold."""

Radiated = Annotated[Fact, InDecibels(Quantity(Dimension.POWER, Allowed(1e-6, 1e12, "W", meaning="That is -60 to 120 dBW")), "dBW", "W")]
Gain = Annotated[Fact, InDecibels(Quantity(Dimension.RATIO, Allowed(1e-2, 1e9, "1", meaning="That is -20 to 90 dB")), "dB", "1")]
Margin = Annotated[Fact, InDecibels(Quantity(Dimension.RATIO, Allowed(1.0, 1e4, "1", meaning="That is 0 to 40 dB")), "dB", "1")]
Attenuation = Annotated[Fact, InDecibels(Quantity(Dimension.RATIO, Allowed(1.0, 1e10, "1", meaning="That is 0 to 100 dB")), "dB", "1")]


class Laser(FileModel):
    """The laser terminals of a constellation; both ends of a link are alike."""

    WHAT = "the section `laser`"

    power: LaserPower = Field(description="that the laser gives, above 0, to 1 kW")
    aperture: Aperture = Field(description="diameter of the telescope, above 0, to 100 m")
    wavelength: Wavelength = implied("1.55e-6 m", "of the light, 1e-7 to 1e-4 m")
    photons_per_bit: PhotonsPerBit = Field(description="photons at the detector that a bit needs, with the margin that is wanted")
    sending: Passed = implied("50 %", "share of the laser's power that leaves the telescope")
    receiving: Passed = implied("50 %", "share of the power caught that comes to the detector")
    pointing_error: PointingError = implied("0 urad", "by which the beam misses the other end, 0 to 1,000 urad")
    ceiling: DataRate = Field(description="the most that its electronics handle on one link, each way")


class Radio(FileModel):
    """The radio link of a terminal with one satellite, in the weaker of its two directions; the other is taken to carry as much."""

    WHAT = "the section `radio`"

    eirp: Radiated = Field(description="power radiated toward the other end (equivalent isotropic) by the end that sends: dBW, W or kW")
    gain: Gain = Field(description="of the antenna of the end that receives: dB, or a ratio")
    noise_temperature: NoiseTemperature = Field(description="of the receiver's system; gain over it is the figure of merit G/T")
    frequency: CarrierFrequency = Field(description="of the middle of the channel, 0.1 to 300 GHz")
    bandwidth: Bandwidth = Field(description="of the channel, above 0, to 100 GHz")
    margin: Margin = implied("2 dB", "how much more signal than Shannon's bound the modem needs: dB, or a ratio of 1 or more")
    efficiency: BestEfficiency | None = Field(
        default=None, description="bit/s for each Hz of its best modulation, above 0, to 20; left out, Shannon's bound alone"
    )
    attenuation: Attenuation | None = Field(
        default=None, description="what the air takes: dB, or a ratio; left out, and without an availability, nothing"
    )
    availability: Availability | None = Field(
        default=None,
        description="share of the year for which the air must let the link through, 95 to 99.999 %; by the ITU-R, cupola[radio]",
    )
    diameter: Aperture | None = Field(default=None, description="of the antenna on the ground; with an availability")

    @field_validator("availability")
    @classmethod
    def stands_alone(cls, availability: Fact | None, info: ValidationInfo) -> Fact | None:
        """In place of a stated attenuation, and at frequencies for which the recommendations hold."""
        if availability is None:
            return None
        if info.data.get("attenuation") is not None:
            raise fault_of(availability, "stands beside `attenuation`, which says the same by a number; keep one of the two")
        frequency = info.data.get("frequency")
        if isinstance(frequency, Fact) and not RADIO_BAND[0] <= frequency.lowest <= frequency.highest <= RADIO_BAND[1]:
            raise fault_of(availability, f"works from 1 to 55 GHz, and the frequency is {frequency.text}; give `attenuation` instead")
        return availability

    @field_validator("diameter")
    @classmethod
    def goes_with_an_availability(cls, diameter: Fact | None, info: ValidationInfo) -> Fact | None:
        """It is asked for the air alone."""
        if diameter is not None and info.data.get("availability") is None:
            raise fault_of(diameter, "belongs to `availability`, which is not given; delete it, or give the availability")
        return diameter
