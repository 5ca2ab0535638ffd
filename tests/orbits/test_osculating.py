"""Mean elements, their drift and the short-period motion on top of it, against numerical integration of the same field."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from integrated import day_apart, flown, osculating_of, states

from cupola.constants import EARTH, Body
from cupola.orbits import CircularShell, Elements, KeplerShell, SecularRates, mean_to_osculating, osculating_to_mean

DAY = 86_400.0
ONLY_J2 = replace(EARTH, j4=0.0)
LOW = [(400.0, 51.6), (550.0, 53.0), (1000.0, 81.0), (560.0, 97.6), (497.0, 97.3)]


def elements_of(a: float, e: float, inclination: float, raan: float = 0.3, perigee: float = 0.0, anomaly: float = 0.5) -> Elements:
    return Elements(*(np.array([value]) for value in (a, e, inclination, raan, perigee, anomaly)))


def greatest(found: np.ndarray, truth: np.ndarray) -> float:
    return float(np.linalg.norm(found[:, :3] - truth[:, :3], axis=1).max())


@pytest.mark.cross
@pytest.mark.parametrize(("altitude", "inclination"), LOW)
def test_a_day_of_a_circular_shell_against_integrated_j2(altitude: float, inclination: float):
    """10 km is what short-period motion may take a satellite from its mean place; with that motion put back, 50 m is second order in J2."""
    mean = elements_of(EARTH.radius + 1e3 * altitude, 0.0, np.radians(inclination))
    times = np.linspace(0.0, DAY, 289)
    truth, plain, osculating = day_apart(mean, times, ONLY_J2)
    shell = CircularShell.of(float(mean.semi_major_axis[0]), float(mean.inclination[0]), mean.raan, mean.mean_anomaly, ONLY_J2)
    ours = np.asarray(shell.positions(times, np.zeros_like(times)))[:, 0]
    ratio = shell.radii[0] / mean.semi_major_axis[0]
    assert np.allclose(ours, ratio * plain[:, :3], rtol=0.0, atol=1e-3)
    assert greatest(ours, truth) < 10e3
    assert greatest(osculating, truth) < 50.0
    # Not just the first turn: a whole number of them.
    turns = np.linspace(0.0, 14.0 * 2.0 * np.pi / float(shell.latitude_rate), 2801)[:-1]
    distance = np.linalg.norm(day_apart(mean, turns, ONLY_J2)[0][:, :3], axis=1)
    assert abs(distance.mean() - shell.radii[0]) < 100.0


@pytest.mark.cross
@pytest.mark.parametrize("body", [ONLY_J2, EARTH], ids=["J2", "J2 and J4"])
def test_a_day_of_a_molniya_orbit_against_an_integrated_one(body: Body):
    """The same bounds hold at the critical inclination, where long-period theories break down, and with J4 in the field."""
    mean = elements_of(26_560e3, 0.737, np.radians(63.4349), perigee=np.radians(270.0))
    times = np.linspace(0.0, DAY, 577)
    truth, plain, osculating = day_apart(mean, times, body)
    ours = np.asarray(KeplerShell.of(mean, body).positions(times, np.zeros_like(times)))[:, 0]
    assert np.allclose(ours, plain[:, :3], rtol=0.0, atol=2e3)
    assert greatest(ours, truth) < 10e3
    assert greatest(osculating, truth) < 50.0


@pytest.mark.cross
@pytest.mark.parametrize(
    ("body", "a", "e", "inclination"), [(ONLY_J2, 7.0e6, 0.02, 53.0), (EARTH, 7.2e6, 0.02, 98.0), (EARTH, 9.0e6, 0.2, 70.0)]
)
def test_rates_against_the_drift_of_integrated_orbits(body: Body, a: float, e: float, inclination: float):
    """Node, perigee and argument of latitude of two days, to 5e-7 rad a day, where the first-order rates miss by 4e-6 or more.

    Two starts a quarter of a turn of perigee apart are averaged, as long-period terms go with twice its argument.
    """
    times = np.linspace(0.0, 2.0 * DAY, 401)
    orbit = np.array([a]), np.array([e]), np.array([np.radians(inclination)])
    rates = SecularRates.of(*orbit, body)
    found = []
    for perigee in (0.35, 0.35 + 0.5 * np.pi):
        start = states(mean_to_osculating(elements_of(a, e, np.radians(inclination), perigee=perigee), body), body)[0]
        mean = osculating_to_mean(osculating_of(flown(start, times, body), body), body)
        angles = mean.raan, mean.argument_of_perigee, mean.mean_anomaly + mean.argument_of_perigee
        found.append([_drift(angle, times, rate) for angle, rate in zip(angles, _three(rates), strict=True)])
    drift = np.mean(found, axis=0)
    assert np.abs(drift - _three(rates)).max() * DAY < 5e-7
    assert np.abs(drift - _three(SecularRates.first_order(*orbit, body))).min() * DAY > 3.5e-6


def _three(rates: SecularRates) -> np.ndarray:
    return np.array([rates.node[0], rates.perigee[0], rates.anomaly[0] + rates.perigee[0]])


def _drift(angle: np.ndarray, times: np.ndarray, guess: float) -> float:
    """Slope of an angle known to a turn, about a guess that is right to a small part of a turn over all of `times`."""
    return guess + float(np.polyfit(times, np.unwrap(angle - guess * times), 1)[0])


@pytest.mark.law
@given(
    perigee_radius=st.floats(6.6e6, 4.2e7),
    e=st.one_of(st.just(0.0), st.floats(0.0, 0.8)),
    inclination=st.one_of(st.sampled_from([0.0, np.pi / 2.0, np.pi]), st.floats(0.0, np.pi)),
    angles=st.tuples(*[st.floats(0.0, 2.0 * np.pi)] * 3),
)
def test_there_and_back_again(perigee_radius: float, e: float, inclination: float, angles: tuple[float, float, float]):
    """Compared as states, as the perigee of a circle and the node of an equatorial orbit are nowhere."""
    mean = elements_of(perigee_radius / (1.0 - e), e, inclination, *angles)
    there = mean_to_osculating(mean, EARTH)
    assert greatest(states(there, EARTH), states(mean, EARTH)) < 60e3
    assert greatest(states(osculating_to_mean(there, EARTH), EARTH), states(mean, EARTH)) < 1e-4
    assert greatest(states(mean_to_osculating(osculating_to_mean(mean, EARTH), EARTH), EARTH), states(mean, EARTH)) < 1e-4


@pytest.mark.law
def test_nothing_moves_without_a_bulge():
    mean = elements_of(8.0e6, 0.1, 1.0, perigee=2.0)
    there = mean_to_osculating(mean, replace(EARTH, j2=0.0, j4=0.0))
    assert greatest(states(there, EARTH), states(mean, EARTH)) < 1e-6


@pytest.mark.law
def test_satellites_are_converted_each_for_itself():
    one, other = elements_of(7.0e6, 0.0, 0.9), elements_of(2.66e7, 0.7, 1.1, perigee=4.7)
    fields = one.__dataclass_fields__
    together = mean_to_osculating(Elements(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in fields)), EARTH)
    singly = [mean_to_osculating(each, EARTH) for each in (one, other)]
    for name in fields:
        assert getattr(together, name).tolist() == [getattr(each, name)[0] for each in singly]
