"""Names for arrays in signatures: what each holds, its unit and its shape. Components come last, so a position is `(..., 3)`."""

from jaxtyping import Bool, Float, Int

__all__ = ["Bool", "Float", "Int"]
