"""Two runs side by side: differences, the inputs behind them, and what is said when nothing changed."""

import json
import re

import pytest

import cupola
from cupola.cli import comparing
from cupola.report.comparing import compared
from cupola.scenario.starter import new_text
from cupola.store import Run

pytestmark = pytest.mark.story
ELEVATION = "sensors.camera.footprint.min-elevation"


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    """The starter on a coarse grid as it is, with another elevation, and with another seed."""
    folder = tmp_path_factory.mktemp("compare")
    text = re.sub(r"(?m)^(\s+grid: )[^#\n]*", r"\g<1>10 deg ", re.sub(r"(?m)^(\s+step: )[^#\n]*", r"\g<1>10 min ", new_text("mine")))
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    file = folder / "mine.yaml"
    return {
        "plain": cupola.run(file, out=folder / "plain"),
        "lower": cupola.run(file, out=folder / "lower", changes={ELEVATION: "10 deg"}),
        "seeded": cupola.run(file, out=folder / "seeded", seed=5),
    }


def test_a_lower_elevation_sees_more_and_is_named_as_the_cause(runs: dict[str, Run]):
    found = compared(runs["plain"], runs["lower"])
    share = found["figures"]["coverage.all_one_in_view_kenya"]
    assert share["difference"] == share["after"]["value"] - share["before"]["value"] > 0.0
    assert found["inputs"][ELEVATION] == {"before": "20 deg", "after": "10 deg"}
    assert {key for key in found["inputs"] if not key.startswith(ELEVATION)} == set()
    told = comparing.told(found)
    assert f"{ELEVATION}: 20 deg -> 10 deg" in told
    assert re.search(r"share of time with at least one in view, Kenya .* \+[0-9.]+.points", told)


def test_another_seed_moves_the_ranges_and_not_the_values(runs: dict[str, Run]):
    found = compared(runs["plain"], runs["seeded"])
    assert found["inputs"] == {"(seed)": {"before": "0", "after": "5"}}
    assert {pair["difference"] for pair in found["figures"].values()} == {0.0}
    assert any(pair["before"].get("low") != pair["after"].get("low") for pair in found["figures"].values())


def test_a_run_compared_with_itself_says_that_nothing_changed(runs: dict[str, Run]):
    found = compared(runs["plain"], runs["plain"])
    assert found["inputs"] == {}
    assert "figures are the same" in comparing.told(found)
    assert "no input changed" in comparing.told(found)
    assert json.loads(json.dumps(found)) == found
