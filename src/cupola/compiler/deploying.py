"""The deployment study of a scenario: from the file's words to rockets, pads and programmes, as written, in variants and in draws."""

from collections.abc import Iterator, Mapping

import numpy as np

from cupola.compiler.deployed import Deployment, Lifted, Milestone, Play
from cupola.compiler.programmes import Telling, filled_of, past_of, programme_of
from cupola.compiler.rockets import Launcher, launchers_of, orbit_of, pads_of, rocket_of
from cupola.constants import Body
from cupola.scenario.absence import Absence, without_launchers
from cupola.scenario.deployment import DeploymentStudy, places_of
from cupola.scenario.schema import Scenario
from cupola.scenario.variants import Varied

AS_WRITTEN = ("", "As written")
"""Name and title of what the file itself says, beside its variants."""


def deployment_of(scenario: Scenario, absence: Absence, seed: int) -> Deployment | None:
    """What the deployment study was asked; None where it is not."""
    asked = scenario.studies.deployment
    if asked is None:
        return None
    begin, campaigns = asked.from_.value, _flying(scenario, absence)
    return Deployment(
        seed=seed,
        begin=begin,
        starts=np.arange(asked.steps) * asked.step.value,
        step=asked.step.value,
        trials=asked.trials,
        draws=asked.draws,
        milestones=tuple(_milestones(scenario, asked, begin, campaigns)),
        dates=tuple(date.value - begin for date in asked.dates),
        capability=asked.capability,
        variants=(AS_WRITTEN, *((name, variant.title) for name, variant in asked.variants.items())),
        orbits=() if asked.payloads is None else tuple((name, orbit.title) for name, orbit in asked.payloads.orbits.items()),
        titles={name: scenario.campaigns[name].title for name in campaigns},
        constellations={name: scenario.campaigns[name].constellation for name in campaigns},
        shells={
            name: scenario.campaigns[name].order or tuple(scenario.constellations[scenario.campaigns[name].constellation].shells)
            for name in campaigns
        },
        past={name: past_of(scenario.campaigns[name], begin) for name in campaigns},
        masses={name: None if (mass := scenario.campaigns[name].satellite_mass) is None else mass.value for name in campaigns},
    )


def plays_of(scenario: Scenario, values: Mapping[str, float], absence: Absence, body: Body) -> tuple[tuple[Play, ...], tuple[str, ...]]:
    """What is played in one draw, as written first and then in each variant; and what must be told of it.

    Args:
        scenario: as the file writes it.
        values: SI value by key path of the facts of the draw; none for the values as written.
        absence: who is left out of the whole run.
        body: what is orbited.

    Raises:
        ScenarioError: a vehicle that cannot go where a contract sends it, as written. In a variant or a draw such a contract is void, and
            told of.
    """
    asked = scenario.studies.deployment
    if asked is None:
        return (), ()
    plays, warnings = [], dict[str, None]()
    for name, title in (AS_WRITTEN, *((name, one.title) for name, one in asked.variants.items())):
        one, gone = scenario.with_values(values), absence
        if name:
            variant = asked.variants[name]
            changed = scenario.variant(name)
            one = _with(
                scenario, changed, {key: value for key, value in values.items() if key not in {each.path for each in variant.changes}}
            )
            gone = without_launchers(scenario, variant.without, absence)
        telling = Telling(scenario)
        plays.append(play_of(one, asked, gone, body, telling))
        if not (name or values):
            telling.raise_if_any()
        warnings |= dict.fromkeys(() if values else telling.warnings)
        warnings |= dict.fromkeys(f"{title}: {problem.key} {problem.message}." for problem in telling.problems)
    return tuple(plays), tuple(warnings)


def _with(scenario: Scenario, changed: Varied, values: Mapping[str, float]) -> Scenario:
    """The scenario with the sections of a variant, and the values of a draw for what the variant leaves."""
    varied = scenario.model_copy(update={"vehicles": changed.vehicles, "pads": changed.pads, "campaigns": changed.campaigns})
    return varied.with_values(values)


def _flying(scenario: Scenario, absence: Absence) -> tuple[str, ...]:
    """Campaigns of constellations that are there."""
    return tuple(name for name, one in scenario.campaigns.items() if one.constellation not in absence.constellations)


def _milestones(scenario: Scenario, asked: DeploymentStudy, begin: float, campaigns: tuple[str, ...]) -> Iterator[Milestone]:
    for name, one in asked.milestones.items():
        if one.campaign not in campaigns:
            continue
        campaign = scenario.campaigns[one.campaign]
        there = scenario.constellations[campaign.constellation].shells
        size = sum(places_of(there[shell]) for shell in campaign.order or there)
        number = one.satellites.count if one.satellites is not None else int(np.ceil((one.share.value if one.share else 1.0) * size - 1e-9))
        by = None if one.by is None else one.by.value - begin
        yield Milestone(name, one.title, one.campaign, number, one.counts == "launched", by)


def play_of(scenario: Scenario, asked: DeploymentStudy, absence: Absence, body: Body, telling: Telling) -> Play:
    """What is played of a scenario when some are left out; `telling` takes what is wrong with it."""
    begin = asked.from_.value
    launchers = launchers_of(scenario.vehicles, scenario.pads, absence.vehicles, absence.pads)
    by_name = {one.name: one for one in launchers}
    return Play(
        rockets=tuple(rocket_of(one, scenario, begin) for one in launchers),
        pads=pads_of({name: pad for name, pad in scenario.pads.items() if name not in absence.pads}, begin),
        programmes=tuple(
            programme_of(name, scenario.campaigns[name], filled_of(scenario.campaigns[name], scenario, body), by_name, begin, body, telling)
            for name in _flying(scenario, absence)
        ),
        lifted=tuple(_lifted(asked, by_name, telling)),
    )


def _lifted(asked: DeploymentStudy, launchers: Mapping[str, Launcher], telling: Telling) -> Iterator[Lifted]:
    """What each vehicle of the table lifts to each of its orbits."""
    if asked.payloads is None:
        return
    for name in asked.payloads.vehicles or tuple(launchers):
        launcher = launchers[name]
        if launcher.lift is None:
            telling.refuse(f"vehicles.{name}", "no payload of it is known; write its `payloads`, or name it of the `catalog`")
            continue
        for key, words in asked.payloads.orbits.items():
            pad, carried = launcher.best((pad, orbit_of(words, one)) for pad, one in launcher.pads.items())
            yield Lifted(name, key, pad, carried)
