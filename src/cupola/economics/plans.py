"""What is made, launched, worked and taken down in each year: from a deployment, or from plain replacement at the end of life.

Counts by trial and calendar year. A deployment gives its own arrays; `steady` fills a constellation and replaces each satellite on its day.
"""

from dataclasses import dataclass

import numpy as np

from cupola.arrays import Float, Int

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Plan:
    """One layer by year; T trials, Y years.

    Attributes:
        first: the first year.
        made: satellites for the launches of each year, those lost at launch among them, (T, Y).
        launches: paid for, those that fail among them, (T, Y).
        standing: satellites that work, mean over the year, (T, Y).
        retired: satellites taken out of service, (T, Y).
        size: satellites of the first fill, (T,): what is made beyond them replaces.

    Raises:
        ValueError: arrays that do not go together, or a count below 0.
    """

    first: int
    made: Int[np.ndarray, "t y"]
    launches: Int[np.ndarray, "t y"]
    standing: Float[np.ndarray, "t y"]
    retired: Int[np.ndarray, "t y"]
    size: Int[np.ndarray, "t"]

    def __post_init__(self) -> None:
        shapes = {array.shape for array in (self.made, self.launches, self.standing, self.retired)}
        if len(shapes) > 1 or self.made.ndim != 2 or self.size.shape != self.made.shape[:1]:
            raise ValueError(
                f"got arrays of shapes {sorted(shapes)} and sizes of shape {self.size.shape}; need trials by years, and trials"
            )
        for name in ("made", "launches", "standing", "retired", "size"):
            if np.any(getattr(self, name) < 0):
                raise ValueError(f"{name}: got a count below 0; counts of a year are 0 or more")


def generations(period: float, life: float) -> tuple[int, float]:
    """Whole lives in a period, one at the least, and the years at its end that they leave without satellites.

    The floor is that of Harrison, Build Your Own Golden Dome, 2025. Both in years, above 0.
    """
    number = max(1, int(np.floor(period / life + _ROUNDING)))
    return number, max(period - number * life, 0.0)


def steady(first: int, years: int, satellites: Int[np.ndarray, "t"], life: Float[np.ndarray, "t"], load: int, build: float = 1.0) -> Plan:
    """A constellation that is filled evenly and whose satellites are each replaced when they have lived their lives.

    Args:
        first: calendar year in which filling begins, at its New Year.
        years: that the programme lasts.
        satellites: of the full constellation, (T,), 0 or more.
        life: years, the same for all satellites of a trial, (T,), no shorter than `build`.
        load: satellites on one launch; each filling ends with a launch that may carry fewer.
        build: years that one filling takes.

    Returns:
        Whole satellites and launches. Neglected: losses, spares, early deaths; those that stand at the end are not taken down.

    Raises:
        ValueError: numbers outside these.
    """
    if years < 1 or load < 1 or not build > 0.0 or not np.all(satellites >= 0):
        told = f"got {years} years, loads of {load}, {build} years of filling and {satellites.min()} satellites"
        raise ValueError(f"{told}; need a year or more, 1 or more on a launch, a time to fill, and no count below 0")
    if not np.all(life >= build):
        raise ValueError(f"life: got {life.min()} years; must be no shorter than the {build} years that filling takes")
    ends = np.arange(years + 1.0)
    made, launches, retired = (np.zeros((life.shape[0], years + 1)) for _ in range(3))
    standing = np.zeros((life.shape[0], years))
    for wave in range(int(np.ceil(years / life.min())) + 1):
        age = ends[None, :] - wave * life[:, None]
        filled = np.floor(satellites[:, None] * np.clip(age / build, 0.0, 1.0) + _ROUNDING)
        made += filled
        launches += np.ceil(filled / load)
        retired += np.floor(satellites[:, None] * np.clip((age - life[:, None]) / build, 0.0, 1.0) + _ROUNDING)
    # Each wave takes the place of the one before: what stands is the first wave, and then the full number.
    area = np.where(ends < build, 0.5 * ends**2 / build, ends - 0.5 * build)
    standing[:] = satellites[:, None] * np.diff(area)[None, :]
    yearly = [np.diff(count, axis=1).astype(np.int64) for count in (made, launches, retired)]
    return Plan(first, yearly[0], yearly[1], standing, yearly[2], satellites)
