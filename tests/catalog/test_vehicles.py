"""Launch vehicles, sites, pads and flights: what the facts say, that each says where it was read, and what a wrong name is told."""

import math
import subprocess
import sys
from pathlib import Path

import pytest

from cupola.catalog.countries import country_name
from cupola.catalog.flight_record import (
    CREDIT,
    amazon_leo_launches,
    first_year,
    flight_record,
    inclinations_flown,
    north_korean_launches,
    record_until,
    records_of,
    starlink_launches,
)
from cupola.catalog.launch_sites import launch_site_named, launch_sites, pad_named
from cupola.catalog.quoted import facts_of
from cupola.catalog.vehicles import vehicle_named, vehicles
from cupola.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "models" / "launch.md"

PLACES = {
    "Cape Canaveral": (28.49, -80.58),
    "Baikonur": (45.97, 63.31),
    "Plesetsk": (62.93, 40.58),
    "Vostochny": (51.88, 128.33),
    "Kourou": (5.24, -52.77),
    "Jiuquan": (40.96, 100.29),
    "Sohae": (39.66, 124.71),
    "Sriharikota": (13.73, 80.23),
    "Mahia": (-39.26, 177.86),
}
"""Latitude and longitude, degrees, as atlases and the sites' articles have them."""


@pytest.mark.reference
@pytest.mark.parametrize(("name", "place"), PLACES.items())
def test_sites_lie_where_atlases_have_them(name: str, place: tuple[float, float]):
    site = launch_site_named(name)
    assert (math.degrees(site.latitude), math.degrees(site.longitude)) == pytest.approx(place, abs=0.05)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("vehicle", "launches", "failures"),
    [
        ("Falcon 9 (recoverable)", 569, 2),
        ("Soyuz-2.1b", 80, 2),
        ("Electron", 70, 4),
        ("Angara A5", 5, 1),
        ("Vega C", 5, 1),
        ("Chollima-1", 3, 2),
    ],
)
def test_flights_are_those_of_the_record(vehicle: str, launches: int, failures: int):
    """GCAT to 2025-11-30, upper stages and versions together."""
    record = records_of(vehicle_named(vehicle).record)
    assert record is not None and (record.launches, record.failures) == (launches, failures)
    assert sum(record.by_year.values()) <= launches and min(record.by_year) >= first_year()


@pytest.mark.reference
def test_launches_of_three_programmes():
    """Kuiper: 27, 27 and 24 make the 78 of July 2025. North Korea in 2023: failures in May and August, success in November. Starlink: 60
    satellites on the first operational flight of 2019-11-11.
    """
    prototypes, *leo = amazon_leo_launches()
    assert prototypes.satellites == 2 and [launch.satellites for launch in leo[:3]] == [27, 27, 24]
    assert all((launch.tag is None) != (launch.date is None) for launch in leo)
    assert [(launch.date, launch.failed) for launch in north_korean_launches() if launch.vehicle == "Chollima-1"] == [
        ("2023-05-30", True),
        ("2023-08-23", True),
        ("2023-11-21", False),
    ]
    flights = starlink_launches()
    assert next(launch for launch in flights if launch.date == "2019-11-11").satellites == 60
    assert [launch.date for launch in flights] == sorted(str(launch.date) for launch in flights)
    assert all((launch.satellites is None) != (launch.payload is None) for launch in flights)
    assert max(launch.payload or 0.0 for launch in flights) == 18_320.0


@pytest.mark.reference
def test_baikonurs_pad_31_was_out_of_use_for_the_winter():
    """Damaged at the launch of Soyuz MS-28 on 2025-11-27, repaired by 2026-03-03 (Roscosmos)."""
    (outage,) = pad_named("Baikonur 31/6").outages
    assert (outage.start, outage.end) == ("2025-11-27", "2026-03-03") and outage.source is not None
    assert pad_named("vostochny 1a").since == "2024-04" and "Angara" in pad_named("Vostochny 1A").families


@pytest.mark.law
def test_every_number_says_where_it_was_read_or_that_it_is_assumed_with_a_wide_range():
    for vehicle in vehicles():
        assert vehicle.payloads, vehicle.name
        for number in [one.mass for one in vehicle.payloads] + [one.amount for one in vehicle.prices]:
            assert 0.0 < number.low <= number.value <= number.high, vehicle.name
            assert not number.assumed or number.high >= 1.05 * number.low, f"{vehicle.name}: an assumed number without a range"
            assert number.source is None or number.source.title
    sources = facts_of("vehicles.json")["sources"]
    text = (ROOT / "src" / "cupola" / "catalog" / "data" / "vehicles.json").read_text(encoding="utf-8")
    assert all(text.count(f'"source": "{name}"') for name in sources), "a source that nothing rests on"


@pytest.mark.law
def test_names_lead_to_each_other():
    """Sites, records, families and countries that vehicles, payloads and pads name are there."""
    families = {vehicle.family for vehicle in vehicles()}
    for vehicle in vehicles():
        assert vehicle_named(vehicle.name.upper()) is vehicle and vehicle.country == country_name(vehicle.country)
        for name in [*vehicle.sites, *(one.site for one in vehicle.payloads)]:
            assert launch_site_named(name).name == name
        records_of(vehicle.record)
        assert any(not one.held_back for one in vehicle.payloads)
    for site in launch_sites():
        assert site.country == country_name(site.country)
        assert all(launch_site_named(code) is site for code in site.codes)
        for pad in site.pads:
            assert pad_named(f"{site.name} {pad.name}") is pad
    flown = [vehicle for vehicle in vehicles() if vehicle.status == "flying" and vehicle.record]
    pads = {family for site in launch_sites() for pad in site.pads for family in pad.families}
    assert {vehicle.family for vehicle in flown} <= pads | {"Starship"} and families - pads <= {
        "Delta IV",
        "Long March 10",
        "Zhuque-2",
        "Ceres-1",
        "Pallas-1",
    }


@pytest.mark.law
def test_codes_of_a_site_are_counted_together():
    counts = inclinations_flown(("V", "VS", "VSFB", "VSFBS"))
    assert counts[53] == 66 and counts[98] == 17 + 14 + 27 and list(counts) == sorted(counts)
    assert inclinations_flown(("nowhere",)) == {}
    assert records_of(()) is None


@pytest.mark.story
def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(InputError, match=r"no vehicle of the name 'Vulkan VC6'; nearest: 'Vulcan VC6'"):
        vehicle_named("Vulkan VC6")
    with pytest.raises(InputError, match=r"no vehicle of the name 'xyzzy'; write its payloads in the scenario"):
        vehicle_named("xyzzy")
    with pytest.raises(InputError, match="no launch site of the name 'Baykonur'; nearest: 'Baikonur'"):
        launch_site_named("Baykonur")
    with pytest.raises(InputError, match="no launch pad of the name 'Baikonur 31'; nearest: 'Baikonur 31/6'"):
        pad_named("Baikonur 31")
    with pytest.raises(InputError, match=r"no vehicle in the flight record of the name 'Soyuz-2.1c'; nearest: 'Soyuz-2-1"):
        flight_record("Soyuz-2.1c")


@pytest.mark.law
def test_the_catalogue_is_read_without_numpy_and_stays_small():
    script = (
        "import sys; from cupola.catalog.vehicles import vehicle_named; from cupola.catalog.launch_sites import launch_site_named;"
        "from cupola.catalog.flight_record import records_of; assert records_of(vehicle_named('electron').record).failures == 4;"
        "assert launch_site_named('cape-canaveral').codes == ('CC',); assert not {'numpy', 'jax', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    data = ROOT / "src" / "cupola" / "catalog" / "data"
    assert (
        sum((data / f"{name}.json").stat().st_size for name in ("vehicles", "launch_sites", "flight_record", "satellite_launches"))
        < 150_000
    )


@pytest.mark.law
def test_the_page_names_the_credit_the_vehicles_and_the_sites():
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert CREDIT in page and "CC-BY" in page and record_until() in page
    assert [vehicle.name for vehicle in vehicles() if vehicle.name not in page] == []
    assert [site.name for site in launch_sites() if site.name not in page] == []
