"""A warning sensor and a tracking sensor to change at will; the numbers are round, not those of any satellite."""

from typing import Any

import numpy as np

from cupola.sensing.sensors import InfraredSensor, sound_sensor


def warning(**changes: Any) -> InfraredSensor:
    """Serves plumes alone, from anywhere, once a second."""
    numbers: dict[str, Any] = {
        "plume": True,
        "cold": False,
        "least_elevation": np.radians(5.0),
        "lowest_tangent": 80e3,
        "max_range": np.inf,
        "field_of_regard": np.pi,
        "sun_exclusion": 0.0,
        "look_interval": 1.0,
        "probability": 0.9,
        "needed": 3,
        "window": 5,
        "noise": 30e-6,
        "bias": 10e-6,
        "capacity": 100,
    }
    return sound_sensor(InfraredSensor(**(numbers | changes)), "sensors.sample")


def tracking(**changes: Any) -> InfraredSensor:
    """Serves cold bodies as well."""
    return warning(**({"cold": True, "capacity": 10} | changes))
