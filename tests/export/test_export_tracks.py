"""Ground tracks follow RFC 7946: never across the date line, over the poles, where the satellite really is."""

import itertools
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exported_run import flight, manifest, records
from hypothesis import given
from hypothesis import strategies as st

from cupola.constants import EARTH
from cupola.exports import Window
from cupola.exports.flight import fleets_of
from cupola.exports.geojson import STEP, write_geojson
from cupola.exports.tracks import MOST_TURN, track
from cupola.frames.geodetic import geodetic_to_itrs, itrs_to_geodetic

TURN = 2.0 * np.pi / 86_164.0


def flown(inclination: float, node: float, phase: float, rate: float = TURN, step: float = 60.0, count: int = 200) -> np.ndarray:
    """A circular orbit of 90 min at 550 km over an Earth that turns at `rate`, by plane vectors, m."""
    t = step * np.arange(count)
    u = phase + 2.0 * np.pi * t / 5400.0
    along, across = np.cos(u), np.sin(u)
    x, y, z = along, across * np.cos(inclination), across * np.sin(inclination)
    turn = node - rate * t
    return (EARTH.radius + 550e3) * np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn), z], axis=-1)


def drawn(line: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A line, straight in longitude and latitude, as short straight pieces on the ground: their two ends, m."""
    filled = line[:-1] + np.linspace(0.0, 1.0, 30)[:, None, None] * np.diff(line, axis=0)
    ground = geodetic_to_itrs(np.radians(filled[..., 1]), np.radians(filled[..., 0]), np.zeros(filled.shape[:-1]), EARTH)
    return ground[:-1].reshape(-1, 3), ground[1:].reshape(-1, 3)


@pytest.mark.law
@given(st.floats(0.0, np.pi), st.floats(-4.0, 4.0), st.floats(0.0, 6.3))
def test_no_line_crosses_the_date_line_and_each_cut_is_whole(inclination: float, node: float, phase: float):
    positions = flown(inclination, node, phase)
    lines = [np.array(line) for line in track(positions, EARTH)]
    for line in lines:
        assert np.all(np.abs(line[:, 0]) <= 180.0) and np.all(np.abs(line[:, 1]) <= 90.0)
        assert np.all(np.abs(np.diff(line[:, 0])) <= MOST_TURN + 1e-3)
        assert np.array_equal(line, np.round(line, 4))
        assert np.all(np.any(np.diff(line, axis=0) != 0.0, axis=1))
    for before, after in itertools.pairwise(lines):
        end, start = before[-1], after[0]
        at_pole = abs(end[1]) == 90.0 and end[1] == start[1]
        assert at_pole or (abs(end[0]) == 180.0 and start[0] == -end[0] and end[1] == pytest.approx(start[1], abs=1e-3))
    latitude, longitude, _ = itrs_to_geodetic(positions[[0, -1]], EARTH)
    for corner, at in ((lines[0][0], 0), (lines[-1][-1], 1)):
        assert corner[1] == pytest.approx(np.degrees(latitude[at]), abs=6e-5)
        off = np.remainder(corner[0] - np.degrees(longitude[at]) + 180.0, 360.0) - 180.0
        assert abs(off) * np.cos(latitude[at]) < 6e-5


@pytest.mark.law
@pytest.mark.parametrize("node", [0.3, -1.2, np.pi / 2])
def test_a_track_through_the_poles_ends_and_begins_on_them(node: float):
    """Half an orbit and a little more over an Earth that does not turn: one pole, met between two samples and never stood on."""
    lines = track(flown(np.pi / 2, node, 0.01, rate=0.0, count=50), EARTH)
    meridian = round(np.degrees(node), 4)
    opposite = meridian - 180.0 if meridian > 0.0 else meridian + 180.0
    assert [line[-1] for line in lines[:-1]] == [[meridian, 90.0]]
    assert lines[1][0] == pytest.approx([opposite, 90.0])


@pytest.mark.law
@pytest.mark.parametrize("inclination", [53.0, 81.0, 97.6])
def test_a_line_keeps_within_a_kilometre_of_a_low_satellites_track(inclination: float):
    """The distance on the ground to the nearest stretch of the line, half-way between samples."""
    positions = flown(np.radians(inclination), 0.4, 0.2, step=0.5 * STEP, count=801)
    lines = track(positions[::2], EARTH)
    latitude, longitude, _ = itrs_to_geodetic(positions[1::2], EARTH)
    true = geodetic_to_itrs(latitude, longitude, np.zeros(latitude.shape), EARTH)
    starts, ends = (np.concatenate(sides) for sides in zip(*(drawn(np.array(line)) for line in lines), strict=True))
    along = ends - starts
    nearest: list[float] = []
    for at in true[::2]:
        share = np.clip(np.sum((at - starts) * along, axis=-1) / np.maximum(np.sum(along**2, axis=-1), 1e-9), 0.0, 1.0)
        nearest.append(float(np.min(np.linalg.norm(starts + share[:, None] * along - at, axis=-1))))
    assert 100.0 < max(nearest) < 1000.0


@pytest.mark.law
def test_a_satellite_that_stands_still_is_a_point():
    assert track(np.tile([[-4.2164e7, 1.0, 0.0]], (5, 1)), EARTH) == [[[180.0, 0.0]]]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file: Path = tmp_path_factory.mktemp("tracks") / "made.tracks.geojson"
    write_geojson(manifest(records()), flight(), Window(7_210.0), file)
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.reference
def test_the_file_keeps_to_the_rfc(collection: dict[str, Any]):
    """RFC 7946: sections 3.1.1 (longitude, latitude), 3.1.4 (two positions or more), 3.2, 3.3, 4 (no crs), 7.1 (members of other types)."""
    assert collection["type"] == "FeatureCollection" and "crs" not in collection
    assert not {"coordinates", "geometries", "geometry", "properties"} & collection.keys()
    ids = [feature["id"] for feature in collection["features"]]
    assert len(set(ids)) == len(ids)
    for feature in collection["features"]:
        assert feature["type"] == "Feature" and isinstance(feature["properties"], dict)
        geometry = feature["geometry"]
        assert geometry.keys() == {"type", "coordinates"}
        lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [[geometry["coordinates"]] * 2]
        assert geometry["type"] in {"MultiLineString", "Point"} and lines
        for line in lines:
            assert len(line) >= 2
            assert all(len(at) == 2 and abs(at[0]) <= 180.0 and abs(at[1]) <= 90.0 for at in line)


@pytest.mark.story
def test_a_feature_says_which_satellite_how_high_and_when(collection: dict[str, Any]):
    features = {feature["id"]: feature for feature in collection["features"]}
    assert features["place/seoul"]["geometry"]["coordinates"] == [126.978, 37.566]
    low, belt, heo = (features[name]["properties"] for name in ("low/delta/1", "high/belt/2", "high/tundra/1"))
    assert "low/delta/2" not in features
    assert 549.0 < low["lowest_altitude_km"] < low["highest_altitude_km"] < 572.0  # the ellipsoid falls away towards 53 deg
    assert belt["lowest_altitude_km"] == pytest.approx(35_786.0, abs=1.0)
    assert features["high/belt/2"]["geometry"] == {"type": "Point", "coordinates": [pytest.approx(180.0, abs=1e-3), 0.0]}
    assert heo["lowest_altitude_km"] < 37_000.0 and 39_800.0 < heo["highest_altitude_km"] < 39_900.0  # two hours around its apogee
    assert (low["start"], low["end"], low["notional"]) == ("2026-11-01T00:00:00Z", "2026-11-01T02:00:10Z", True)


@pytest.mark.story
def test_a_track_ends_with_the_span(collection: dict[str, Any]):
    """The span is no whole number of steps: its end is flown all the same."""
    fleet = fleets_of(flight(), manifest(records())["scenario"]["constellations"], ())[0]
    latitude, longitude, _ = itrs_to_geodetic(fleet.positions(np.array([7_210.0]))[0, 0], EARTH)
    last = next(feature for feature in collection["features"] if feature["id"] == "low/delta/1")["geometry"]["coordinates"][-1][-1]
    assert last == pytest.approx(np.degrees([longitude, latitude]).tolist(), abs=6e-5)
