"""The problem with other satellites there: what a campaign has put up by a day, in place of whole constellations; and with fewer sites."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from cupola.arrays import Bool, Int
from cupola.compiler.linked import Network
from cupola.compiler.problem import Group, Problem

Standing = Mapping[tuple[str, str], Int[np.ndarray, "p"]]
"""Satellites that work in each plane, by constellation and shell."""


def with_standing(problem: Problem, standing: Standing, silent: frozenset[str] = frozenset()) -> Problem:
    """The problem as written, without its draws, with only the satellites that stand.

    Args:
        problem: as compiled.
        standing: shells that are not named stay as they are; who is left out of a run stays out.
        silent: sites that do not talk any more.

    In a plane that is not full the satellites stand evenly over its places, the first place first.

    Raises:
        ValueError: planes that do not fit the shell's satellites.
    """
    groups = tuple(_stood(group, standing) for group in problem.variants[0])
    return replace(
        problem,
        variants=(groups,),
        sweeps={name: replace(sweep, draws=0) for name, sweep in problem.sweeps.items()},
        launching=problem.launching[:1],
        latency=None if problem.latency is None else replace(problem.latency, draws=0),
        networks=tuple(_silenced(network, silent) for network in problem.networks[:1]),
    )


def masks(problem: Problem) -> bytes:
    """What stands, as bytes: problems of one scenario with the same bytes have the same satellites, and the same sites that talk."""
    flags = [group.active for group in problem.variants[0]]
    flags += [np.array([site.works for site in network.sites], bool) for network in problem.networks[:1]]
    return b"".join(np.packbits(each).tobytes() for each in flags)


def _stood(group: Group, standing: Standing) -> Group:
    counts = standing.get((group.constellation, group.shell))
    return group if counts is None else replace(group, active=group.active & evenly(counts, group.active.size))


def _silenced(network: Network, silent: frozenset[str]) -> Network:
    sites = tuple(replace(site, works=site.works and site.name not in silent) for site in network.sites)
    return replace(network, sites=sites)


def evenly(counts: Int[np.ndarray, "p"], places: int) -> Bool[np.ndarray, "n"]:
    """Which places are taken when each plane holds so many, plane after plane.

    Raises:
        ValueError: places that do not divide among the planes, or more satellites in a plane than it has places.
    """
    each, left = divmod(places, max(counts.size, 1))
    if left or counts.size == 0 or counts.max(initial=0) > each or counts.min(initial=0) < 0:
        raise ValueError(f"{counts.size} planes with up to {counts.max(initial=0)} satellites do not fit {places} places")
    place = np.arange(each)
    # Place k is taken when the running share of taken places steps up there.
    return ((place[None, :] * counts[:, None]) % each < counts[:, None]).ravel()
