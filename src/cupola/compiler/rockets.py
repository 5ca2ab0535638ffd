"""Vehicles and pads of a scenario: how often they fly and fail, what they lift from which pad, and which way they may fly."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import degrees, log, log1p, radians

import numpy as np

from cupola.catalog.flight_record import FlightRecord, first_year, record_until, records_of
from cupola.catalog.launch_sites import launch_site_named
from cupola.catalog.lifting import EXHAUST, flown_from, lift_of, way_from
from cupola.catalog.stand_downs import pauses
from cupola.catalog.vehicles import vehicle_named
from cupola.compiler.deployed import Counted, Rocket
from cupola.constants import EARTH, SECONDS_PER_DAY
from cupola.errors import Problem, ScenarioError
from cupola.launch.ascent import Orbit
from cupola.launch.azimuth import least_inclination, nearest_direct, sun_synchronous_inclination
from cupola.launch.cadence import YEAR, Cadence, spread_of
from cupola.launch.corridors import TOLERANCE, corridors
from cupola.launch.fleet import Pad, StandDown, stand_down_of
from cupola.launch.performance import NINE_OF_TEN, Carried, Lift, Reference, carried, fit_lift
from cupola.launch.reliability import JEFFREYS, UNIFORM, Belief, from_pool, from_record
from cupola.launch.trend import Prior
from cupola.scenario import pads as places
from cupola.scenario import vehicles
from cupola.scenario.dates import date_of_seconds, seconds_of_date
from cupola.scenario.destinations import Destination
from cupola.scenario.facts import Fact
from cupola.scenario.schema import Scenario

LEARNING = 52
"""Flights by which the odds of a new vehicle have become those of an old one."""

_YEARLY = replace(Prior(), period=YEAR)
"""The prior of a cadence that is read from whole years."""

_HAIR = radians(0.1)
"""Of stated corridors: a site's latitude and the end of its corridor are often told to a tenth of a degree."""

OFTEN = 4.0
"""Launches a year from which a family's pause after a loss is told by the loss, and not by how seldom it flies anyway."""


def usual_stand_down(begin: float) -> StandDown:
    """Of a vehicle of which the file does not say: as families that fly often have stood down, as far as that was known.

    Args:
        begin: day from which the study looks ahead, s since the start of 2000. Where too few pauses were over by then, all are taken.

    Soyuz is left out: what the record has as one family are variants that stand down apart.
    """
    told = [pause for pause in pauses(OFTEN) if pause.family != "Soyuz"]
    known = [pause for pause in told if (seconds_of_date(pause.flew) or 0.0) <= begin]
    return stand_down_of(np.array([pause.days * SECONDS_PER_DAY for pause in (known if len(known) > 2 else told)]))


@dataclass(frozen=True)
class Launcher:
    """A vehicle as far as where it flies from and what it lifts.

    Attributes:
        name: as in the scenario.
        vehicle: its words.
        pads: words of those that are left to it, by name.
        everywhere: words of all pads of the file, for the places that published payloads are from.
    """

    name: str
    vehicle: vehicles.Vehicle
    pads: Mapping[str, places.Pad]
    everywhere: Mapping[str, places.Pad]

    @cached_property
    def lift(self) -> Lift | None:
        """The model of what it lifts; None where neither the file nor the catalogue gives a payload."""
        one = self.vehicle
        if one.payloads is None:
            return None if one.catalog is None else lift_of(vehicle_named(one.catalog))
        stage = one.upper_stage or (vehicle_named(one.catalog).upper_stage if one.catalog is not None else "kerosene")
        return fit_lift([self._reference(payload) for payload in one.payloads.values()], EXHAUST[stage], EARTH)

    def _reference(self, payload: vehicles.Payload) -> Reference:
        pad = self.everywhere[payload.pad or self.vehicle.pads[0]]
        mass = payload.mass
        low, high = min(mass.lowest, mass.value), max(mass.highest, mass.value)
        return Reference(latitude_of(pad), orbit_of(payload, pad), mass.value, low, high)

    def best(self, orbits: Iterable[tuple[str, Orbit]]) -> tuple[str | None, Carried]:
        """The pad from which it lifts most, and how much; no pad where none flies that way.

        Args:
            orbits: for each pad by name where it is to go: an inclination that is left out differs from pad to pad.
        """
        found: tuple[str | None, Carried] = (None, Carried(0.0, 0.0, 0.0))
        if self.lift is None:
            return found
        for pad, orbit in orbits:
            if pad in self.pads and refusal(self.pads[pad], orbit.inclination) is None:
                lifted = carried(self.lift, latitude_of(self.pads[pad]), orbit, EARTH)
                if found[0] is None or lifted.payload > found[1].payload:
                    found = pad, lifted
        return found


def latitude_of(pad: places.Pad) -> float:
    """Geodetic, rad."""
    if pad.latitude is not None:
        return pad.latitude.value
    return launch_site_named(pad.site or "").latitude


def refusal(pad: places.Pad, inclination: float) -> str | None:
    """Why a pad does not fly towards an inclination (rad), with the nearest that it does; None where it does.

    An inclination below the latitude is flown due east and turned to in orbit.
    """
    if pad.inclinations:
        flown = nearest_direct(latitude_of(pad), inclination)
        if any(one.least.value - _HAIR <= flown <= one.most.value + _HAIR for one in pad.inclinations):
            return None
        near = min((end.value for one in pad.inclinations for end in (one.least, one.most)), key=lambda end: abs(end - flown))
        return f"no corridor from {pad.title} to {degrees(flown):.1f} deg; the nearest allowed is {degrees(near):.1f} deg"
    return way_from(launch_site_named(pad.site), inclination).refusal if pad.site is not None else None


def least_flown(pad: places.Pad) -> float:
    """The least inclination that a pad flies to without turning in orbit, rad: of its corridors, or of what its site has flown."""
    least = least_inclination(latitude_of(pad))
    if pad.inclinations:
        return max(least, min(one.least.value for one in pad.inclinations))
    if pad.site is None:
        return least
    flown = corridors(flown_from(launch_site_named(pad.site)))
    return min((min(max(one.low + TOLERANCE, least), one.high) for one in flown), default=least)


def orbit_of(words: Destination, pad: places.Pad) -> Orbit:
    """An orbit from its words; one without an inclination has the least that a pad flies to."""
    if words.altitude is not None:
        perigee = apogee = words.altitude.value
    elif words.perigee is not None and words.apogee is not None:
        perigee, apogee = words.perigee.value, words.apogee.value
    else:
        raise AssertionError("a checked orbit has its heights")
    if words.sun_synchronous:
        return Orbit(perigee, apogee, sun_synchronous_inclination(perigee, EARTH))
    return Orbit(perigee, apogee, least_flown(pad) if words.inclination is None else words.inclination.value)


def pads_of(words: Mapping[str, places.Pad], begin: float) -> tuple[Pad, ...]:
    """The pads as the fleet takes them.

    Args:
        words: of those that are there, by name.
        begin: day from which the study looks ahead, s since the start of 2000.
    """
    return tuple(Pad(name, np.inf if pad.most is None else pad.most.value, _outages(pad, begin)) for name, pad in words.items())


def _outages(pad: places.Pad, begin: float) -> tuple[tuple[float, float], ...]:
    """Spans without flights, in order and apart from each other."""
    spans = [(-np.inf, pad.from_.value - begin)] if pad.from_ is not None else []
    spans += [(one.from_.value - begin, np.inf if one.until is None else one.until.value - begin) for one in pad.outages]
    apart: list[tuple[float, float]] = []
    for first, last in sorted(spans):
        if apart and first <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], last))
        else:
            apart.append((first, last))
    return tuple(apart)


def rocket_of(launcher: Launcher, scenario: Scenario, begin: float) -> Rocket:
    """A vehicle before its chances are drawn.

    Args:
        launcher: the vehicle, with the pads that are left to it.
        scenario: whose it is, for messages.
        begin: day from which the study looks ahead, s since the start of 2000.

    Raises:
        ScenarioError: neither the file nor the catalogue says how often it flies, or how often it failed.
    """
    one = launcher.vehicle
    flights = one.flights or vehicles.Flights.model_construct()
    known = records_of(vehicle_named(one.catalog).record) if one.catalog is not None else None
    counted = None if flights.rate is not None or known is None else _counted(known, begin)
    where = f"vehicles.{launcher.name}"
    if flights.rate is None and counted is None:
        told = "says not how often it flies, and the catalogue has no flights of it until then; give `flights` a rate"
        raise ScenarioError(scenario.file, (Problem(where, scenario.line_of(where), told),))
    return Rocket(
        name=launcher.name,
        title=one.title,
        cadence=_cadence(flights, begin),
        counted=counted,
        failure=_failure(launcher, known, scenario, begin),
        stand_down=usual_stand_down(begin) if one.stand_down is None else _stand_down(one.stand_down),
        family=one.family or "",
        most=np.inf if flights.most is None else flights.most.value,
        pads=tuple(name for name in one.pads if name in launcher.pads),
    )


def _cadence(flights: vehicles.Flights, begin: float) -> Cadence:
    rate = 0.0 if flights.rate is None else flights.rate.value
    scatter, spread = (_YEARLY.scatter, _YEARLY.spread)
    if flights.dispersion is not None:
        scatter, spread = spread_of(flights.dispersion.value, rate) if rate > 0.0 else (min(flights.dispersion.value, 1.0), 0.0)
    return Cadence(
        rate=rate,
        growth=0.0 if flights.yearly_growth is None else log1p(flights.yearly_growth.value) / YEAR,
        scatter=scatter,
        spread=spread,
        start=_after(flights.from_, begin, -np.inf),
        until=_after(flights.until, begin, np.inf),
        ramp=0.0 if flights.ramp is None else flights.ramp.value,
        left=np.inf if flights.left is None else float(flights.left.count),
    )


def _after(day: Fact | None, begin: float, otherwise: float) -> float:
    """Seconds from the beginning to a day."""
    return otherwise if day is None else day.value - begin


def _stand_down(words: vehicles.Pause) -> StandDown:
    return StandDown(words.median.value, log(words.factor.value) / NINE_OF_TEN)


def _failure(launcher: Launcher, known: FlightRecord | None, scenario: Scenario, begin: float) -> float | Belief:
    """What is believed of a failure: as stated, from the record that the file gives, or from the catalogue's until then."""
    one, where = launcher.vehicle, f"vehicles.{launcher.name}"
    if one.reliability is not None:
        return 1.0 - one.reliability.value
    if one.record is not None:
        flown, failed = one.record.launches.count, one.record.failures.count
    elif known is None:
        flown, failed = 0, 0
    else:
        flown, failed = _flown_before(known, begin), known.failures
        if failed and begin < (seconds_of_date(record_until()) or 0.0) and flown < known.launches:
            told = (
                f"is missing; the catalogue's runs to {record_until()}, after {date_of_seconds(begin)}, and does not date its failures. "
                "Write the record up to that day"
            )
            raise ScenarioError(scenario.file, (Problem(f"{where}.record", scenario.line_of(where), told),))
    if one.prior == "pooled":
        return from_pool(flown, failed, max(LEARNING - flown, 1))
    return from_record(flown, failed, UNIFORM if one.prior == "uniform" else JEFFREYS)


def _flown_before(known: FlightRecord, begin: float) -> int:
    """Launches of a catalogue's record in the whole years before the beginning, or all where it ends before."""
    if begin >= (seconds_of_date(record_until()) or 0.0):
        return known.launches
    year = int(date_of_seconds(begin)[:4])
    return known.launches - sum(number for of, number in known.by_year.items() if of >= year)


def _counted(known: FlightRecord, begin: float) -> Counted | None:
    """Launches year by year before the beginning, from the first one on; None where there are none, as of a vehicle that had not flown."""
    last, opened = min(begin, seconds_of_date(record_until()) or begin), seconds_of_date(known.first) or 0.0
    spans: list[tuple[float, float, int]] = []
    for year in range(max(first_year(), int(known.first[:4])), int(date_of_seconds(last)[:4]) + 1):
        first, end = (seconds_of_date(f"{one}-01-01") or 0.0 for one in (year, year + 1))
        # A year that the beginning cuts short cannot be told from the count of the whole year; the record's own last year can.
        if end > last and last < (seconds_of_date(record_until()) or 0.0):
            continue
        number = known.by_year.get(year, 0)
        if first < opened:
            # The first launch opens the record and is not counted in it.
            first, number = opened, max(number - 1, 0)
        spans.append((first, min(end, last), number))
    spans = [span for span in spans if span[1] > span[0]]
    if not spans:
        return None
    first, end, number = (np.array(column) for column in zip(*spans, strict=True))
    return Counted(number.astype(np.int64), begin - 0.5 * (first + end), end - first, _YEARLY)


def launchers_of(
    words: Mapping[str, vehicles.Vehicle], all_pads: Mapping[str, places.Pad], gone: frozenset[str], lost: frozenset[str]
) -> Sequence[Launcher]:
    """The vehicles with the pads that are left to them.

    Args:
        words: by name.
        all_pads: by name.
        gone: vehicles that do not fly: they have no pad left.
        lost: pads that are not there.
    """
    return [
        Launcher(name, one, {pad: all_pads[pad] for pad in one.pads if pad not in lost and name not in gone}, all_pads)
        for name, one in words.items()
    ]
