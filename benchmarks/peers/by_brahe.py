"""brahe: SGP4 in Rust, frames from IERS conventions, and its parallel search for access windows over the ellipsoid of WGS 84."""

from importlib.metadata import version

import brahe  # pyright: ignore[reportMissingImports] -- lives in an environment of its own
import numpy as np
from child import Work, stand
from problem import EPOCH, TURN, Array, Piece, degrees, passes_of_windows, shares_of_windows

START = brahe.Epoch.from_datetime(*EPOCH, 0, 0, 0.0, 0.0, brahe.TimeSystem.UTC)
STEP = 60.0
FIRST_NUMBER = 10_000


def satellites_of(piece: Piece) -> list:
    """One SGP4 propagator a satellite; the node is turned from the Earth-fixed frame by brahe's own angle at the epoch."""
    turn = brahe.rotation_teme_to_itrf(START)
    node, u = piece.phases
    raan, anomaly = degrees(node + np.arctan2(turn[0, 1], turn[0, 0])), degrees(u)
    n, inclination = piece.rates[2] * 86_400.0 / TURN, float(np.degrees(piece.inclination))
    return [
        brahe.SGPPropagator.from_omm_elements(START, n, 0.0, inclination, o, 0.0, m, FIRST_NUMBER + index, STEP)
        for index, (o, m) in enumerate(zip(raan.tolist(), anomaly.tolist(), strict=True))
    ]


def propagation(piece: Piece) -> Work:
    """`SGPPropagator.states` for each satellite, then one rotation an instant: half as long as `states_itrf`."""
    satellites, instants = satellites_of(piece), [START + t for t in piece.seconds.tolist()]

    def work() -> Array:
        turns = np.stack([brahe.rotation_teme_to_itrf(instant) for instant in instants])
        flown = np.stack([np.asarray(satellite.states(instants))[:, :3] for satellite in satellites])
        return np.matmul(flown.transpose(1, 0, 2), turns.transpose(0, 2, 1))

    return work


def windows_of(piece: Piece, satellites: list, step: float) -> list[list[tuple[float, float]]]:
    """`location_accesses` on every core: steps of so many seconds, then bisection to 0.1 s."""
    lat, lon = np.degrees(piece.places)
    places = [brahe.PointLocation(x, y, 0.0).with_id(index) for index, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True))]
    settings = brahe.AccessSearchConfig(initial_time_step=step, time_tolerance=0.1)
    constraint = brahe.ElevationConstraint(float(np.degrees(piece.elevation)))
    found = brahe.location_accesses(places, satellites, START, START + piece.span, constraint, config=settings)
    windows: list[list[tuple[float, float]]] = [[] for _ in places]
    for window in found:
        windows[window.location_id].append((window.start - START, window.end - START))
    return windows


def coverage(piece: Piece) -> Work:
    """Share of the instants that lie in a window, by place; the search in steps of a minute, as the answer asks for no shorter passes."""
    satellites = satellites_of(piece)
    return lambda: shares_of_windows(windows_of(piece, satellites, STEP), piece.seconds)


def access(piece: Piece) -> Work:
    """Passes and gaps, to 0.1 s; the search in steps of half a minute, as minutes miss more of the shortest."""
    satellites = satellites_of(piece)
    return lambda: passes_of_windows(windows_of(piece, satellites, 0.5 * STEP), piece.span)


if __name__ == "__main__":
    brahe.set_global_eop_provider(brahe.StaticEOPProvider.from_zero())
    stand({"propagation": propagation, "coverage": coverage, "access": access}, version("brahe"))
