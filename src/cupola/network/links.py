"""Which satellites have terminals that point at each other: rings, grids and lists that hold for good, or the nearest at an instant.

A pattern gives candidates; whether one is up at an instant is for line of sight, range and acquisition to say. Satellites are numbered
plane by plane. Lengths in m.
"""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from cupola.arrays import Bool, Float, Int
from cupola.constants import Body
from cupola.network.choosing import within_terminals
from cupola.network.sight import clear


@dataclass(frozen=True)
class Candidates:
    """Two-way links that may be up.

    Attributes:
        ends: satellites at the two ends, the lower number first, (k, 2) int64; no pair twice.
        seam: whether the two fly in planes that pass each other head on, (k,).
    """

    ends: Int[np.ndarray, "k 2"]
    seam: Bool[np.ndarray, "k"]

    def only(self, kept: Bool[np.ndarray, "k"]) -> "Candidates":
        """Those that are kept, in their order."""
        return Candidates(self.ends[kept], self.seam[kept])


def plus_grid(
    planes: int, per_plane: int, offset: int = 0, *, phasing: int = 0, star: bool = False, seam: bool = True, terminals: int = 4
) -> Candidates:
    """Each satellite with the next in its plane, and with one in the next plane.

    Args:
        planes: number of planes, spread evenly.
        per_plane: satellites in each.
        offset: places by which the satellite in the next plane is ahead in number; the nearest there when it undoes the pattern's phase.
        phasing: f of a Walker delta pattern: a round of all planes ends f places ahead of where it began, which the links between the last
            plane and the first must make good. 0 where the phase does not add up, as with every second plane shifted.
        star: whether the planes spread over half a turn, so that the last and the first fly against each other: their links are the seam.
        seam: whether the links across the seam are there.
        terminals: of each satellite. Links in the plane come first, then those from planes of even number, then the rest.

    Returns:
        The links. One plane has no side links, one satellite none in the plane, and two share one link, not two.
    """
    plane, place = np.divmod(np.arange(planes * per_plane), per_plane)
    here = plane * per_plane + place
    after = plane * per_plane + (place + 1) % max(per_plane, 1)
    last = plane == planes - 1
    beside = (plane + 1) % max(planes, 1) * per_plane + (place + offset + np.where(last, phasing, 0)) % max(per_plane, 1)
    turn = np.argsort(plane % 2, kind="stable")
    ends = np.concatenate([np.stack([here, after], axis=1), np.stack([here, beside], axis=1)[turn]])
    across = np.concatenate([np.zeros(here.size, bool), (last & star)[turn]])
    if planes == 1:
        ends, across = ends[: here.size], across[: here.size]
    if not seam:
        ends, across = ends[~across], across[~across]
    return _of(ends, across, planes * per_plane, terminals)


def ring(planes: int, per_plane: int, *, terminals: int = 2) -> Candidates:
    """Each satellite with the next in its plane, and no other; see `plus_grid`."""
    plane, place = np.divmod(np.arange(planes * per_plane), per_plane)
    ends = np.stack([np.arange(planes * per_plane), plane * per_plane + (place + 1) % max(per_plane, 1)], axis=1)
    return _of(ends, np.zeros(len(ends), bool), planes * per_plane, terminals)


def listed(pairs: Int[np.ndarray, "k 2"], satellites: int, *, terminals: int) -> Candidates:
    """The pairs that are named, the first named coming first where terminals run short; a pair named twice counts once.

    Raises:
        ValueError: when a number names no satellite.
    """
    pairs = np.asarray(pairs, np.int64).reshape(-1, 2)
    if pairs.size and not (pairs.min() >= 0 and pairs.max() < satellites):
        wrong = pairs[(pairs < 0) | (pairs >= satellites)][0]
        raise ValueError(f"a link names satellite {wrong}; with {satellites} satellites the numbers run from 0 to {satellites - 1}")
    return _of(pairs, np.zeros(len(pairs), bool), satellites, terminals)


def _of(ends: Int[np.ndarray, "k 2"], seam: Bool[np.ndarray, "k"], satellites: int, terminals: int) -> Candidates:
    """Each pair once and no satellite with itself, as far as the terminals go, in the order given."""
    ends = np.sort(ends.astype(np.int64), axis=1)
    _, first = np.unique(ends[:, 0] * max(satellites, 1) + ends[:, 1], return_index=True)
    kept = np.zeros(len(ends), bool)
    kept[first] = True
    kept &= ends[:, 0] != ends[:, 1]
    ends, seam = ends[kept], seam[kept]
    chosen = within_terminals(ends, np.arange(len(ends), dtype=float), np.full(satellites, terminals))
    return Candidates(ends[chosen], seam[chosen])


def nearest(
    position: Float[np.ndarray, "s 3"],
    max_range: float,
    height: float,
    body: Body,
    terminals: Int[np.ndarray, "s"],
    side: Bool[np.ndarray, "s"] | None = None,
    barred: Int[np.ndarray, "b 2"] | None = None,
) -> Int[np.ndarray, "k 2"]:
    """Pairs in range and in sight at one instant, the shortest first, each taken when both satellites have a terminal left.

    Args:
        position: Earth-fixed, m.
        max_range: m, finite: it bounds the work.
        height: grazing height, m; see `clear`.
        body: what stands in the way.
        terminals: of each satellite.
        side: to which of two networks each belongs, where only links between the two are wanted; None for links among all.
        barred: pairs that are not wanted, the lower number first; None for none.

    Returns:
        Pairs, the lower number first, sorted.
    """
    if len(position) < 2:
        return np.zeros((0, 2), np.int64)
    pairs = KDTree(position).query_pairs(max_range, output_type="ndarray").astype(np.int64).reshape(-1, 2)
    if side is not None:
        pairs = pairs[side[pairs[:, 0]] != side[pairs[:, 1]]]
    if barred is not None:
        names = np.array([len(position), 1])
        pairs = pairs[~np.isin(np.sort(pairs, axis=1) @ names, barred @ names)]
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    one, other = position[pairs[:, 0]], position[pairs[:, 1]]
    seen = clear(one, other, height, body)
    pairs = pairs[seen]
    return pairs[within_terminals(pairs, np.linalg.norm(other - one, axis=1)[seen], terminals)]
