"""Earth orientation from the IERS file finals2000A.all that astropy-iers-data ships: daily since 1973, with a year of predictions."""

from importlib.metadata import version
from pathlib import Path

import astropy_iers_data
import numpy as np

from cupola.arrays import Bool, Float
from cupola.epochs.epoch import Epoch
from cupola.epochs.orientation import EarthOrientation
from cupola.errors import InputError

# Columns of finals2000A.all, counted from 0, from the IERS readme that comes with the file. They are those of Bulletin A from end to end:
# the Bulletin B columns stop a month or more before the measurements do, and in most years they lie farther from IERS C04.
_ROW = 187
_MJD = slice(7, 15)
_POLE_FLAG, _UT1_FLAG = 16, 57
_COLUMNS = {"xp": slice(18, 27), "yp": slice(37, 46), "ut1": slice(58, 68), "dx": slice(97, 106), "dy": slice(116, 125)}
_ARCSECOND = np.pi / 180.0 / 3600.0
_UNITS = {"xp": _ARCSECOND, "yp": _ARCSECOND, "ut1": 1.0, "dx": _ARCSECOND / 1000.0, "dy": _ARCSECOND / 1000.0}


def load_earth_orientation(path: Path | None = None) -> EarthOrientation:
    """Reads a finals2000A file.

    Args:
        path: a file in that format; the one that comes with the installed astropy-iers-data when none is given. Nothing is fetched.

    Returns:
        The rows that hold UT1 and the pole, from Bulletin A. The pole offsets dX and dY are predicted for fewer days than the rest; after
        that the last is held (they have stayed below 5 cm on the ground since 2000).

    Raises:
        InputError: when the file cannot be read or is not in that format.
    """
    file = Path(astropy_iers_data.IERS_A_FILE) if path is None else path
    text = _rows(file)
    given = _present(text, _COLUMNS["ut1"]) & _present(text, _COLUMNS["xp"])
    text = text[given]
    if len(text) < 2:
        raise InputError(f"{file.name}: holds no day with UT1 and the pole; a finals2000A file is wanted")
    measured = (text[:, _POLE_FLAG] == b"I") & (text[:, _UT1_FLAG] == b"I")
    try:
        mjd = _numbers(text, _MJD)
        last_measured = float(mjd[measured].max(initial=mjd[0]))
        ut1_minus_utc, xp, yp, dx, dy = (_column(text, name) for name in ("ut1", "xp", "yp", "dx", "dy"))
        source = _told_source(file, path is None, last_measured)
        return EarthOrientation(mjd, ut1_minus_utc, xp, yp, dx, dy, last_measured, source)
    except ValueError as error:
        raise InputError(f"{file.name}: {error}; a finals2000A file is wanted") from None


def _rows(file: Path) -> np.ndarray:
    """The file as single bytes, (rows, 187); a line break, of one byte or two, follows each row."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read ({error.strerror})") from None
    width = data.find(b"\n") + 1
    if width not in (_ROW + 1, _ROW + 2) or len(data) % width:
        raise InputError(f"{file.name}: rows of {_ROW} characters are wanted; this is not a finals2000A file, or it was cut short")
    return np.frombuffer(data, dtype="S1").reshape(-1, width)[:, :_ROW]


def _present(text: np.ndarray, columns: slice) -> Bool[np.ndarray, " rows"]:
    """Where a field is not blank: its last character is a digit."""
    return (text[:, columns.stop - 1] >= b"0") & (text[:, columns.stop - 1] <= b"9")


def _numbers(text: np.ndarray, columns: slice) -> Float[np.ndarray, " rows"]:
    """A field of every row as numbers, in the file's unit."""
    field = np.ascontiguousarray(text[:, columns])
    return field.view(f"S{field.shape[1]}")[:, 0].astype(np.float64)


def _column(text: np.ndarray, name: str) -> Float[np.ndarray, " rows"]:
    """One quantity, SI; where it is blank, the last given before it (or the first, ahead of all)."""
    given = np.flatnonzero(_present(text, _COLUMNS[name]))
    if given.size == 0:
        raise ValueError(f"no value of {name}")
    latest = np.maximum(np.searchsorted(given, np.arange(len(text)), side="right") - 1, 0)
    return _numbers(text[given], _COLUMNS[name])[latest] * _UNITS[name]


def _told_source(file: Path, packaged: bool, last_measured: float) -> str:
    day = Epoch(np.asarray(2_400_000.5), np.asarray(last_measured), "utc").isoformat()[:10]
    origin = f"astropy-iers-data {version('astropy-iers-data')}" if packaged else "a file of the user's"
    return f"IERS {file.name} ({origin}), measured to {day}"
