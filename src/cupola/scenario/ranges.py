"""The quantities that a scenario holds, each with the values that make physical sense: an altitude is not just any length."""

from typing import Annotated

from cupola.scenario.facts import Allowed, Fact
from cupola.scenario.quantities import Quantity
from cupola.scenario.units import Dimension

MAX_SATELLITES_PER_SHELL = 100_000

_RETROGRADE = "Retrograde orbits are 90 to 180"
_EAST = "East is positive, -180 to 180"


CircularAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(100.0, 50_000.0, "km"))]
PerigeeAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(200.0, 2_000.0, "km"))]
SensingAltitude = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(0.0, 3_000.0, "km", open_high=True))]
Radius = Annotated[Fact, Quantity(Dimension.LENGTH, Allowed(1.0, 20_000.0, "km"))]
Inclination = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 180.0, "deg", meaning=_RETROGRADE))]
Turn = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(-360.0, 360.0, "deg"))]
Spread = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 360.0, "deg", open_low=True))]
Elevation = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.0, 90.0, "deg", open_high=True))]
Latitude = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(-90.0, 90.0, "deg"))]
Longitude = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(-180.0, 180.0, "deg", meaning=_EAST))]
Planes = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(1, MAX_SATELLITES_PER_SHELL, "1", meaning="A shell has one satellite or more"))]
Phasing = Annotated[Fact, Quantity(Dimension.COUNT, Allowed(0, MAX_SATELLITES_PER_SHELL, "1"))]
Span = Annotated[Fact, Quantity(Dimension.TIME, Allowed(1.0 / 1440.0, 3652.5, "day", meaning="One minute to ten years"))]
Step = Annotated[Fact, Quantity(Dimension.TIME, Allowed(1.0, 86_400.0, "s"))]
Grid = Annotated[Fact, Quantity(Dimension.ANGLE, Allowed(0.25, 30.0, "deg"))]
