"""The phases that a threat passes through, as integer codes for arrays."""

from typing import Final

WAITING: Final = 0
"""Before launch, or never launched: on its pad, turning with the Earth."""

BOOST: Final = 1
"""Burning: a bright plume."""

COAST: Final = 2
"""Burnt out and falling freely: a cold body."""

DOWN: Final = 3
"""After impact: at rest on the ground at the aim, turning with the Earth."""
