"""Which slots a launch fills: shells, their planes, the order of the planes, and the planes that one launch reaches. Counts alone."""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Int


@dataclass(frozen=True)
class Shell:
    """Planes that are alike.

    Attributes:
        planes: how many.
        slots: satellites that work in a plane.
        spares: further ones that wait in it and step in at once.
        order: planes by number, in the order in which they are filled; empty for in turn.

    Raises:
        ValueError: no slot, or an order that does not name every plane once.
    """

    planes: int
    slots: int
    spares: int = 0
    order: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.planes < 1 or self.slots < 1 or self.spares < 0:
            raise ValueError(f"got {self.planes} planes of {self.slots} slots and {self.spares} spares; at least one plane and one slot")
        if not self.order:
            object.__setattr__(self, "order", in_turn(self.planes))
        if sorted(self.order) != list(range(self.planes)):
            raise ValueError(f"order: got {self.order}; must name each plane from 0 to {self.planes - 1} once")

    @property
    def room(self) -> int:
        """Satellites that a plane takes, spares with them."""
        return self.slots + self.spares

    @property
    def size(self) -> int:
        """Satellites that the shell takes, spares with them."""
        return self.planes * self.room


def in_turn(planes: int) -> tuple[int, ...]:
    """One plane after its neighbour."""
    return tuple(range(planes))


def spread(planes: int) -> tuple[int, ...]:
    """Every other plane first, and among those every other one first again: by their numbers' bits in reverse.

    The first half, quarter, eighth of the planes then lie about evenly (the sequence of van der Corput, 1935).
    """
    bits = max(planes - 1, 1).bit_length()
    return tuple(n for n in (int(f"{k:0{bits}b}"[::-1], 2) for k in range(2**bits)) if n < planes)


@dataclass(frozen=True)
class Cohorts:
    """Satellites of one launch that go to one plane, c of them.

    Attributes:
        launch: which launch, by its place in the batch; launches in order, and planes of a launch in the order served.
        plane: place of the plane in the order of filling.
        count: satellites, 1 or more.
        before: satellites of the same launch that go to planes served before.
        turn: planes served before.
    """

    launch: Int[np.ndarray, "c"]
    plane: Int[np.ndarray, "c"]
    count: Int[np.ndarray, "c"]
    before: Int[np.ndarray, "c"]
    turn: Int[np.ndarray, "c"]

    def pick(self, kept: Bool[np.ndarray, "c"]) -> "Cohorts":
        """Some of them."""
        return Cohorts(self.launch[kept], self.plane[kept], self.count[kept], self.before[kept], self.turn[kept])


def anywhere(free: Int[np.ndarray, "r p"], number: Int[np.ndarray, "r"]) -> Cohorts:
    """Fill the first free slots in order, in as many planes as it takes; `number` is at most what is free."""
    until = np.cumsum(free, axis=1, dtype=np.int32)
    begin = until - free
    taken = np.minimum(until, number[:, None]) - begin
    launch, plane = np.nonzero(taken > 0)
    first = np.flatnonzero(np.concatenate([[True], launch[1:] != launch[:-1]])) if launch.size else np.zeros(0, np.int64)
    turn = np.arange(launch.size) - np.repeat(first, np.diff(first, append=launch.size))
    return Cohorts(launch, plane, taken[launch, plane], begin[launch, plane], turn)


def in_reach(
    free: Int[np.ndarray, "r p"], neediest: Bool[np.ndarray, "r"], planes: int
) -> tuple[Int[np.ndarray, "r m"], Int[np.ndarray, "r m"]]:
    """The planes that each of r launches serves, and the free slots in each of them.

    Args:
        free: slots of each plane, in the order of filling.
        neediest: whether a launch goes where most is free, of equals to the first; else to the first planes with anything free.
        planes: most that one launch serves, m; 0 free where there are fewer.
    """
    # Planes first, so that one instruction does many launches. What counts in a plane and how early it comes are one number.
    there, (launches, width) = free.T.copy(), free.shape
    most = int(free.max(initial=1))
    rank = np.minimum(there, np.where(neediest, most, 1).astype(there.dtype)[None, :]).astype(np.min_scalar_type(width * (most + 1)))
    rank *= rank.dtype.type(width)
    rank += np.arange(width, dtype=rank.dtype)[::-1, None]
    plane, columns = np.empty((min(planes, width), launches), np.int64), np.arange(launches)
    room = np.empty(plane.shape, np.int32)
    for turn in range(plane.shape[0]):
        plane[turn] = width - 1 - rank.max(axis=0) % rank.dtype.type(width)
        place = plane[turn] * launches + columns
        room[turn] = there.take(place)
        there.reshape(-1)[place] = 0
        rank.reshape(-1)[place] = 0
    return plane.T, room.T


def dealt(plane: Int[np.ndarray, "r m"], room: Int[np.ndarray, "r m"], number: Int[np.ndarray, "r"]) -> Cohorts:
    """Fill planes in reach one after the other; `number` is at most the room."""
    # Planes first, as above.
    plane, room = plane.T, room.T
    begin = np.zeros_like(room)
    for turn in range(1, len(room)):
        np.add(begin[turn - 1], room[turn - 1], out=begin[turn])
    taken = np.minimum(room, number[None, :] - begin)
    some = np.flatnonzero(taken.T > 0)
    launch = some // len(room)
    turns = some - launch * len(room)
    place = turns * number.size + launch
    return Cohorts(launch, plane.take(place), taken.take(place), begin.take(place), turns)
