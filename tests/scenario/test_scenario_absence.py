"""Leaving suppliers and constellations out of a run: what goes with them, and names that are nobody's."""

import re

import pytest
from scenario_network import NETWORK

from cupola.errors import InputError
from cupola.scenario.absence import absence_of
from cupola.scenario.loading import load, loads

pytestmark = pytest.mark.law


def test_a_supplier_takes_its_constellations_and_sites_along():
    scenario = load("starshield")
    gone = absence_of(scenario, ["spacex"])
    mine = {name for name, one in scenario.constellations.items() if one.supplier == "spacex"}
    assert gone.constellations == mine
    assert gone.sites == {name for name, site in scenario.sites.items() if site.supplier == "spacex"}
    assert scenario.suppliers["spacex"].title in gone.told(scenario)


def test_a_constellation_goes_alone_and_a_name_given_twice_counts_once():
    scenario = load("golden-dome")
    gone = absence_of(scenario, ["tracking-t2", "tracking-t2"])
    assert (gone.names, gone.constellations, gone.sites) == (("tracking-t2",), frozenset({"tracking-t2"}), frozenset())


def test_nobody_is_left_out_unless_named():
    assert not absence_of(loads(NETWORK), []).names


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["spacy"], "got 'spacy'; must be a supplier or a constellation of starshield.yaml: did you mean spacex?"),
        (["spacex", "spacex-northrop", "amazon"], "leaves no constellation of starshield.yaml; leave somebody in"),
    ],
)
def test_what_cannot_be_left_out_is_refused(names: list[str], told: str):
    with pytest.raises(InputError, match=re.escape(told)):
        absence_of(load("starshield"), names)
