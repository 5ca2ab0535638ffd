"""What elements have left: told cases, a linear programme for the cheapest seats, and the arrays against the answers one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from cupola.partners.coalitions import every, names_of
from cupola.partners.outlook import outlook
from cupola.partners.programme import Agreement, Alternate, Bar, Element, Programme, Supply
from cupola.partners.standing import Fill, Standing, Way, Why, standing

YEAR = 365.25 * 86_400.0
NAMES = ("NASA", "ESA", "JAXA", "UAE", "Russia", "China")
SEEDS = st.integers(0, 2**32)
AIRLOCK = Element("airlock", (Supply("UAE"),), (Alternate("Russia", 4 * YEAR, 1.5), Alternate("China", 3 * YEAR)), whole=True)
CARGO = Element(
    "cargo",
    (Supply("NASA", 0.5, capacity=6.0, lead_time=1 * YEAR), Supply("JAXA", 0.3), Supply("ESA", 0.2, capacity=4.0, cost_factor=1.1)),
    (Alternate("Russia", 0.5 * YEAR, 1.4, capacity=3.0),),
    need=10.0,
    least=0.8,
)
LAW = Bar("the US law of 2011", "China", beside="NASA", begin=0.0)


def station(**words) -> Programme:
    return Programme(NAMES, (AIRLOCK, CARGO), **words)


def drawn_programme(seed: int) -> Programme:
    """Anything goes: shares, capacities, alternates, agreements and bars."""
    rng, partners = np.random.default_rng(seed), ("a", "b", "c", "d", "e")
    elements = []

    def under() -> tuple[str, ...]:
        return ("pact",) if rng.random() < 0.2 else ()

    def numbers() -> tuple[float, float]:
        return rng.uniform(0.0, 3.0), rng.uniform(0.0, 3.0)

    for number in range(3):
        who = rng.permutation(5)
        supplies, alternates = who[: rng.integers(0, 3)], who[rng.integers(0, 3) : rng.integers(2, 5)]
        share, capacity = 0.9 / max(len(supplies), 1), rng.uniform(1.0, 2.0)
        elements.append(
            Element(
                f"element {number}",
                tuple(Supply(partners[k], share, share * capacity, *numbers(), under=under()) for k in supplies),
                tuple(Alternate(partners[k], *numbers(), capacity=rng.uniform(0.0, 1.0), under=under()) for k in alternates),
                least=float(rng.uniform(0.3, 1.0)),
                whole=bool(rng.random() < 0.3),
            )
        )
    bars = (Bar("law", "a", beside="b"), Bar("sanction", "c", elements=("element 1",), unless=("pact",)))
    return Programme(partners, tuple(elements), (Agreement("pact", ("d",)),), bars)


@pytest.mark.law
def test_nobody_is_an_answer_with_its_reasons():
    held = standing(station(bars=(LAW,)), {"NASA", "ESA", "JAXA", "China"}).elements["airlock"]
    assert held.told() == "nobody supplies it: UAE left, Russia left, China is forbidden by the US law of 2011"
    assert [(one.partner, one.why, one.by) for one in held.refused][2] == ("China", Why.FORBIDDEN, "the US law of 2011")
    assert (held.share, held.delay, held.cost, held.cost_factor) == (0.0, np.inf, 0.0, np.inf)
    assert not held.stands


@pytest.mark.law
def test_a_law_holds_from_its_date_while_whom_it_binds_stays():
    """Without NASA there is nobody for the law to bind, before its date there is no law, and an agreement that names it lifts it."""
    programme = station(bars=(LAW,))
    assert standing(programme, {"ESA", "China"}).elements["airlock"].seats[0].partner == "China"
    assert standing(programme, {"NASA", "China"}, date=-1.0).elements["airlock"].seats[0].partner == "China"
    assert not standing(programme, {"NASA", "China"}, date=0.0).elements["airlock"].seats
    lifted = station(
        bars=(Bar("the law", "China", "NASA", unless=("waiver",)),), agreements=(Agreement("waiver", ("NASA", "China"), end=YEAR),)
    )
    assert standing(lifted, {"NASA", "China"}).elements["airlock"].stands
    assert not standing(lifted, {"NASA", "China"}, date=YEAR).elements["airlock"].stands


@pytest.mark.law
def test_an_agreement_ends_with_its_date_and_with_its_parties():
    element = Element("module", (Supply("ESA", under=("treaty",)),))
    programme = Programme(NAMES, (element,), (Agreement("treaty", ("ESA", "NASA"), end=10.0),))
    assert standing(programme, {"ESA", "NASA"}).elements["module"].stands
    for stay, date in (({"ESA", "NASA"}, 10.0), ({"ESA"}, 0.0)):
        assert standing(programme, stay, date).elements["module"].told() == "nobody supplies it: ESA has no agreement: treaty"


@pytest.mark.law
def test_the_rule_says_who_fills_the_seat():
    """JAXA's 3 of 10: ESA can do 2 more at 1.1 at once, Russia 3 at 1.4 in half a year, NASA 1 more at 1.0 in a year."""
    seats = {}
    for rule in Fill:
        held = standing(station(), {"NASA", "ESA", "Russia"}, rule=rule).elements["cargo"]
        seats[rule] = [(one.partner, round(one.share, 9), one.way) for one in held.seats[2:]]
        assert held.rule is rule
        assert rule.value in held.told()
    assert seats[Fill.CHEAPEST] == [("NASA", 0.1, Way.MORE), ("ESA", 0.2, Way.MORE)]
    assert seats[Fill.FASTEST] == [("ESA", 0.2, Way.MORE), ("Russia", 0.1, Way.STEPS_IN)]
    assert seats[Fill.STATED] == [("NASA", 0.1, Way.MORE), ("ESA", 0.2, Way.MORE)]
    # Eight of ten must be there: ESA's part is at once, so the least is there before the last seat is.
    held = standing(station(), {"NASA", "ESA", "Russia"}).elements["cargo"]
    assert (held.delay, held.capacity) == (0.0, 10.0)
    assert held.cost == pytest.approx(0.5 + 0.1 + 0.4 * 1.1)


@pytest.mark.law
def test_what_is_missing_is_told_with_who_can_do_too_little():
    element = Element("cargo", (Supply("NASA", 0.6), Supply("JAXA", 0.4)), (Alternate("ESA", capacity=0.0), Alternate("UAE", capacity=0.1)))
    held = standing(Programme(NAMES, (element,)), {"NASA", "ESA", "UAE"}).elements["cargo"]
    assert held.told().endswith("short of 30%: JAXA left, ESA can do too little")
    whole = Element("module", (Supply("JAXA"),), (Alternate("UAE", capacity=0.5), Alternate("ESA", capacity=0.6)), whole=True)
    held = standing(Programme(NAMES, (whole,)), {"ESA", "UAE"}).elements["module"]
    assert held.told() == "nobody supplies it: JAXA left, UAE can do too little, ESA can do too little"


@pytest.mark.cross
@settings(max_examples=60)
@given(SEEDS)
def test_the_cheapest_seats_are_those_of_a_linear_programme(seed):
    """What is open, filled at the least cost by SciPy's solver; no other rule is cheaper, and none stands sooner than the fastest."""
    rng = np.random.default_rng(seed)
    room, cost, delay = rng.uniform(0.0, 0.6, 4), rng.uniform(0.5, 3.0, 4), rng.uniform(0.0, 5.0, 4)
    names = ("a", "b", "c", "d")
    steps = tuple(Alternate(*one) for one in zip(names, delay.tolist(), cost.tolist(), room.tolist(), strict=True))
    programme = Programme((*names, "gone"), (Element("it", (Supply("a", 0.3), Supply("gone", 0.7)), steps, least=0.6),))
    held = {rule: standing(programme, set(names), rule=rule).elements["it"] for rule in Fill}
    fill = min(0.7, room.sum())
    best = linprog(cost, A_eq=np.ones((1, 4)), b_eq=[fill], bounds=list(zip(np.zeros(4), room, strict=True)))
    assert held[Fill.CHEAPEST].cost == pytest.approx(0.3 + best.fun, abs=1e-6)
    soonest = min((d for d in delay if room[delay <= d].sum() >= 0.3 - 1e-9), default=np.inf)
    assert held[Fill.FASTEST].delay == soonest
    for one in held.values():
        assert one.share == pytest.approx(0.3 + fill)
        assert one.cost >= held[Fill.CHEAPEST].cost - 1e-9
        assert one.delay >= held[Fill.FASTEST].delay


@pytest.mark.law
@settings(max_examples=20)
@given(SEEDS, st.sampled_from(Fill))
def test_arrays_say_what_the_answers_say(seed, rule):
    """All coalitions at once against one by one; nobody who left holds a seat, and no share is given twice."""
    programme = drawn_programme(seed)
    found = outlook(programme, every(5), rule=rule)
    shares = found.shares
    for row in range(32):
        names = names_of(row, programme.partners)
        one: Standing = standing(programme, names, rule=rule)
        assert one.coalition == names
        for place, held in enumerate(one.elements.values()):
            told = (found.stands, found.share, found.capacity, found.cost, found.delay)
            assert [table[row, place] for table in told] == [held.stands, held.share, held.capacity, held.cost, held.delay]
            assert {seat.partner for seat in held.seats} <= set(names)
            assert sum(seat.share for seat in held.seats) <= 1.0 + 1e-9
            assert shares[row, place].sum() == pytest.approx(held.share)
    np.testing.assert_array_equal(found.delay, found.delays(np.array([[offer.delay for offer in programme.offers]]))[0])


@pytest.mark.law
@settings(max_examples=10)
@given(SEEDS)
def test_dates_of_trials_are_when_enough_is_there(seed):
    """Trial by trial: what is there by the date makes the least share, what was there before does not."""
    programme = drawn_programme(seed)
    drawn = np.random.default_rng(seed).exponential(size=(5, len(programme.offers)))
    found = outlook(programme, every(5)).delays(drawn)
    for trial, row, place in np.ndindex(*found.shape):
        held = list(standing(programme, names_of(row, programme.partners)).elements.values())[place]
        there = {id(seat): 0.0 if seat.way is Way.PLANNED else drawn[trial, seat.offer] for seat in held.seats}
        date = found[trial, row, place]
        by = sum(seat.share for seat in held.seats if there[id(seat)] <= date)
        before = sum(seat.share for seat in held.seats if there[id(seat)] < date)
        assert (by >= held.least - 1e-6) == bool(np.isfinite(date))
        assert before < held.least


@pytest.mark.law
@settings(max_examples=30)
@given(SEEDS)
def test_without_bars_more_partners_never_mean_less_of_what_can_be_shared(seed):
    drawn = drawn_programme(seed)
    shared = Programme(drawn.partners, tuple(one for one in drawn.elements if not one.whole), drawn.agreements)
    if not shared.elements:
        return
    share = outlook(shared, every(5)).share
    for partner in range(5):
        without = every(5)[(every(5) >> partner & 1) == 0]
        assert np.all(share[without | 1 << partner] >= share[without] - 1e-9)


@pytest.mark.story
def test_programmes_that_cannot_be_are_refused():
    def refused(match: str, *elements: Element, **words):
        with pytest.raises(ValueError, match=match):
            Programme(NAMES, elements, **words)

    refused("cargo: got Mars; the partners are NASA", Element("cargo", (Supply("Mars"),)))
    refused(r"cargo: got shares \[0.7, 0.7\]; each lies in", Element("cargo", (Supply("NASA", 0.7), Supply("ESA", 0.7))))
    refused("a capacity of 1.0, less than its share of the need, 5", Element("cargo", (Supply("NASA", 0.5, 1.0),), need=10.0))
    refused("a partner stands twice in NASA, NASA", Element("cargo", (Supply("NASA", 0.5), Supply("NASA", 0.5))))
    refused("cargo: got a need of 0.0", Element("cargo", (Supply("NASA"),), need=0.0))
    refused("cargo, NASA: got treaty; the agreements are none", Element("cargo", (Supply("NASA", under=("treaty",)),)))
    refused("cargo, ESA: times, capacities and cost factors must be 0 or more", Element("cargo", (), (Alternate("ESA", -1.0),)))
    refused("law: got window; the elements are airlock", AIRLOCK, bars=(Bar("law", "China", elements=("window",)),))
    refused("elements: two have one name among airlock, airlock", AIRLOCK, AIRLOCK)
    with pytest.raises(ValueError, match="coalition: got Mars"):
        standing(station(), {"Mars"})
