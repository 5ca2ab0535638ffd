"""Where a run stands, and the two folders beside it that Cupola makes for itself: `NAME.partial` and `NAME.replaced`."""

from pathlib import Path

from cupola.errors import InputError


def place_of(out: Path) -> Path:
    """The folder that a path means, links and `.` followed.

    Raises:
        InputError: a path that the system refuses, such as one with a name too long.
    """
    try:
        place = out.resolve()
        place.exists()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links and a zero byte come as the last two
        told = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputError(f"{out} cannot be the folder of a run: {told}; choose another place with --out") from None
    return place


def partial_of(place: Path) -> Path:
    """Where a run is under way."""
    return place.with_name(place.name + ".partial")


def set_aside(place: Path) -> Path:
    """Where a run waits while the one that replaces it is made; nothing is lost if that one never finishes."""
    return place.with_name(place.name + ".replaced")


def is_free(place: Path) -> bool:
    """Whether nothing stands there, or an empty folder."""
    return not place.exists() or (place.is_dir() and not any(place.iterdir()))
