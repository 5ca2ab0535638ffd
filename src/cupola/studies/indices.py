"""Sobol's indices: which share of the variance of an answer comes from each fact, alone and with the others. The estimates are SALib's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from SALib.analyze import sobol as analysing  # pyright: ignore[reportMissingTypeStubs] -- SALib ships no types
from SALib.sample import sobol as sampling  # pyright: ignore[reportMissingTypeStubs] -- as above

from cupola.arrays import Float

_SAMPLING, _ANALYSING = cast("Any", sampling), cast("Any", analysing)


@dataclass(frozen=True)
class Indices:
    """Shares of the variance, one for each fact, each with half the width of its interval of 95 % over resamples.

    Attributes:
        first: what the fact alone explains.
        first_error: of it.
        total: what would go if the fact were known and the others were not: alone and together with others.
        total_error: of it.
    """

    first: Float[np.ndarray, "f"]
    first_error: Float[np.ndarray, "f"]
    total: Float[np.ndarray, "f"]
    total_error: Float[np.ndarray, "f"]


def shares(facts: Sequence[str], samples: int, seed: int) -> Float[np.ndarray, "n f"]:
    """Saltelli's design over scrambled Sobol points: samples x (facts + 2) rows of shares from 0 to 1.

    Args:
        facts: names.
        samples: base samples, a power of two.
        seed: of the scrambling.
    """
    return _SAMPLING.sample(_problem(facts), samples, calc_second_order=False, seed=seed)


def indices(facts: Sequence[str], answers: Float[np.ndarray, "n"], seed: int) -> Indices:
    """Indices from the answers at the rows of `shares`, in their order.

    Args:
        facts: names, as for `shares`.
        answers: finite, and not all the same.
        seed: of the resamples.

    First-order indices by Saltelli et al. (2010), Comput. Phys. Commun. 181, 259, table 2 (b); total ones by Jansen, table 2 (f).
    """
    # SALib takes a seed of 0 for none.
    found: Any = _ANALYSING.analyze(_problem(facts), answers, calc_second_order=False, seed=seed + 1)
    return Indices(*(np.asarray(found[name], np.float64) for name in ("S1", "S1_conf", "ST", "ST_conf")))


def _problem(facts: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(facts), "names": list(facts), "bounds": [[0.0, 1.0]] * len(facts)}
