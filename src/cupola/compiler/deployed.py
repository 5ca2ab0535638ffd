"""The deployment part of a compiled problem: rockets, pads, programmes and what they lift, as written and in variants. SI and radians.

Times are seconds since the day from which the study looks ahead, every day 86,400 s long.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from cupola.arrays import Float, Int
from cupola.launch.cadence import Cadence
from cupola.launch.fleet import Pad, StandDown, Vehicle
from cupola.launch.performance import Carried
from cupola.launch.programme import Programme
from cupola.launch.reliability import Belief, failure_draws
from cupola.launch.trend import Prior, trend


@dataclass(frozen=True)
class Counted:
    """Launches of a vehicle in the periods before the study begins, from which its cadence is read.

    Attributes:
        counts: launches of each period.
        ages: time from the middle of each to the beginning, s.
        lengths: of each, s.
        prior: with which they are read.
    """

    counts: Int[np.ndarray, "n"]
    ages: Float[np.ndarray, "n"]
    lengths: Float[np.ndarray, "n"]
    prior: Prior


@dataclass(frozen=True)
class Rocket:
    """A vehicle before its chances are drawn.

    Attributes:
        name: as in the scenario.
        title: name to show.
        cadence: how often it would fly; where `counted` is given its rate and growth are read from that.
        counted: launches that it has made; None where the rate is stated.
        failure: what is believed of a failure: a stated chance, or a belief from a record.
        stand_down: after a failure.
        family: vehicles that stand down together; empty for its own.
        most: launches per s that it can fly.
        pads: that are left to it; a vehicle without any does not fly.
    """

    name: str
    title: str
    cadence: Cadence
    counted: Counted | None
    failure: float | Belief
    stand_down: StandDown | None
    family: str
    most: float
    pads: tuple[str, ...]

    def drawn(self, trials: int, seed: int) -> Vehicle:
        """The vehicle with the chances of each trial."""
        cadence = self.cadence
        if not self.pads:
            cadence = Cadence(0.0)
        elif self.counted is not None:
            read = trend(
                self.counted.counts, self.counted.ages, self.counted.lengths, self.counted.prior, trials, seed, self.name
            ).cadence()
            cadence = replace(read, start=cadence.start, until=cadence.until, ramp=cadence.ramp, left=cadence.left)
        chance = self.failure
        failure = failure_draws(chance, trials, seed, self.name) if isinstance(chance, Belief) else np.full((1, 1), chance)
        return Vehicle(self.name, cadence, failure, self.stand_down, self.family, self.most, self.pads)


@dataclass(frozen=True)
class Lifted:
    """What a vehicle lifts to an orbit that the study's table asks for.

    Attributes:
        vehicle: name.
        orbit: name.
        pad: from which it lifts most there; None where no pad of its flies there.
        carried: kg, with its range; none where it cannot go.
    """

    vehicle: str
    orbit: str
    pad: str | None
    carried: Carried


@dataclass(frozen=True)
class Play:
    """What is played in one draw, as written or in one variant.

    Attributes:
        rockets: in the order of the file; those that are gone do not fly.
        pads: that are left.
        programmes: one for each campaign.
        lifted: for the table of payloads, by vehicle and orbit.
    """

    rockets: tuple[Rocket, ...]
    pads: tuple[Pad, ...]
    programmes: tuple[Programme, ...]
    lifted: tuple[Lifted, ...]

    def fleet(self, trials: int, seed: int) -> tuple[Vehicle, ...]:
        """The vehicles with the chances of each trial."""
        return tuple(rocket.drawn(trials, seed) for rocket in self.rockets)


@dataclass(frozen=True)
class Milestone:
    """So many satellites of a campaign.

    Attributes:
        name: as in the scenario.
        title: name to show.
        campaign: name.
        satellites: how many.
        launched: whether launched ones count, or those that work in their places.
        by: deadline, s; None where there is none.
    """

    name: str
    title: str
    campaign: str
    satellites: int
    launched: bool
    by: float | None


@dataclass(frozen=True)
class Past:
    """A launch that was flown.

    Attributes:
        date: s; above 0 for those that are only known afterwards, against which a forecast is held.
        satellites: that it carried.
        working: of those, that came to work.
        vehicle: name; None for one that the file does not define.
    """

    date: float
    satellites: int
    working: int
    vehicle: str | None


@dataclass(frozen=True)
class Deployment:
    """What the deployment study was asked.

    Attributes:
        seed: of the run.
        begin: day from which it looks ahead, s since the start of 2000.
        starts: of the steps, s.
        step: s.
        trials: times that each play is played.
        draws: variants from the ranges beside the values as written.
        milestones: in the order of the file.
        dates: on which it is told what is up, s.
        capability: studies that are asked again on these dates.
        variants: name and title of each play; the first, as written, has no name.
        orbits: name and title of each orbit of the table of payloads.
        titles: by campaign, the name to show.
        constellations: by campaign.
        shells: by campaign, the names of the shells that it fills, in order.
        past: by campaign, launches that were flown.
        masses: by campaign, of one satellite, kg; None where it is not told.
        followed: the first trials, whose satellites are told one by one on the dates.
    """

    seed: int
    begin: float
    starts: Float[np.ndarray, "s"]
    step: float
    trials: int
    draws: int
    milestones: tuple[Milestone, ...]
    dates: tuple[float, ...]
    capability: tuple[str, ...]
    variants: tuple[tuple[str, str], ...]
    orbits: tuple[tuple[str, str], ...]
    titles: Mapping[str, str]
    constellations: Mapping[str, str]
    shells: Mapping[str, tuple[str, ...]]
    past: Mapping[str, tuple[Past, ...]]
    masses: Mapping[str, float | None]
    followed: int = 0
