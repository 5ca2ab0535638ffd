"""What a play keeps of each trial and calendar year: counted by hand, and sums that must agree with what else it keeps."""

import numpy as np
import pytest

from cupola.launch.cadence import YEAR, Cadence
from cupola.launch.filling import Shell
from cupola.launch.fleet import Pad, Vehicle
from cupola.launch.lifetimes import Lifetimes
from cupola.launch.playing import Playing
from cupola.launch.production import Production
from cupola.launch.programme import Already, Contract, Programme, Replacement

STEP = YEAR / 12


def playing(failure: float = 0.0, life: float = np.inf, trials: int = 4) -> Playing:
    """Three years of monthly launches with two satellites each, into twelve slots of which four are taken."""
    stock, rocket = Production(Cadence(0.0), stock=1000), Contract("rocket", 2)
    programme = Programme(
        "net", (Shell(3, 4),), stock, (rocket,), Lifetimes.weibull(life), replacement=Replacement.AT_ONCE, already=(Already(4),)
    )
    vehicle = Vehicle("rocket", Cadence(12 / YEAR, scatter=0.0), np.full((1, 1), failure), None, "", np.inf, ("pad",))
    starts = STEP * np.arange(36)
    years = np.arange(36) // 12
    return Playing((vehicle,), (Pad("pad"),), (programme,), starts, STEP, years, trials, 5, (), (), first_year=2030)


@pytest.mark.law
def test_years_are_counted_by_hand():
    """Eight slots take four launches in the first months; twelve satellites then stand for good."""
    found = playing()()
    assert found["years"].tolist() == [2030, 2031, 2032]
    assert found["campaigns"].tolist() == ["net"]
    assert found["vehicles"].tolist() == ["rocket"]
    assert found["yearly_made"][:, :, 0].tolist() == [[8, 0, 0]] * 4
    assert found["yearly_launches"][:, :, 0, 0].tolist() == [[4, 0, 0]] * 4
    assert found["yearly_retired"].sum() == 0
    assert found["yearly_standing"][0, :, 0] == pytest.approx([(6 + 8 + 10 + 9 * 12) / 12, 12.0, 12.0])


@pytest.mark.law
def test_years_add_up_to_what_is_kept_at_the_end():
    found = playing(failure=0.3, life=0.8 * YEAR, trials=300)()
    assert np.array_equal(found["yearly_launches"].sum(axis=(1, 2)), found["ends"][2])
    assert np.array_equal(found["yearly_made"].sum(axis=1), found["ends"][1] - 4)
    assert found["yearly_retired"].sum(axis=1).mean() == pytest.approx(found["gone"][2, -1, 0])
    assert np.all(found["yearly_made"] <= 2 * found["yearly_launches"][:, :, 0])
