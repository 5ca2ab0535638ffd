"""Orbits that launches go to, by their heights and their tilt: circular, sun-synchronous, or an ellipse from perigee to apogee."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from cupola.scenario.facts import Fact
from cupola.scenario.faults import fault
from cupola.scenario.leaves import Flag, Title
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import CircularAltitude, Inclination, TransferAltitude
from cupola.scenario.shapes import FileModel
from cupola.scenario.text import MappingNode, TextNode


class Destination(FileModel):
    """An orbit above the equatorial radius. Subclasses say what goes there."""

    altitude: CircularAltitude | None = Field(default=None, description="of a circular orbit, 100 to 50,000 km")
    perigee: TransferAltitude | None = Field(default=None, description="lowest height of an ellipse, with `apogee`")
    apogee: TransferAltitude | None = Field(default=None, description="greatest height of an ellipse, with `perigee`")
    inclination: Inclination | None = Field(
        default=None, description="to the equator; left out, the least that each pad flies to without a turn in orbit"
    )
    sun_synchronous: Annotated[bool, Flag()] = Field(
        default=False, description="true in place of an inclination: it follows from the altitude"
    )

    @field_validator("apogee")
    @classmethod
    def lies_above_the_perigee(cls, apogee: Fact | None, info: ValidationInfo) -> Fact | None:
        """Over the whole of both ranges."""
        perigee = info.data.get("perigee")
        if isinstance(apogee, Fact) and isinstance(perigee, Fact) and apogee.lowest < perigee.highest:
            raise fault_of(apogee, f"got {apogee.text}, below the perigee {perigee.text}; swap them, or write one `altitude`")
        return apogee


class AskedOrbit(Destination):
    """An orbit that a table of payloads asks for."""

    WHAT = "an orbit"

    title: Title = Field(description="name to show")


def destined(node: Any) -> Any:
    """An altitude, or a perigee with an apogee; a sun-synchronous orbit is circular and has no inclination of its own."""
    if not isinstance(node, MappingNode):
        return node
    given = [name for name in ("altitude", "perigee", "apogee") if name in node.entries]
    if given not in (["altitude"], ["perigee", "apogee"]):
        got = f"gives {' and '.join(given)}" if given else "says not how high"
        raise fault(node, f"{got}; give an altitude for a circular orbit, or a perigee and an apogee")
    with_sun = node.entries.get("sun-synchronous")
    if isinstance(with_sun, TextNode) and with_sun.text == "true":
        if "inclination" in node.entries:
            raise fault(node.entries["inclination"], "is given, and sun-synchronous is true, which gives it; keep one")
        if "altitude" not in node.entries:
            raise fault(with_sun, "got true, for an ellipse; only a circular orbit is taken here, give its altitude")
    return node


Asked = Annotated[AskedOrbit, BeforeValidator(destined)]
"""An orbit as a table may ask for it."""
