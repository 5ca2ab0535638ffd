"""How far the models of orbits and coverage lie from what they stand for: the figures that docs/models quotes, in tables.

`python benchmarks/accuracy.py` measures everything in half a minute, `python benchmarks/accuracy.py NAME...` only what is named.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import jax
import jax.numpy as jnp
import numpy as np
from scipy.optimize import OptimizeResult, minimize_scalar, root_scalar

from cupola.constants import EARTH, SECONDS_PER_DAY
from cupola.coverage import Observers, count_in_view
from cupola.engine import ready_devices
from cupola.frames.geodetic import geodetic_to_itrs, itrs_to_geodetic
from cupola.geometry import ElevationCap, RingGrid, cap_half_angle, horizon_band, required_cap
from cupola.orbits import CircularShell, Elements, KeplerShell, eccentric_anomaly, walker_delta, walker_star

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "orbits"))
from integrated import day_apart  # pyright: ignore[reportMissingImports] -- the tests' own integration, so that there is one

Row = tuple[str, ...]
"""Cells of one line of a table, the first line its headings; a line of one cell is prose."""

FLOAT32, FLOAT64 = np.dtype(np.float32), np.dtype(np.float64)


def integrated_j2() -> Iterator[Row]:
    """Mean elements, plain and with short-period motion, against numerical integration over a day, started from the osculating elements."""
    only_j2 = replace(EARTH, j4=0.0)
    times = np.linspace(0.0, SECONDS_PER_DAY, 1441)
    yield "orbit", "greatest km", "rms km", "rms radial", "rms along", "rms across", "short-period in: greatest m", "the same, J2 and J4"
    circles = ((400.0, 51.6), (550.0, 53.0), (1000.0, 81.0), (560.0, 97.6), (497.0, 97.3))
    orbits = {f"{altitude:g} km, {degrees:g} deg": (EARTH.radius + 1e3 * altitude, 0.0, degrees, 0.0) for altitude, degrees in circles}
    orbits["Molniya, 63.4349 deg"] = (26_560e3, 0.737, 63.4349, 270.0)
    for name, (a, e, degrees, perigee) in orbits.items():
        mean = Elements(*(np.array([number]) for number in (a, e, np.radians(degrees), 0.3, np.radians(perigee), 0.5)))
        truth, _, osculating = day_apart(mean, times, only_j2)
        circle = CircularShell.of(a, np.radians(degrees), mean.raan, mean.mean_anomaly, only_j2)
        shell = KeplerShell.of(mean, only_j2) if e else circle
        off = np.asarray(shell.positions(times, np.zeros_like(times)))[:, 0] - truth[:, :3]
        length = np.linalg.norm(off, axis=1)
        radial = truth[:, :3] / np.linalg.norm(truth[:, :3], axis=1)[:, None]
        across = np.cross(truth[:, :3], truth[:, 3:])
        across /= np.linalg.norm(across, axis=1)[:, None]
        parts = [_rms(np.sum(off * axis, axis=1)) / 1e3 for axis in (radial, np.cross(across, radial), across)]
        field, _, followed = day_apart(mean, times, EARTH)
        left = [np.linalg.norm((found - flown)[:, :3], axis=1).max() for found, flown in ((osculating, truth), (followed, field))]
        yield name, *(f"{km:.1f}" for km in (length.max() / 1e3, _rms(length) / 1e3, *parts)), *(f"{metres:.0f}" for metres in left)


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2)))


def kepler_equation() -> Iterator[Row]:
    """Residual of the solved Kepler equation."""
    e, m = np.meshgrid(np.linspace(0.0, 0.97, 400), np.linspace(-np.pi, np.pi, 4001))
    found = np.asarray(eccentric_anomaly(jnp.asarray(m), jnp.asarray(e)))
    yield (f"greatest residual for e from 0 to 0.97: {np.abs(found - e * np.sin(found) - m).max():.1e} rad",)


def single_precision() -> Iterator[Row]:
    """Cells that float32 counts otherwise than float64, over a day."""
    shell = walker_delta(EARTH.radius + 550e3, np.radians(53.0), 72, 22, 17, EARTH)
    grid = RingGrid.of_step(np.radians(2.0), EARTH)
    group = Observers.on(grid, shell, ElevationCap(np.array(np.radians(25.0))))
    seconds = np.arange(0.0, SECONDS_PER_DAY, 60.0)
    rows = jnp.asarray(shell.table(seconds, EARTH.rotation_rate * seconds))

    @jax.jit
    def differing(row: jax.Array) -> jax.Array:
        single = count_in_view(group.cast(FLOAT32), row.astype(FLOAT32), grid, FLOAT32)
        return jnp.abs(single - count_in_view(group, row, grid, FLOAT64))

    worst, flipped = 0, 0
    for row in rows:
        off = np.asarray(differing(row))
        worst, flipped = max(worst, int(off.max())), flipped + int((off > 0).sum())
    total = len(seconds) * grid.rings * grid.columns
    yield (f"1,584 satellites, 550 km, 25 deg, {len(seconds)} instants x {grid.rings * grid.columns} cells",)
    yield (f"counts that differ: {flipped} of {total}, or {flipped / total:.1e}; greatest difference {worst}",)


def grid_refinement() -> Iterator[Row]:
    """Mean number in view over the whole sphere against the exact area of the caps."""
    shell = walker_delta(EARTH.radius + 1200e3, 1.2, 4, 5, 1, EARTH)
    footprint, sphere = ElevationCap(np.array(np.radians(20.0))), replace(EARTH, flattening=0.0)
    seconds = np.arange(0.0, 7000.0, 250.0)
    rows = jnp.asarray(shell.table(seconds, EARTH.rotation_rate * seconds))
    half_angle = float(cap_half_angle(jnp.float64(shell.radius), jnp.float64(footprint.min_elevation), jnp.float64(EARTH.radius)))
    exact = shell.size * (1.0 - np.cos(half_angle)) / 2.0
    rings, errors = (15, 30, 60, 120, 240), []
    yield "rings", "cell deg", "rms error of the mean in view, %"
    for count in rings:
        grid = RingGrid(count, 2 * count, sphere)
        group = Observers.on(grid, shell, footprint)
        counted = np.asarray(jax.lax.map(lambda row, group=group, grid=grid: count_in_view(group, row, grid, FLOAT64), rows), float)
        mean = (counted * grid.cell_area[:, None]).sum(axis=(-2, -1))
        errors.append(_rms(mean / exact - 1.0))
        yield f"{count}", f"{180.0 / count:g}", f"{100.0 * errors[-1]:.3f}"
    yield (f"the error falls with the cell's height to the power {-np.polyfit(np.log(rings), np.log(errors), 1)[0]:.2f}",)


def flattening() -> Iterator[Row]:
    """Reach of a footprint over the ellipsoid, from its local radius and its own vertical, against the sphere of the equatorial radius."""
    yield "altitude km", "elevation deg", "sphere km", "latitude deg", "least km", "greatest km", "least %", "greatest %"
    for altitude, elevation in ((550.0, 0.0), (550.0, 25.0), (1000.0, 5.0), (1000.0, 15.0)):
        radius, angle = EARTH.radius + 1e3 * altitude, np.radians(elevation)
        sphere = float(cap_half_angle(jnp.float64(radius), jnp.float64(angle), jnp.float64(EARTH.radius)))
        for latitude in (0.0, 30.0, 53.0, 90.0):
            found = [_reach(radius, angle, np.radians(latitude), azimuth) for azimuth in np.radians(np.arange(0.0, 360.0, 30.0))]
            off = np.array([min(found), max(found)]) - sphere
            numbers = (*(off * EARTH.radius / 1e3), *(100.0 * off / sphere))
            heading = f"{altitude:g}", f"{elevation:g}", f"{sphere * EARTH.radius / 1e3:.0f}", f"{latitude:g}"
            yield *heading, *(f"{number:+.1f}" for number in numbers)
    latitudes = np.radians(np.linspace(0.0, 90.0, 9001))
    places = geodetic_to_itrs(latitudes, np.zeros_like(latitudes), np.zeros_like(latitudes), EARTH)
    tilt = latitudes - np.arctan2(places[:, 2], np.hypot(places[:, 0], places[:, 1]))
    yield (f"geodetic less geocentric latitude: up to {np.degrees(tilt.max()):.3f} deg, {tilt.max() * EARTH.radius / 1e3:.1f} km",)


def _reach(radius: float, elevation: float, latitude: float, azimuth: float) -> float:
    """Angle at the Earth's centre, rad, between a place on the ellipsoid and a satellite at `radius` that stands there at `elevation`."""
    ground = geodetic_to_itrs(np.array(latitude), np.array(0.0), np.array(0.0), EARTH)
    up = np.array([np.cos(latitude), 0.0, np.sin(latitude)])
    out = ground / np.linalg.norm(ground)
    north, east = np.array([-out[2], 0.0, out[0]]), np.array([0.0, 1.0, 0.0])
    towards = np.cos(azimuth) * north + np.sin(azimuth) * east

    def above(angle: float) -> float:
        line = radius * (np.cos(angle) * out + np.sin(angle) * towards) - ground
        return float(np.arcsin(up @ line / np.linalg.norm(line))) - elevation

    return float(root_scalar(above, bracket=(1e-6, 1.5), xtol=1e-12, method="brentq").root)


def bands() -> Iterator[Row]:
    """Far edge of a band against space, by the local radius, less that of lines of sight over the ellipsoid itself."""
    yield "altitude km", "latitude deg", "ours km", "least off km", "greatest off km"
    for altitude, target, tangent in ((1000e3, 200e3, 80e3), (35_786e3, 200e3, 80e3)):
        radius = EARTH.radius + altitude
        for latitude in (0.0, 30.0, 53.0, 80.0):
            ground = geodetic_to_itrs(np.radians(latitude), np.zeros(()), np.zeros(()), EARTH)
            local = float(np.linalg.norm(ground))
            _, far = horizon_band(jnp.float64(radius), jnp.float64(local + target), jnp.float64(local + tangent))
            off = [
                (_band_edge(radius, np.radians(latitude), target, tangent, azimuth) - float(far)) * EARTH.radius / 1e3
                for azimuth in np.radians(np.arange(0.0, 360.0, 30.0))
            ]
            yield (
                f"{altitude / 1e3:,.0f}",
                f"{latitude:g}",
                f"{float(far) * EARTH.radius / 1e3:,.0f}",
                f"{min(off):+.1f}",
                f"{max(off):+.1f}",
            )


def _band_edge(radius: float, latitude: float, target: float, tangent: float, azimuth: float) -> float:
    """Angle at the centre from a place to the farthest satellite whose line to the target above it stays `tangent` over the ellipsoid."""
    ground, cold = (geodetic_to_itrs(np.array(latitude), np.array(0.0), np.array(height), EARTH) for height in (0.0, target))
    out = ground / np.linalg.norm(ground)
    towards = np.cos(azimuth) * np.array([-out[2], 0.0, out[0]]) + np.sin(azimuth) * np.array([0.0, 1.0, 0.0])

    def clear(angle: float) -> float:
        satellite = radius * (np.cos(angle) * out + np.sin(angle) * towards)
        found = minimize_scalar(lambda at: _height(satellite + at * (cold - satellite)), bounds=(0.0, 1.0), method="bounded")
        return float(cast("OptimizeResult", found).fun) - tangent

    half = np.arccos((EARTH.radius + tangent) / radius)
    return float(root_scalar(clear, bracket=(half, half + 0.5), xtol=1e-9, method="brentq").root)


def _height(point: np.ndarray) -> float:
    return float(itrs_to_geodetic(point, EARTH)[2])


def covering_caps() -> Iterator[Row]:
    """The cap that continuous coverage asks for, against published constellations."""
    cases = (
        ("Walker delta 43.66 deg: 5/5/1", 69.15, walker_delta(2e7, np.radians(43.66), 5, 1, 1, EARTH)),
        ("polar 6 x 11, 31.4 deg apart", 19.91, walker_star(7.2e6, 0.5 * np.pi, 6, 11, 3, EARTH, raan_step=np.radians(31.4))),
        ("polar 6 x 11, 30 deg apart", 22.06, walker_star(7.2e6, 0.5 * np.pi, 6, 11, 3, EARTH, raan_step=np.radians(30.0))),
    )
    yield "constellation", "published deg", "ours deg"
    for name, published, shell in cases:
        start, quarter = np.asarray(shell.start), np.asarray(shell.quarter)

        def directions(turns: float, start: np.ndarray = start, quarter: np.ndarray = quarter) -> np.ndarray:
            return start * np.cos(2.0 * np.pi * turns) + quarter * np.sin(2.0 * np.pi * turns)

        yield name, f"{published:.2f}", f"{np.degrees(required_cap(directions, 1.0)):.3f}"


MEASURES: dict[str, Callable[[], Iterator[Row]]] = {
    "integrated-j2": integrated_j2,
    "kepler-equation": kepler_equation,
    "single-precision": single_precision,
    "grid-refinement": grid_refinement,
    "flattening": flattening,
    "bands": bands,
    "covering-caps": covering_caps,
}


def printed(title: str, rows: Iterator[Row]) -> None:
    """A table with its numbers set to the right, and its prose below."""
    cells = list(rows)
    table, prose = [row for row in cells if len(row) > 1], [row[0] for row in cells if len(row) == 1]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))] if table else []
    print(f"\n{title}")
    for row in table:
        print("  " + "  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True)))
    for line in prose:
        print("  " + line)


if __name__ == "__main__":
    ready_devices()
    for wanted in sys.argv[1:] or MEASURES:
        printed(f"{wanted}: {MEASURES[wanted].__doc__}", MEASURES[wanted]())
