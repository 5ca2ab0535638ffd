"""Who boards which launch: programmes of one class of priority, launch by launch, until none of them can take another."""

from collections.abc import Sequence

import numpy as np

from cupola.arrays import Bool, Int
from cupola.launch.party import Party


def board(crowd: Sequence[Party], flown: Int[np.ndarray, "t v"], left: Int[np.ndarray, "t v"], doomed: Bool[np.ndarray, "t v n"]) -> None:
    """Let one class of programmes take what it can of a step's launches.

    Args:
        crowd: programmes of one priority.
        flown: launches of each vehicle in the step.
        left: of those, not yet taken; changed in place.
        doomed: which of those flown fail, in the order in which they are taken.

    In each pass every trial flies at most one launch, of the first vehicle that has one left and somebody to take it.
    """
    # Launches to be had, by trial and vehicle together.
    pairs, width, places = np.flatnonzero(left), left.shape[1], doomed.shape[2]
    trials = pairs // width
    vehicles = pairs - trials * width
    while pairs.size:
        shells = [party.claims(trials, vehicles) for party in crowd]
        claimed = np.flatnonzero((shells[0] if len(crowd) == 1 else np.maximum.reduce(shells)) >= 0)
        if not claimed.size:
            break
        some = claimed[_firsts(trials.take(claimed))]
        pair, rows, vehicle = pairs.take(some), trials.take(some), vehicles.take(some)
        wanted = [shell.take(some) for shell in shells]
        whose = _turns(crowd, wanted, rows, vehicle)
        for place, (party, shell) in enumerate(zip(crowd, wanted, strict=True)):
            mine = np.flatnonzero(whose == place)
            if mine.size:
                which = pair.take(mine)
                still = left.take(which)
                lost = doomed.take(which * places + (flown.take(which) - still))
                flew = party.launch(rows.take(mine), vehicle.take(mine), shell.take(mine), lost)
                left.reshape(-1)[which] = still - flew
                which = which[flew]
                party.taken.reshape(-1)[which] += 1
                party.flights.reshape(-1)[which] += 1
        # Nothing has changed for trials that flew nothing and passed nothing by.
        busy = np.zeros(left.shape[0], bool)
        busy[rows] = True
        kept = np.flatnonzero(busy.take(trials) & (left.take(pairs) > 0))
        pairs, trials, vehicles = pairs.take(kept), trials.take(kept), vehicles.take(kept)
    for party in crowd:
        party.judge(left)


def _firsts(numbers: Int[np.ndarray, "n"]) -> Bool[np.ndarray, "n"]:
    """Whether each of some sorted numbers, at least one, is the first of its kind."""
    return np.concatenate(([True], numbers[1:] != numbers[:-1]))


def _turns(
    crowd: Sequence[Party], wanted: Sequence[Int[np.ndarray, "r"]], rows: Int[np.ndarray, "r"], vehicle: Int[np.ndarray, "r"]
) -> Int[np.ndarray, "r"]:
    """Whose turn it is in each trial: of those who claim a launch, whoever has had the fewest for its share."""
    if len(crowd) == 1:
        return np.zeros(rows.size, np.int64)
    had = [
        np.where(shell >= 0, (party.taken[rows, vehicle] + 1) / np.maximum(party.terms.share[vehicle], 1e-300), np.inf)
        for party, shell in zip(crowd, wanted, strict=True)
    ]
    return np.argmin(np.stack(had), axis=0)
