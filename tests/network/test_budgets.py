"""Link budgets: against diffraction, a textbook's uplink, the modulations of DVB-S2 and the ITU's own examples for the air."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cupola.errors import InputError
from cupola.network.air import Dish, slant_attenuation
from cupola.network.optical import LaserTerminal, laser_rate, received_power
from cupola.network.radio import RadioLink, carrier_to_noise_density, free_space_loss, from_decibels, radio_rate

ELECTRON_VOLT = 1.602176634e-19


def terminal(**changes):
    """A terminal of 1 W, 10 cm and 1,550 nm without losses."""
    plain = {"power": 1.0, "aperture": 0.1, "wavelength": 1550e-9, "sending": 1.0, "receiving": 1.0, "photons_per_bit": 100.0}
    return LaserTerminal(**{**plain, "greatest_rate": 1e11, **changes})


@pytest.mark.cross
@pytest.mark.parametrize("length", [50e3, 500e3, 5000e3])
def test_power_received_is_that_of_diffraction_on_the_axis(length):
    """Exact Fresnel diffraction of an evenly lit disc, 4 I sin^2(pi a^2 / 2 L z) on the axis (Goodman, Introduction to Fourier Optics).

    The far field is too high by a third of the square of that angle: 0.09 % at 50 km, 1e-5 at 500 km.
    """
    one, a = terminal(aperture=0.1), 0.05
    angle = np.pi * a**2 / (2.0 * one.wavelength * length)
    caught = 4.0 * np.sin(angle) ** 2 * one.power
    assert received_power(one, np.array([length]))[0] == pytest.approx(caught, rel=0.4 * angle**2 + 1e-12)


@pytest.mark.cross
@pytest.mark.parametrize("error", [1e-6, 5e-6, 10e-6, 18e-6])
def test_pointing_is_the_far_field_summed_over_the_aperture(error):
    one = terminal(pointing_error=error)
    x = (np.arange(800) + 0.5) / 800 * 2.0 - 1.0
    inside = x[:, None] ** 2 + x[None, :] ** 2 <= 1.0
    wave = np.exp(1j * np.pi * one.aperture / one.wavelength * error * x)[:, None]
    assert one.pointing == pytest.approx(np.abs((wave * inside).sum() / inside.sum()) ** 2, abs=1e-4)


@pytest.mark.law
def test_all_that_is_sent_goes_somewhere():
    """Gain times pattern over all directions is 4 pi; 0.6 % lie outside the first hundred of x in the Airy pattern."""
    width = 100.0 * 1550e-9 / (np.pi * 0.1)
    angles = (np.arange(20000) + 0.5) / 20000 * width
    pattern = np.array([terminal(pointing_error=angle).pointing for angle in angles[::4]])
    whole = terminal().gain * np.sum(pattern * 2.0 * np.pi * angles[::4]) * 4.0 * width / 20000
    assert whole == pytest.approx(4.0 * np.pi, rel=0.01)


@pytest.mark.reference
def test_a_receiver_of_minus_35_5_dbm_at_10_gbit_needs_220_photons():
    """Liang and others, Link Budget Analysis for Free-Space Optical Satellite Networks (2022): on-off keying, 1,550 nm; 1239.84 eV nm."""
    photons = from_decibels(-35.5) * 1e-3 / (1239.84198 / 1550.0 * ELECTRON_VOLT) / 10e9
    assert photons == pytest.approx(220.0, rel=1e-3)
    one = terminal(photons_per_bit=float(photons))
    length = np.array([1000e3])
    strong = terminal(photons_per_bit=float(photons), power=float(from_decibels(-35.5) * 1e-3 / received_power(one, length)[0]))
    assert laser_rate(strong, length)[0] == pytest.approx(10e9, rel=1e-6)


@pytest.mark.law
@given(st.floats(1e5, 8e7), st.floats(1.1, 3.0))
def test_twice_as_far_is_a_quarter_up_to_what_the_terminal_handles(length, factor):
    one = terminal(greatest_rate=np.inf, power=0.1)
    near, far = laser_rate(one, np.array([length, factor * length]))
    assert far == pytest.approx(near / factor**2)
    assert laser_rate(terminal(greatest_rate=0.5 * far, power=0.1), np.array([length, factor * length])).tolist() == [0.5 * far] * 2
    lossy = laser_rate(terminal(greatest_rate=np.inf, power=0.1, sending=0.5, receiving=0.8), np.array([length]))
    assert lossy[0] == pytest.approx(0.4 * near)


@pytest.mark.reference
def test_an_uplink_of_maral_and_bousquet():
    """Satellite Communications Systems (5th ed. 2009), clear-sky uplink: 71.7 dBW at 14 GHz over 40,000 km, 0.3 dB in the air, 6.6 dB/K."""
    link = RadioLink(float(from_decibels(71.7)), float(from_decibels(6.6)), 14e9, 36e6)
    length = np.array([40e6])
    assert 10.0 * np.log10(free_space_loss(length, 14e9))[0] == pytest.approx(207.4, abs=0.05)
    assert 10.0 * np.log10(carrier_to_noise_density(link, length, 0.3))[0] == pytest.approx(99.2, abs=0.05)


@pytest.mark.reference
@given(st.floats(0.5e9, 60e9), st.floats(1e5, 4e7))
def test_free_space_loss_is_that_of_p_525(frequency, length):
    """Recommendation ITU-R P.525-4, equation 4: 32.4 + 20 log f + 20 log d dB, in MHz and km; the 32.4 is rounded."""
    told = 32.4 + 20.0 * np.log10(frequency / 1e6) + 20.0 * np.log10(length / 1e3)
    assert 10.0 * np.log10(free_space_loss(np.array([length]), frequency))[0] == pytest.approx(told, abs=0.06)


@pytest.mark.reference
@pytest.mark.parametrize(
    ("decibels", "efficiency"),
    [(1.0, 0.988858), (4.03, 1.487473), (7.91, 2.228124), (10.21, 2.966728), (13.13, 3.567342), (16.05, 4.453027)],
)
def test_the_usual_margin_comes_within_16_percent_of_dvb_s2(decibels, efficiency):
    """ETSI EN 302 307-1 V1.4.1, table 13: Es/N0 of QPSK 1/2 and 3/4, 8PSK 3/4, 16APSK 3/4 and 9/10 and 32APSK 9/10, long frames."""
    signal = from_decibels(decibels)
    length = np.array([1e6])
    flat = RadioLink(1.0, 1.0, 20e9, 250e6)
    link = RadioLink(float(signal * 250e6 / carrier_to_noise_density(flat, length)[0]), 1.0, 20e9, 250e6)
    assert radio_rate(link, length)[0] / 250e6 == pytest.approx(efficiency, rel=0.16)


@pytest.mark.law
@given(st.floats(3e5, 4e7), st.floats(0.0, 40.0))
def test_radio_rates_fall_with_range_and_air_between_their_two_ends(length, attenuation):
    open_ = RadioLink(1e4, 10.0, 20e9, 250e6)
    strict = RadioLink(1e4, 10.0, 20e9, 250e6, greatest_efficiency=3.0, least_efficiency=0.5)
    near, far, wet = (radio_rate(open_, np.array([x]), a)[0] for x, a in ((length, 0.0), (1.5 * length, 0.0), (length, attenuation)))
    assert far < near
    assert wet <= near
    # 20 dB of range are 20 dB of air.
    assert radio_rate(open_, np.array([10.0 * length]))[0] == pytest.approx(radio_rate(open_, np.array([length]), 20.0)[0])
    held = radio_rate(strict, np.array([length]), attenuation)[0]
    assert held == (0.0 if wet < 0.5 * 250e6 else min(wet, 3.0 * 250e6))


@pytest.mark.reference
@pytest.mark.parametrize(
    ("place", "elevation", "ghz", "tilt", "percent", "told"),
    [
        ((51.5, -0.14, 31.382984), 31.07699124, 14.25, 0, 1, 1.212790721),
        ((51.5, -0.14, 31.382984), 31.07699124, 29, 0, 0.01, 26.07175081),
        ((33.94, 18.43, 0.0), 46.35969261, 29, 0, 0.1, 9.223536634),
        ((22.9, -43.23, 0.0), 22.27833468, 14.25, 0, 0.1, 9.28165675),
        ((28.717, 77.3, 209.383699), 48.24117054, 29, 90, 0.01, 56.66860081),
        ((9.05, 38.7, 2539.861878), 20.14335809, 14.25, 90, 1, 1.961326222),
    ],
)
def test_the_air_is_that_of_the_itu_examples(place, elevation, ghz, tilt, percent, told):
    """ITU-R Study Group 3, validation examples for P.618-13, total attenuation; a dish of 1 m with 0.65 of its area."""
    pytest.importorskip("itur", reason="the extra cupola[radio] is not installed")
    latitude, longitude, height = (np.array(one) for one in place)
    where = np.radians(latitude), np.radians(longitude), height
    found = slant_attenuation(where, np.radians([elevation]), ghz * 1e9, percent / 100.0, Dish(1.0, 0.65, np.radians(tilt)))
    assert found[0] == pytest.approx(told, rel=2e-4)


@pytest.mark.law
def test_the_air_takes_less_the_higher_the_satellite_and_the_lower_the_claim():
    pytest.importorskip("itur", reason="the extra cupola[radio] is not installed")
    london = np.radians([51.5]), np.radians([-0.14]), np.zeros(1)
    elevation = np.radians([5.0, 10.0, 25.0, 60.0, 90.0])
    one, ten = (slant_attenuation(london, elevation, 19e9, share, Dish(0.5)) for share in (0.01, 0.001))
    assert np.all(np.diff(one) < 0.0)
    assert np.all(ten > one)


@pytest.mark.law
def test_without_the_library_a_plain_word_says_what_to_do(monkeypatch):
    where = np.zeros(1), np.zeros(1), np.zeros(1)
    monkeypatch.setitem(sys.modules, "itur", None)
    with pytest.raises(InputError, match=r"pip install 'cupola\[radio\]'"):
        slant_attenuation(where, np.array([0.5]), 20e9, 0.01, Dish(1.0))
    assert slant_attenuation(where, np.zeros((0, 1)) + 0.5, 20e9, 0.01, Dish(1.0)).shape == (0, 1)


@pytest.mark.law
def test_wrong_numbers_are_named():
    where = np.zeros(1), np.zeros(1), np.zeros(1)
    for elevation, frequency, share, word in (
        (0.05, 2e10, 0.01, "elevation"),
        (0.5, 9e10, 0.01, "frequency"),
        (0.5, 2e10, 0.5, "exceeded"),
    ):
        with pytest.raises(ValueError, match=word):
            slant_attenuation(where, np.array([elevation]), frequency, share, Dish(1.0))
    for changes in ({"power": 0.0}, {"sending": 1.1}, {"pointing_error": -1.0}):
        with pytest.raises(ValueError, match=next(iter(changes))):
            terminal(**changes)
    for changes in ({"margin": 0.5}, {"bandwidth": 0.0}, {"least_efficiency": 9.0, "greatest_efficiency": 4.0}):
        with pytest.raises(ValueError, match=next(iter(changes))):
            RadioLink(**{"radiated": 1.0, "figure_of_merit": 1.0, "frequency": 2e10, "bandwidth": 1e8, **changes})
