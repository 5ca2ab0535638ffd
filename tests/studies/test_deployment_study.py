"""The deployment study from a scenario's words to its figures: counted by hand, and what must hold."""

from pathlib import Path

import numpy as np
import pytest

import cupola
from cupola.compiler.compiling import compile_scenario
from cupola.scenario.loading import loads
from cupola.store import Run
from cupola.studies import STUDIES
from cupola.studies.base import JobStudy, Piece

SCENARIO = """
cupola: 1
name: counted
title: Counted by hand
question: When is it up?
about: Evenly spaced launches that never fail.
epoch: 2026-01-01T00:00:00Z
suppliers: {builder: {title: Builder}, other: {title: Other}}
sensors: {radio: {title: Radio, footprint: {min-elevation: 10 deg}}}
constellations:
  net: {title: Net, layer: broadband, supplier: builder, sensor: radio, shells: {main: "53 deg: 24/4/1 at 1200 km"}}
pads: {field: {title: Field, latitude: 10 deg, longitude: 0 deg}, yard: {title: Yard, latitude: 10 deg, longitude: 0 deg}}
vehicles:
  one:
    title: One
    supplier: builder
    payloads: {low: {mass: 20 t, altitude: 200 km, inclination: 10 deg}}
    reliability: 100 %
    flights: {rate: 1 per month, dispersion: 0}
    pads: [field]
  two:
    title: Two
    supplier: other
    payloads: {low: {mass: 20 t, altitude: 200 km, inclination: 10 deg}}
    reliability: 100 %
    flights: {rate: 1 per month, dispersion: 0, from: 2027-01-01}
    pads: [yard]
campaigns:
  net:
    title: The net
    constellation: net
    launches: {one: {satellites: 4}, two: {satellites: 2}}
    raising: 2 month
    flown: [{date: 2025-06-01, satellites: 4}, {date: 2025-03-01, satellites: 3, working: 0}, {date: 2026-03-01, satellites: 4}]
studies:
  coverage: {span: 3 h, step: 5 min, grid: 10 deg, draws: 0, views: {net: {title: Net, constellations: [net]}}}
  deployment:
    from: 2026-01-01
    until: 2028-06-01
    step: 1 month
    trials: 4
    milestones:
      half: {title: Half, campaign: net, satellites: 12, by: 2026-04-15}
      whole: {title: All, campaign: net, share: 100 %}
      sent: {title: All launched, campaign: net, share: 100 %, counts: launched, by: 2026-06-15}
    dates: [2026-04-03, 2026-12-31]
    capability: [coverage]
    variants:
      alone: {title: Without the builder of One, without: [one]}
      nobody: {title: Without both, without: [one, other]}
headline: {figures: [coverage.net_mean_in_view_world, deployment.half_chance], sentence: "Half of it is up by {deployment.half_date}."}
"""
MONTH = 1.0 / 12.0


@pytest.fixture(scope="module")
def flown(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The whole of it, by the front door."""
    folder: Path = tmp_path_factory.mktemp("counted")
    (folder / "counted.yaml").write_text(SCENARIO, encoding="utf-8")
    return cupola.run(folder / "counted.yaml", out=folder / "run")


def figure(run: Run, name: str) -> float | None:
    """A figure's value."""
    study, _, key = name.partition(".")
    value = run.manifest["studies"][study]["figures"][key]["value"]
    return None if value is None else float(value)


@pytest.mark.law
def test_without_luck_the_campaign_is_a_count_by_hand(flown: Run):
    """Four satellites stand, three were lost; One brings four a month from the first on. At work or on their way at the end of month n:
    4 + 4 n, up to 24 in month 5; two months later they work. Half, twelve: launched in month 2, at work from the end of month 4 on.
    """
    assert figure(flown, "deployment.sent_date") == pytest.approx(2026.0 + 5 * MONTH, abs=0.01)  # 24 with the lost: 3 + 4 + 4 n
    assert figure(flown, "deployment.half_date") == pytest.approx(2026.0 + 4 * MONTH, abs=0.01)
    assert figure(flown, "deployment.whole_date") == pytest.approx(2026.0 + 7 * MONTH, abs=0.01)
    assert figure(flown, "deployment.half_chance") == 0.0
    assert figure(flown, "deployment.sent_chance") == 1.0
    assert figure(flown, "deployment.net_launches") == 5.0
    assert figure(flown, "deployment.net_up") == 24.0
    launched = flown["deployment"]["launched"].sel(variant="", campaign="net", quantile=0.5).values
    assert launched[:7].tolist() == [8 + 3, 12 + 3, 16 + 3, 20 + 3, 24 + 3, 24 + 3, 24 + 3]
    assert figure(flown, "deployment.net_launched") == 24.0 + 3.0


@pytest.mark.law
def test_variants_take_out_whom_they_name(flown: Run):
    """Two begins in 2027 with two a month: twenty satellites take ten months, and two more until they work. Nobody brings nothing."""
    assert figure(flown, "deployment.whole_date_alone") == pytest.approx(2027.0 + 12 * MONTH, abs=0.05)
    assert figure(flown, "deployment.whole_date_nobody") is None
    assert figure(flown, "deployment.whole_reached_nobody") == 0.0
    assert figure(flown, "deployment.net_launches_nobody") == 0.0
    told = flown.manifest["studies"]["deployment"]["figures"]["whole_date_nobody"]["note"]
    assert "not by 20" in told


@pytest.mark.law
def test_a_deadline_tells_what_it_asks_for_and_what_is_made(flown: Run):
    """Twelve less four in three and a half months; by mid-April three launches of four."""
    assert figure(flown, "deployment.half_needed_a_month") == pytest.approx(8.0 / (104.0 / 30.4375))
    assert figure(flown, "deployment.half_made_a_month") == pytest.approx(12.0 / (104.0 / 30.4375))


@pytest.mark.law
def test_what_is_up_is_asked_what_it_can_do(flown: Run):
    """On 3 April four old ones and the first four launched work, a third of all, and see a third of what all of them see."""
    data = flown["deployment"]
    assert data["standing"].sel(variant="", rank="50 %").values.sum(axis=1).tolist() == [8, 24]
    whole = figure(flown, "coverage.net_mean_in_view_world")
    third = figure(flown, "capability.coverage_net_mean_in_view_world_2026_04_03")
    assert whole is not None
    assert third is not None
    assert figure(flown, "capability.coverage_net_mean_in_view_world_2026_12_31") == pytest.approx(whole)
    assert third == pytest.approx(whole / 3.0, rel=0.15)


@pytest.mark.law
def test_what_was_flown_afterwards_is_kept_apart(flown: Run):
    """It stands in the data for the page, and moves nothing."""
    data = flown["deployment"]
    assert data["flown_satellites"].values.tolist() == [3, 4, 4]
    assert data["flown_date"].values.astype("datetime64[D]").astype(str).tolist() == ["2025-03-01", "2025-06-01", "2026-03-01"]


SHAKEN = SCENARIO.replace("reliability: 100 %", "reliability: 80 %").replace("dispersion: 0", "dispersion: 1")
LUCKY = SHAKEN.replace("trials: 4", "trials: 400")


def played(text: str, variant: int = 0) -> Piece:
    """One play, in this process."""
    problem, study = compile_scenario(loads(text), 7), STUDIES["deployment"]
    assert isinstance(study, JobStudy)
    return study.job(problem, study.plan(problem)[variant])()


@pytest.mark.law
def test_the_same_seed_gives_the_same_bits_and_more_trials_keep_the_first():
    one, again, more = played(LUCKY), played(LUCKY), played(LUCKY.replace("trials: 400", "trials: 800"))
    assert all(np.array_equal(one[name], again[name]) for name in one)
    assert np.array_equal(one["goals"], more["goals"][:400])


@pytest.mark.law
def test_luck_makes_dates_later_and_taking_a_vehicle_out_brings_none_forward():
    """Trial by trial, by common random numbers."""
    sure, lucky = played(SCENARIO)["goals"], played(LUCKY)["goals"]
    assert np.median(lucky[:, 1]) > sure[0, 1]
    alone = played(LUCKY, 1)["goals"]
    assert np.all(alone >= lucky)


@pytest.mark.law
def test_chances_carry_their_error():
    problem, study = compile_scenario(loads(LUCKY), 7), STUDIES["deployment"]
    assert isinstance(study, JobStudy)
    results = {task.group: study.job(problem, task)() for task in study.plan(problem)}
    found = study.gather(problem, results, {}).figures["sent_chance"]
    assert found.error is not None
    assert found.value is not None
    share = found.value
    assert 0.0 < share < 1.0
    assert found.error == pytest.approx(1.96 * np.sqrt(share * (1.0 - share) / 400.0), rel=0.15)


@pytest.mark.law
def test_other_studies_may_be_drawn_more_often():
    """Ranges that are drawn for another study alone make no play, and the record does not look for one."""
    text = SCENARIO.replace("draws: 0, views", "draws: 2, views")
    problem, study = compile_scenario(loads(text), 7), STUDIES["deployment"]
    assert isinstance(study, JobStudy)
    assert len(problem.plays) == 1
    results = {task.group: study.job(problem, task)() for task in study.plan(problem)}
    assert study.gather(problem, results, {}).figures["net_launches"].value == 5.0
