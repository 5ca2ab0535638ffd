"""Uniform draws of several facts made to rise and fall together, each fact's own draws untouched: a Gaussian copula with one common factor.

Costs go wrong together: drawn independently, a total looks surer than it is (Book, Why Correlation Matters in Cost Estimating, 1999).
"""

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from cupola.arrays import Float

ASSUMED = 0.3
"""Rank correlation of any two costs of a programme where nobody knows better: assumed. Show 0 and 0.6 beside it."""


def correlated(
    uniforms: Float[np.ndarray, "t f"], common: Float[np.ndarray, "t"], rank_correlation: float = ASSUMED
) -> Float[np.ndarray, "t f"]:
    """Draws with one rank correlation between any two facts.

    Args:
        uniforms: in (0, 1), independent, one column for each fact.
        common: in (0, 1), independent of them: the luck that all facts share.
        rank_correlation: Spearman's, in [0, 1); 0 leaves the draws as they are.

    Returns:
        Each column holds the numbers that it held, in another order: a Latin hypercube stays one. A column depends on its own draws and on
        `common` alone, so that adding or leaving out a fact changes no other. Of T trials the correlation found scatters by 1 / sqrt(T).

    Normal scores z = sqrt(r) m + sqrt(1 - r) e with r = 2 sin(pi rho / 6) (Pearson 1907) have the rank correlation rho; the numbers of a
    column are then put into the order of its scores, as in Iman and Conover, Communications in Statistics B 11 (1982) 311.

    Raises:
        ValueError: a correlation outside [0, 1), or draws outside (0, 1).
    """
    if not 0.0 <= rank_correlation < 1.0:
        raise ValueError(f"rank_correlation: got {rank_correlation}; must lie in [0, 1); facts that go against each other are drawn apart")
    if not (np.all((uniforms > 0.0) & (uniforms < 1.0)) and np.all((common > 0.0) & (common < 1.0))):
        raise ValueError("uniforms and common: draws must lie between 0 and 1, ends left out")
    shared = 2.0 * np.sin(np.pi * rank_correlation / 6.0)
    scores = np.sqrt(1.0 - shared) * ndtri(uniforms) + np.sqrt(shared) * ndtri(common)[:, None]
    places = np.argsort(np.argsort(scores, axis=0, kind="stable"), axis=0, kind="stable")
    return np.take_along_axis(np.sort(uniforms, axis=0), places, axis=0)


def rank_correlations(draws: Float[np.ndarray, "t f"]) -> Float[np.ndarray, "f f"]:
    """Spearman's rank correlations between the columns, as found."""
    return np.corrcoef(rankdata(draws, axis=0), rowvar=False)
