"""Function trees: against a plain walk over every subset, and dates against their meaning."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cupola.partners.functions import Functions, Gate, all_of, any_of, at_least

ELEMENTS = ("power", "home", "airlock", "arm", "cargo")
STATION = Functions(
    ELEMENTS,
    {
        "crew": all_of("power", "home", "cargo"),
        "exits": all_of("crew", "airlock"),
        "repairs": any_of("arm", "exits"),
        "two of three": at_least(2, "airlock", "arm", any_of("cargo", all_of("power", "home"))),
    },
)
TREES = st.recursive(
    st.sampled_from(ELEMENTS),
    lambda parts: st.lists(parts, min_size=1, max_size=4).flatmap(
        lambda some: st.integers(1, len(some)).map(lambda least: Gate(least, tuple(some)))
    ),
    max_leaves=12,
).filter(lambda tree: isinstance(tree, Gate))


def there(part, have) -> bool:
    """Whether a part is there, the plain way."""
    return part in have if isinstance(part, str) else sum(there(one, have) for one in part.parts) >= part.least


@pytest.mark.law
def test_the_airlock_is_exits_and_not_mass():
    """Every element but one: what is lost by name."""
    lost = dict(zip(ELEMENTS, STATION.holds(~np.eye(5, dtype=bool)), strict=True))
    gone = {name: [f for f, holds in zip(STATION.names, row, strict=True) if not holds] for name, row in lost.items()}
    assert gone == {"power": ["crew", "exits"], "home": ["crew", "exits"], "airlock": ["exits"], "arm": [], "cargo": ["crew", "exits"]}


@pytest.mark.cross
@settings(max_examples=60)
@given(TREES)
def test_every_subset_agrees_with_a_plain_walk(tree):
    subsets = list(product((False, True), repeat=5))
    held = Functions(ELEMENTS, {"it": tree}).holds(np.array(subsets))[:, 0]
    assert held.tolist() == [there(tree, {name for name, kept in zip(ELEMENTS, some, strict=True) if kept}) for some in subsets]


@pytest.mark.law
@given(TREES, st.integers(0, 2**32))
def test_a_date_is_the_first_at_which_it_is_there(tree, seed):
    """With what has come by then it is there, with what had come before it is not; never is when all that ever comes is not enough."""
    dates = np.random.default_rng(seed).integers(0, 6, size=(4, 3, 5)).astype(float)
    dates[dates == 5.0] = np.inf
    functions = Functions(ELEMENTS, {"it": tree})
    found = functions.dates(dates)
    assert found.shape == (4, 3, 1)
    finite = np.isfinite(found)
    np.testing.assert_array_equal(functions.holds(dates <= found)[finite], np.ones(finite.sum(), bool))
    assert not functions.holds(dates < found)[finite].any()
    assert not functions.holds(np.isfinite(dates))[~finite].any()


@pytest.mark.law
@given(st.integers(0, 2**32))
def test_functions_of_functions_are_told_in_any_order(seed):
    have = np.random.default_rng(seed).random((20, 5)) < 0.7
    backwards = Functions(ELEMENTS, {name: STATION.gates[name] for name in reversed(STATION.names)})
    np.testing.assert_array_equal(backwards.holds(have)[:, ::-1], STATION.holds(have))


@pytest.mark.story
def test_trees_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="at least 3 of 2 parts"):
        at_least(3, "power", "home")
    with pytest.raises(ValueError, match="crew needs window, which nothing is; there are power, crew"):
        Functions(("power",), {"crew": all_of("power", "window")})
    with pytest.raises(ValueError, match="a needs b needs a; nothing can need itself"):
        Functions(("power",), {"a": all_of("b"), "b": any_of("power", all_of("a", "power"))})
    with pytest.raises(ValueError, match="power is the name of an element too"):
        Functions(("power",), {"power": all_of("power")})
    with pytest.raises(ValueError, match="2 along the last axis"):
        Functions(("power", "home"), {"a": all_of("power")}).dates(np.zeros((3, 5)))
