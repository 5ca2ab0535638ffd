"""Counts by ring intervals against plain vectors on the ellipsoid, cell by cell, for every kind of footprint, in float64 and float32."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_vectors import STILL, Plain, directions, fixed, flat

from cupola.constants import EARTH, Body
from cupola.coverage import Observers, count_in_view, window_of
from cupola.geometry import ElevationCap, Footprint, GroundSwath, HorizonBand, OffNadirBand, RingGrid, Side
from cupola.orbits import molniya

SPHERE, OBLATE = flat(0.0), flat(0.12)
GRIDS = (RingGrid(18, 36, EARTH), RingGrid(7, 14, SPHERE), RingGrid(36, 72, OBLATE))
ROUND = (RingGrid(18, 36, EARTH), RingGrid(36, 72, SPHERE))
_count = jax.jit(count_in_view, static_argnames=("grid", "dtype"))


def counted(footprint: Footprint, units: np.ndarray, radius: float, grid: RingGrid, ahead: np.ndarray | None = None) -> np.ndarray:
    """Our counts, with the widest window, so that every example shares one compiled kernel; `window_of` has a test of its own."""
    observers = Observers(fixed(units, radius, ahead), footprint, np.ones(len(units), bool), grid.rings)
    return np.asarray(_count(observers, jnp.asarray(STILL), grid=grid, dtype=np.dtype(np.float64)))


def agree(ours: np.ndarray, margins: list[np.ndarray], slack: float = 1e-9) -> None:
    """Ours are the satellites with every margin (rad) above 0, where no margin that decides is within `slack` of it."""
    least = np.min(margins, axis=0)
    sure = ~(np.abs(least) < slack).any(axis=0)
    assert np.array_equal(ours[sure], (least >= 0.0).sum(axis=0)[sure])
    assert sure.mean() > 0.99


@pytest.mark.cross
@settings(max_examples=150)
@given(
    seed=st.integers(0, 2**32 - 1),
    altitude=st.floats(200e3, 60_000e3),
    elevation=st.floats(0.0, 1.5),
    grid=st.sampled_from(GRIDS),
    special=st.sampled_from(["none", "poles", "date line", "cell centres"]),
)
def test_counts_equal_plain_vectors_for_elevations(seed: int, altitude: float, elevation: float, grid: RingGrid, special: str):
    random = np.random.default_rng(seed)
    units = directions(random, 16)
    match special:
        case "poles":
            units[:4] = [[0.0, 0.0, 1.0], [0.0, 0.0, -1.0], [1e-9, 0.0, 1.0], [0.0, -1e-12, -1.0]]
        case "date line":
            units[:3] = [[-1.0, 0.0, 0.0], [-1.0, -0.0, 0.0], [-np.cos(0.5), 0.0, np.sin(0.5)]]
        case "cell centres":
            point = Plain(np.zeros((1, 3)), grid).point.reshape(-1, 3)[random.integers(0, grid.rings * grid.columns, 8)]
            units[:8] = point / np.linalg.norm(point, axis=1)[:, None]
        case _:
            pass
    radius = EARTH.radius + altitude
    ours = counted(ElevationCap(np.asarray(elevation)), units, radius, grid)
    agree(ours, [Plain(units * radius, grid).elevation() - elevation])


@pytest.mark.cross
@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    altitude=st.floats(300e3, 40_000e3),
    target=st.floats(0.0, 2000e3),
    tangent=st.floats(0.0, 300e3),
    rings=st.sampled_from([7, 18, 45]),
)
def test_counts_equal_plain_vectors_for_bands_against_space(seed: int, altitude: float, target: float, tangent: float, rings: int):
    """On a sphere, for which the band is meant; what flattening does to it is told on the model's page."""
    grid, units, radius = RingGrid(rings, 2 * rings, SPHERE), directions(np.random.default_rng(seed), 16), EARTH.radius + altitude
    ours = counted(HorizonBand(np.asarray(target), np.asarray(tangent)), units, radius, grid)
    t, high = EARTH.radius + tangent, EARTH.radius + target
    angle, sees = Plain(units * radius, grid).at_centre(), min(radius, high) >= t
    near = np.arccos(min(t / radius, 1.0)) - np.arccos(min(t / high, 1.0))
    far = np.arccos(min(t / radius, 1.0)) + np.arccos(min(t / high, 1.0))
    never = np.full_like(angle, -1.0)
    agree(ours, [far - angle, angle - near if near > 0.0 else angle + 1.0] if sees else [never])


@pytest.mark.cross
@settings(max_examples=120)
@given(
    seed=st.integers(0, 2**32 - 1),
    altitude=st.floats(200e3, 40_000e3),
    least=st.floats(0.0, 0.7),
    width=st.floats(0.05, 0.8),
    side=st.sampled_from(Side),
    grid=st.sampled_from(ROUND),
)
def test_counts_equal_plain_vectors_off_the_nadir(seed: int, altitude: float, least: float, width: float, side: Side, grid: RingGrid):
    random = np.random.default_rng(seed)
    units = directions(random, 16)
    ahead = np.cross(units, directions(random, 16))
    ahead /= np.linalg.norm(ahead, axis=1)[:, None]
    radius, most = EARTH.radius + altitude, least + width
    ours = counted(OffNadirBand(np.asarray(least), np.asarray(most), side), units, radius, grid, ahead)
    plain = Plain(units * radius, grid)
    margins = [most - plain.off_nadir(), plain.off_nadir() - least, plain.elevation()]
    agree(ours, margins if side is Side.BOTH else [*margins, side.value * plain.leftward(np.cross(units, ahead))])


@pytest.mark.cross
@settings(max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    altitude=st.floats(200e3, 1500e3),
    least=st.floats(0.0, 0.6),
    width=st.floats(20e3, 900e3),
    side=st.sampled_from(Side),
)
def test_counts_equal_plain_vectors_for_swaths(seed: int, altitude: float, least: float, width: float, side: Side):
    """On a sphere, where a width on the ground is an angle at the centre; of a nadir swath this is half its full width."""
    random, grid = np.random.default_rng(seed), RingGrid(45, 90, SPHERE)
    units = directions(random, 16)
    ahead = np.cross(units, directions(random, 16))
    ahead /= np.linalg.norm(ahead, axis=1)[:, None]
    radius = EARTH.radius + altitude
    ours = counted(GroundSwath(np.asarray(least), np.asarray(width), side), units, radius, grid, ahead)
    plain = Plain(units * radius, grid)
    inner = np.arcsin(radius * np.sin(least) / EARTH.radius) - least
    margins = [inner + width / EARTH.radius - plain.at_centre(), plain.off_nadir() - least, plain.elevation()]
    agree(ours, margins if side is Side.BOTH else [*margins, side.value * plain.leftward(np.cross(units, ahead))])


@pytest.mark.cross
def test_float32_flips_only_cells_on_a_rim():
    """In float32 a cell may flip where the satellite stands within 4e-5 rad of the least elevation: 20 m on the ground at 550 km."""
    grid, units, radius = RingGrid(90, 180, EARTH), directions(np.random.default_rng(7), 400), EARTH.radius + 550e3
    observers = Observers.on(grid, fixed(units, radius), ElevationCap(np.asarray(np.radians(25.0)))).cast(np.dtype(np.float32))
    ours = np.asarray(_count(observers, jnp.asarray(STILL, np.float32), grid=grid, dtype=np.dtype(np.float32)))
    agree(ours, [Plain(units * radius, grid).elevation() - np.radians(25.0)], slack=4e-5)


@pytest.mark.cross
def test_counts_equal_plain_vectors_for_eccentric_orbits():
    grid, elevation = RingGrid(36, 72, EARTH), np.radians(5.0)
    shell = molniya(np.radians([-90.0, 90.0]), 1000e3, np.radians(63.4349), np.radians(270.0), 0.4, EARTH)
    observers = Observers.on(grid, shell, ElevationCap(np.asarray(elevation)))
    for row in shell.table(np.arange(0.0, 86_400.0, 5_000.0), np.arange(0.0, 86_400.0, 5_000.0) * EARTH.rotation_rate):
        ours = np.asarray(_count(observers, jnp.asarray(row), grid=grid, dtype=np.dtype(np.float64)))
        units, radius = (np.asarray(value) for value in shell.directions(jnp.asarray(row)))
        agree(ours, [Plain(units * radius[:, None], grid).elevation() - elevation])


@pytest.mark.law
@pytest.mark.parametrize("body", [EARTH, SPHERE, OBLATE], ids=["earth", "sphere", "oblate"])
@pytest.mark.parametrize("altitude", [300e3, 1200e3, 35_786e3])
@pytest.mark.parametrize(
    "footprint",
    [
        ElevationCap(np.asarray(0.0)),
        ElevationCap(np.asarray(1.2)),
        HorizonBand(np.asarray(200e3), np.asarray(80e3)),
        OffNadirBand(np.asarray(0.1), np.asarray(0.6)),
        OffNadirBand(np.asarray(0.0), np.asarray(1.5)),
        GroundSwath(np.asarray(0.3), np.asarray(400e3)),
    ],
    ids=["horizon", "steep", "band", "cone", "limb", "swath"],
)
def test_the_window_of_a_group_holds_every_ring_that_it_sees(footprint: Footprint, altitude: float, body: Body):
    """Satellites everywhere: the narrow window gives what the widest gives."""
    grid, units = RingGrid(45, 90, body), directions(np.random.default_rng(1), 300)
    shell = fixed(units, EARTH.radius + altitude)
    narrow, widest = (
        np.asarray(
            _count(Observers(shell, footprint, np.ones(300, bool), window), jnp.asarray(STILL), grid=grid, dtype=np.dtype(np.float64))
        )
        for window in (window_of(shell, footprint, grid), grid.rings)
    )
    assert np.array_equal(narrow, widest)


@pytest.mark.law
@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1), altitude=st.floats(300e3, 2000e3), side=st.sampled_from(Side))
def test_a_point_is_seen_where_its_margin_is_not_negative(seed: int, altitude: float, side: Side):
    """The margin, by which passes over single points are timed, tells the same as the counts on cells."""
    from cupola.geometry import Lines  # noqa: PLC0415 -- used here alone

    random, grid = np.random.default_rng(seed), RingGrid(45, 90, EARTH)
    units = directions(random, 8)
    ahead = np.cross(units, directions(random, 8))
    ahead /= np.linalg.norm(ahead, axis=1)[:, None]
    radius = EARTH.radius + altitude
    plain = Plain(units * radius, grid)
    shape = (*plain.line.shape,)
    lines = Lines(
        *(jnp.asarray(np.broadcast_to(v, shape)) for v in (plain.satellite, np.cross(units, ahead)[:, None, None], plain.point, plain.up))
    )
    for footprint in (
        ElevationCap(np.asarray(0.2)),
        HorizonBand(np.asarray(200e3), np.asarray(80e3)),
        OffNadirBand(np.asarray(0.2), np.asarray(0.7), side),
        GroundSwath(np.asarray(0.2), np.asarray(500e3), side),
    ):
        margin = np.asarray(footprint.margin(lines))
        sure = ~(np.abs(margin) < 1e-9).any(axis=0)
        assert np.array_equal(counted(footprint, units, radius, grid, ahead)[sure], (margin >= 0.0).sum(axis=0)[sure])
