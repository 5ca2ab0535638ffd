"""Notional ballistic trajectories over the turning Earth: boost, free flight, raids (JAX, float64, CIRS). Kinematic, public sources."""

from cupola.flight.boost import LIQUID, SOLID, Booster
from cupola.flight.free_flight import NO_ARC, REACHED, THROUGH_GROUND, FreeFlight, free_flight, least_energy_angle
from cupola.flight.joining import UNSETTLED, UNSHAPED
from cupola.flight.kepler_coast import BOUND, UNBOUND, coast, coast_over_bulge
from cupola.flight.launching import MINIMUM_ENERGY, fly, ranges, trajectories
from cupola.flight.phases import BOOST, COAST, DOWN, WAITING
from cupola.flight.raids import Area, Raid, raid
from cupola.flight.trajectory import Trajectories

__all__ = [
    "BOOST",
    "BOUND",
    "COAST",
    "DOWN",
    "LIQUID",
    "MINIMUM_ENERGY",
    "NO_ARC",
    "REACHED",
    "SOLID",
    "THROUGH_GROUND",
    "UNBOUND",
    "UNSETTLED",
    "UNSHAPED",
    "WAITING",
    "Area",
    "Booster",
    "FreeFlight",
    "Raid",
    "Trajectories",
    "coast",
    "coast_over_bulge",
    "fly",
    "free_flight",
    "least_energy_angle",
    "raid",
    "ranges",
    "trajectories",
]
