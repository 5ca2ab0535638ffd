"""Links, sites and what the latency study asks: from the file's words to patterns of links, and places with antennas."""

from collections.abc import Iterator, Mapping

import numpy as np

from cupola.arrays import Int
from cupola.catalog.cities import cities, city_named
from cupola.compiler.linked import Latency, Linking, Loss, Network, Pause, Radio, Site
from cupola.network.air import Dish, require_library
from cupola.network.ground import MANY
from cupola.network.links import Candidates, listed, plus_grid, ring
from cupola.network.optical import LaserTerminal
from cupola.network.radio import RadioLink
from cupola.scenario import budgets
from cupola.scenario import sites as words
from cupola.scenario.absence import Absence
from cupola.scenario.facts import Fact
from cupola.scenario.links import Links, planes_of
from cupola.scenario.schema import Scenario
from cupola.scenario.shells import Shell, SunSynchronous, WalkerDelta, WalkerStar

MERIDIANS = 12
"""Users at one latitude stand on so many meridians."""

DIAMETER = 1.0
"""m, of an antenna whose size is not given: it averages scintillation alone."""


def latency_of(scenario: Scenario, seed: int) -> Latency | None:
    """What the latency study was asked; None where it is not."""
    asked = scenario.studies.latency
    if asked is None:
        return None
    largest = sorted(cities(), key=lambda city: -city.population)[: asked.cities or 0]
    return Latency(
        seed=seed,
        instants=max(1, int(np.floor(asked.span.value / asked.step.value + 1e-9))),
        step=asked.step.value,
        draws=asked.draws,
        views=tuple((name, view.title, view.constellations) for name, view in asked.views.items()),
        pairs=asked.pairs,
        users=asked.users,
        latitudes=() if asked.latitudes is None else asked.latitudes.degrees(),
        longitudes=tuple(360.0 / MERIDIANS * (np.arange(MERIDIANS) + 0.5) - 180.0),
        city_places=np.array([[city.latitude, city.longitude] for city in largest]).reshape(-1, 2),
        city_people=np.array([float(city.population) for city in largest]),
        reporting=asked.relay_of,
        command=asked.command,
        stored=asked.store_and_forward,
        traffic=asked.traffic,
        loss=None
        if asked.losses is None
        else Loss(asked.losses.kinds, tuple(sorted(share.value for share in asked.losses.shares)), asked.losses.trials),
    )


def network_of(scenario: Scenario, absence: Absence) -> Network:
    """The links and sites of a scenario, or of one variant of it; those who are left out are there and do not work.

    Raises:
        InputError: what the air takes is to be worked out, and the library for it is not there.
    """
    linkings = {
        name: _linking(constellation.links, constellation.shells)
        for name, constellation in scenario.constellations.items()
        if constellation.links is not None
    }
    delays, demand = scenario.delays, scenario.demand
    return Network(
        linkings=linkings,
        sites=tuple(
            _site(name, site, scenario.terminals[site.terminal], name not in absence.sites) for name, site in scenario.sites.items()
        ),
        suppliers={name: constellation.supplier for name, constellation in scenario.constellations.items()},
        supplier_titles={name: supplier.title for name, supplier in scenario.suppliers.items()},
        per_plane={
            name: {shell_name: planes_of(shell)[1] for shell_name, shell in constellation.shells.items()}
            for name, constellation in scenario.constellations.items()
        },
        pause=Pause()
        if delays is None
        else Pause(delays.processing.value, delays.acquisition.value, delays.queueing.value, delays.hand_over.value),
        per_person=None if demand is None or demand.per_person is None else demand.per_person.value,
        total=None if demand is None or demand.total is None else demand.total.value,
    )


def _site(name: str, site: words.Site, terminal: words.Terminal, works: bool) -> Site:
    if site.city is not None:
        city = city_named(site.city)
        latitude, longitude = city.latitude, city.longitude
    elif site.latitude is not None and site.longitude is not None:
        latitude, longitude = site.latitude.value, site.longitude.value
    else:
        raise AssertionError(f"site {name} has passed its checks and stands nowhere")
    return Site(
        name=name,
        title=site.title,
        role=site.role,
        latitude=latitude,
        longitude=longitude,
        min_elevation=terminal.min_elevation.value,
        terminals=MANY if terminal.satellites is None else terminal.satellites.count,
        rate=_or_endless(terminal.rate),
        serves=site.serves,
        relays=site.relays,
        supplier=site.supplier,
        works=works,
        radio=None if terminal.radio is None else _radio(terminal.radio),
        capacity=_or_endless(terminal.capacity),
        acquisition=0.0 if terminal.acquisition is None else terminal.acquisition.value,
    )


def _radio(radio: budgets.Radio) -> Radio:
    """A radio link; what the air takes is a number, or told by its availability."""
    if radio.availability is not None:
        require_library()
    link = RadioLink(
        radiated=radio.eirp.value,
        figure_of_merit=radio.gain.value / radio.noise_temperature.value,
        frequency=radio.frequency.value,
        bandwidth=radio.bandwidth.value,
        margin=radio.margin.value,
        greatest_efficiency=_or_endless(radio.efficiency),
    )
    return Radio(
        link=link,
        attenuation=0.0 if radio.attenuation is None else 10.0 * float(np.log10(radio.attenuation.value)),
        exceeded=None if radio.availability is None else 1.0 - radio.availability.value,
        dish=Dish(DIAMETER if radio.diameter is None else radio.diameter.value),
    )


def joining_warnings(network: Network) -> Iterator[str]:
    """Constellations that are to link with others and find no terminal left, on either side."""
    for name, linking in network.linkings.items():
        for other in linking.joins:
            for one in (name, other):
                if _left(network.linkings[one]) <= 0:
                    yield (
                        f"{name} joins {other}, and the pattern of {one} takes up all the terminals of its satellites: the two never link. "
                        f"Give constellations.{one}.links.terminals more."
                    )


def _left(linking: Linking) -> int:
    """Terminals that the pattern of a constellation leaves to its least busy satellite."""
    if linking.nearest:
        return 0
    own = linking.terminals - linking.crossing
    held = [np.bincount(each.ends.ravel()).min(initial=own) for each in linking.candidates.values() if len(each.ends)]
    return own - int(min(held, default=0))


def _or_endless(fact: Fact | None) -> float:
    return np.inf if fact is None else fact.value


def _linking(links: Links, shells: Mapping[str, Shell]) -> Linking:
    """The links of one constellation."""
    return Linking(
        candidates={name: _candidates(links, shell) for name, shell in shells.items()},
        nearest=links.pattern == "nearest",
        joins=links.joins,
        terminals=links.terminals.count,
        max_range=_or_endless(links.max_range),
        grazing_height=links.grazing_altitude.value,
        acquisition=links.acquisition.value,
        rate=_or_endless(links.rate),
        hop_delay=links.hop_delay.value,
        capacity=_or_endless(links.capacity),
        laser=None if links.laser is None else _laser(links.laser),
        crossing=links.crossing,
    )


def _laser(laser: budgets.Laser) -> LaserTerminal:
    return LaserTerminal(
        power=laser.power.value,
        aperture=laser.aperture.value,
        wavelength=laser.wavelength.value,
        sending=laser.sending.value,
        receiving=laser.receiving.value,
        photons_per_bit=laser.photons_per_bit.value,
        greatest_rate=laser.ceiling.value,
        pointing_error=laser.pointing_error.value,
    )


def _candidates(links: Links, shell: Shell) -> Candidates:
    """The links of one shell, by the number of the satellite in it; none where they are chosen anew at each instant."""
    planes, per_plane = planes_of(shell)
    terminals = links.terminals.count - links.crossing
    if links.pattern == "ring":
        return ring(planes, per_plane, terminals=terminals)
    if links.pattern == "list":
        numbers = np.array([[plane * per_plane + place for plane, place in pair] for pair in links.pairs], np.int64)
        return listed(numbers, planes * per_plane, terminals=terminals)
    if links.pattern != "plus-grid":
        return Candidates(_NONE, np.zeros(0, bool))
    phasing = shell.phasing.count if isinstance(shell, WalkerDelta | WalkerStar | SunSynchronous) else 0
    # Neighbours in the next plane are ahead by F / planes of a place: the nearest undoes whole places.
    offset = links.phase_offset if links.phase_offset is not None else -round(phasing / planes)
    turns = isinstance(shell, WalkerDelta)
    return plus_grid(planes, per_plane, offset, phasing=phasing if turns else 0, star=not turns, seam=links.seam, terminals=terminals)


_NONE: Int[np.ndarray, "k 2"] = np.zeros((0, 2), np.int64)
