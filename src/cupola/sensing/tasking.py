"""Who looks at whom when there are more targets than satellites can hold: one step's assignment, on the host. NumPy and SciPy, SI.

A satellite holds a stated number of tracks. What is maximised is the sum over targets of the logarithm of the determinant of the
information on their places, so that a first look at one target counts for more than a sixth at another. Left out: turning time, and looks
that would pay off only later.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from cupola.arrays import Bool, Float, Int
from cupola.sensing.look_gain import growth

_NONE = -np.inf


@dataclass(frozen=True)
class Demand:
    """What a step asks for.

    Attributes:
        seen: whether a satellite sees a target, (n, s).
        directions: unit vectors from satellites to targets, (n, s, 3).
        weights: information of a look, m^-2, (n, s); `stereo.look_weights`.
        prior: information on each target's place before the step, m^-2, (n, 3, 3), positive: a filter's, or `stereo.loose_prior`.
        capacity: tracks that each satellite holds, (s,).
        held: who looked at whom in the step before, (n, s).
        looks: most looks at one target in a step.
        least: looks without which a target is put off when satellites are short: 2 for stereo, 1 to put none off.
        handover: what a new pair must bring more than an old one, in units of the determinant's logarithm; 0 for no such cost.
    """

    seen: Bool[np.ndarray, "n s"]
    directions: Float[np.ndarray, "n s 3"]
    weights: Float[np.ndarray, "n s"]
    prior: Float[np.ndarray, "n 3 3"]
    capacity: Int[np.ndarray, "s"]
    held: Bool[np.ndarray, "n s"]
    looks: int = 4
    least: int = 2
    handover: float = 0.0


def assign(demand: Demand) -> Bool[np.ndarray, "n s"]:
    """Who looks at whom, by rounds of optimal linear assignment.

    In each round every target gets at most one look more and a satellite takes as many targets as it has room for, so that the round's gain
    is the greatest possible (Crouse, IEEE Trans. AES 52 (2016) 1679, as SciPy has it). When some targets are left with fewer than `least`
    looks, half as many are put off and the rounds are run again: new targets before those that were looked at in the step before, and of
    these the ones that gain least. What is left over goes to those put off. Deterministic. Each round is the best of its kind, the sum of
    rounds need not be: measured on docs/models/sensing.md.
    """
    capacity = np.array(demand.capacity, np.int64)
    put_off = demand.seen[:, capacity > 0].sum(axis=1) < demand.least
    while True:
        chosen, gains = _rounds(demand, ~put_off, capacity)
        short = ~put_off & (chosen.sum(axis=1) < demand.least)
        if not short.any():
            return chosen | _rounds(demand, put_off, capacity - chosen.sum(axis=0))[0] if put_off.any() else chosen
        weakest = _candidates(demand, short, ~put_off)
        weakest = weakest[np.lexsort((-weakest, gains[weakest]))]
        put_off[weakest[: (int(short.sum()) + 1) // 2]] = True


def _candidates(demand: Demand, short: Bool[np.ndarray, "n"], admitted: Bool[np.ndarray, "n"]) -> Int[np.ndarray, "m"]:
    """Who may be put off: new targets that are short, else new ones that a short one shares a satellite with, else the short ones."""
    new = ~demand.held.any(axis=1)
    rivals = demand.seen[:, demand.seen[short].any(axis=0)].any(axis=1)
    for group in (short & new, rivals & new & admitted):
        if group.any():
            return np.flatnonzero(group)
    return np.flatnonzero(short)


def _rounds(
    demand: Demand, admitted: Bool[np.ndarray, "n"], capacity: Int[np.ndarray, "s"]
) -> tuple[Bool[np.ndarray, "n s"], Float[np.ndarray, "n"]]:
    """Who looks at whom among the targets admitted, and what each target gains."""
    free = capacity.copy()
    information = np.array(demand.prior, float)
    chosen = np.zeros_like(demand.seen)
    gained = np.zeros(len(chosen))
    for _ in range(demand.looks):
        gain = _gains(demand, information, demand.seen & ~chosen & admitted[:, None] & (free > 0)[None, :])
        wanted = gain > _NONE
        rows = np.flatnonzero(wanted.any(axis=1))
        # A satellite needs no more seats than there are targets for it: the fewer seats, the sooner they are given out.
        seats = np.repeat(np.arange(len(free)), np.minimum(free, wanted.sum(axis=0)))
        targets, places = linear_sum_assignment(np.maximum(gain[np.ix_(rows, seats)], 0.0), maximize=True)
        targets, satellites = rows[targets], seats[places]
        taken = wanted[targets, satellites]
        targets, satellites = targets[taken], satellites[taken]
        if not len(targets):
            break
        chosen[targets, satellites] = True
        gained[targets] += gain[targets, satellites]
        np.subtract.at(free, satellites, 1)
        information[targets] += _information(demand.directions[targets, satellites], demand.weights[targets, satellites])
    return chosen, gained


def total_gain(demand: Demand, chosen: Bool[np.ndarray, "n s"]) -> float:
    """What an assignment brings: sum over targets of the growth of log det of the information, less what it costs to hand over."""
    _, before = np.linalg.slogdet(demand.prior)
    _, after = np.linalg.slogdet(_after(demand, chosen))
    return float((after - before).sum() - demand.handover * (chosen & ~demand.held).sum())


def upper_bound(demand: Demand, chosen: Bool[np.ndarray, "n s"]) -> float:
    """What no assignment can bring more than: the least of several bounds, some of which start from the assignment given.

    Without capacities, every target has all looks that see it. From an assignment, or from none, no other brings more than what its pairs
    would each add to it (Nemhauser, Wolsey and Fisher, Math. Program. 14 (1978) 265): at most the best of each satellite, and at most the
    best of each target.
    """
    bounds = [total_gain(replace(demand, handover=0.0), demand.seen)]
    for start in (chosen, np.zeros_like(chosen)):
        more = np.maximum(_gains(demand, _after(demand, start), demand.seen & ~start), 0.0)
        by_satellite = sum(np.sort(column)[::-1][:room].sum() for column, room in zip(more.T, demand.capacity, strict=True))
        by_target = np.sort(more, axis=1)[:, ::-1][:, : demand.looks].sum()
        bounds.append(total_gain(replace(demand, handover=0.0), start) + min(by_satellite, by_target))
    return float(min(bounds))


def _gains(demand: Demand, information: Float[np.ndarray, "n 3 3"], allowed: Bool[np.ndarray, "n s"]) -> Float[np.ndarray, "n s"]:
    """Growth of log det by each pair; minus infinity for one that is not allowed or not worth its hand-over."""
    grown = growth(information, np.linalg.inv(information), demand.directions, demand.weights)
    # A look never takes knowledge away; rounding may, where a place is known far better than the look.
    gain = np.log(np.maximum(grown, 1.0)) - demand.handover * ~demand.held
    return np.where(allowed & (gain > 0.0), gain, _NONE)


def _after(demand: Demand, chosen: Bool[np.ndarray, "n s"]) -> Float[np.ndarray, "n 3 3"]:
    targets, satellites = np.nonzero(chosen)
    information = np.array(demand.prior, float)
    np.add.at(information, targets, _information(demand.directions[targets, satellites], demand.weights[targets, satellites]))
    return information


def _information(direction: Float[np.ndarray, "*n 3"], weight: Float[np.ndarray, "*n"]) -> Float[np.ndarray, "*n 3 3"]:
    """Of one look, m^-2."""
    along = direction[..., :, None] * direction[..., None, :]
    return np.asarray(weight)[..., None, None] * (np.eye(3) - along)
