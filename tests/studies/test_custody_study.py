"""The custody study from end to end on a few launches: what must hold for any figures, and launches that nobody ever sees."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import cupola
from cupola.scenario.library import text_of
from cupola.scenario.loading import loads
from cupola.scenario.studies import THREAT_MEASURES
from cupola.store import Run

FEW = {
    "studies.custody.launches": "4",
    "studies.custody.trials": "3",
    "studies.custody.draws": "0",
    "studies.custody.step": "8 h",
    "studies.custody.grid": "15 deg",
    "studies.custody.tracking-step": "5 s",
}
BLIND = {"sensors.plume-infrared.infrared.max-range": "100 km", "sensors.wide-field-infrared.infrared.max-range": "100 km"}


def flown(folder: Path, changes: dict[str, str], seed: int = 0) -> Run:
    text = text_of("missile-warning").replace("raids: [1, 30, 100, 200]", "raids: [1, 3]")
    return cupola.run(loads(text, "few.yaml", FEW | changes), studies=["custody"], out=folder, seed=seed)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return flown(tmp_path_factory.mktemp("custody") / "plain", {})


@pytest.fixture(scope="module")
def data(plain: Run) -> xr.Dataset:
    return plain["custody"]


@pytest.mark.story
def test_every_figure_is_a_number_or_says_why_there_is_none(plain: Run):
    figures = plain.manifest["studies"]["custody"]["figures"]
    assert len(figures) == 3 * 2 * len(THREAT_MEASURES)
    assert all(figure["note"] if figure["value"] is None else np.isfinite(figure["value"]) for figure in figures.values())
    assert any(figure["value"] is not None for figure in figures.values())
    assert (plain.path / "report.html").is_file()


@pytest.mark.law
def test_what_comes_first_comes_first(data: xr.Dataset):
    sight, detection, stereo, custody = (data[name].values for name in ("first_sight", "first_detection", "first_stereo", "first_custody"))
    assert np.all(sight <= detection)
    assert np.all(detection <= stereo)
    assert np.all(stereo <= custody)


@pytest.mark.law
def test_tracks_in_order_have_the_same_quantiles(data: xr.Dataset):
    """The equally likely cases that other studies read: the median and nine in ten are those told, and as many never come as are told."""
    held = data["first_custody_at"]
    assert np.all(held.values[..., 1:] >= held.values[..., :-1])
    for share in (0.5, 0.9):
        at = round(share * held.sizes["track_share"]) - 1
        assert np.array_equal(held.values[..., at], data["first_custody"].sel(quantile=share).values)
    assert np.isfinite(held.values).mean(axis=held.dims.index("track_share")) == pytest.approx(data["reached_custody"].values, abs=0.1)


@pytest.mark.law
def test_shares_are_shares_and_more_satellites_see_no_less(data: xr.Dataset):
    for name in ("detected", "reached_stereo", "reached_custody", "stereo_share", "custody_share", "two_in_view_map"):
        values = data[name].values
        assert np.all((values >= 0.0) & (values <= 1.0)), name
    sensing, tracking, warning = (data.sel(view=name) for name in ("sensing", "tracking", "warning"))
    for part in (tracking, warning):
        assert np.all(sensing["in_view"].fillna(0.0).values >= part["in_view"].fillna(0.0).values)
        assert np.all(sensing["first_sight"].values <= part["first_sight"].values)
        assert np.all(sensing["two_in_view_map"].values >= part["two_in_view_map"].values)
        assert np.all(sensing["sight_map"].values <= part["sight_map"].values)


@pytest.mark.law
def test_a_sensor_for_plumes_alone_holds_nothing_after_burn_out(data: xr.Dataset):
    warning = data.sel(view="warning")
    assert np.all(warning["custody_share"].values == 0.0)
    assert np.all(warning["stereo_share"].values == 0.0)
    assert np.isnan(warning["raid_custody"].values).all()
    after = data["elapsed"].values > float(data["burn_out"].max()) + 70.0
    assert np.all(warning["in_view"].fillna(0.0).values[:, after] == 0.0)


@pytest.mark.law
def test_a_raid_is_held_no_better_than_one_launch_and_losses_are_no_gains(data: xr.Dataset):
    raids = data["raid_custody"].sel(view="tracking").values
    assert np.all(raids[:, 1] <= raids[:, 0] + 0.05)
    whole = data["custody_share"].values[..., None]
    assert np.nanmax(data["custody_without"].values - whole) < 0.05
    without_tracking = data["custody_without"].sel(view="sensing", constellation="tracking-t1").values
    assert np.all(without_tracking == 0.0)


@pytest.mark.story
def test_the_same_seed_gives_the_same_and_another_does_not(plain: Run, tmp_path: Path):
    again, other = (flown(tmp_path / str(seed), {}, seed)["custody"] for seed in (0, 1))
    first = plain["custody"]
    assert np.array_equal(first["launch_time"].values, again["launch_time"].values)
    assert np.array_equal(first["first_detection"].values, again["first_detection"].values)
    assert np.array_equal(first["position_error"].values, again["position_error"].values, equal_nan=True)
    assert not np.array_equal(first["launch_time"].values, other["launch_time"].values)


@pytest.mark.story
def test_launches_that_nobody_sees_are_never_seen(tmp_path: Path):
    run = flown(tmp_path / "blind", BLIND)
    blind = run["custody"]
    assert np.all(blind["detected"].values == 0.0)
    assert np.isinf(blind["first_detection"].values).all()
    figures = run.manifest["studies"]["custody"]["figures"]
    assert figures["sensing_detected_korea"]["value"] == 0.0
    first = figures["sensing_first_detection_korea"]
    assert first["value"] is None
    assert "never" in first["note"]
    assert "never" in (run.path / "report.html").read_text(encoding="utf-8")
    assert not any(np.isnan(figure["value"]) for figure in figures.values() if figure["value"] is not None)
