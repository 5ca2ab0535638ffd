"""What losses leave: what gets through never grows with what is lost, and connection and delays are those of the graph that is left."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from flown_shells import flown, places
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cupola.network.block import Scene, graphs
from cupola.network.burdens import Burden
from cupola.network.capacity import Rates
from cupola.network.links import plus_grid
from cupola.network.losses import connectivity, loss_masks, random_order
from cupola.network.meshes import Lattice
from cupola.network.removals import Load, Matrix, Removals
from cupola.network.traffic import Ends

CITIES = ([51.5, 40.7, -33.9, 35.7, 6.5], [-0.1, -74.0, 151.2, 139.7, 3.4])
GATEWAYS = ([50.0, 45.0, -30.0, 50.0], [-5.0, -90.0, 140.0, -5.0])
"""Two stand at one place."""

SATELLITES, USERS, SITES = 120, 5, 9


def scene(instants: int = 1, terminals: int = 2) -> Scene:
    """Ten near-polar planes of 12, cities that see all and gateways with few terminals, links of 5 Gbit/s."""
    times = 300.0 * np.arange(instants)
    position = flown(10, 12, 1_200_000.0, 86.0, times, spread=180.0)
    sites = places(CITIES[0] + GATEWAYS[0], CITIES[1] + GATEWAYS[1], 10.0)
    sites = replace(sites, terminals=np.where(np.arange(SITES) < USERS, sites.terminals, terminals))
    grid = Lattice(plus_grid(10, 12, star=True, seam=False), rate=5e9)
    rate = np.where(np.arange(SITES) < USERS, 3e9, 4e9)
    return Scene(times, position, (grid,), sites, np.zeros(SATELLITES + SITES, np.int64), site_rate=rate)


PAIRS = np.stack(np.triu_indices(USERS, 1), axis=1) + SATELLITES
USER_NODES = SATELLITES + np.arange(USERS)
GATEWAY_NODES = SATELLITES + np.arange(USERS, SITES)


def asked(lost: np.ndarray, order: np.ndarray, shown: Scene, gateway: float = np.inf) -> Removals:
    rates = Rates(np.full(SATELLITES, 2e9), np.full(SATELLITES, np.inf), np.full(len(GATEWAY_NODES), gateway))
    ends = Ends(np.full(SATELLITES, 2e9), np.full(SITES, np.inf))
    matrix = Matrix(slice(0, len(PAIRS)), np.ones(len(PAIRS)), ends)
    return Removals(shown, PAIRS, np.zeros(SATELLITES), np.zeros(SITES, bool), lost, order, Load(USER_NODES, GATEWAY_NODES, rates), matrix)


def nested(seed: int, count: int) -> np.ndarray:
    """Masks that hold one another."""
    unit = np.concatenate([np.arange(SATELLITES), np.full(SITES, -1)])
    return loss_masks(unit, random_order(np.arange(SATELLITES), seed, 0), np.linspace(0.1, 1.0, count))


@pytest.mark.law
@settings(max_examples=12)
@given(st.integers(0, 2**32), st.integers(1, 3), st.floats(0.5e9, 9e9))
def test_what_gets_through_never_grows_with_what_is_lost(seed: int, terminals: int, gateway: float):
    """Sites choose anew after each loss, the nearest first, and may choose better; what is told does not grow for it."""
    masks = nested(seed, 8)
    order = np.array([10, 30, 60, 120])
    found = asked(masks, order, scene(terminals=terminals), gateway)()
    through, carried = found["through"][0], found["carried"][0]
    for some in (through[:9], through[[0, *range(9, 13)]], found["connected"][0, [0, 12]]):
        assert all(after <= before for before, after in itertools.pairwise(some))
    assert through[0] <= 4 * gateway * (1.0 + 1e-9)
    assert np.all(through <= 4 * terminals * 4e9)
    assert through[8] == through[12] == carried[8] == 0.0
    assert np.all(carried <= carried[0] * (1.0 + 1e-9))


@pytest.mark.cross
def test_connection_is_that_of_components():
    """By joining what is linked, as `losses.connectivity` does, on the links of the whole: users have no lack of terminals."""
    masks = nested(7, 6)
    found = asked(masks, np.zeros(0, np.int64), scene())()
    (graph,) = graphs(scene())
    assert found["connected"][0, 1:].tolist() == connectivity(graph, masks, PAIRS).pairs.tolist()


@pytest.mark.law
def test_several_instants_are_those_of_each_and_the_same_again():
    masks, order = nested(3, 3), np.array([20])
    whole = asked(masks, order, scene(2))()
    again = asked(masks, order, scene(2))()
    assert all(np.array_equal(whole[name], again[name]) for name in whole)
    first = asked(masks, np.zeros(0, np.int64), scene(1))()
    for name in ("connected", "delay", "carried"):
        assert np.array_equal(whole[name][:1, :4], first[name])


@pytest.mark.law
def test_who_is_not_there_does_not_come_back():
    absent = np.zeros(SATELLITES + SITES, bool)
    absent[:SATELLITES] = True
    found = asked(nested(1, 2), np.array([5]), replace(scene(), lost=absent))()
    assert not any(found[name].any() for name in ("connected", "through", "carried"))
    assert np.all(np.isinf(found["delay"]))


@pytest.mark.law
@pytest.mark.parametrize("gone", ["users", "gateways", "satellites", "links", "rates"])
def test_nobody_and_nothing_give_nothing_and_no_error(gone: str):
    """No users, no gateways, no satellites, no links between them, rates of zero: a burden and removals tell 0."""
    shown, users, gateways = scene(), USER_NODES, GATEWAY_NODES
    satellites = SATELLITES
    if gone == "users":
        users = users[:0]
    elif gone == "gateways":
        gateways = gateways[:0]
    elif gone == "satellites":
        satellites = 0
        shown = replace(shown, position=np.zeros((1, 0, 3)), patterns=(), owner=np.zeros(SITES, np.int64))
        users, gateways = users - SATELLITES, gateways - SATELLITES
    elif gone == "links":
        shown = replace(shown, patterns=(), sites=places(CITIES[0] + GATEWAYS[0], CITIES[1] + GATEWAYS[1], 89.9))
    else:
        shown = replace(shown, site_rate=np.zeros(SITES))
    people = np.ones(len(users))
    told = Burden(shown, users, gateways, people, np.array([1e9]), np.full(satellites, np.inf), np.full(len(gateways), np.inf))()
    assert told["most"].tolist() == told["even"].tolist() == [0.0]
    assert told["served"].tolist() == [[0.0]] and not told["limited_by_even"].any()
    rates = Rates(np.full(satellites, np.inf), np.full(satellites, np.inf), np.full(len(gateways), np.inf))
    nodes = satellites + SITES
    none = Removals(
        shown,
        np.zeros((0, 2), np.int64),
        np.zeros(satellites),
        np.zeros(SITES, bool),
        np.zeros((1, nodes), bool),
        np.array([1]),
        Load(users, gateways, rates),
        Matrix(slice(0, 0), np.zeros(0), Ends(rates.to_users, np.full(SITES, np.inf))),
    )()
    assert none["through"].tolist() == [[0.0] * 3] and none["carried"].tolist() == [[0.0] * 3]


@pytest.mark.law
@settings(max_examples=10)
@given(st.floats(1e8, 2e10), st.lists(st.floats(0.0, 9.0), min_size=5, max_size=5))
@example(15_992_714_372.0, [1.0, 1.0, 0.0, 0.0, 1.0])
def test_totals_do_not_exceed_what_the_gateways_take(gateway: float, people: list[float]):
    shown, taken = scene(), np.full(4, gateway)
    told = Burden(shown, USER_NODES, GATEWAY_NODES, np.array(people), np.array([5e10]), np.full(SATELLITES, 6e9), taken)()
    most, even, total = (float(told[name][0]) for name in ("most", "even", "gateway_total"))
    assert even <= most * (1.0 + 1e-9) and most <= total * (1.0 + 1e-9) and total <= 4 * gateway * (1.0 + 1e-9)
    assert float(told["served"][0, 0]) <= most * (1.0 + 1e-9)
    assert np.all(told["by_gateway"] <= gateway * (1.0 + 1e-9))
