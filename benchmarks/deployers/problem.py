"""The campaign that both contestants play: a network like Amazon's, 3,236 satellites in 98 planes, on four vehicles, for twenty years.

Notional numbers. Every figure is plain Python, so that the plain loop needs nothing else.
"""

DAY, YEAR = 86_400.0, 31_557_600.0
STEPS, STEP = 480, YEAR / 24
SEED = 20_250_722
SHELLS = ((34, 34, 1), (36, 36, 1), (28, 28, 1))
"""Planes, slots and spares in a plane."""
VEHICLES = (("vulcan", 45, 8.0), ("ariane-6", 36, 7.0), ("new-glenn", 48, 6.0), ("falcon-9", 24, 10.0))
"""Name, satellites in a launch, launches a year."""
FAILING = 0.03
A_YEAR = 720.0
"""Satellites finished in a year."""
PLANES, RAISING, DRIFT = 3, 60 * DAY, 20 * DAY
FEWEST = 24
MEAN, SHAPE, STILLBORN = 7.0 * YEAR, 3.0, 0.02
