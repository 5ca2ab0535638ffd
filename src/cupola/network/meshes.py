"""The links between satellites over a block of time: which are up, and how long. Earth-fixed, m and s.

A link is up when both satellites see each other above a grazing height, within range, and have done so for the time of acquisition.
"""

from dataclasses import dataclass, replace

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.constants import Body
from cupola.network.acquisition import HELD, OUT, acquired
from cupola.network.links import Candidates, nearest
from cupola.network.optical import LaserTerminal
from cupola.network.sight import GRAZING_HEIGHT, clear


@dataclass(frozen=True)
class Lattice:
    """Links that are always between the same satellites: a grid, rings, a list.

    Attributes:
        candidates: who is to talk with whom.
        max_range: m.
        height: grazing height, m; see `clear`.
        acquisition: s.
        rate: bit/s each way; infinity where none is stated.
        lasers: terminals whose budget limits a link by its length too, the least of them.
    """

    candidates: Candidates
    max_range: float = np.inf
    height: float = GRAZING_HEIGHT
    acquisition: float = 0.0
    rate: float = np.inf
    lasers: tuple[LaserTerminal, ...] = ()


@dataclass(frozen=True)
class Nearest:
    """Links to the nearest in view, chosen anew at each instant; one that was not there the instant before must be acquired.

    Attributes:
        members: the satellites that link so, (m,).
        terminals: of each, one number or (m,).
        max_range: m, finite.
        height: grazing height, m.
        acquisition: s.
        rate: bit/s each way; infinity where none is stated.
        side: to which of two networks each belongs, where only links between the two are wanted, (m,); None for links among all.
        lasers: as in `Lattice`.
        across: whether only satellites that fly north are linked with such that fly south: lasers from one half of a shell to the other.
        barred: pairs that have a link of another pattern, numbers of satellites, the lower first, (b, 2); None for none.
    """

    members: Int[np.ndarray, "m"]
    terminals: int | Int[np.ndarray, "m"]
    max_range: float
    height: float = GRAZING_HEIGHT
    acquisition: float = 0.0
    rate: float = np.inf
    side: Bool[np.ndarray, "m"] | None = None
    lasers: tuple[LaserTerminal, ...] = ()
    across: bool = False
    barred: Int[np.ndarray, "b 2"] | None = None

    def among(self, here: Bool[np.ndarray, "s"]) -> "Nearest":
        """The same links with only the satellites that are there."""
        kept = here[self.members]
        return replace(
            self,
            members=self.members[kept],
            terminals=np.broadcast_to(np.asarray(self.terminals), self.members.shape)[kept],
            side=None if self.side is None else self.side[kept],
        )


@dataclass(frozen=True)
class Since:
    """Since when links are in view: what one block of time hands to the next.

    Attributes:
        ends: satellites at the two ends, (k, 2).
        seconds: s, (k,); `OUT` where a link is not in view. A link that is not named is out, unless `held`.
        held: whether all that is in view at the block's first instant is taken to be acquired, as at the beginning of a run.
    """

    ends: Int[np.ndarray, "k 2"]
    seconds: Float[np.ndarray, "k"]
    held: bool = False

    @classmethod
    def begin(cls, *, held: bool = True) -> "Since":
        """Before the first block."""
        return cls(np.zeros((0, 2), np.int64), np.zeros(0), held)

    def of(self, ends: Int[np.ndarray, "k 2"], satellites: int) -> Float[np.ndarray, "k"]:
        """The seconds of each of some links."""
        found = np.full(len(ends), HELD if self.held else OUT)
        known = self.ends @ np.array([satellites, 1])
        order = np.argsort(known)
        wanted = ends @ np.array([satellites, 1])
        place = np.searchsorted(known[order], wanted)
        there = np.flatnonzero(place < known.size)
        there = there[known[order[place[there]]] == wanted[there]]
        found[there] = self.seconds[order[place[there]]]
        return found


@dataclass(frozen=True)
class Mesh:
    """Links between satellites over t instants.

    Attributes:
        ends: satellites at the two ends, (k, 2).
        up: whether each is up, (t, k).
        length: m, (t, k).
        rate: bit/s each way, (k,).
        since: for the block that follows.
    """

    ends: Int[np.ndarray, "k 2"]
    up: Bool[np.ndarray, "t k"]
    length: Float[np.ndarray, "t k"]
    rate: Float[np.ndarray, "k"]
    since: Since


def mesh(
    pattern: Lattice | Nearest,
    position: Float[np.ndarray, "t s 3"],
    times: Float[np.ndarray, "t"],
    before: Since,
    body: Body,
    northward: Bool[np.ndarray, "t s"] | None = None,
) -> Mesh:
    """The links of one pattern over a block of time.

    Args:
        pattern: which links there may be.
        position: of all satellites, Earth-fixed, m.
        times: s, rising.
        before: the `since` of the block before, or `Since.begin()`.
        body: what stands in the way.
        northward: which satellites fly north; needed where a pattern links across.

    Raises:
        ValueError: a pattern links across, and it is not told who flies north.
    """
    satellites = position.shape[1]
    if isinstance(pattern, Lattice):
        ends = pattern.candidates.ends
        one, other = position[:, ends[:, 0]], position[:, ends[:, 1]]
        length = _lengths(one, other)
        seen = _seen(one, other, length, pattern, body)
    else:
        ends, seen = _chosen(pattern, position, before, body, northward)
        length = _lengths(position[:, ends[:, 0]], position[:, ends[:, 1]])
    up, seconds = acquired(seen, times, before.of(ends, satellites), pattern.acquisition)
    return Mesh(ends, up, length, np.full(len(ends), pattern.rate), Since(ends, seconds) if len(times) else before)


def _lengths(one: Float[np.ndarray, "t k 3"], other: Float[np.ndarray, "t k 3"]) -> Float[np.ndarray, "t k"]:
    along = other - one
    return np.sqrt(np.einsum("tki,tki->tk", along, along))


def _seen(
    one: Float[np.ndarray, "t k 3"], other: Float[np.ndarray, "t k 3"], length: Float[np.ndarray, "t k"], pattern: Lattice, body: Body
) -> Bool[np.ndarray, "t k"]:
    """In range and in sight. Short links are clear without a look: the middle of one is no lower than its lower end allows."""
    seen = length <= pattern.max_range
    lowest = np.minimum(np.einsum("tki,tki->tk", one, one), np.einsum("tki,tki->tk", other, other)) - 0.25 * length**2
    doubtful = np.nonzero(seen & (lowest < (body.radius + pattern.height) ** 2))
    seen[doubtful] = clear(one[doubtful], other[doubtful], pattern.height, body)
    return seen


def _chosen(
    pattern: Nearest, position: Float[np.ndarray, "t s 3"], before: Since, body: Body, northward: Bool[np.ndarray, "t s"] | None
) -> tuple[Int[np.ndarray, "k 2"], Bool[np.ndarray, "t k"]]:
    """Every link chosen at any instant or carried over, and when it is chosen."""
    satellites = position.shape[1]
    terminals = np.broadcast_to(np.asarray(pattern.terminals), pattern.members.shape)
    keys = [before.ends @ np.array([satellites, 1])]
    barred = None if pattern.barred is None else _numbered(pattern.barred, pattern.members, satellites)
    for at, here in enumerate(position[:, pattern.members]):
        side = pattern.side
        if pattern.across:
            if northward is None:
                raise ValueError("links from north-going to south-going satellites need to be told who flies north")
            side = northward[at, pattern.members]
        pairs = np.sort(pattern.members[nearest(here, pattern.max_range, pattern.height, body, terminals, side, barred)], axis=1)
        keys.append(pairs @ np.array([satellites, 1]))
    known, index = np.unique(np.concatenate(keys), return_inverse=True)
    step = np.repeat(np.arange(len(keys)), [key.size for key in keys])
    seen = np.zeros((len(keys), known.size), bool)
    seen[step, index] = True
    return np.stack(np.divmod(known, max(satellites, 1)), axis=1), seen[1:]


def _numbered(pairs: Int[np.ndarray, "b 2"], members: Int[np.ndarray, "m"], satellites: int) -> Int[np.ndarray, "b 2"]:
    """Pairs by their places among the members, the lower first; those with one that is no member are left out."""
    place = np.full(satellites, -1)
    place[members] = np.arange(members.size)
    found = np.sort(place[pairs], axis=1)
    return found[found[:, 0] >= 0]
