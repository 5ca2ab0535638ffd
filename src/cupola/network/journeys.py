"""Messages over a block of time, as one job for a worker: pairs of sites, users and their nearest gateway, cities, reports. s.

What comes back is small whatever the number of cities: each pair of sites, each user and each reporting satellite instant by instant, the
cities as sums and as a histogram of their round trips.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.network.block import Job, Scene, routed
from cupola.network.paths import unpacked
from cupola.network.routing import NOWHERE

BIN = 1e-3
"""s, the width of a bin of the histogram of round trips."""

BINS = 2_000
"""Bins of that histogram; the last holds all that is longer."""


@dataclass(frozen=True)
class Journeys:
    """What is asked of a scene; called, it answers.

    Attributes:
        scene: satellites, sites and links.
        pairs: nodes of sites that talk with each other, (p, 2).
        users: nodes of users, (u,).
        gateways: nodes of the gateways, (w,); a user talks with the one that it reaches soonest.
        cities: nodes of cities that talk with each other, (c, 2).
        reports: satellite and command site, (r, 2).
        hop_delay: s for each satellite on the way, (s,).
        relays: which sites pass on what they receive, (g,).
        before: instants in front that only tell whether a path has changed; 0 or 1.
    """

    scene: Scene
    pairs: Int[np.ndarray, "p 2"]
    users: Int[np.ndarray, "u"]
    gateways: Int[np.ndarray, "w"]
    cities: Int[np.ndarray, "c 2"]
    reports: Int[np.ndarray, "r 2"]
    hop_delay: Float[np.ndarray, "s"]
    relays: Bool[np.ndarray, "g"]
    before: int

    def __call__(self) -> dict[str, np.ndarray]:
        """The piece of this block.

        Returns:
            `delay` (t, p), `hops` (t, p) and `changed` (t, p) of the pairs; `user_delay` (t, u); `report_delay` (t, r), `report_hops`,
            `report_added` (s that satellites on the way add) and `report_passes` (sites passed); one way, s, infinity for no way and -1
            hops. Summed: `sum_cities` (BINS,),
            `sum_city_connected` (c,), `sum_instants` (1,), `sum_used` (n,), how many paths each node is on.
        """
        asked = [self.pairs, _each(self.users, self.gateways), self.cities, self.reports]
        job = Job(self.scene, np.concatenate([part.reshape(-1, 2) for part in asked]), self.hop_delay, self.relays)
        found = routed(job)
        cut = np.cumsum([len(part) for part in asked])[:-1]
        late = slice(self.before, None)
        delay, to_gateway, between, reported = np.split(found["delay"][late], cut, axis=1)
        hops, _, _, report_hops = np.split(found["hops"][late], cut, axis=1)
        changed, passes, added, used = self._walked(found["nodes"], found["hops"], len(self.pairs), len(self.reports))
        met = np.isfinite(between)
        bins = np.minimum((2.0 * between[met] / BIN).astype(np.int64), BINS - 1)
        users = to_gateway.reshape(len(delay), len(self.users), len(self.gateways))
        return {
            "delay": delay,
            "hops": hops,
            "changed": changed,
            "user_delay": users.min(axis=2, initial=np.inf),
            "report_delay": reported,
            "report_hops": report_hops,
            "report_passes": passes,
            "report_added": added,
            "sum_cities": np.bincount(bins, minlength=BINS),
            "sum_city_connected": met.sum(axis=0),
            "sum_instants": np.array([len(delay)]),
            "sum_used": used,
        }

    def _walked(
        self, nodes: Int[np.ndarray, "m"], hops: Int[np.ndarray, "t a"], pairs: int, reports: int
    ) -> tuple[Bool[np.ndarray, "t p"], Int[np.ndarray, "t r"], Float[np.ndarray, "t r"], Int[np.ndarray, "n"]]:
        """Which pairs have another path than an instant before, sites that reports pass and s that satellites add to them, and how many
        paths each node is on."""
        satellites = self.scene.position.shape[1]
        count = satellites + len(self.scene.sites.position)
        changed = np.zeros((len(hops), pairs), bool)
        passes, added = np.zeros((len(hops), reports), np.int16), np.zeros((len(hops), reports))
        # What fills a path after its end, and a site, adds nothing.
        adds = np.concatenate([self.hop_delay, np.zeros(count - satellites + 1)])
        used = np.zeros(count, np.int64)
        last = None
        for at, path in enumerate(unpacked(nodes, hops)):
            mine = path[:, : max(path.shape[1], 1)]
            changed[at] = False if last is None else np.any(mine[:pairs] != last, axis=1)
            last = mine[:pairs]
            if at >= self.before:
                reporting = mine[len(mine) - reports :]
                # The command site at the end is on the ground, and the only such node that has not been passed.
                passes[at] = np.maximum((reporting >= satellites).sum(axis=1) - 1, 0)
                added[at] = np.maximum(adds[reporting].sum(axis=1) - adds[self.reports[:, 0]], 0.0)
                used += np.bincount(mine[mine != NOWHERE], minlength=count)
        return changed[self.before :], passes[self.before :], added[self.before :], used


def _each(one: Int[np.ndarray, "u"], other: Int[np.ndarray, "w"]) -> Int[np.ndarray, "m 2"]:
    """Every one of the first with every one of the second, the first slowest."""
    return np.stack([np.repeat(one, len(other)), np.tile(other, len(one))], axis=1)
