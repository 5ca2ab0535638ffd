"""Which of a vehicle's launches fail: a draw for each launch by its own identity, whoever is aboard."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np

from cupola.arrays import Bool, Float, Int

_GOLDEN, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def keys_of(seed: int, vehicles: Sequence[str]) -> Int[np.ndarray, "v"]:
    """64 bits of a run and each vehicle, uint64."""
    words = [blake2b(f"{seed}\x1f{name}\x1ffailing".encode(), digest_size=8).digest() for name in vehicles]
    return np.frombuffer(b"".join(words), dtype=np.uint64)


def doomed(
    keys: Int[np.ndarray, "v"], first: int, flown: Int[np.ndarray, "s t v"], failed: Int[np.ndarray, "s t v"]
) -> Iterator[Bool[np.ndarray, "t v n"]]:
    """Step after step, which of each vehicle's launches fail, by their place among those of the step.

    Args:
        keys: of each vehicle, uint64.
        first: number of the first trial in these arrays.
        flown: launches.
        failed: of those, how many fail.
    """
    step, trial, vehicle = np.nonzero(failed)
    many, failing = flown[step, trial, vehicle], failed[step, trial, vehicle]
    struck = np.zeros((step.size, int(flown.max(initial=1))), bool)
    for place in range(int(many.max(initial=0))):
        struck[:, place] = fails(keys[vehicle], trial + first, step, np.full(step.shape, place), many - place, failing)
        failing -= struck[:, place]
    ends = np.searchsorted(step, np.arange(flown.shape[0] + 1))
    for s, launches in enumerate(flown):
        most = int(launches.max(initial=1))
        found = np.zeros((*launches.shape, most), bool)
        some = slice(ends[s], ends[s + 1])
        found[trial[some], vehicle[some]] = struck[some, :most]
        yield found


def fails(
    key: Int[np.ndarray, "n"],
    trial: Int[np.ndarray, "n"],
    step: int | Int[np.ndarray, "n"],
    place: Int[np.ndarray, "n"],
    left: Int[np.ndarray, "n"],
    failing: Int[np.ndarray, "n"],
) -> Bool[np.ndarray, "n"]:
    """Whether the next launch of each trial is one of those that fail.

    Args:
        key: of run and vehicle, uint64.
        trial: whose launch.
        step: in which, one for all or one for each.
        place: of the launch among the vehicle's launches of that step and trial, from 0.
        left: launches of that step from this one on.
        failing: of those, how many fail.

    Going through a step's launches one after the other makes every choice of failing ones as likely (Knuth, The Art of Computer
    Programming, volume 2, section 3.4.2, algorithm S).
    """
    bad, some = np.zeros(trial.shape, bool), np.flatnonzero(failing > 0)
    if some.size:
        steps = np.broadcast_to(np.asarray(step), trial.shape)
        bad[some] = _uniform(key[some], trial[some], steps[some], place[some]) * left[some] < failing[some]
    return bad


def _uniform(
    key: Int[np.ndarray, "n"], trial: Int[np.ndarray, "n"], step: Int[np.ndarray, "n"], place: Int[np.ndarray, "n"]
) -> Float[np.ndarray, "n"]:
    """Numbers in [0, 1) by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014, figure 13) from what names a launch."""
    word = key
    for part in (trial, step, place):
        word = _mixed(word ^ _mixed(part.astype(np.uint64)))
    return (word >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _mixed(word: np.ndarray) -> np.ndarray:
    state = word + _GOLDEN
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return state ^ (state >> np.uint64(31))
