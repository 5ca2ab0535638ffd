"""What a satellite sees, kind by kind: on each parallel of the ellipsoid, and of one point. Body-fixed, SI and radians.

Exact on the ellipsoid for elevations and for cones about the nadir; the nadir is the line to the body's centre. Bands against space and
widths on the ground take the local radius of the place that is looked at. Left out: refraction (it lifts a satellite at 5 deg by about
0.16 deg), hills.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum

import jax
import jax.numpy as jnp
import numpy as np

from cupola.arrays import Float
from cupola.constants import Body
from cupola.geometry.caps import cap_half_angle, cone_half_angle, horizon_band
from cupola.geometry.sight import NONE, Sight

Versines = tuple[Float[jax.Array, "n w"], Float[jax.Array, "n w"]]
"""Near and far edge on each parallel, as 1 - cos of the difference of longitude: seen is what lies beyond the near and within the far."""


class Side(Enum):
    """On which side of its flight a satellite looks."""

    BOTH = 0
    LEFT = 1
    RIGHT = -1


@dataclass(frozen=True)
class Lines:
    """Lines of sight from satellites to points, of any one shape.

    Attributes:
        satellite: position, m, (..., 3).
        normal: unit vector along the orbital angular momentum, (..., 3).
        point: position on the surface, m, (..., 3).
        up: unit vector of the vertical there, (..., 3).
    """

    satellite: Float[jax.Array, "*p 3"]
    normal: Float[jax.Array, "*p 3"]
    point: Float[jax.Array, "*p 3"]
    up: Float[jax.Array, "*p 3"]

    @property
    def sine_of_elevation(self) -> Float[jax.Array, "*p"]:
        """Of the satellite above the point's horizontal plane."""
        line = self.satellite - self.point
        return _dot(line, self.up) / _length(line)

    @property
    def cosine_off_nadir(self) -> Float[jax.Array, "*p"]:
        """Of the angle at the satellite between the point and the body's centre."""
        line = self.satellite - self.point
        return _dot(line, self.satellite) / (_length(line) * _length(self.satellite))

    @property
    def cosine_at_centre(self) -> Float[jax.Array, "*p"]:
        """Of the angle between satellite and point."""
        return _dot(self.satellite, self.point) / (_length(self.satellite) * _length(self.point))

    @property
    def leftward(self) -> Float[jax.Array, "*p"]:
        """Sine of the angle by which the point lies to the left of the orbit's plane, at the body's centre."""
        return _dot(self.normal, self.point) / _length(self.point)


def _dot(a: Float[jax.Array, "*p 3"], b: Float[jax.Array, "*p 3"]) -> Float[jax.Array, "*p"]:
    return (a * b).sum(axis=-1)


def _length(a: Float[jax.Array, "*p 3"]) -> Float[jax.Array, "*p"]:
    return jnp.sqrt(_dot(a, a))


class Footprint(ABC):
    """What one satellite sees from where it is."""

    @property
    @abstractmethod
    def has_hole(self) -> bool:
        """Whether the near edge can lie off the satellite."""

    @property
    @abstractmethod
    def looks(self) -> Side:
        """On which side of the flight it sees."""

    @abstractmethod
    def reach(self, radius: Float[jax.Array, "m"], body: Body) -> Float[jax.Array, "m"]:
        """A bound on how far in latitude a satellite at `radius` (m) sees from the point below it, the body's flattening included, rad."""

    @abstractmethod
    def versines(self, sight: Sight) -> Versines:
        """What is seen of each parallel; a far edge below 0 is nothing, of 2 or more all of it; a near edge of 0 or less leaves no hole."""

    @abstractmethod
    def margin(self, lines: Lines) -> Float[jax.Array, "*p"]:
        """Continuous along an orbit and not below 0 exactly while the point is seen; pure number, its size without meaning."""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class ElevationCap(Footprint):
    """Everything from which the satellite stands high enough above the horizon.

    Attributes:
        min_elevation: rad, 0 to below pi/2.
    """

    min_elevation: Float[np.ndarray, ""]

    @property
    def has_hole(self) -> bool:
        """Never: the point below the satellite is seen."""
        return False

    @property
    def looks(self) -> Side:
        """Both."""
        return Side.BOTH

    def reach(self, radius: Float[jax.Array, "m"], body: Body) -> Float[jax.Array, "m"]:
        """The cap on the sphere through the poles, the vertical taken as far off as it ever is."""
        return cap_half_angle(radius, jnp.asarray(self.min_elevation) - body.flattening, jnp.asarray(_polar(body))) + body.flattening

    def versines(self, sight: Sight) -> Versines:
        """No hole, and the edge of the elevation."""
        far = sight.of_elevation(jnp.sin(jnp.asarray(self.min_elevation)).astype(sight.radius.dtype))
        return jnp.full_like(far, NONE), far

    def margin(self, lines: Lines) -> Float[jax.Array, "*p"]:
        """Difference of the sines of elevation."""
        return lines.sine_of_elevation - jnp.sin(jnp.asarray(self.min_elevation))


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class HorizonBand(Footprint):
    """A cold body at one height, seen against space above a tangent height. Spherical at the local radius of the place below the body.

    Attributes:
        target_altitude: m above the ellipsoid.
        tangent_height: m above the ellipsoid.
    """

    target_altitude: Float[np.ndarray, ""]
    tangent_height: Float[np.ndarray, ""]

    @property
    def has_hole(self) -> bool:
        """Always: straight down there is the Earth behind the target."""
        return True

    @property
    def looks(self) -> Side:
        """Both."""
        return Side.BOTH

    def reach(self, radius: Float[jax.Array, "m"], body: Body) -> Float[jax.Array, "m"]:
        """The band's far edge on the sphere through the poles."""
        _, far = self._edges(radius, jnp.asarray(_polar(body)))
        return jnp.where(far >= 0.0, far + body.flattening, far)

    def versines(self, sight: Sight) -> Versines:
        """Both edges."""
        near, far = self._edges(sight.radius, sight.local_radius)
        near, far = (jnp.where(edge >= 0.0, sight.of_central_angle(jnp.sin(0.5 * edge) ** 2), NONE) for edge in (near, far))
        return near, far

    def margin(self, lines: Lines) -> Float[jax.Array, "*p"]:
        """The smaller of what is left to either edge, as differences of cosines."""
        near, far = self._edges(_length(lines.satellite), _length(lines.point))
        cosine = lines.cosine_at_centre
        inside = jnp.minimum(jnp.cos(near) - cosine, cosine - jnp.cos(far))
        return jnp.where(far < 0.0, -1.0, jnp.where(near > 0.0, inside, cosine - jnp.cos(far)))

    def _edges(
        self, radius: Float[jax.Array, "*s"], surface_radius: Float[jax.Array, "*#s"]
    ) -> tuple[Float[jax.Array, "*s"], Float[jax.Array, "*s"]]:
        target, tangent = (jnp.asarray(height, radius.dtype) for height in (self.target_altitude, self.tangent_height))
        return horizon_band(radius, surface_radius + target, surface_radius + tangent)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class PlumeCap(Footprint):
    """A bright body at one height, seen against the Earth from high enough, or along any line that grazes no lower than a tangent height.

    The second is spherical at the local radius of the place below the body.

    Attributes:
        target_altitude: m above the ellipsoid.
        least_elevation: of the satellite over the ground below the body, rad.
        lowest_tangent: m above the ellipsoid.
    """

    target_altitude: Float[np.ndarray, ""]
    least_elevation: Float[np.ndarray, ""]
    lowest_tangent: Float[np.ndarray, ""]

    @property
    def has_hole(self) -> bool:
        """Never: straight down a plume is seen."""
        return False

    @property
    def looks(self) -> Side:
        """Both."""
        return Side.BOTH

    def reach(self, radius: Float[jax.Array, "m"], body: Body) -> Float[jax.Array, "m"]:
        """The farther of both edges, on the sphere through the poles."""
        cap = ElevationCap(self.least_elevation).reach(radius, body)
        return jnp.maximum(cap, self._farthest(radius, jnp.asarray(_polar(body))) + body.flattening)

    def versines(self, sight: Sight) -> Versines:
        """No hole, and the farther of both edges."""
        high_enough = sight.of_elevation(jnp.sin(jnp.asarray(self.least_elevation)).astype(sight.radius.dtype))
        farthest = self._farthest(sight.radius, sight.local_radius)
        clear = jnp.where(farthest >= 0.0, sight.of_central_angle(jnp.sin(0.5 * farthest) ** 2), NONE)
        return jnp.full_like(clear, NONE), jnp.maximum(high_enough, clear)

    def margin(self, lines: Lines) -> Float[jax.Array, "*p"]:
        """The larger of what is left to either edge."""
        farthest = self._farthest(_length(lines.satellite), _length(lines.point))
        clear = jnp.where(farthest >= 0.0, lines.cosine_at_centre - jnp.cos(farthest), -1.0)
        return jnp.maximum(clear, lines.sine_of_elevation - jnp.sin(jnp.asarray(self.least_elevation)))

    def _farthest(self, radius: Float[jax.Array, "*s"], surface_radius: Float[jax.Array, "*#s"]) -> Float[jax.Array, "*s"]:
        """Central angle to the body at which the line grazes the tangent height; -1 for a body below that height."""
        target, tangent = (jnp.asarray(height, radius.dtype) for height in (self.target_altitude, self.lowest_tangent))
        _, far = horizon_band(radius, surface_radius + target, surface_radius + jnp.minimum(tangent, target))
        return jnp.where(target >= tangent, far, -1.0)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class OffNadirBand(Footprint):
    """Everything between two cones about the nadir, within the horizon, on one side of the flight or on both.

    Attributes:
        least: half-angle of the inner cone, rad; 0 for none.
        most: half-angle of the outer cone, rad, below pi/2.
        side: static.
    """

    least: Float[np.ndarray, ""]
    most: Float[np.ndarray, ""]
    side: Side = field(default=Side.BOTH, metadata={"static": True})

    @property
    def has_hole(self) -> bool:
        """Always, of no width where the inner cone has none."""
        return True

    @property
    def looks(self) -> Side:
        """As told."""
        return self.side

    def reach(self, radius: Float[jax.Array, "m"], body: Body) -> Float[jax.Array, "m"]:
        """The outer cone on the sphere through the poles, or the horizon."""
        return _cone_reach(radius, jnp.asarray(self.most), body)

    def versines(self, sight: Sight) -> Versines:
        """Both cones."""
        near, far = (sight.of_off_nadir(jnp.cos(jnp.asarray(angle)).astype(sight.radius.dtype)) for angle in (self.least, self.most))
        return jnp.where(jnp.asarray(self.least) > 0.0, near, NONE), far

    def margin(self, lines: Lines) -> Float[jax.Array, "*p"]:
        """The least of what is left to the cones, to the horizon and to the plane of flight."""
        cosine = lines.cosine_off_nadir
        inside = jnp.minimum(cosine - jnp.cos(jnp.asarray(self.most)), jnp.cos(jnp.asarray(self.least)) - cosine)
        return _on_side(jnp.minimum(inside, lines.sine_of_elevation), lines, self.side)


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class GroundSwath(Footprint):
    """A width on the ground outwards from a cone about the nadir, on one side of the flight or on both. Local radius, within the horizon.

    Attributes:
        least: half-angle of the inner cone, rad; 0 where the swath begins below the satellite.
        width: m along the ground, outwards from the inner cone.
        side: static.
    """

    least: Float[np.ndarray, ""]
    width: Float[np.ndarray, ""]
    side: Side = field(default=Side.BOTH, metadata={"static": True})

    @property
    def has_hole(self) -> bool:
        """Always, of no width where the inner cone has none."""
        return True

    @property
    def looks(self) -> Side:
        """As told."""
        return self.side

    def reach(self, radius: Float[jax.Array, "m"], body: Body) -> Float[jax.Array, "m"]:
        """The inner cone on the sphere through the poles and the width beyond it, at most the horizon."""
        polar = jnp.asarray(_polar(body))
        edge = cone_half_angle(radius, jnp.asarray(self.least), polar) + jnp.asarray(self.width) / polar
        return jnp.minimum(edge, cap_half_angle(radius, jnp.zeros_like(radius), polar)) + 2.0 * body.flattening

    def versines(self, sight: Sight) -> Versines:
        """The inner cone and the outer edge."""
        dtype = sight.radius.dtype
        near = sight.of_off_nadir(jnp.cos(jnp.asarray(self.least)).astype(dtype))
        outer = sight.of_central_angle(jnp.sin(0.5 * self._outer(sight.radius, sight.local_radius)) ** 2)
        far = jnp.minimum(outer, sight.of_elevation(jnp.zeros((), dtype)))
        return jnp.where(jnp.asarray(self.least) > 0.0, near, NONE), far

    def margin(self, lines: Lines) -> Float[jax.Array, "*p"]:
        """The least of what is left to the inner cone, the outer edge, the horizon and the plane of flight."""
        outer = self._outer(_length(lines.satellite), _length(lines.point))
        inside = jnp.minimum(lines.cosine_at_centre - jnp.cos(outer), jnp.cos(jnp.asarray(self.least)) - lines.cosine_off_nadir)
        return _on_side(jnp.minimum(inside, lines.sine_of_elevation), lines, self.side)

    def _outer(self, radius: Float[jax.Array, "*s"], surface_radius: Float[jax.Array, "*#s"]) -> Float[jax.Array, "*s"]:
        least, width = (jnp.asarray(value, radius.dtype) for value in (self.least, self.width))
        return cone_half_angle(radius, least, surface_radius) + width / surface_radius


def _cone_reach(radius: Float[jax.Array, "m"], off_nadir: Float[jax.Array, ""], body: Body) -> Float[jax.Array, "m"]:
    return cone_half_angle(radius, off_nadir, jnp.asarray(_polar(body))) + 2.0 * body.flattening


def _on_side(margin: Float[jax.Array, "*p"], lines: Lines, side: Side) -> Float[jax.Array, "*p"]:
    return margin if side is Side.BOTH else jnp.minimum(margin, side.value * lines.leftward)


def _polar(body: Body) -> float:
    """Radius at the poles, m."""
    return body.radius * (1.0 - body.flattening)
