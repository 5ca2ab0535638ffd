"""How sure a cost is: S-curves, the chance to stay within a cost, and cost and date together, from trials.

What the facts and the model leave open is in the trials.
"""

import numpy as np

from cupola.arrays import Float
from cupola.trials import Estimate, chance, quantile


def s_curve(costs: Float[np.ndarray, "t"]) -> tuple[Float[np.ndarray, "t"], Float[np.ndarray, "t"]]:
    """Costs in rising order, and the share of the trials that does not exceed each."""
    return np.sort(costs), np.arange(1, costs.shape[0] + 1) / costs.shape[0]


def within(costs: Float[np.ndarray, "t"], limit: float, confidence: float = 0.95) -> Estimate:
    """Chance that a cost is no more than a limit."""
    return chance(costs <= limit, confidence)


def joint(
    costs: Float[np.ndarray, "t"], dates: Float[np.ndarray, "t"], limits: Float[np.ndarray, "c"], deadlines: Float[np.ndarray, "d"]
) -> Float[np.ndarray, "c d"]:
    """Share of the trials that stay within each cost and are there by each date (NASA Cost Estimating Handbook 4.0, 2015, appendix J).

    Args:
        costs: of the trials.
        dates: at which they are there, in any unit of time; infinity for never.
        limits: costs asked about.
        deadlines: dates asked about.

    A table over both: no interpolation. Chances of cost and of date alone are its last column and row where these ask for no less than all.
    """
    cheap = (costs[:, None] <= limits[None, :]).astype(np.float64)
    early = (dates[:, None] <= deadlines[None, :]).astype(np.float64)
    return cheap.T @ early / costs.shape[0]


def cost_by(
    costs: Float[np.ndarray, "t"], dates: Float[np.ndarray, "t"], deadline: float, share: float, confidence: float = 0.95
) -> Estimate:
    """The cost that a share of the trials stay within while they are there by a date; infinite where fewer are there at any cost."""
    return quantile(np.where(dates <= deadline, costs, np.inf), share, confidence)
