"""Stone Soup's extended Kalman filter: its predictor, its updater and its elevation and bearing model, one look after another.

Each sensor is turned so that the direction it measures is its boresight: elevation and bearing are then two equal angles square to it, with
the same noise as every contestant's. The motion is a transition model of our own, two bodies with their derivative: Stone Soup has none for
plain Cartesian states.
"""

from datetime import datetime, timedelta
from importlib.metadata import version

import numpy as np
from by_numpy import transition
from child import stand
from problem import SIGMA, Array, runge_kutta
from stonesoup.base import Property  # pyright: ignore[reportMissingImports] -- lives in an environment of its own
from stonesoup.models.measurement.nonlinear import CartesianToElevationBearing  # pyright: ignore[reportMissingImports] -- as above
from stonesoup.models.transition.nonlinear import GaussianTransitionModel  # pyright: ignore[reportMissingImports] -- as above
from stonesoup.predictor.kalman import ExtendedKalmanPredictor  # pyright: ignore[reportMissingImports] -- as above
from stonesoup.types.array import CovarianceMatrix, StateVector  # pyright: ignore[reportMissingImports] -- as above
from stonesoup.types.detection import Detection  # pyright: ignore[reportMissingImports] -- as above
from stonesoup.types.hypothesis import SingleHypothesis  # pyright: ignore[reportMissingImports] -- as above
from stonesoup.types.state import GaussianState  # pyright: ignore[reportMissingImports] -- as above
from stonesoup.updater.kalman import ExtendedKalmanUpdater  # pyright: ignore[reportMissingImports] -- as above

EPOCH, SECOND = datetime(2026, 1, 1), timedelta(seconds=1)  # noqa: DTZ001 -- Stone Soup's own clock, of any zone
NOISE = CovarianceMatrix(SIGMA**2 * np.eye(2))


class TwoBodies(GaussianTransitionModel):
    """Free fall over 1 s, no process noise."""

    ndim_state: int = Property(default=6)

    def function(self, state, noise=False, **_):
        """State a second later."""
        x = np.asarray(state.state_vector, float)[:, 0]
        return StateVector(np.concatenate(runge_kutta(x[:3], x[3:], 1.0)))

    def jacobian(self, state, **_):
        """Its derivative."""
        x = np.asarray(state.state_vector, float)[:, 0]
        return transition(x[:3], runge_kutta(x[:3], x[3:], 1.0)[0])

    def covar(self, **_):
        """None."""
        return CovarianceMatrix(np.zeros((6, 6)))


def sensor(station: Array, direction: Array) -> CartesianToElevationBearing:
    """A sensor at a station that looks along a direction."""
    x, y, z = direction / np.linalg.norm(direction)
    return CartesianToElevationBearing(
        ndim_state=6,
        mapping=(0, 1, 2),
        noise_covar=NOISE,
        translation_offset=StateVector(station),
        rotation_offset=StateVector([0.0, np.arcsin(z), np.arctan2(y, x)]),
    )


def track(mean: Array, covariance: Array, station: Array, direction: Array, seen: Array) -> Array:
    """Means after each step."""
    predictor, updater = ExtendedKalmanPredictor(TwoBodies()), ExtendedKalmanUpdater(measurement_model=None)
    state = GaussianState(StateVector(mean), CovarianceMatrix(covariance), timestamp=EPOCH)
    means = np.empty((len(station), 6))
    for t in range(len(station)):
        now = EPOCH + (t + 1) * SECOND
        state = predictor.predict(state, timestamp=now)
        for k in np.flatnonzero(seen[t]):
            detection = Detection(StateVector([0.0, 0.0]), timestamp=now, measurement_model=sensor(station[t, k], direction[t, k]))
            state = updater.update(SingleHypothesis(state, detection))
        means[t] = np.asarray(state.state_vector, float)[:, 0]
    return means


if __name__ == "__main__":
    check = sensor(np.array([1.0, 2.0, 3.0]), np.array([0.3, -0.5, 0.7]))
    straight = check.function(GaussianState(StateVector([1.3, 1.5, 3.7, 0.0, 0.0, 0.0]), CovarianceMatrix(np.eye(6))), noise=False)
    if np.abs(np.asarray(straight, float)).max() > 1e-9:
        raise SystemExit(f"Stone Soup turns a sensor another way than thought: {straight}")
    stand(track, version("stonesoup"))
