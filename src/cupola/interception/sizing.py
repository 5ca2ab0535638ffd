"""How large a real shell must be so that enough interceptors are in reach for a share of the time: flown at many sizes, and read off. JAX.

A regular pattern does not get better with every satellite added: planes and slots fall in and out of step with the place. So a ladder of
buildable shells of one shape is flown, a few per cent apart, and what counts as enough is the smallest from which on every larger rung
does. A shell of the same inclination whose satellites are at random has a closed form instead: `spread.needed_random` with the share of
`latitudes.share_in_reach`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int
from cupola.constants import Body
from cupola.interception.counting import Scene, counts_in_reach, share_with
from cupola.orbits import Elements, Ephemeris, KeplerShell

_TURN = 2.0 * np.pi
_LEEWAY = 0.1


@dataclass(frozen=True)
class Ladder:
    """Shares of time with enough in reach, for shells of rising size.

    Attributes:
        planes: of each shell, (s,).
        per_plane: satellites in each of its planes, (s,).
        wanted: in reach at once, (w,).
        share: of the instants (and of the trials of the time left) with at least so many in reach of each place, (s, p, w).
    """

    planes: Int[np.ndarray, "s"]
    per_plane: Int[np.ndarray, "s"]
    wanted: Int[np.ndarray, "w"]
    share: Float[np.ndarray, "s p w"]

    @property
    def size(self) -> Int[np.ndarray, "s"]:
        """Satellites of each shell."""
        return self.planes * self.per_plane

    def rung(self, confidence: Float[np.ndarray, "c"]) -> Int[np.ndarray, "p w c"]:
        """The lowest rung from which on every higher one has enough in reach for this share of the time; -1 where the highest has not."""
        lasting = np.minimum.accumulate(self.share[::-1], axis=0)[::-1]
        enough = lasting[..., None] >= np.atleast_1d(confidence)
        return np.where(enough.any(axis=0), np.argmax(enough, axis=0), -1)

    def needed(self, confidence: Float[np.ndarray, "c"]) -> Float[np.ndarray, "p w c"]:
        """Satellites of that rung; infinity where the highest is not enough."""
        rung = self.rung(confidence)
        return np.where(rung >= 0, self.size[rung], np.inf)


def shapes(
    smallest: float, largest: float, per_plane_over_planes: float, step: float = 1.03
) -> tuple[Int[np.ndarray, "s"], Int[np.ndarray, "s"]]:
    """Planes, and satellites in each, of shells of one shape and rising size.

    Args:
        smallest: satellites of the first, about.
        largest: satellites of the last, about.
        per_plane_over_planes: satellites of a plane over the number of planes, above 0. It is kept to a tenth of the number of planes, so
            that whole numbers come near to the sizes.
        step: ratio of neighbouring sizes, above 1; sizes that round to the same shell are told once.
    """
    if not (0.0 < smallest <= largest and per_plane_over_planes > 0.0 and step > 1.0):
        raise ValueError(
            f"got sizes from {smallest} to {largest} in steps of {step}, with {per_plane_over_planes} times as many in a plane as planes; "
            "sizes must be above 0 and rise, the step be above 1 and the ratio above 0"
        )
    count = 1 + int(np.ceil(np.log(largest / smallest) / np.log(step) - 1e-9))
    sizes = smallest * step ** np.arange(count)
    ideal = np.sqrt(sizes / per_plane_over_planes)
    tried = np.maximum(1, np.rint(ideal[:, None] * np.linspace(1.0 - _LEEWAY, 1.0 + _LEEWAY, 41)[None, :]))
    slots = np.maximum(1, np.rint(sizes[:, None] / tried))
    # Nearest in size; of equals, nearest in shape.
    miss = np.abs(tried * slots / sizes[:, None] - 1.0) + 1e-6 * np.abs(tried / ideal[:, None] - 1.0)
    best = np.argmin(miss, axis=1)[:, None]
    planes, per_plane = (np.take_along_axis(numbers, best, axis=1)[:, 0].astype(np.int64) for numbers in (tried, slots))
    _, first = np.unique(planes * per_plane, return_index=True)
    return planes[first], per_plane[first]


def climb(
    shell: Callable[[int, int], Ephemeris],
    planes: Int[np.ndarray, "s"],
    per_plane: Int[np.ndarray, "s"],
    scene: Scene,
    wanted: Int[np.ndarray, "w"],
) -> Ladder:
    """Fly a shell of each size and count.

    Args:
        shell: the satellites from a number of planes and of satellites in each: `lambda p, s: walker_delta(radius, i, p, s, f, EARTH)`.
        planes: of each rung, sizes rising; see `shapes`.
        per_plane: of each rung.
        scene: places, distances and instants; a day or more, so that the Earth turns once below the planes. Several distances are equally
            likely trials, and are averaged.
        wanted: in reach at once: shots per missile x salvo.
    """
    wanted = np.atleast_1d(np.asarray(wanted))
    largest = int((planes * per_plane).max())
    share = np.empty((len(planes), len(scene.targets), len(wanted)))
    for rung, shape in enumerate(zip(planes.tolist(), per_plane.tolist(), strict=True)):
        flown = shell(*shape)
        # Rounded up, so that few compiled kernels serve all sizes.
        padded = min(1 << (flown.size - 1).bit_length(), max(largest, flown.size))
        index = np.arange(padded)
        counts = counts_in_reach(flown.pick(index % flown.size), scene, index < flown.size)
        share[rung] = share_with(counts, wanted).mean(axis=1)
    return Ladder(planes, per_plane, wanted, share)


def best_of(ladders: Sequence[Ladder]) -> Ladder:
    """The best of several layouts of each size, by place and number wanted: what is left to choose, such as the phasing, chosen well.

    Raises:
        ValueError: ladders of other rungs or other numbers wanted.
    """
    first = ladders[0]
    for one in ladders[1:]:
        if not all(np.array_equal(getattr(one, name), getattr(first, name)) for name in ("planes", "per_plane", "wanted")):
            raise ValueError(
                "ladders of other shapes, or of other numbers wanted in reach, cannot be compared rung by rung; climb them alike"
            )
    return Ladder(first.planes, first.per_plane, first.wanted, np.max([one.share for one in ladders], axis=0))


def random_orbits(draws: Float[np.ndarray, "n 3"], radius: float, body: Body) -> KeplerShell:
    """Circular orbits whose planes and phases point everywhere alike: the random spread of closed forms, as something that flies.

    Args:
        draws: uniform in (0, 1), three for each satellite: inclination, node and argument of latitude.
        radius: mean semi-major axis of all, m.
        body: what is orbited.

    At any instant each satellite is anywhere on the sphere alike. Over time one such spread is not quite even: satellites keep their
    inclinations.
    """
    none = np.zeros(len(draws))
    return KeplerShell.of(
        Elements(
            semi_major_axis=none + radius,
            eccentricity=none,
            inclination=np.arccos(1.0 - 2.0 * draws[:, 0]),
            raan=_TURN * draws[:, 1],
            argument_of_perigee=none,
            mean_anomaly=_TURN * draws[:, 2],
        ),
        body,
    )
