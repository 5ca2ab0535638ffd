"""Sites on the ground that talk with satellites, the terminals that they do it with, and what people ask of the networks."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field

from cupola.scenario.leaves import Flag, OneOf, Reference, Title, Words
from cupola.scenario.ranges import AtOnce, DataRate, Elevation, Latitude, Longitude
from cupola.scenario.regions import placed
from cupola.scenario.shapes import FileModel, Listed, keys_of

ROLES = ("user", "gateway", "command")


class Terminal(FileModel):
    """What a site talks with satellites with; many sites share one kind, and what is assumed of it is assumed once."""

    WHAT = "a terminal"

    title: Title = Field(description="name to show")
    min_elevation: Elevation = Field(description="a satellite must stand at least so high above the horizon, 0 to below 90 deg")
    satellites: AtOnce | None = Field(
        default=None, description="how many it talks with at once, 1 to 1,000, the nearest first; left out, all that are high enough"
    )
    rate: DataRate | None = Field(default=None, description="with each satellite, each way; left out, no limit is told")


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
