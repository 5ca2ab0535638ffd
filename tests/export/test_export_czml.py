"""A scene says where satellites are: another program reads it, and between its samples finds them as far off as the scene admits."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from czml3.core import Document
from exported_run import TITLE, flight, manifest, records
from scipy.interpolate import BarycentricInterpolator

from cupola.errors import InputError
from cupola.exports import Window
from cupola.exports.czml import FEW, metres, write_czml
from cupola.exports.flight import MAX_SAMPLES, fleets_of

SPAN = 6 * 3600.0


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return manifest(records())


@pytest.fixture(scope="module")
def scene(told: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[str, ...]]:
    """A scene of six hours, and what was said of it."""
    file = tmp_path_factory.mktemp("scene") / "scene.czml"
    return file, write_czml(told, flight(), Window(SPAN), file)


def packets(file: Path) -> list[dict[str, Any]]:
    return json.loads(file.read_text(encoding="utf-8"))


def errors_said(said: tuple[str, ...]) -> dict[str, float]:
    """Metres by `constellation/shell`."""
    found = [re.fullmatch(r"(\S+): .* within ([\d.]+) m", line) for line in said]
    return {line[1]: float(line[2]) for line in found if line}


@pytest.mark.cross
def test_a_reader_finds_satellites_between_samples_within_what_the_scene_says(scene: tuple[Path, tuple[str, ...]], told: dict[str, Any]):
    """czml3 reads the packets; SciPy interpolates the eight samples around an instant, four on either side, as Cesium does."""
    file, said = scene
    admitted = errors_said(said)
    assert set(admitted) == {"low/delta", "high/belt", "high/tundra"} and max(admitted.values()) <= 1.0
    read: dict[str, Any] = {packet.id: packet for packet in Document.model_validate_json(file.read_text(encoding="utf-8")).packets}
    seconds = np.sort(np.append(np.random.default_rng(2).uniform(0.0, SPAN, 60), [0.4, SPAN - 0.4]))
    for fleet in fleets_of(flight(), told["scenario"]["constellations"], ()):
        wanted = fleet.positions(seconds)
        worst = 0.0
        for place, name in enumerate(fleet.ids()):
            position = read[name].position
            samples = np.reshape(position.cartesian.values, (-1, 4))
            assert position.interpolationDegree == 7
            for at, expected in zip(seconds, wanted[:, place], strict=True):
                after = np.searchsorted(samples[:, 0], at)
                around = samples[after - 4 : after + 4]
                assert len(around) == 8
                worst = max(worst, float(np.linalg.norm(BarycentricInterpolator(around[:, 0], around[:, 1:])(at) - expected)))
        assert worst <= 1.1 * admitted[f"{fleet.constellation}/{fleet.shell}"]


@pytest.mark.story
def test_every_satellite_in_service_and_every_place_is_there(scene: tuple[Path, tuple[str, ...]]):
    document, *rest = packets(scene[0])
    names = [packet["id"] for packet in rest]
    low = [f"low/delta/{number}" for number in range(1, 13) if number != 2]
    assert names == ["place/seoul", *low, "high/belt/1", "high/belt/2", "high/tundra/1"]
    assert document["name"] == TITLE
    assert document["clock"]["interval"] == "2026-11-01T00:00:00Z/2026-11-01T06:00:00Z"
    assert all(packet["availability"] == document["clock"]["interval"] for packet in rest[1:])
    assert all({"label", "path"} <= packet.keys() for packet in rest[1:])
    colours = {packet["id"].split("/")[0]: tuple(packet["point"]["color"]["rgba"]) for packet in rest[1:]}
    assert colours["low"] != colours["high"]
    assert rest[0]["position"]["cartographicDegrees"] == pytest.approx([126.978, 37.566, 0.0])


@pytest.mark.story
def test_descriptions_say_what_is_notional_and_nothing_in_them_is_markup(scene: tuple[Path, tuple[str, ...]]):
    document, _, *satellites = packets(scene[0])
    assert all("<p>Notional, public sources.</p>" in packet["description"] for packet in (document, *satellites))
    assert "One warning." in document["description"]
    assert "A &amp; B" in satellites[0]["description"] and "12 at 550 km" in satellites[0]["description"]
    assert "1 Molniya" in satellites[-1]["description"]
    assert set(re.findall(r"<[^>]*>", "".join(packet["description"] for packet in satellites))) == {"<p>", "</p>"}


@pytest.mark.story
def test_a_part_of_the_flight_keeps_its_colours_and_many_satellites_have_no_labels(told: dict[str, Any], tmp_path: Path):
    part, many = tmp_path / "part.czml", tmp_path / "many.czml"
    write_czml(told, flight(places=False), Window(SPAN, 120.0, ("high",)), part)
    write_czml(told, flight(planes=FEW, per_plane=2), Window(600.0, 60.0), many)
    high = packets(part)[1:]
    whole = {packet["id"]: packet for packet in packets(many)}
    assert [packet["id"] for packet in high] == ["high/belt/1", "high/belt/2", "high/tundra/1"]
    assert high[0]["point"]["color"] == whole["high/belt/1"]["point"]["color"]
    steps = np.diff(high[0]["position"]["cartesian"][::4])
    assert np.all(steps == 120.0)
    assert not {"label", "path"} & whole["low/delta/1"].keys()


@pytest.mark.story
def test_ten_thousand_satellites_for_a_day_are_refused_with_what_would_fit(told: dict[str, Any], tmp_path: Path):
    """And what is said to fit does fit."""
    file, crowd = tmp_path / "crowd.czml", flight(planes=100, per_plane=100)
    with pytest.raises(InputError, match="Nothing has been written") as refused:
        write_czml(told, crowd, Window(), file)
    assert list(tmp_path.iterdir()) == []
    assert "--constellation with one of low, high" in str(refused.value)
    fitting = re.search(r"--span '([\d.]+) h'", str(refused.value))
    assert fitting
    span = 3600.0 * float(fitting[1])
    said = write_czml(told, flight(planes=10, per_plane=10), Window(span), file)
    step = float(re.findall(r"every (\d+) s", said[0])[0])
    assert 0.9 * MAX_SAMPLES < 9_999 * (np.ceil(span / step) + 7) <= MAX_SAMPLES


@pytest.mark.story
def test_a_step_too_long_to_interpolate_is_refused(told: dict[str, Any], tmp_path: Path):
    with pytest.raises(InputError, match=r"low/delta.*shorten --step"):
        write_czml(told, flight(), Window(SPAN, 1800.0), tmp_path / "coarse.czml")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.story
@pytest.mark.parametrize(("error", "said"), [(0.0, "0.1 m"), (0.862, "0.87 m"), (0.87, "0.87 m"), (12.1, "13 m"), (1501.0, "1.6 km")])
def test_an_error_is_never_told_smaller_than_it_is(error: float, said: str):
    assert metres(error) == said


@pytest.mark.story
@pytest.mark.parametrize(("span", "step"), [(59.0, None), (np.nan, None), (1e9, None), (3600.0, 0.0), (3600.0, np.inf)])
def test_a_window_outside_what_is_allowed_is_refused(span: float, step: float | None):
    with pytest.raises(InputError, match="must lie between"):
        Window(span, step)
