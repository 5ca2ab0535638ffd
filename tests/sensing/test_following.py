"""Launches followed by many trials: starts, honest errors, custody, ends; any cut of time and any order of trials give the same."""

import itertools
from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from cupola.constants import EARTH
from cupola.flight import COAST, coast
from cupola.sensing.boost_model import Burning
from cupola.sensing.following import ENDED_AFTER, Rules, Scene, Told, Tracks, follow, no_tracks
from cupola.sensing.noise import words

STEPS, PLACES, LAUNCHES, TRIALS = 100, 4, 2, 64
RULES = Rules(Burning(EARTH), 1.0, np.radians(5.0), 2.0, 1e3, 10.0)
NOISE = 3e-5


def scene(bias: float = 0.0, looks: np.ndarray | None = None) -> Scene:
    """Two bodies in free flight, four satellites at rest about them that look every second."""
    start = jnp.asarray([[7.0e6, 0.0, 0.0], [6.8e6, 1.0e6, 1.0e6]]), jnp.asarray([[1000.0, 6500.0, 500.0], [2000.0, 5000.0, -3000.0]])
    seconds = jnp.arange(STEPS, dtype=float)
    spread = tuple(jnp.broadcast_to(part, (STEPS, LAUNCHES, 3)) for part in start)
    place, speed, _ = coast(spread[0], spread[1], jnp.broadcast_to(seconds[:, None], (STEPS, LAUNCHES)), jnp.asarray(EARTH.mu))
    stations = np.array([[7.4e6, -1.5e6, 0.0], [7.0e6, 2.5e6, 1.5e6], [6.5e6, 1.0e6, -3.5e6], [8.5e6, 0.5e6, 2.0e6]])
    each = (STEPS, PLACES, LAUNCHES)
    away = np.linalg.norm(np.asarray(place)[:, None] - stations[None, :, None], axis=-1)
    return Scene(
        step=jnp.arange(STEPS),
        target=place,
        velocity=speed,
        phase=jnp.full((STEPS, LAUNCHES), COAST),
        satellite=jnp.broadcast_to(jnp.asarray(stations)[None, :, None], (*each, 3)),
        identity=jnp.broadcast_to(jnp.arange(PLACES, dtype=jnp.int32)[None, :, None], each),
        looks=jnp.ones(each, bool) if looks is None else jnp.asarray(looks),
        probability=jnp.full(each, 0.9),
        noise=jnp.full(each, NOISE),
        bias=jnp.full(each, bias),
        bias_error=jnp.asarray(bias * away.mean(axis=1)),
    )


def followed(given: Scene, trials: np.ndarray | None = None, cut: int | None = None) -> tuple[Tracks, Told]:
    """All of it in one stretch, or in two of half the length."""
    names = jnp.arange(TRIALS) if trials is None else jnp.asarray(trials)
    tracks = no_tracks(given, TRIALS, RULES)
    pieces: list[Told] = []
    ends = [0, STEPS] if cut is None else [0, cut, STEPS]
    for first, last in itertools.pairwise(ends):
        part = jax.tree.map(lambda values, first=first, last=last: values[first:last], given)
        tracks, told = follow(tracks, part, jnp.zeros((LAUNCHES, TRIALS)), jnp.arange(LAUNCHES), names, words(3), RULES)
        pieces.append(told)
    return tracks, jax.tree.map(lambda *parts: np.concatenate([np.asarray(part) for part in parts]), *pieces)


@pytest.fixture(scope="module")
def plain() -> tuple[Tracks, Told]:
    return followed(scene())


@pytest.mark.law
def test_errors_stay_above_the_bound_and_close_to_it(plain: tuple[Tracks, Told]):
    tracks, told = plain
    assert np.all(np.asarray(tracks.started_at) <= 2.0)
    assert not np.asarray(tracks.dropped).any()
    error = np.sqrt(told.square_error / told.tracks)[60:]
    bound = np.sqrt(told.bound)[60:]
    # The filter does not know whether the body burns and finds out; once it has, little is lost.
    assert np.all(error > 0.85 * bound)
    assert np.all(error < 1.35 * bound)


@pytest.mark.law
def test_normalised_errors_are_those_of_an_honest_filter(plain: tuple[Tracks, Told]):
    _, told = plain
    mean = (told.squares / told.tracks)[40:].mean()
    assert 2.3 < mean < 3.7


@pytest.mark.law
def test_any_cut_of_time_gives_the_same(plain: tuple[Tracks, Told]):
    tracks, told = followed(scene(), cut=50)
    assert np.allclose(told.square_error, plain[1].square_error, rtol=1e-6)
    assert np.array_equal(np.asarray(tracks.held_at), np.asarray(plain[0].held_at))


@pytest.mark.law
def test_trials_depend_on_their_identity_alone(plain: tuple[Tracks, Told]):
    tracks, _ = followed(scene(), np.arange(TRIALS)[::-1].copy())
    mine, theirs = (np.asarray(one.track.coast.mean[0]) for one in (tracks, plain[0]))
    assert np.allclose(mine[:, ::-1], theirs, rtol=1e-9)


@pytest.mark.law
def test_what_is_told_covers_the_biases():
    _, told = followed(scene(bias=NOISE))
    _, plain_told = followed(scene())
    assert np.all(told.square_error[60:] > 3.0 * plain_told.square_error[60:])
    assert (told.squares / told.tracks)[60:].mean() < 4.0


def test_a_track_ends_after_a_minute_without_a_look_and_starts_anew():
    looks = np.ones((STEPS, PLACES, LAUNCHES), bool)
    looks[10:90, :, 0] = False
    tracks, told = followed(scene(looks=looks))
    gone = 9 + int(ENDED_AFTER)
    assert told.tracks[20, 0] == TRIALS
    assert told.tracks[gone + 2, 0] == 0.0
    assert told.tracks[95, 0] > 0.9 * TRIALS
    assert np.all(told.tracks[3:, 1] == TRIALS)
    assert told.held[30, 0] == 0.0
    assert np.all(np.asarray(tracks.started_at) < 3.0)


def test_nobody_in_view_is_never_and_no_nan():
    tracks, told = followed(scene(looks=np.zeros((STEPS, PLACES, LAUNCHES), bool)))
    assert np.isinf(np.asarray(tracks.started_at)).all()
    assert np.isinf(np.asarray(tracks.held_at)).all()
    for part in jax.tree.leaves(told):
        assert np.isfinite(part).all()
    assert np.all(told.tracks == 0.0)


def test_one_satellite_alone_starts_no_track():
    given = scene()
    alone = replace(given, looks=given.looks.at[:, 1:].set(False))
    tracks, _ = followed(alone)
    assert np.isinf(np.asarray(tracks.started_at)).all()
