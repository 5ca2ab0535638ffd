"""Sites on the ground that talk with satellites, the terminals that they do it with, and what people ask of the networks."""

import math
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from cupola.scenario.budgets import Radio
from cupola.scenario.facts import Fact
from cupola.scenario.leaves import Flag, OneOf, Reference, Title, Words
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import Acquisition, AtOnce, DataRate, Elevation, Latitude, Longitude
from cupola.scenario.regions import placed
from cupola.scenario.shapes import FileModel, Listed, keys_of

ROLES = ("user", "gateway", "command")

LOWEST = math.radians(5.0)
"""rad: below it the recommendations on the air do not hold."""


class Terminal(FileModel):
    """What a site talks with satellites with; many sites share one kind, and what is assumed of it is assumed once."""

    WHAT = "a terminal"

    title: Title = Field(description="name to show")
    min_elevation: Elevation = Field(description="a satellite must stand at least so high above the horizon, 0 to below 90 deg")
    satellites: AtOnce | None = Field(
        default=None, description="how many it talks with at once, 1 to 1,000, the nearest first; left out, all that are high enough"
    )
    rate: DataRate | None = Field(default=None, description="with each satellite, each way; left out, no limit is told")
    radio: Radio | None = Field(
        default=None, description="in place of a rate: what the radio link is, so that the rate falls with the length"
    )
    capacity: DataRate | None = Field(
        default=None, description="of a gateway, with all its satellites together, each way; left out, no limit is told"
    )
    acquisition: Acquisition | None = Field(
        default=None, description="how long a satellite has been in view before a link carries anything, 0 to 1 h; left out, none"
    )

    @field_validator("radio")
    @classmethod
    def stands_for_the_rate(cls, radio: Radio | None, info: ValidationInfo) -> Radio | None:
        """One or the other; and no lower than the recommendations on the air go."""
        if radio is None:
            return None
        rate, lowest = info.data.get("rate"), info.data.get("min_elevation")
        if isinstance(rate, Fact):
            raise fault_of(rate, "stands beside `radio`, which gives the rate by the length of the link; keep one of the two")
        if radio.availability is not None and isinstance(lowest, Fact) and lowest.lowest < LOWEST - 1e-12:
            told = (
                "works from 5 deg of elevation, and this terminal goes lower; raise `min-elevation`, its range too, or give `attenuation`"
            )
            raise fault_of(radio.availability, told)
        return radio


class Site(FileModel):
    """One place on the ground that talks with satellites, by the name of a city or by latitude and longitude."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["city"]}, {"required": ["latitude", "longitude"]}]})

    WHAT = "a site"

    title: Title = Field(description="name to show")
    city: Annotated[str | None, Words(120)] = Field(default=None, description="its English name, with its country where several share it")
    latitude: Latitude | None = Field(default=None, description="geodetic, north positive")
    longitude: Longitude | None = Field(default=None, description="east positive")
    role: Annotated[str, OneOf(ROLES, "roles")] = Field(
        description="user, where traffic starts and ends; gateway, where a network meets the ground; command, where reports go"
    )
    terminal: Annotated[str, Reference("terminals")] = Field(description="a name in `terminals`: what it talks with")
    serves: Annotated[
        tuple[Annotated[str, Reference("constellations")], ...],
        Listed("constellations", "a site that serves nothing talks with no satellite", distinct=True),
    ] = Field(description="names in `constellations`: whose satellites it talks with")
    supplier: Annotated[str | None, Reference("suppliers")] = Field(default=None, description="a name in `suppliers`: whose it is")
    relays: Annotated[bool, Flag()] = Field(
        default=False, description="whether it passes traffic on from one satellite to another, and so joins the networks that it serves"
    )


_OTHERS = frozenset(keys_of(Site)) - {"city", "latitude", "longitude"}

Sited = Annotated[Site, BeforeValidator(placed("a site", _OTHERS))]
"""A site as the file may give it."""


class Demand(FileModel):
    """What people ask of the networks, in the cities that a study takes, shared among these by their people."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    WHAT = "the section `demand`"
    CHOICE = ("per-person", "total")

    per_person: DataRate | None = Field(default=None, description="what each person of each city asks for")
    total: DataRate | None = Field(default=None, description="what all these cities ask for together")
