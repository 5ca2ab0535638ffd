"""The dependence study from a scenario's words to its figures: who leaves, what is late, lost or dearer, and what each partner is worth."""

from pathlib import Path

import numpy as np
import pytest

import cupola
from cupola.app import knockout
from cupola.compiler.coalitions import Coalitions
from cupola.compiler.compiling import compile_scenario
from cupola.compiler.problem import Problem
from cupola.engine import ready_devices
from cupola.engine.chains import Chains
from cupola.errors import InputError
from cupola.scenario.absence import Absence
from cupola.scenario.loading import loads
from cupola.store import Run
from cupola.studies.base import Piece
from cupola.studies.worth import coalitions_of, masks_of_players

pytestmark = pytest.mark.law

STATION = """
cupola: 1
name: station
title: A small station
question: Who cannot be lost?
about: Modules with dates, and who supplies them.
epoch: 2026-11-01T00:00:00Z
suppliers:
  alpha: {title: Alpha Works}
  beta: {title: Beta}
  idle: {title: Idle}
  gamma: {title: Gamma, candidate: true}
  rival: {title: Rival, candidate: true}
agreements:
  pact: {title: The pact, parties: [alpha, beta]}
bars:
  law: {title: the law, supplier: rival, beside: alpha}
elements:
  core:
    title: Core module
    date: 2028-01-01
    cost: 2e9 USD
    supplies: {alpha: {}}
    alternates: {gamma: {delay: 36 month, cost-factor: 1.5}}
  airlock:
    title: Airlock
    date: 2030-01-01
    cost: 400e6 USD
    whole: true
    supplies: {beta: {}}
    alternates: {rival: {delay: 12 month}}
  radio: {title: Radio, supplies: {beta: {under: [pact]}}}
  paint: {title: Paint, cost: 1e6 USD, supplies: {idle: {}}}
functions:
  living: {title: Crew lives aboard, needs: core}
  exits: {title: Crew goes out, needs: {all: [living, airlock]}}
  either: {title: Crew or radio, needs: {any: [living, radio]}}
studies:
  dependence:
    from: 2026-11-01
    until: 2040-01-01
    trials: 4
    cases:
      no-beta: {title: Without Beta, without: [beta]}
      no-alpha: {title: Without Alpha Works, without: [alpha]}
      gamma-in: {title: Gamma for Alpha Works, without: [alpha], with: [gamma]}
      rival-in: {title: Rival for Beta, without: [beta], with: [rival]}
    value: {function: exits}
    threshold: 1
headline:
  figures: [dependence.exits_date, dependence.exits_date_no_beta]
  sentence: "Exits from {dependence.exits_date}; without Beta {dependence.exits_date_no_beta}."
"""

NET = """
cupola: 1
name: net
title: A small net
question: When is it up without one of its makers?
about: Evenly made, launched one by one, never failing.
epoch: 2026-01-01T00:00:00Z
suppliers:
  left: {title: Left}
  right: {title: Right}
  third: {title: Third}
  lifter: {title: Lifter}
  other: {title: Other}
sensors: {radio: {title: Radio, footprint: {min-elevation: 10 deg}}}
constellations:
  net: {title: Net, layer: broadband, sensor: radio, shells: {main: "53 deg: 24/4/1 at 1200 km"}}
pads:
  field: {title: Field, latitude: 10 deg, longitude: 0 deg, supplier: lifter}
  yard: {title: Yard, latitude: 10 deg, longitude: 0 deg, supplier: other}
vehicles:
  one:
    title: One
    supplier: lifter
    payloads: {low: {mass: 20 t, altitude: 200 km, inclination: 10 deg}}
    reliability: 100 %
    flights: {rate: 60 per month, dispersion: 0}
    pads: [field]
  two:
    title: Two
    supplier: other
    payloads: {low: {mass: 20 t, altitude: 200 km, inclination: 10 deg}}
    reliability: 100 %
    flights: {rate: 60 per month, dispersion: 0}
    pads: [yard]
campaigns:
  net:
    title: The net
    constellation: net
    production: {rate: 4 per month}
    launches: {one: {satellites: 1}, two: {satellites: 1, at-most: 0}}
elements:
  satellites:
    title: Satellites
    constellation: net
    supplies: {left: {share: 50 %}, right: {share: 50 %}}
    alternates: {third: {delay: 6 month, capacity: 0.5}}
  rides:
    title: Rides
    launches: net
    supplies: {lifter: {}}
    alternates: {other: {delay: 12 month}}
functions:
  service: {title: The net serves, needs: {all: [satellites, rides]}}
studies:
  coverage:
    span: 3 h
    step: 5 min
    grid: 10 deg
    draws: 0
    views: {net: {title: Net, constellations: [net]}, same: {title: Same, constellations: [net]}}
  deployment:
    from: 2026-01-01
    until: 2028-01-01
    step: 10 day
    trials: 4
    milestones: {whole: {title: All of it, campaign: net, share: 100 %}}
  dependence:
    trials: 3
    flown: 2
    step: 10 min
    dates: [2026-05-01, 2027-06-01]
    capability: [coverage.net_one_in_view_world]
    cases:
      no-right: {title: Without Right, without: [right]}
      no-makers: {title: Without Right and Third, without: [right, third]}
      no-lifter: {title: Without Lifter, without: [lifter]}
    value: {figure: coverage.net_one_in_view_world, date: 2026-05-01}
headline: {figures: [dependence.whole_date], sentence: "It is up by {dependence.whole_date}."}
"""
MONTH = 1.0 / 12.0


class Kept(dict[tuple[str, str], Piece]):
    """A sink in memory."""

    def put(self, study: str, task: str, piece: Piece) -> None:
        self[study, task] = piece

    def get(self, study: str, task: str) -> Piece | None:  # type: ignore[override]
        return self[study, task] if (study, task) in self else None


def silent(study: str, done: int, total: int) -> None:
    """Says nothing."""


def value(run: Run, name: str) -> float | None:
    """A figure's value."""
    found = run.manifest["studies"]["dependence"]["figures"][name]["value"]
    return None if found is None else float(found)


def note(run: Run, name: str) -> str:
    """A figure's note."""
    return str(run.manifest["studies"]["dependence"]["figures"][name]["note"])


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The station, by the front door."""
    return cupola.run(loads(STATION), out=tmp_path_factory.mktemp("station") / "run")


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The net, by the front door, dependence alone."""
    return cupola.run(loads(NET), studies=["dependence"], out=tmp_path_factory.mktemp("net") / "run")


def test_what_nobody_supplies_is_an_answer(station: Run):
    assert value(station, "exits_date") == pytest.approx(2030.0)
    assert value(station, "exits_date_no_beta") is None
    assert note(station, "exits_date_no_beta") == "not before 2040-01-01; Airlock: nobody supplies it"
    assert value(station, "exits_there_no_beta") == 0.0
    assert value(station, "exits_slip_no_beta") is None
    assert station.manifest["sentence"]["arguments"]["dependence.exits_date_no_beta"]["value"] is None


def test_who_steps_in_brings_the_delay_and_the_cost_that_are_stated(station: Run):
    """Gamma's core is there three years after 1 November 2026, at one and a half times its cost; the radio goes with the pact."""
    assert value(station, "living_date_gamma_in") == pytest.approx(2026.0 + 304.0 / 365.0 + 3.0, abs=0.01)
    assert value(station, "living_slip_gamma_in") == pytest.approx(2029.833 - 2028.0, abs=0.01)
    assert value(station, "cost") == pytest.approx(2e9 + 4e8 + 1e6)
    assert value(station, "cost_more_gamma_in") == pytest.approx(1e9)
    assert value(station, "cost_more_no_alpha") == pytest.approx(-2e9)
    told = station["dependence"].sel(case="no-alpha", element="radio")["element_told"].item()
    assert told == "nobody supplies it: Beta has no agreement: The pact"
    assert value(station, "either_there_no_alpha") == 0.0


def test_a_bar_holds_while_the_other_takes_part(station: Run):
    """Rival may not supply beside Alpha, so that nobody fills Beta's seat."""
    assert value(station, "exits_date_rival_in") is None
    told = station["dependence"].sel(case="rival-in", element="airlock")["element_told"].item()
    assert told == "nobody supplies it: Beta left, Rival is forbidden by the law"


def test_the_worth_of_partners_is_shared_as_hands_say(tmp_path: Path):
    """Exits take both Alpha and Beta, ten years before the horizon: five for each, all of it lost when one leaves; Idle adds nothing."""
    run = knockout(loads(STATION), shapley=True, out=tmp_path / "run")
    assert [value(run, f"worth_{name}") for name in ("alpha", "beta", "idle")] == pytest.approx([5.0, 5.0, 0.0], abs=0.01)
    assert [value(run, f"alone_{name}") for name in ("alpha", "beta", "idle")] == pytest.approx([10.0, 10.0, 0.0], abs=0.01)
    data = run["dependence"]
    assert data["worth"].sum() == pytest.approx(data.attrs["everyone"] - data.attrs["nobody"], abs=1e-9)
    assert data["veto"].values.tolist() == [True, True, False]
    assert data["cost_needed"].values.tolist() == [True, True, False]
    assert data["cost_worth"].values[2] == pytest.approx(1e6)
    assert "without Alpha Works or without Beta" in data.attrs["answer"]
    assert value(run, "everyone") == pytest.approx(10.0, abs=0.01)
    assert "Alpha Works {dependence.worth_alpha}, Beta {dependence.worth_beta}. Nothing" in data.attrs["answer"]  # Idle brings nothing


def test_a_knockout_is_asked_by_title_and_answers_in_a_sentence(tmp_path: Path):
    run = knockout(loads(STATION), without=["alpha works"], joined=["GAMMA"], out=tmp_path / "run")
    sentence = run.manifest["sentence"]
    assert sentence["template"].startswith("Without Alpha Works, with Gamma: Crew or radio: ")
    assert "; Crew lives aboard: {dependence.living_date_without_alpha_with_gamma} instead of " in sentence["template"]
    assert sentence["arguments"]["dependence.living_date_without_alpha_with_gamma"]["value"] == pytest.approx(2029.833, abs=0.01)
    assert "dependence.exits_date" not in sentence["arguments"]  # the airlock comes later still


@pytest.mark.parametrize(
    ("without", "joined", "shapley", "told"),
    [
        (["delta"], [], False, "--without: got 'delta'; must be a partner, who could leave"),
        (["gamma"], [], False, "--without: got 'gamma'; must be a partner, who could leave"),
        ([], ["alpha"], False, "--with: got 'alpha'; must be a candidate, who could be brought in"),
        ([], [], False, "name who leaves with --without"),
        (["alpha"], [], True, "or ask --shapley alone"),
    ],
)
def test_a_wrong_knockout_is_told_and_nothing_is_written(tmp_path: Path, without: list[str], joined: list[str], shapley: bool, told: str):
    with pytest.raises(InputError, match=told):
        knockout(loads(STATION), without=without, joined=joined, shapley=shapley, out=tmp_path / "run")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("supplies: {beta: {}}", "supplies: {betta: {}}", "is none of `suppliers`; did you mean beta?"),
        ("supplies: {idle: {}}", "supplies: {idle: {}, beta: {}}", "shares that make 200 %"),
        ("needs: core}", "needs: exits}", "needs itself: living needs exits needs living"),
        ("needs: core}", "needs: {least: 2, of: [core]}}", "must be a whole number from 1 to 1"),
        ("needs: core}", "needs: hull}", "is no element and no function"),
        ("without: [beta]}", "without: [gamma]}", "is a candidate and not there to leave"),
        ("with: [rival]}", "with: [idle]}", "takes part as planned and cannot be brought in"),
        ("    from: 2026-11-01\n", "", "without a deployment study this study needs it"),
        ("value: {function: exits}", "value: {function: exit}", "did you mean exits?"),
        ("alternates: {rival: {delay: 12 month}}", "alternates: {beta: {delay: 12 month}}", "supplies it as planned"),
        ("beside: alpha}", "beside: alpha, from: 2030-01-01, until: 2029-01-01}", "not after 2030-01-01"),
    ],
)
def test_wrong_words_are_told_with_their_line(old: str, new: str, told: str):
    with pytest.raises(InputError, match=told):
        loads(STATION.replace(old, new))


def test_works_that_go_are_a_count_by_hand(net: Run):
    """24 satellites at four a month take half a year, at two a month a year; a third maker who joins after six months saves three."""
    assert value(net, "whole_date") == pytest.approx(2026.0 + 6 * MONTH, abs=0.5 * MONTH)
    assert value(net, "whole_date_no_right") == pytest.approx(2026.0 + 9 * MONTH, abs=0.5 * MONTH)
    assert value(net, "whole_date_no_makers") == pytest.approx(2026.0 + 12 * MONTH, abs=0.5 * MONTH)
    assert value(net, "service_date_no_right") == value(net, "whole_date_no_right")


def test_launches_go_to_who_steps_in(net: Run):
    """Without Lifter nothing flies for a year; then all that were made by then are waiting."""
    assert value(net, "whole_date_no_lifter") == pytest.approx(2027.0, abs=MONTH)
    assert value(net, "whole_slip_no_lifter") == pytest.approx(6 * MONTH, abs=MONTH)
    less = value(net, "coverage_net_one_in_view_world_2026_05_01_less_no_lifter")
    planned = value(net, "coverage_net_one_in_view_world_2026_05_01")
    assert planned is not None
    assert less == pytest.approx(100.0 * planned)  # points; nothing is up by May
    assert planned > 0.1


def replays(seed: int = 0) -> tuple[Problem, Chains, Kept]:
    """A problem, its replays, and what they keep."""
    scenario = loads(NET)
    problem, kept = compile_scenario(scenario, seed), Kept()
    assert problem.dependence is not None
    coalitions = Coalitions(scenario, problem.dependence, Absence(), problem.body)
    return problem, Chains(coalitions, problem, ready_devices(), kept, silent), kept


def test_each_distinct_set_is_flown_once_and_as_if_alone():
    """All 32 coalitions: few plays, fewer flights; some of them, replayed by themselves, come to the same numbers; a stopped run flies no
    piece again.
    """
    problem, chains, kept = replays()
    asked = problem.dependence
    assert asked is not None
    masks = masks_of_players(asked, coalitions_of(asked))
    assert masks.size == 32
    chains.replay(masks[5:9])  # what was played for another question is found again, under what was left and not under a number
    whole = chains.replay(masks)
    day = asked.dates[0]
    found = chains.figures(whole, asked.capability, [day], np.unique(whole.answer))[0, whole.answer, 0]
    assert len(whole.there) < 32
    assert chains.asked == len(whole.there) * asked.flown
    assert chains.flown < chains.asked / 2
    for place in (9, 14, 27):
        _, alone, _ = replays()
        single = alone.replay(masks[place : place + 1])
        assert alone.figures(single, asked.capability, [day], np.array([0]))[0, 0, 0].tolist() == found[place].tolist()
        assert single.dates[0].tolist() == whole.dates[whole.answer[place]].tolist()
    pieces = len(kept)
    again = Chains(chains._coalitions, problem, ready_devices(), kept, silent)
    repeated = again.figures(again.replay(masks), asked.capability, [day], np.unique(whole.answer))[0, whole.answer, 0]
    assert repeated.tolist() == found.tolist()
    assert len(kept) == pieces


def test_partners_who_could_change_places_are_worth_the_same(tmp_path: Path):
    """Left and Right supply halves alike; what all are worth adds up to the value of everyone less that of nobody."""
    run = knockout(loads(NET), shapley=True, out=tmp_path / "run")
    data = run["dependence"]
    worth = dict(zip(data["player"].values.tolist(), data["worth"].values.tolist(), strict=True))
    assert worth["left"] == pytest.approx(worth["right"], abs=1e-12)
    assert sum(worth.values()) == pytest.approx(data.attrs["everyone"] - data.attrs["nobody"], abs=1e-9)
    assert worth["other"] == pytest.approx(0.0, abs=1e-12)  # it needs a year, and the value is told after four months
    assert worth["lifter"] > worth["left"] > 0.0


def test_many_partners_are_sampled_and_the_interval_holds_the_truth(tmp_path: Path):
    """Thirteen partners, one of whom nothing works without, and two of the twelve others: it comes after two of them in 11 orders of 13.

    What the others are worth together is the rest, the same for each.
    """
    names = [f"maker-{number:02d}" for number in range(12)]
    suppliers = "".join(f"  {name}: {{title: {name}}}\n" for name in ("needed", *names))
    elements = "".join(f"  of-{name}: {{title: {name}, supplies: {{{name}: {{}}}}}}\n" for name in ("needed", *names))
    text = f"""
cupola: 1
name: many
title: Many
question: Who matters?
about: One and any two of twelve.
epoch: 2026-11-01T00:00:00Z
suppliers:
{suppliers}elements:
{elements}functions:
  works: {{title: It works, needs: {{all: [of-needed, {{least: 2, of: [{", ".join(f"of-{name}" for name in names)}]}}]}}}}
studies:
  dependence: {{from: 2026-11-01, until: 2036-11-01, trials: 2, value: {{function: works}}}}
headline: {{figures: [dependence.works_date], sentence: "It works from {{dependence.works_date}}."}}
"""
    run = knockout(loads(text), shapley=True, out=tmp_path / "run")
    data, total = run["dependence"], 10.0
    assert data.attrs["exact"] == 0
    truth = np.array([11.0, *[2.0 / 12.0] * 12]) / 13.0 * total
    assert data["worth"].sum() == pytest.approx(total, abs=0.02)
    assert np.mean((data["worth_low"].values <= truth + 0.02) & (truth - 0.02 <= data["worth_high"].values)) >= 0.9
    assert data["worth"].values[0] == pytest.approx(truth[0], abs=0.5)
    assert data["alone"].values[0] == pytest.approx(total, abs=0.02)


@pytest.mark.parametrize("old", ["without: [beta]}", "    threshold: 1\n"])
def test_who_supplies_nothing_can_neither_leave_nor_be_shared_among(old: str):
    """A supplier on whom nothing rests is told of, and so is a file without elements."""
    text = STATION.replace("  idle: {title: Idle}", "  idle: {title: Idle}\n  nobody: {title: Nobody}")
    new = "without: [nobody]}" if "without" in old else "    threshold: 1\n    partners: [alpha, nobody]\n"
    with pytest.raises(InputError, match="got nobody, on whom nothing rests"):
        loads(text.replace(old, new))


def test_a_file_that_does_not_say_who_supplies_what_is_told():
    begin, end = STATION.index("bars:\n"), STATION.index("studies:\n")
    bare = (STATION[:begin] + STATION[end:]).replace("    value: {function: exits}\n", "")
    with pytest.raises(InputError, match="write at least one of `elements`"):
        loads(bare.replace("dependence.exits_date_no_beta", "dependence.cost").replace("dependence.exits_date", "dependence.partners"))


def without_campaigns() -> str:
    """The net, there from 2030 on, beside a deployment study that tells only what vehicles lift, until 2028."""
    begin, end = NET.index("campaigns:\n"), NET.index("elements:\n")
    changes = {
        "    supplies: {left:": "    date: 2030-01-01\n    supplies: {left:",
        "    launches: net\n": "",
        "milestones: {whole: {title: All of it, campaign: net, share: 100 %}}": (
            "payloads: {orbits: {low: {title: Low, altitude: 300 km, inclination: 20 deg}}}"
        ),
        "    dates: [2026-05-01, 2027-06-01]": "    until: 2036-01-01\n    dates: [2027-06-01, 2031-06-01]",
        "date: 2026-05-01}": "date: 2031-06-01}",
        "dependence.whole_date": "dependence.service_date",
    }
    text = NET[:begin] + NET[end:]
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def test_where_nothing_is_launched_the_horizon_is_free(tmp_path: Path):
    """Dates of elements are known beyond what the deployment study plays, and all of a constellation stands from its date on."""
    run = cupola.run(loads(without_campaigns()), studies=["dependence"], out=tmp_path / "run")
    assert value(run, "service_date") == pytest.approx(2030.0, abs=0.01)
    assert run.figures()["dependence.service_date_no_makers"]["note"].startswith("not before 2036-01-01")
    assert value(run, "coverage_net_one_in_view_world_2027_06_01") == 0.0
    then = value(run, "coverage_net_one_in_view_world_2031_06_01")
    assert then is not None and then > 0.5
    assert value(run, "coverage_net_one_in_view_world_2031_06_01_less_no_makers") == pytest.approx(100.0 * then)


@pytest.mark.parametrize(
    ("given", "told"),
    [("until: 2025-01-01", "got 2025-01-01; must be after 2026-01-01"), ("from: 2029-01-01", "got 2029-01-01; must be before 2028-01-01")],
)
def test_a_horizon_does_not_come_before_its_begin(given: str, told: str):
    text = without_campaigns().replace("    until: 2036-01-01\n", f"    {given}\n")
    with pytest.raises(InputError, match=told):
        loads(text)


def test_where_something_is_launched_the_horizon_is_that_of_what_is_played():
    with pytest.raises(InputError, match="which the deployment study plays"):
        loads(NET.replace("    flown: 2\n", "    flown: 2\n    until: 2036-01-01\n"))


TALKING = """
cupola: 1
name: talking
title: A net with one gateway
question: Who can talk without the host of the gateway?
about: The satellites are the builder's, the gateway is the host's.
epoch: 2026-01-01T00:00:00Z
suppliers:
  builder: {title: Builder}
  host: {title: Host}
  rival: {title: Rival, candidate: true}
sensors: {radio: {title: Radio, footprint: {min-elevation: 10 deg}}}
constellations:
  net:
    title: Net
    layer: transport
    sensor: radio
    shells: {main: "53 deg: 96/8/1 at 1200 km"}
    links: {pattern: plus-grid}
terminals: {dish: {title: Dish, min-elevation: 10 deg}}
sites:
  one: {title: One, latitude: 50 deg, longitude: 0 deg, role: user, terminal: dish, serves: [net]}
  gate: {title: Gate, latitude: 40 deg, longitude: -70 deg, role: gateway, terminal: dish, serves: [net], supplier: host}
  spare: {title: Spare, latitude: 40 deg, longitude: 30 deg, role: gateway, terminal: dish, serves: [net], supplier: rival}
elements:
  satellites: {title: Satellites, constellation: net, supplies: {builder: {}}}
studies:
  latency:
    span: 1 h
    step: 10 min
    draws: 0
    views: {net: {title: Net, constellations: [net]}}
    pairs: [[one, gate], [one, spare]]
  dependence:
    from: 2026-01-01
    until: 2030-01-01
    trials: 2
    flown: 2
    dates: [2027-01-01]
    capability: [latency.net_connected_one_gate, latency.net_connected_one_spare]
    cases:
      no-host: {title: Without the host, without: [host]}
      moved: {title: The rival for the host, without: [host], with: [rival]}
headline: {figures: [dependence.partners], sentence: "{dependence.partners} take part."}
"""


def test_sites_go_with_who_runs_them(tmp_path: Path):
    """The way to a gateway is there while its host is, and that to a candidate's from its coming in."""
    run = cupola.run(loads(TALKING), studies=["dependence"], out=tmp_path / "run")
    ways = {
        (site, case): value(run, f"latency_net_connected_one_{site}_2027_01_01{case}")
        for site in ("gate", "spare")
        for case in ("", "_no_host", "_moved")
    }
    assert ways["gate", ""] == 1.0 and ways["spare", "_moved"] == 1.0
    assert [ways[key] for key in (("gate", "_no_host"), ("gate", "_moved"), ("spare", ""), ("spare", "_no_host"))] == [0.0] * 4
    assert run["dependence"].attrs["sets_flown"] == 3
