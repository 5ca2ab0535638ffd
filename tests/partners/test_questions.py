"""The stream of questions: each set of what is left once, under a name of its own, and values back in order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.partners.coalitions import every
from cupola.partners.functions import Functions, all_of
from cupola.partners.outlook import outlook
from cupola.partners.programme import Alternate, Element, Programme, Supply
from cupola.partners.questions import Question, answered, gathered, identity_of, questions
from cupola.partners.sampling import needed, rings_of, sampled
from cupola.partners.shapley import shapley

NAMES = ("NASA", "ESA", "JAXA", "idle")
PROGRAMME = Programme(
    NAMES, (Element("home", (Supply("NASA"),), (Alternate("ESA", cost_factor=2.0),)), Element("arm", (Supply("JAXA"),), whole=True))
)
ASKED = list(zip(every(4).tolist(), outlook(PROGRAMME, every(4)).remaining(), strict=True))


@pytest.mark.law
def test_equal_surviving_sets_are_asked_once():
    """Home by NASA, by ESA or by nobody, with the arm or without: six questions from sixteen coalitions, and no number is lost by it."""
    calls = []

    def worth(question: Question) -> np.ndarray:
        calls.append(question.identity)
        return np.array([1.0, 10.0]) * sum("PLANNED" in item or "STEPS_IN" in item for item in question.remaining)

    values = answered(ASKED, worth)
    assert len(calls) == len(set(calls)) == 6
    assert values.shape == (2, 16)
    stands = Functions(("home", "arm"), {"home there": all_of("home"), "arm there": all_of("arm")}).holds(
        outlook(PROGRAMME, every(4)).stands
    )
    np.testing.assert_array_equal(values[0], stands.sum(axis=1))
    # NASA and ESA are as good as each other here, and who is idle has nothing.
    np.testing.assert_allclose(shapley(values), [[0.5, 0.5, 1.0, 0.0], [5.0, 5.0, 10.0, 0.0]])


@pytest.mark.law
@given(st.permutations(ASKED))
def test_identities_do_not_depend_on_the_order(asked):
    assert {one.identity for one in questions(asked)} == {one.identity for one in questions(ASKED)}
    (kept, *rest) = questions(ASKED)
    assert [one.identity for one in questions(ASKED, known=[kept.identity])] == [one.identity for one in rest]


@pytest.mark.law
@given(st.lists(st.text(max_size=4), max_size=5), st.lists(st.text(max_size=4), max_size=5))
def test_an_identity_is_that_of_a_set(one, other):
    assert (identity_of(one) == identity_of(other)) == (set(one) == set(other))


@pytest.mark.reference
def test_an_identity_stays_what_it_is_today():
    """Written down, so that answers kept by an older run are still found."""
    assert identity_of(["home; NASA PLANNED 1.0", "arm"]) == "e79d362b33af34001ba98f9e840d6cc4"


@pytest.mark.law
def test_a_stream_is_not_run_ahead():
    """A question comes when its coalition does, so that work may begin before all is known."""
    stream = questions(iter(ASKED))
    assert next(stream).coalition == 0
    assert next(stream).coalition == 1


@pytest.mark.law
def test_sampled_worths_from_questions():
    around = rings_of(np.random.default_rng(2).random((6, 4)))
    some = needed(around)
    asked = zip(some.tolist(), outlook(PROGRAMME, some).remaining(), strict=True)
    values = answered(asked, lambda question: float(len([item for item in question.remaining if " " in item])))
    assert sampled(around, values).value.sum() == pytest.approx(2.0)


@pytest.mark.story
def test_missing_answers_are_told():
    with pytest.raises(ValueError, match=r"none for [0-9a-f]{32}, which coalition 0 asks; put every question"):
        gathered(ASKED, {})
    with pytest.raises(ValueError, match="no coalition"):
        gathered([], {})
