"""TAT-C: SGP4 through skyfield, and its observations of many points at once, refined to a millisecond, over the ellipsoid of WGS 84.

An instrument sees within an angle from the nadir. It is set to the one from which, on a sphere of the equatorial radius, a place stands at
the wanted elevation; `compute_access_periods` would take elevation itself, but goes pair by pair and takes some forty times as long.
"""

from datetime import UTC, datetime, timedelta
from importlib.metadata import version

import numpy as np
from child import Work, stand
from pandas import Timestamp
from problem import EPOCH, Array, Piece, degrees, least_cosine, passes_of_windows, shares_of_windows
from shapely.geometry import Point  # pyright: ignore[reportMissingImports] -- lives in an environment of its own
from skyfield.framelib import itrs
from skyfield.sgp4lib import theta_GMST1982
from tatc.analysis import aggregate_observations, collect_observations  # pyright: ignore[reportMissingImports] -- as above
from tatc.constants import timescale  # pyright: ignore[reportMissingImports] -- as above
from tatc.schemas import GeneralPerturbationsOrbit, Instrument, Satellite  # pyright: ignore[reportMissingImports] -- as above
from tatc.utils.geometry import hash_geometry  # pyright: ignore[reportMissingImports] -- as above

START = datetime(*EPOCH, tzinfo=UTC)


def satellites_of(piece: Piece) -> list:
    """One satellite and instrument an element set; the node is turned by skyfield's sidereal angle at the epoch, that of TEME."""
    begun = timescale.from_datetime(START)
    node, u = piece.phases
    raan, anomaly = degrees(node + theta_GMST1982(begun.whole, begun.ut1_fraction)[0]), degrees(u)
    half = np.degrees(np.arccos(least_cosine(piece)))
    instrument = Instrument(name="cone", field_of_regard=float(2.0 * half), nadir_reference="geocentric")
    shared = {"epoch": START, "mean_motion": float(np.degrees(piece.rates[2])), "eccentricity": 0.0, "arg_of_pericenter": 0.0}
    shared |= {"inclination": float(np.degrees(piece.inclination))}
    elements = [shared | {"ra_of_asc_node": o, "mean_anomaly": m} for o, m in zip(raan.tolist(), anomaly.tolist(), strict=True)]
    orbits = [GeneralPerturbationsOrbit.model_validate({"elements": [one]}) for one in elements]
    return [Satellite(name=str(index), orbit=orbit, instruments=[instrument]) for index, orbit in enumerate(orbits)]


def propagation(piece: Piece) -> Work:
    """`get_orbit_track_at_time` for each satellite, with one skyfield time that all share."""
    satellites, seconds = satellites_of(piece), piece.seconds

    def work() -> Array:
        instants = timescale.utc(*EPOCH, 0, 0, seconds)
        found = np.empty((seconds.size, len(satellites), 3))
        for index, satellite in enumerate(satellites):
            found[:, index] = satellite.orbit.get_orbit_track_at_time(instants).frame_xyz(itrs).m.T
        return found

    return work


def windows_of(piece: Piece, satellites: list) -> list[list[tuple[float, float]]]:
    """`collect_observations` of all places by all satellites, then `aggregate_observations`, which joins those that overlap."""
    lat, lon = np.degrees(piece.places)
    places = [Point(x, y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    number = {hash_geometry(place): index for index, place in enumerate(places)}
    observed = collect_observations(places, satellites, START, START + timedelta(seconds=piece.span))
    joined = aggregate_observations(observed)
    begun = Timestamp(START)
    starts, ends = ((joined[name] - begun).dt.total_seconds() for name in ("start", "end"))
    windows: list[list[tuple[float, float]]] = [[] for _ in places]
    for target, start, end in zip(joined["target_hash"], starts, ends, strict=True):
        windows[number[target]].append((start, end))
    return windows


def coverage(piece: Piece) -> Work:
    """Share of the instants that lie in a window, by place."""
    satellites = satellites_of(piece)
    return lambda: shares_of_windows(windows_of(piece, satellites), piece.seconds)


def access(piece: Piece) -> Work:
    """Passes and gaps, to a millisecond."""
    satellites = satellites_of(piece)
    return lambda: passes_of_windows(windows_of(piece, satellites), piece.span)


if __name__ == "__main__":
    stand({"propagation": propagation, "coverage": coverage, "access": access}, version("tatc"))
