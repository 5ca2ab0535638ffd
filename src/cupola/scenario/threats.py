"""Notional launches: what flies, from which region to which, under what clouds, and the delays up to a decision.

Everything here is an envelope from public studies: how long it burns, how high it is then, and the arc that follows.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from cupola.scenario.facts import Fact
from cupola.scenario.faults import fault
from cupola.scenario.leaves import Reference, Title
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import BurnOutAltitude, BurnTime, CloudTop, Delay, Loft, Share
from cupola.scenario.shapes import FileModel, implied
from cupola.scenario.text import MappingNode, TextNode
from cupola.scenario.units import told


class Missile(FileModel):
    """A class of notional missiles, by its boost alone."""

    WHAT = "a missile"

    title: Title = Field(description="name to show")
    burn_time: BurnTime = Field(description="from launch to burn-out, 60 to 600 s")
    burn_out_altitude: BurnOutAltitude = Field(description="height at burn-out, 80 to 700 km")


class Threat(FileModel):
    """Notional launches of one kind: from somewhere in one region toward somewhere in another."""

    WHAT = "a threat"

    title: Title = Field(description="name to show")
    missile: Annotated[str, Reference("missiles")] = Field(description="a name in `missiles`")
    launch_area: Annotated[str, Reference("regions")] = Field(description="a name in `regions`: where launches start")
    aim_area: Annotated[str, Reference("regions")] = Field(description="a name in `regions`: where they come down")
    loft: Loft = implied("0 deg", "flight-path angle at burn-out above that of least energy; below 0 for depressed arcs")


def _between_two(node: Any) -> Any:
    """A launch area that is the aim area as well is no flight."""
    if isinstance(node, MappingNode):
        start, end = node.entries.get("launch-area"), node.entries.get("aim-area")
        if isinstance(start, TextNode) and isinstance(end, TextNode) and start.text == end.text:
            raise fault(end, f"got {end.text}, the launch area itself; name another region of `regions`")
    return node


class Clouds(FileModel):
    """The cloud deck over a launch: there or not, once for all satellites."""

    WHAT = "the section `clouds`"

    cover: Share = Field(description="share of launches that start under a cloud deck")
    lowest_top: CloudTop = Field(description="the lowest that the top of such a deck lies")
    usual_top: CloudTop = Field(description="the height where most tops lie")
    highest_top: CloudTop = Field(description="the highest that the top of such a deck lies")

    @field_validator("usual_top", "highest_top")
    @classmethod
    def lies_above_the_last(cls, highest: Fact, info: ValidationInfo) -> Fact:
        """Over the whole of both ranges."""
        lowest = info.data.get("lowest_top" if info.field_name == "usual_top" else "usual_top")
        if isinstance(lowest, Fact) and lowest.highest > highest.lowest:
            raise fault_of(
                highest,
                f"goes down to {told(highest.lowest, 'km')}; must not lie below the one before it, up to {told(lowest.highest, 'km')}",
            )
        return highest


class Delays(FileModel):
    """What people and machines take between a measurement and a decision; nothing here is computed."""

    WHAT = "the section `delays`"

    processing: Delay = Field(description="from measurements to a track that is passed on")
    decision: Delay = Field(description="from that track to a decision")
    acquisition: Delay = implied("0 s", "until the satellite that measured has a link to send over")
    queueing: Delay = implied("0 s", "spent in queues on the way to the command site, all of them together")
    hand_over: Delay = implied("0 s", "spent at a site that passes a message from one network to another, each time")


Aimed = Annotated[Threat, BeforeValidator(_between_two)]
"""A threat as the file may give it."""
