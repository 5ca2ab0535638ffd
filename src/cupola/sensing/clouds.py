"""The cloud deck over a launch: one shared event, since what hides a plume from one satellite hides it from all. m above the ellipsoid.

A plume is bright enough for a warning sensor as soon as it rises above the clouds (docs/models/sensing.md). Left out: broken cloud, haze,
the slant of a line through the deck, and clouds that two launches share.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp

from cupola.arrays import Float, Int
from cupola.errors import InputError
from cupola.sensing.draws import CLOUDS, draws


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class CloudDeck:
    """How often there is a deck, and how high its top lies.

    Attributes:
        probability: that a launch has a deck above it, 0 to 1.
        lowest: lowest top, m.
        usual: most frequent top, m.
        highest: highest top, m. The top is drawn from a triangle with its peak at `usual`.
    """

    probability: Float[jax.Array, ""]
    lowest: Float[jax.Array, ""]
    usual: Float[jax.Array, ""]
    highest: Float[jax.Array, ""]


def sound_deck(deck: CloudDeck, where: str) -> CloudDeck:
    """The deck with its numbers as arrays, once they have been looked at.

    Raises:
        InputError: a probability outside [0, 1], or tops out of order.
    """
    probability, *tops = (float(number) for number in (deck.probability, deck.lowest, deck.usual, deck.highest))
    if not 0.0 <= probability <= 1.0:
        raise InputError(f"{where}: probability\n  got {probability:g}; must lie in [0, 1]. Write 60 % as 0.6.")
    if not 0.0 <= tops[0] <= tops[1] <= tops[2] < float("inf"):
        told = ", ".join(f"{top:g}" for top in tops)
        raise InputError(f"{where}: lowest, usual, highest\n  got {told} m; must rise, from 0 m or more. Give them in that order.")
    return CloudDeck(*(jnp.asarray(number, float) for number in (probability, *tops)))


def cloud_tops(key: jax.Array, launches: Int[jax.Array, "*n"], deck: CloudDeck) -> Float[jax.Array, "*n"]:
    """Top of the deck over each launch.

    Args:
        key: of the run.
        launches: number of each launch, its identity in the run.
        deck: its statistics.

    Returns:
        Height, m; minus infinity where the sky is clear.
    """
    chance = draws(key, CLOUDS, launches, jnp.zeros_like(launches))
    share = draws(key, CLOUDS, launches, jnp.ones_like(launches))
    span, rise = deck.highest - deck.lowest, deck.usual - deck.lowest
    low = deck.lowest + jnp.sqrt(share * span * rise)
    high = deck.highest - jnp.sqrt((1.0 - share) * span * (span - rise))
    return jnp.where(chance < deck.probability, jnp.where(share * span < rise, low, high), -jnp.inf)
