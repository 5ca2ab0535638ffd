"""A published total beside ours: a chance for the same thing, words for anything else."""

import numpy as np
import pytest

from cupola.economics.published import Published, Scope, compare
from cupola.economics.spending import Money

OURS = Scope(frozenset({"interceptors in space", "tracking"}), (2026, 2045), Money("USD", 2026))
TOTALS = np.arange(1.0, 101.0)


@pytest.mark.reference
def test_the_same_scope_years_and_money_give_a_chance():
    """40 of 100: Wilson's interval is 30.9 to 49.8 %."""
    found = compare(TOTALS, OURS, Published("an office, 2026", 40.0, OURS))
    assert found.mismatch == ()
    assert found.sentence == "the chance of staying within the total of an office, 2026 is 40% (31% to 50%)"


@pytest.mark.story
def test_anything_else_is_told_in_words():
    theirs = Scope(frozenset({"interceptors in space", "interceptors on the ground"}), (2026, 2029), Money("USD"))
    found = compare(TOTALS, OURS, Published("the White House, 2025", 175e9, theirs))
    assert found.within is None
    assert found.mismatch == (
        "the published total alone covers interceptors on the ground",
        "ours alone covers tracking",
        "years 2026 to 2045 here, 2026 to 2029 there",
        "constant 2026 USD here, then-year USD there",
    )
    assert found.sentence.startswith("no chance of staying within the total of the White House, 2025 is stated: the published total alone")


@pytest.mark.story
def test_what_is_not_said_agrees_with_nothing():
    unsaid = Scope(None, None, None)
    found = compare(TOTALS, OURS, Published("a speech", 1.0, unsaid))
    assert found.mismatch == tuple(
        f"the published total does not say {what}" for what in ("what is priced", "which years are meant", "which money is meant")
    )
    assert compare(TOTALS, unsaid, Published("a speech", 1.0, unsaid)).mismatch[0] == "neither says what is priced"
    assert compare(TOTALS, unsaid, Published("an office", 1.0, OURS)).mismatch[1] == "ours does not say which years are meant"
