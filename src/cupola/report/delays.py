"""How long messages take and how often they find a way, in words: infinite is never, not a number was not asked for or not known."""

import math

from cupola.report.quantities import joined, percent, quantity

DASH = "–"

NO_WAY = "no way"


def delay(seconds: float, company: float = 0.0, never: str = NO_WAY) -> str:
    """A time, s; `never` if infinite, a dash if not a number; `company` as in `quantities.scale_for`."""
    if math.isnan(seconds):
        return DASH
    return never if math.isinf(seconds) else quantity(seconds, "s", company)


def share(value: float) -> str:
    """A share in percent; a dash if not a number."""
    return DASH if math.isnan(value) else joined(percent(value), "%")


def outage(seconds: float, span: float, company: float = 0.0) -> str:
    """The longest time without a way in a span, both s: `none` of no length, `all of it` of a whole span; a dash if not a number."""
    if math.isnan(seconds):
        return DASH
    if seconds <= 0.0:
        return "none"
    return "all of it" if seconds >= span else quantity(seconds, "s", company)
