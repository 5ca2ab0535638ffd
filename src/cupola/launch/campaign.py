"""Campaigns: satellites are finished, board launches, go to their slots, work and die, step by step, all trials at once. Counts and steps.

Within a step satellites are finished first, then launches fly, then those due arrive or die; a slot that comes free is open to the next
step's launches. Every count is of the end of the step. Trials go through memory in chunks; no number depends on how they are cut.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from cupola.launch.boarding import board
from cupola.launch.course import COUNTS, Bound, Course
from cupola.launch.dealing import doomed, keys_of
from cupola.launch.draws import BLOCK, check_first
from cupola.launch.party import Party
from cupola.launch.programme import Programme
from cupola.launch.supply import Supply

_BYTES_AT_ONCE = 600_000_000


def deploy(
    programmes: Sequence[Programme], vehicles: Sequence[str], supply: Supply, seed: int, asked: Sequence[int] = (), first: int = 0
) -> Course:
    """Play all programmes through all trials of a supply of launches.

    Args:
        programmes: who wants what; their names are those of their random numbers.
        vehicles: names of the supply's vehicles, in its order.
        supply: launches flown and failed.
        seed: of the run.
        asked: steps at whose end to keep the satellites of every plane.
        first: number of the supply's first trial, where a run is played in parts; a whole number of blocks of trials.

    Raises:
        ValueError: two of one name, a contract with a vehicle that is not there, a step that is not there, more failures than launches, or
            a first trial in the middle of a block.

    A vehicle's launches go to programmes by priority; among equals to the one that has had the fewest for its share, of those alike to the
    first named. Vehicles are gone through in the supply's order, one launch a trial at a time. A programme takes a launch when a full load
    is ready, or what the shell still lacks where that is less, and slots are open; it fills the first shell that wants any. Satellites
    lost with a launch leave their slots open. Memory grows with trials x steps x shells, and not with trials x steps x planes.
    """
    check(programmes, vehicles, supply, asked)
    check_first(first)
    trials, steps = supply.flown.shape[:2]
    shells = sum(len(one.shells) for one in programmes)
    kept = {name: np.empty((steps, trials, shells), np.int32) for name in COUNTS}
    used = np.zeros((steps, trials, len(vehicles), len(programmes)), np.int16)
    queue = np.empty((steps, trials, len(programmes)), np.int32)
    bound = np.empty((trials, len(programmes), len(Bound)), np.int32)
    planes = np.empty((trials, len(asked), sum(shell.planes for one in programmes for shell in one.shells)), np.uint16)
    keys = keys_of(seed, vehicles)
    made = [one.production.finished(supply.starts, supply.step, trials, seed, one.name, first) for one in programmes]
    for cut in _chunks(programmes, trials, steps):
        flown, failed = (np.ascontiguousarray(counts[cut].transpose(1, 0, 2), np.int16) for counts in (supply.flown, supply.failed))
        parties = [
            Party(one, tuple(vehicles), supply, np.ascontiguousarray(finished[cut].T), cut, seed, first)
            for one, finished in zip(programmes, made, strict=True)
        ]
        classes = [
            [party for party in parties if party.programme.priority == rank] for rank in sorted({one.priority for one in programmes})
        ]
        for s, struck in enumerate(doomed(keys, first + cut.start, flown, failed)):
            for party in parties:
                party.begin(s)
            left = flown[s].copy()
            for crowd in classes:
                board(crowd, flown[s], left, struck)
            shell = 0
            for c, party in enumerate(parties):
                party.end()
                last = shell + len(party.programme.shells)
                for name in kept:
                    kept[name][s, cut, shell:last] = party.counts[name].reshape(-1, last - shell)
                used[s, cut, :, c], queue[s, cut, c] = party.flights, party.waiting()
                shell = last
            for place in np.flatnonzero(np.asarray(asked, dtype=np.int64) == s):
                planes[cut, place] = np.concatenate([party.standing() for party in parties], axis=1)
        for c, party in enumerate(parties):
            bound[cut, c] = party.bound
    sizes = [(c, shell) for c, one in enumerate(programmes) for shell in one.shells]
    return Course(
        times=supply.starts + supply.step,
        step=supply.step,
        programmes=tuple(one.name for one in programmes),
        owner=np.array([c for c, _ in sizes]),
        vehicles=tuple(vehicles),
        **{name: counts.swapaxes(0, 1) for name, counts in kept.items()},
        used=used.swapaxes(0, 1),
        queue=queue.swapaxes(0, 1),
        bound=bound,
        asked=np.asarray(asked, dtype=np.int64),
        planes=planes,
        shell_of_plane=np.repeat(np.arange(len(sizes)), [shell.planes for _, shell in sizes]),
    )


def _chunks(programmes: Sequence[Programme], trials: int, steps: int) -> Iterator[slice]:
    """Whole blocks of trials whose satellites fit into memory together."""
    planes = sum(shell.planes for one in programmes for shell in one.shells)
    size = max(_BYTES_AT_ONCE // (planes * steps * BLOCK), 1) * BLOCK
    for first in range(0, trials, size):
        yield slice(first, min(first + size, trials))


def check(programmes: Sequence[Programme], vehicles: Sequence[str], supply: Supply, asked: Sequence[int]) -> None:
    """Refuse what cannot be played.

    Raises:
        ValueError: as `deploy` says.
    """
    for names in ([one.name for one in programmes], list(vehicles)):
        if len(set(names)) < len(names):
            raise ValueError(f"two have one name among {names}; each needs its own, for its random numbers")
    strangers = {contract.vehicle for one in programmes for contract in one.contracts} - set(vehicles)
    if strangers:
        raise ValueError(
            f"contracts name vehicles that are not in the supply: {', '.join(sorted(strangers))}; there are {', '.join(vehicles)}"
        )
    shape = supply.flown.shape
    if len(shape) != 3 or shape[1:] != (supply.starts.shape[0], len(vehicles)) or supply.failed.shape != shape:
        raise ValueError(
            f"got launches of shape {shape} and failures of {supply.failed.shape} for {supply.starts.shape[0]} steps and {len(vehicles)} "
            "vehicles; both must be (trials, steps, vehicles)"
        )
    if np.any(supply.failed > supply.flown) or np.any(supply.failed < 0):
        raise ValueError(
            "more launches fail than are flown, or fewer than none; failures must lie between 0 and the launches of their step"
        )
    if any(not 0 <= step < shape[1] for step in asked):
        raise ValueError(f"asked for planes at steps {list(asked)}; steps go from 0 to {shape[1] - 1}")
