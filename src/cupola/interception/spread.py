"""How many interceptors must be up so that enough are in reach, for spreads without an orbit: even, hexagonal and random. NumPy and SciPy.

A *share* is the chance that one interceptor is in reach at a moment: of a uniform spread the share of the sphere that its cap takes
(`cupola.interception.flyout.share_of_sphere`), of a circular shell that of `cupola.interception.latitudes`. One over it is the absentee
ratio. A mean says nothing of how often: what is asked for with a confidence needs more.
"""

import numpy as np
from scipy.special import betainc, gammaincinv

from cupola.arrays import Float, Int
from cupola.interception.flyout import Number

MOST = 1e9
"""Interceptors: what needs more is told as infinity."""


def absentee_ratio(share: Number) -> Float[np.ndarray, "*s"]:
    """Interceptors up for each one in reach on average: 1 / share, so 2 / (1 - cos psi) for a cap; infinity where none comes in reach."""
    share = np.asarray(share, float)
    return np.divide(1.0, share, out=np.full(share.shape, np.inf), where=share > 0.0)


def hexagonal(half_angle: Number, in_reach: Number = 1) -> Float[np.ndarray, "*s"]:
    """Fewest interceptors that could keep so many in reach of every place at every moment, if they could hang in the sky as they liked.

    Args:
        half_angle: of the cap within reach, rad, above 0 to below pi/2.
        in_reach: how many, as so many layers laid one on the other.

    Returns:
        in_reach x 12 w / (6 w - pi) with tan w = 1 / (sqrt 3 cos psi): caps on the corners of equal triangles, six about each, which for
        small caps take 2 pi / sqrt 27 = 1.21 times the sphere's area. No spread of fewer caps covers the sphere once (L. Fejes Tóth,
        Lagerungen in der Ebene, auf der Kugel und im Raum, 1953); no orbits hold such a spread.
    """
    w = np.arctan2(1.0, np.sqrt(3.0) * np.cos(half_angle))
    return in_reach * 12.0 * w / (6.0 * w - np.pi)


def chance_in_reach(number: Number, share: Number, wanted: Number) -> Float[np.ndarray, "*s"]:
    """Chance that at least `wanted` of `number` interceptors are in reach, each by itself with the chance `share`.

    Args:
        number: up, 0 or more; between whole numbers the binomial law is carried on by the incomplete beta function.
        share: 0 to 1.
        wanted: 0 or more.

    Returns:
        Binomial: I_share(wanted, number - wanted + 1) (Abramowitz and Stegun 26.5.24).
    """
    number, share, wanted = np.broadcast_arrays(*(np.asarray(value, float) for value in (number, share, wanted)))
    possible = (number >= wanted) & (wanted > 0.0)
    found = betainc(np.where(possible, wanted, 1.0), np.where(possible, number - wanted + 1.0, 1.0), share)
    return np.where(wanted <= 0.0, 1.0, np.where(possible, found, 0.0))


def needed_poisson(share: Number, wanted: Number, confidence: Number) -> Float[np.ndarray, "*s"]:
    """Interceptors needed so that `wanted` are in reach with a confidence, in closed form: for caps far smaller than the sphere.

    Args:
        share: chance that one is in reach, above 0.
        wanted: 1 or more.
        confidence: 0 to below 1.

    Returns:
        Not rounded. The mean at which a Poisson number is at least `wanted`, over the share (Abramowitz and Stegun 26.4.21).
    """
    return gammaincinv(np.asarray(wanted, float), np.asarray(confidence, float)) * absentee_ratio(share)


def needed_random(
    share: Number, wanted: int | Int[np.ndarray, "w"], confidence: float | Float[np.ndarray, "c"]
) -> Float[np.ndarray, "w c"]:
    """Interceptors of a random spread needed so that enough are in reach with a confidence.

    Args:
        share: chance that one is in reach; an array for equally likely cases, such as trials of the time left: the confidence is then over
            cases and moments together.
        wanted: in reach at once, 1 or more: shots per missile x salvo.
        confidence: between 0 and 1.

    Returns:
        The least whole number for which the binomial chance, averaged over the cases, is at least the confidence; infinity where no number
        does, since too few cases leave any reach, and where it would pass `MOST`.

    Raises:
        ValueError: a wanted number below 1, or a confidence outside (0, 1).
    """
    cases = np.ravel(np.asarray(share, float))
    wanted, confidence = np.atleast_1d(np.asarray(wanted)), np.atleast_1d(np.asarray(confidence, float))
    if np.any(wanted < 1):
        raise ValueError(f"wanted in reach: got {wanted}; must be 1 or more")
    if not (np.all(confidence > 0.0) and np.all(confidence < 1.0)):
        raise ValueError(f"confidence: got {confidence}; must lie between 0 and 1")

    def enough(number: Float[np.ndarray, "w c"]) -> np.ndarray:
        chances = chance_in_reach(number[:, :, None], cases[None, None, :], wanted[:, None, None])
        return chances.mean(axis=-1) >= confidence[None, :]

    high = np.full((wanted.size, confidence.size), MOST)
    low = np.broadcast_to(wanted[:, None] - 1.0, high.shape).copy()
    # However many are up, a case without reach stays lost; in the others the chance comes near 1 and never is 1.
    never = ~enough(high) | (((cases > 0.0).mean() <= confidence) & ((cases >= 1.0).mean() < confidence))[None, :]
    while np.any(high - low > 1.0):
        # Halved by ratio while far apart, so that a small answer is not sought among the large.
        middle = np.floor(np.where(high > 4.0 * (low + 1.0), np.sqrt(high * (low + 1.0)), 0.5 * (low + high)))
        middle = np.clip(middle, low + 1.0, np.maximum(high - 1.0, low + 1.0))
        met = enough(middle)
        high, low = np.where(met, np.minimum(middle, high), high), np.where(met, low, np.minimum(middle, high - 1.0))
    return np.where(never, np.inf, high)
