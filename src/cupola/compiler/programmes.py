"""Campaigns of a scenario as programmes: shells to fill, satellites made, loads by mass and by word, times on the way, and lives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import degrees, inf, isfinite, log1p, pi, tau

from cupola.compiler.deployed import Past
from cupola.compiler.rockets import Launcher, latitude_of, refusal
from cupola.constants import Body
from cupola.errors import InputError, Problem, ScenarioError
from cupola.launch.ascent import Orbit
from cupola.launch.azimuth import sun_synchronous_inclination
from cupola.launch.cadence import YEAR, Cadence, spread_of
from cupola.launch.drift import drift_time, raising_time
from cupola.launch.filling import Shell, spread
from cupola.launch.lifetimes import Lifetimes
from cupola.launch.loads import load
from cupola.launch.performance import nearest_reached
from cupola.launch.production import Production
from cupola.launch.programme import Already, Contract, Programme, Replacement
from cupola.scenario import campaigns, shells
from cupola.scenario.links import planes_of
from cupola.scenario.schema import Scenario

ENDLESS = 10**8
"""Satellites in stock of a campaign that does not say how they are made."""

_GEOSTATIONARY = 35_786e3
_REPLACEMENTS = {"at-once": Replacement.AT_ONCE, "after-completion": Replacement.AFTER_COMPLETION, "none": Replacement.NONE}


@dataclass(frozen=True)
class Filled:
    """A shell that a campaign fills.

    Attributes:
        name: as in the scenario.
        words: of it.
        orbit: of its satellites; of shells with several orbits the first one's.
        spacing: angle between neighbouring planes, rad.
    """

    name: str
    words: shells.Shell
    orbit: Orbit
    spacing: float


def filled_of(campaign: campaigns.Campaign, scenario: Scenario, body: Body) -> tuple[Filled, ...]:
    """The shells of a campaign, in the order in which they are filled."""
    there = scenario.constellations[campaign.constellation].shells
    return tuple(Filled(name, there[name], shell_orbit(there[name], body), _spacing(there[name])) for name in campaign.order or there)


def shell_orbit(shell: shells.Shell, body: Body) -> Orbit:
    """Where the satellites of a shell fly, heights above the equatorial radius."""
    match shell:
        case shells.SunSynchronous():
            return Orbit.circle(shell.altitude.value, sun_synchronous_inclination(shell.altitude.value, body))
        case shells.Geostationary():
            return Orbit.circle(_GEOSTATIONARY, 0.0)
        case shells.ElementSets():
            first = shell.satellites[0]
            return _ellipse(first.semi_major_axis.value - body.radius, first.eccentricity.value, first.inclination.value, body)
        case shells.Molniya():
            axis = (body.mu * (pi / body.rotation_rate / tau) ** 2) ** (1.0 / 3.0)
            return Orbit(shell.perigee_altitude.value, 2.0 * (axis - body.radius) - shell.perigee_altitude.value, shell.inclination.value)
        case shells.RepeatingTrack():
            period = tau / body.rotation_rate * shell.days.count / shell.revolutions.count
            return Orbit.circle((body.mu * (period / tau) ** 2) ** (1.0 / 3.0) - body.radius, shell.inclination.value)
        case shells.StreetsOfCoverage():
            return Orbit.circle(shell.altitude.value, shell.inclination.value)
        case shells.WalkerDelta() | shells.WalkerStar():
            return _ellipse(shell.altitude.value, shell.eccentricity.value, shell.inclination.value, body)


def _ellipse(height: float, eccentricity: float, inclination: float, body: Body) -> Orbit:
    """From the height of the semi-major axis, m."""
    reach = (body.radius + height) * eccentricity
    return Orbit(height - reach, height + reach, inclination)


def _spacing(shell: shells.Shell) -> float:
    """Angle between neighbouring planes, rad; none where a shell has one."""
    planes, _ = planes_of(shell)
    if isinstance(shell, shells.WalkerStar):
        return shell.raan_spread.value / planes
    if isinstance(shell, shells.StreetsOfCoverage):
        return pi / planes
    return tau / planes if planes > 1 else 0.0


class Telling:
    """Gathers what is wrong, and what must be told, while campaigns are compiled. Mutable, and lives no longer than one compilation."""

    def __init__(self, scenario: Scenario):
        self.scenario = scenario
        self.problems: list[Problem] = []
        self.warnings: list[str] = []

    def refuse(self, key: str, told: str) -> None:
        """A problem at a key, on the line of the nearest one above it that the file has."""
        self.problems.append(Problem(key, self._line(key), told))

    def _line(self, key: str) -> int:
        try:
            return self.scenario.line_of(key)
        except InputError:
            above = key.rpartition(".")[0]
            return self._line(above) if above else 0

    def raise_if_any(self) -> None:
        """Stops the compilation where something is wrong.

        Raises:
            ScenarioError: with every problem so far.
        """
        if self.problems:
            raise ScenarioError(self.scenario.file, tuple(dict.fromkeys(self.problems)))


def programme_of(
    name: str,
    campaign: campaigns.Campaign,
    filled: Sequence[Filled],
    launchers: Mapping[str, Launcher],
    begin: float,
    body: Body,
    telling: Telling,
) -> Programme:
    """A campaign as a programme.

    Args:
        name: of the campaign.
        campaign: its words.
        filled: the shells that it fills.
        launchers: all vehicles by name, with the pads that are left to them.
        begin: day from which the study looks ahead, s since the start of 2000.
        body: what is orbited.
        telling: takes what is wrong.
    """
    places = tuple(
        Shell(planes, per_plane, campaign.spares.count, spread(planes) if campaign.planes == "spread" else ())
        for planes, per_plane in (planes_of(one.words) for one in filled)
    )
    already = tuple(_already(campaign, begin))
    size, up = sum(place.size for place in places), sum(one.satellites for one in already)
    key = f"campaigns.{name}"
    if up > size:
        telling.refuse(
            f"{key}.flown", f"has {up:,} working satellites by then, and the shells take {size:,}; list those that fill these shells"
        )
    lifetimes = Lifetimes.weibull(inf, stillborn=campaign.infant_mortality.value)
    if campaign.lifetime is not None:
        shape = campaign.lifetime.shape
        lifetimes = Lifetimes.weibull(campaign.lifetime.mean.value, inf if shape is None else shape.value, campaign.infant_mortality.value)
        if campaign.lifetime.retirement is not None:
            lifetimes = lifetimes.retired_at(campaign.lifetime.retirement.value)
    return Programme(
        name=name,
        shells=places,
        production=_production(campaign.production, begin),
        contracts=tuple(
            _contract(f"{key}.launches.{vehicle}", launchers[vehicle], campaign, words, filled, begin, body, telling)
            for vehicle, words in campaign.launches.items()
        ),
        lifetimes=lifetimes,
        priority=campaign.priority,
        replacement=_REPLACEMENTS[campaign.replacement],
        fewest=None if campaign.smallest_load is None else campaign.smallest_load.count,
        already=() if up > size else already,
    )


def past_of(campaign: campaigns.Campaign, begin: float) -> tuple[Past, ...]:
    """Every launch that the file lists, by date; also those that come after the beginning."""
    flown = (
        Past(one.date.value - begin, one.satellites.count, one.satellites.count if one.working is None else one.working.count, one.vehicle)
        for one in campaign.flown
    )
    return tuple(sorted(flown, key=lambda one: one.date))


def _already(campaign: campaigns.Campaign, begin: float) -> Iterator[Already]:
    """What is up, or on its way up, at the beginning. Of a stated or unstated raising time; by a thrust it counts as in its place."""
    raising = 0.0 if campaign.raising is None else campaign.raising.value
    for one in past_of(campaign, begin):
        if one.date <= 0.0 and one.working:
            yield Already(one.working, -one.date - raising)


def _production(words: campaigns.Production | None, begin: float) -> Production:
    if words is None:
        return Production(Cadence(0.0), stock=ENDLESS)
    rate = words.rate.value
    scatter, spread_ = spread_of(words.dispersion.value, rate) if rate > 0.0 else (0.0, 0.0)
    cadence = Cadence(
        rate=rate,
        growth=log1p(words.yearly_growth.value) / YEAR,
        scatter=scatter,
        spread=spread_,
        start=0.0 if words.from_ is None else words.from_.value - begin,
        ramp=words.ramp.value,
    )
    room = inf if words.storage is None else max(words.storage.count, words.stock.count)
    return Production(cadence, words.stock.count, inf if words.most is None else words.most.value, room)


def _contract(
    key: str,
    launcher: Launcher,
    campaign: campaigns.Campaign,
    words: campaigns.Contract,
    filled: Sequence[Filled],
    begin: float,
    body: Body,
    telling: Telling,
) -> Contract:
    let_go = [_let_go(words, one) for one in filled]
    loads = [_load(launcher, campaign, words, one, orbit, body) for one, orbit in zip(filled, let_go, strict=True)]
    told = [f"{one.name}: {why}" for one, (_, why) in zip(filled, loads, strict=True) if why]
    if launcher.pads and told and not any(number for number, _ in loads):
        telling.refuse(key, f"{launcher.name} goes to none of the shells of this campaign. {'; '.join(told)}")
    else:
        telling.warnings += [f"{launcher.vehicle.title} under {key}, to {one}." for one in told]
    raising, drift = zip(
        *(_way(key, campaign, words, one, orbit, body, telling) for one, orbit in zip(filled, let_go, strict=True)), strict=True
    )
    return Contract(
        vehicle=launcher.name,
        satellites=tuple(number for number, _ in loads),
        planes=None if words.planes is None else words.planes.count,
        first=-inf if words.from_ is None else words.from_.value - begin,
        last=inf if words.until is None else words.until.value - begin,
        most=inf if words.at_most is None else float(words.at_most.count),
        share=1.0 if words.share is None else words.share.value,
        raising=tuple(raising),
        drift=tuple(drift),
    )


def _let_go(words: campaigns.Contract, one: Filled) -> Orbit:
    """Where satellites leave the vehicle."""
    tilt = one.orbit.inclination if words.inclination is None else words.inclination.value
    if words.altitude is not None:
        return Orbit.circle(words.altitude.value, tilt)
    return Orbit(one.orbit.perigee, one.orbit.apogee, tilt)


def _way(
    key: str, campaign: campaigns.Campaign, words: campaigns.Contract, one: Filled, orbit: Orbit, body: Body, telling: Telling
) -> tuple[float, float]:
    """Times from launch to the first plane, and on to each further one, s."""
    mean, above = 0.5 * (orbit.perigee + orbit.apogee), 0.5 * (one.orbit.perigee + one.orbit.apogee)
    raising = 0.0 if campaign.raising is None else campaign.raising.value
    if campaign.thrust is not None:
        raising = raising_time(mean, above, campaign.thrust.value, body)
    if words.altitude is None or one.spacing == 0.0 or (words.planes is not None and words.planes.count == 1):
        return raising, 0.0
    drift = float(drift_time(one.spacing, (mean, orbit.inclination), (above, one.orbit.inclination), body))
    if not isfinite(drift):
        telling.refuse(
            f"{key}.altitude",
            f"got {mean / 1e3:,.0f} km, from where nothing drifts between the planes of {one.name}, whose nodes turn alike; "
            "let go lower, or write planes: 1",
        )
        return raising, 0.0
    return raising, drift


def _load(
    launcher: Launcher, campaign: campaigns.Campaign, words: campaigns.Contract, one: Filled, orbit: Orbit, body: Body
) -> tuple[int, str]:
    """Satellites on one launch to a shell, and what must be told: as stated where the vehicle may lift them, else as many as it lifts."""
    stated = None if words.satellites is None else words.satellites.count
    if not launcher.pads:
        return 0, ""
    ways = [refusal(pad, orbit.inclination) for pad in launcher.pads.values()]
    if None not in ways:
        return 0, "; ".join(str(why) for why in ways)
    if launcher.lift is None or campaign.satellite_mass is None:
        unknown = "no payload of the vehicle is known; write its `payloads`, name its `catalog`, or state the satellites of a launch"
        return stated or 0, unknown if stated is None else ""
    mass = campaign.satellite_mass.value
    pad, lifted = launcher.best((name, orbit) for name in launcher.pads)
    found = load(lifted, mass, words.dispenser.value, stated)
    if stated is not None and stated <= found.most:
        return stated, ""
    if found.by_mass:
        both = f"lifts {found.by_mass} satellites ({found.least} to {found.most}) to {_told(orbit)} by its published payloads"
        return found.by_mass, "" if stated is None else f"{both}, and {stated} are stated; {found.by_mass} are flown"
    latitude = latitude_of(launcher.pads[pad]) if pad is not None else 0.0
    near = nearest_reached(launcher.lift, latitude, orbit, mass / (1.0 - words.dispenser.value), body)
    works = "it lifts one nowhere from there" if near is None else f"the nearest orbit that works is {_told(near)}"
    return 0, f"lifts no satellite of {mass:,.0f} kg to {_told(orbit)}; {works}"


def _told(orbit: Orbit) -> str:
    heights = f"{orbit.perigee / 1e3:,.0f}" if orbit.perigee == orbit.apogee else f"{orbit.perigee / 1e3:,.0f} x {orbit.apogee / 1e3:,.0f}"
    return f"{heights} km at {degrees(orbit.inclination):.1f} deg"
