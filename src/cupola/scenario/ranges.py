"""The quantities that a scenario holds, each with the values that make physical sense: an altitude is not just any length."""

from typing import Annotated

from cupola.scenario.dates import DATE_UNIT, seconds_of_date
from cupola.scenario.facts import Allowed, Fact
from cupola.scenario.quantities import Quantity
from cupola.scenario.units import Dimension

MAX_SATELLITES_PER_SHELL = 100_000

_RETROGRADE = "Retrograde orbits are 90 to 180"
_EAST = "East is positive, -180 to 180"
_FROM_CENTRE = "A semi-major axis is counted from the centre of the body, not from the ground"
_TWILIGHT = "It is dark below -18"
_WITH_THE_SUN = "Higher up no inclination turns the orbit along with the Sun"

LOWEST_PERIGEE = 100e3
"""m above the equatorial radius: lower, the air ends an orbit within a turn or two."""

CIRCULAR_ALTITUDES = Allowed(100.0, 50_000.0, "km")

CircularAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, CIRCULAR_ALTITUDES)]
SunSynchronousAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(100.0, 5_900.0, "km", meaning=_WITH_THE_SUN))]
SemiMajorAxis = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(1_000.0, 200_000.0, "km", meaning=_FROM_CENTRE))]
Eccentricity = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 0.9, "1"))]
PerigeeAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(200.0, 2_000.0, "km"))]
SensingAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(0.0, 3_000.0, "km", open_high=True))]
Radius = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(1.0, 20_000.0, "km"))]
Inclination = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 180.0, "deg", meaning=_RETROGRADE))]
Turn = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(-360.0, 360.0, "deg"))]
TimeOfDay = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 24.0, "h", open_high=True))]
Spread = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 360.0, "deg", open_low=True))]
Elevation = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 90.0, "deg", open_high=True))]
SunElevation = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(-18.0, 90.0, "deg", open_high=True, meaning=_TWILIGHT))]
HalfAngle = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 90.0, "deg", open_low=True, open_high=True))]
OffNadirAngle = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 90.0, "deg", open_high=True))]
Swath = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(0.0, 20_000.0, "km", open_low=True))]
Latitude = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(-90.0, 90.0, "deg"))]
Longitude = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(-180.0, 180.0, "deg", meaning=_EAST))]
Planes = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, MAX_SATELLITES_PER_SHELL, "1", meaning="A shell has one satellite or more"))]
Streets = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(2, MAX_SATELLITES_PER_SHELL, "1", meaning="Streets lie side by side"))]
Revolutions = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, 6_000, "1"))]
Days = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, 366, "1"))]
Phasing = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(0, MAX_SATELLITES_PER_SHELL, "1"))]
Span = Annotated[Fact, Quantity(Dimension.TIME, Allowed(1.0 / 1440.0, 3652.5, "day", meaning="One minute to ten years"))]
Step = Annotated[Fact, Quantity(Dimension.TIME, Allowed(1.0, 86_400.0, "s"))]
Grid = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.25, 30.0, "deg"))]
PlumeElevation = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 90.0, "deg", open_high=True))]
LookInterval = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.1, 120.0, "s"))]
Probability = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1.0, "1", open_low=True))]
Share = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1.0, "1"))]
Looks = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, 20, "1"))]
Noise = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 10_000.0, "urad", open_low=True, meaning="Noise is a spread"))]
Bias = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 10_000.0, "urad", meaning="A bias is given by its spread"))]
SunExclusion = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 90.0, "deg", open_high=True))]
SensorRange = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(100.0, 100_000.0, "km"))]
Tracks = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, 100_000, "1"))]
BurnTime = Annotated[Fact, Quantity(Dimension.TIME, Allowed(60.0, 600.0, "s"))]
BurnOutAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(80.0, 700.0, "km"))]
Loft = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(-30.0, 60.0, "deg", meaning="Lofted is positive, depressed negative"))]
CloudTop = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(0.0, 20.0, "km"))]
Delay = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 3_600.0, "s"))]
TrackingStep = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.5, 10.0, "s"))]
StereoAngle = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 90.0, "deg", open_low=True))]
TrackError = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(0.001, 1_000.0, "km"))]
TrackAge = Annotated[Fact, Quantity(Dimension.TIME, Allowed(1.0, 3_600.0, "s"))]
Terminals = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, 64, "1", meaning="A terminal holds one link at a time"))]
AtOnce = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, 1_000, "1"))]
LinkRange = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(1.0, 100_000.0, "km"))]
GrazingAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(0.0, 3_000.0, "km", open_high=True))]
Acquisition = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 3_600.0, "s"))]
HopDelay = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 1.0, "s"))]
DataRate = Annotated[Fact, Quantity(Dimension.DATA_RATE, Allowed(0.0, 1e6, "Gbit/s", open_low=True))]
LatitudeStep = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(1.0, 90.0, "deg"))]
LostShare = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1.0, "1", open_low=True, meaning="A share of all there are"))]
Day = Annotated[
    Fact, Quantity(Dimension.DATE, Allowed(seconds_of_date("1960-01-01") or 0.0, seconds_of_date("2200-01-01") or 0.0, DATE_UNIT))
]
Mass = Annotated[Fact, Quantity(Dimension.MASS, Allowed(0.0, 1_000.0, "t", open_low=True))]
TransferAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(100.0, 500_000.0, "km"))]
PastLaunches = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(0, 10_000, "1"))]
LaunchRate = Annotated[Fact, Quantity(Dimension.RATE, Allowed(0.0, 10_000.0, "1/year"))]
YearlyGrowth = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(-90.0, 1_000.0, "%", meaning="What a year has over the year before"))]
Dispersion = Annotated[
    Fact, Quantity(Dimension.RATIO, Allowed(0.0, 100.0, "1", meaning="0 is evenly spaced, 1 is pure chance, above 1 is worse"))
]
StandDown = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 20.0, "year"))]
Factor = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(1.0, 100.0, "1", meaning="1 is no spread at all"))]
Ramp = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 20.0, "year"))]
ProductionRate = Annotated[Fact, Quantity(Dimension.RATE, Allowed(0.0, 100_000.0, "1/month"))]
Satellites = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, MAX_SATELLITES_PER_SHELL, "1", meaning="One or more"))]
SatellitesOrNone = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(0, MAX_SATELLITES_PER_SHELL, "1"))]
Spares = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(0, 1_000, "1", meaning="Spares are counted in each plane"))]
Raising = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 5.0, "year"))]
Thrust = Annotated[Fact, Quantity(Dimension.ACCELERATION, Allowed(1e-7, 10.0, "m/s^2"))]
Lifetime = Annotated[Fact, Quantity(Dimension.TIME, Allowed(1.0 / 365.25, 100.0, "year"))]
Shape = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.2, 1_000.0, "1", meaning="Weibull's: 1 ages not at all, 3 wears out"))]
DeploymentStep = Annotated[Fact, Quantity(Dimension.TIME, Allowed(1.0, 366.0, "day"))]
LaserPower = Annotated[Fact, Quantity(Dimension.POWER, Allowed(0.0, 1_000.0, "W", open_low=True))]
Aperture = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(0.0, 100.0, "m", open_low=True))]
Wavelength = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(1e-7, 1e-4, "m", meaning="1,550 nm is 1.55e-6 m"))]
PhotonsPerBit = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1e6, "1", open_low=True))]
Passed = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1.0, "1", open_low=True, meaning="What is left of the power"))]
PointingError = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 1_000.0, "urad"))]
CarrierFrequency = Annotated[Fact, Quantity(Dimension.FREQUENCY, Allowed(0.1, 300.0, "GHz"))]
Bandwidth = Annotated[Fact, Quantity(Dimension.FREQUENCY, Allowed(0.0, 100.0, "GHz", open_low=True))]
NoiseTemperature = Annotated[Fact, Quantity(Dimension.TEMPERATURE, Allowed(1.0, 100_000.0, "K"))]
BestEfficiency = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 20.0, "1", open_low=True, meaning="In bit/s for each Hz"))]
InterceptorAcceleration = Annotated[Fact, Quantity(Dimension.ACCELERATION, Allowed(1.0, 1_000.0, "m/s^2", meaning="15 g is 147.1 m/s^2"))]
BurnOutSpeed = Annotated[Fact, Quantity(Dimension.SPEED, Allowed(0.1, 20.0, "km/s"))]
InterceptAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(50.0, 2_000.0, "km"))]
ShotGoal = Annotated[
    Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1.0, "1", open_high=True, meaning="No number of shots makes success certain"))
]
TimeLeft = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 3_600.0, "s", open_low=True))]
PerSatellite = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, 100, "1", meaning="One or more"))]
Confidence = Annotated[
    Fact, Quantity(Dimension.RATIO, Allowed(0.0, 100.0, "%", open_low=True, open_high=True, meaning="Never and always need no number"))
]
Availability = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.95, 0.99999, "1", meaning="From 95 to 99.999 %"))]
Amount = Annotated[Fact, Quantity(Dimension.MONEY, Allowed(0.0, 100_000.0, "BUSD"))]
CostFactor = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1_000.0, "1", meaning="1 is the cost as planned"))]
LeadTime = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.0, 100.0, "year"))]
Need = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1e9, "1", open_low=True))]
Supplied = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1e9, "1"))]
AmountAYear = Annotated[Fact, Quantity(Dimension.MONEY_PER_TIME, Allowed(0.0, 1e14, "USD/year"))]
PriceRise = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(-50.0, 100.0, "%", open_low=True))]
Correlation = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.0, 1.0, "1", open_high=True, meaning="A rank correlation; 0 is none"))]
Learning = Annotated[Fact, Quantity(Dimension.RATIO, Allowed(0.5, 1.0, "1", open_low=True, meaning="What a doubling leaves of the cost"))]
Spending = Annotated[Fact, Quantity(Dimension.TIME, Allowed(0.1, 30.0, "year"))]
