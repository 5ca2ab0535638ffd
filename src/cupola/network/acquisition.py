"""When a link that comes into view is up: after the seconds that its terminals need to find each other. Blocks of time join exactly."""

import numpy as np

from cupola.arrays import Bool, Float

HELD = -np.inf
"""In view since before the first instant, and so acquired."""

OUT = np.inf
"""Not in view."""


def acquired(
    seen: Bool[np.ndarray, "t k"], times: Float[np.ndarray, "t"], since: Float[np.ndarray, "k"], seconds: float
) -> tuple[Bool[np.ndarray, "t k"], Float[np.ndarray, "k"]]:
    """Whether each link is up, and since when each is in view after the last instant.

    Args:
        seen: whether each is in view.
        times: s, rising.
        since: when each came into view, s, before the first instant: `HELD` or `OUT` where that is all that is known. A run begins with
            `HELD`: what is in view at its first instant is up.
        seconds: needed in unbroken view.

    Returns:
        Whether each is up at each instant: seen at it and at every instant from one that lies `seconds` or more before; and `since` for
        the next block. View between instants is not looked at.
    """
    if not len(times):
        return seen.copy(), since.copy()
    before = np.concatenate([(since < OUT)[None], seen[:-1]])
    came = np.where(seen & ~before, times[:, None], -np.inf)
    came[0] = np.where(seen[0], np.where(before[0], since, times[0]), -np.inf)
    began = np.maximum.accumulate(came, axis=0)
    return seen & (times[:, None] - began >= seconds), np.where(seen[-1], began[-1], OUT)
