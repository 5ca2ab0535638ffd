"""Who boards which launch: programmes of one class of priority, launch by launch, until none of them can take another."""

from collections.abc import Sequence

import numpy as np

from cupola.arrays import Int
from cupola.launch.dealing import fails
from cupola.launch.party import Party


def board(
    crowd: Sequence[Party],
    step: int,
    flown: Int[np.ndarray, "t v"],
    left: Int[np.ndarray, "t v"],
    failing: Int[np.ndarray, "t v"],
    keys: Int[np.ndarray, "v"],
    first_trial: int,
) -> None:
    """Let one class of programmes take what it can of a step's launches.

    Args:
        crowd: programmes of one priority.
        step: which.
        flown: launches of each vehicle in it.
        left: of those, not yet taken; changed in place.
        failing: of those left, how many fail; changed in place.
        keys: of each vehicle, for its failures, uint64.
        first_trial: number of the first trial in these arrays.

    In each pass every trial flies at most one launch, of the first vehicle that has one left and somebody to take it.
    """
    # Launches to be had, by trial and vehicle together.
    pairs, width = np.flatnonzero(left), left.shape[1]
    while pairs.size:
        trials = pairs // width
        vehicles = pairs - trials * width
        shells = [party.claims(trials, vehicles) for party in crowd]
        claimed = np.flatnonzero((shells[0] if len(crowd) == 1 else np.maximum.reduce(shells)) >= 0)
        some = claimed[np.diff(trials.take(claimed), prepend=-1) > 0]
        pair, rows, vehicle = pairs.take(some), trials.take(some), vehicles.take(some)
        wanted = [shell.take(some) for shell in shells]
        whose = _turns(crowd, wanted, rows, vehicle)
        for place, (party, shell) in enumerate(zip(crowd, wanted, strict=True)):
            mine = np.flatnonzero(whose == place)
            if mine.size:
                which, row, column = pair.take(mine), rows.take(mine), vehicle.take(mine)
                still, bad = left.take(which), failing.take(which)
                lost = fails(keys.take(column), row + first_trial, step, flown.take(which) - still, still, bad)
                flew = party.launch(row, column, shell.take(mine), lost)
                left.reshape(-1)[which] = still - flew
                failing.reshape(-1)[which] = bad - (flew & lost)
                which = which[flew]
                party.taken.reshape(-1)[which] += 1
                party.flights.reshape(-1)[which] += 1
        # Nothing has changed for trials that flew nothing and passed nothing by.
        busy = np.zeros(left.shape[0], bool)
        busy[rows] = True
        pairs = pairs[busy.take(trials)]
        pairs = pairs[left.take(pairs) > 0]
    for party in crowd:
        party.judge(left)


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
