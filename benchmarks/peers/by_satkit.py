"""satkit: SGP4 in Rust over lists of satellites and times. It has no search for access, so what is in view is NumPy on its positions.

The places stand on the ellipsoid of WGS 84 (`itrfcoord`), with its vertical.
"""

from importlib.metadata import version

import numpy as np
import satkit  # pyright: ignore[reportMissingImports] -- lives in an environment of its own
from child import Work, stand
from numpy.typing import NDArray
from problem import EPOCH, TURN, Array, Piece, degrees, passes
from sight import in_view

START = satkit.time(*EPOCH)


def satellites_of(piece: Piece) -> list:
    """One element set a satellite, kept by satkit between calls; the node is turned by satkit's own sidereal angle at the epoch."""
    node, u = piece.phases
    raan, anomaly = degrees(node + satkit.frametransform.gmst(START)), degrees(u)
    shared = {"EPOCH": "{:04}-{:02}-{:02}T00:00:00.000000".format(*EPOCH), "ECCENTRICITY": 0.0, "ARG_OF_PERICENTER": 0.0}
    shared |= {"MEAN_MOTION": piece.rates[2] * 86_400.0 / TURN, "INCLINATION": float(np.degrees(piece.inclination))}
    return [
        satkit.TLE.from_omm(shared | {"RA_OF_ASC_NODE": o, "MEAN_ANOMALY": m}) for o, m in zip(raan.tolist(), anomaly.tolist(), strict=True)
    ]


def positions(satellites: list, seconds: Array) -> Array:
    """Earth-fixed positions, (t, n, 3), m: `sgp4`, then one rotation an instant."""
    instants = [START + satkit.duration(seconds=t) for t in seconds.tolist()]
    flown, _ = satkit.sgp4(satellites, instants)
    turns = np.stack([turn.to_rotation_matrix() for turn in satkit.frametransform.qteme2itrf(instants)])
    return np.matmul(flown.transpose(1, 0, 2), turns.transpose(0, 2, 1))


def seen(piece: Piece, satellites: list) -> NDArray[np.bool_]:
    """Whether some satellite is in view, (t, places)."""
    lat, lon = np.degrees(piece.places)
    places = [satkit.itrfcoord(latitude_deg=y, longitude_deg=x, altitude=0.0) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    up = np.stack([place.qenu2itrf * np.array([0.0, 0.0, 1.0]) for place in places])
    return in_view(piece, positions(satellites, piece.seconds), np.stack([place.vector for place in places]), up)


def propagation(piece: Piece) -> Work:
    """All satellites and instants in one call."""
    satellites = satellites_of(piece)
    return lambda: positions(satellites, piece.seconds)


def coverage(piece: Piece) -> Work:
    """Share of the instants in view by place."""
    satellites = satellites_of(piece)
    return lambda: seen(piece, satellites).mean(axis=0)


def access(piece: Piece) -> Work:
    """Passes and gaps in whole steps."""
    satellites = satellites_of(piece)
    return lambda: passes(seen(piece, satellites), piece.step)


if __name__ == "__main__":
    satkit.utils.set_offline(True)
    satkit.frametransform.disable_eop_time_warning()
    stand({"propagation": propagation, "coverage": coverage, "access": access}, version("satkit"))
