"""Launches spread over the devices of a mesh: each device looks at and follows its own, and no word passes between them.

Launches have nothing to do with each other. Left to itself a compiler may still have the devices exchange arrays, and devices that share
the cores of a busy machine then wait for each other for longer than XLA allows; so every kernel here is mapped over the devices one by one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec

from cupola.arrays import Bool, Float, Int
from cupola.constants import Body
from cupola.sensing.detection import Watch
from cupola.sensing.following import Rules, Scene, Told, Tracks, follow, no_tracks
from cupola.sensing.noise import Words
from cupola.sensing.scenes import Flights, Sights, declared, scene_of, sights
from cupola.sensing.sensors import InfraredSensor

_AXES = dict.fromkeys(("target", "velocity", "phase", "bias_error"), 1)
_AXES |= dict.fromkeys(("satellite", "identity", "looks", "probability", "noise", "bias"), 2)
"""The axis on which each array of a scene holds the launches."""

_Place = Any
"""Stands for a `PartitionSpec` where the types ask for the array that lies there."""

WHOLE: _Place = PartitionSpec()


@dataclass(frozen=True)
class Apart:
    """The kernels for some launches, on all devices where their number allows it, else on the first.

    Attributes:
        mesh: the devices; None for the first alone.
        sensor: of each satellite, (s,).
        identity: of each satellite in the run, (s,).
        seconds: length of a step, s.
        body: what is orbited.
    """

    mesh: Mesh | None
    sensor: InfraredSensor
    identity: Int[np.ndarray, "s"]
    seconds: float
    body: Body

    def sights(self, flights: Flights, satellites: Float[jax.Array, "t c s 3"]) -> Sights:
        """As `scenes.sights`."""
        return _sights(flights, satellites, self.sensor, self.identity, seconds=self.seconds, body=self.body, mesh=self.mesh)

    def declared(
        self,
        before: Watch,
        seen: Sights,
        step: Int[jax.Array, "t"],
        part: Int[np.ndarray, "p"],
        names: tuple[Int[np.ndarray, "c"], Int[np.ndarray, "n"]],
        key: Words,
    ) -> Watch:
        """As `scenes.declared`, for the satellites `part` alone: the others remember what they did."""
        shared = step, part, self.sensor, self.identity, names[1], key
        return _declared(before, seen, names[0], shared, seconds=self.seconds, mesh=self.mesh)

    def scenes(
        self, flights: Flights, seen: Sights, within: Bool[np.ndarray, "v s"], places: int
    ) -> tuple[Scene, Float[jax.Array, "v t c"]]:
        """As `scenes.scene_of` through each of v ways of looking: one scene, in which those of a launch stand together (c v)."""
        return _scenes(flights, seen, within, self.sensor, self.identity, places=places, mesh=self.mesh)

    def begun(self, scene: Scene, trials: int, rules: Rules) -> Tracks:
        """As `following.no_tracks`."""
        return _begun(scene, rules, trials=trials, mesh=self.mesh)

    def followed(
        self,
        before: Tracks,
        scene: Scene,
        declared_at: Float[np.ndarray, "w n"],
        names: tuple[Int[np.ndarray, "w"], Int[np.ndarray, "n"]],
        key: Words,
        rules: Rules,
    ) -> tuple[Tracks, Told]:
        """As `following.follow`."""
        return _followed(before, scene, declared_at, *names, key, rules, mesh=self.mesh)


def over(mesh: Mesh, launches: int) -> Mesh | None:
    """The mesh, if its devices get as many of the launches each."""
    return mesh if mesh.size > 1 and launches % mesh.size == 0 else None


def _mapped(mesh: Mesh | None, work: Callable[..., Any], ins: Callable[[str], _Place], outs: Callable[[str], _Place]) -> Callable[..., Any]:
    """The work as each device does it on its part; the places by the name of the mesh's axis."""
    if mesh is None:
        return work
    axis = mesh.axis_names[0]
    return jax.shard_map(work, mesh=mesh, in_specs=ins(axis), out_specs=outs(axis), check_vma=False)


def _on(axis: str, place: int) -> _Place:
    return PartitionSpec(*[None] * place, axis)


def _of_flights(axis: str) -> _Place:
    first, second = _on(axis, 0), _on(axis, 1)
    return Flights(step=WHOLE, begin=first, target=second, velocity=second, phase=second, cloud_top=first, sun=second)


def _of_scene(axis: str) -> _Place:
    return Scene(step=WHOLE, **{name: _on(axis, place) for name, place in _AXES.items()})


def _of_tracks(axis: str, tracks: Tracks) -> _Place:
    return jax.tree.map(lambda part: _on(axis, part.ndim - 2), tracks)


@partial(jax.jit, static_argnames=("seconds", "body", "mesh"))
def _sights(
    flights: Flights,
    satellites: Float[jax.Array, "t c s 3"],
    sensor: InfraredSensor,
    identity: Int[jax.Array, "s"],
    *,
    seconds: float,
    body: Body,
    mesh: Mesh | None,
) -> Sights:
    work = partial(sights, seconds=seconds, body=body)
    return _mapped(mesh, work, lambda axis: (_of_flights(axis), _on(axis, 1), WHOLE, WHOLE), lambda axis: _on(axis, 1))(
        flights, satellites, sensor, identity
    )


_Shared = tuple[Int[jax.Array, "t"], Int[jax.Array, "p"], InfraredSensor, Int[jax.Array, "s"], Int[jax.Array, "n"], Words]


@partial(jax.jit, static_argnames=("seconds", "mesh"))
def _declared(before: Watch, seen: Sights, launches: Int[jax.Array, "c"], shared: _Shared, *, seconds: float, mesh: Mesh | None) -> Watch:
    def work(before: Watch, seen: Sights, launches: Int[jax.Array, "c"], shared: _Shared) -> Watch:
        step, part, sensor, identity, trials, key = shared

        def some(array: jax.Array) -> jax.Array:
            return jnp.take(array, part, axis=-1)

        less = Sights(
            jnp.take(seen.satellite, part, axis=2), jnp.take(seen.direction, part, axis=2), *map(some, (seen.range, seen.seen, seen.due))
        )
        after = declared(
            jax.tree.map(some, before), less, step, jax.tree.map(some, sensor), (some(identity), launches, trials), key, seconds
        )
        return jax.tree.map(lambda whole, new: whole.at[..., part].set(new), before, after)

    return _mapped(mesh, work, lambda axis: (_on(axis, 0), _on(axis, 1), _on(axis, 0), WHOLE), lambda axis: _on(axis, 0))(
        before, seen, launches, shared
    )


@partial(jax.jit, static_argnames=("places", "mesh"))
def _scenes(
    flights: Flights,
    seen: Sights,
    within: Bool[jax.Array, "v s"],
    sensor: InfraredSensor,
    identity: Int[jax.Array, "s"],
    *,
    places: int,
    mesh: Mesh | None,
) -> tuple[Scene, Float[jax.Array, "v t c"]]:
    def work(
        flights: Flights, seen: Sights, within: Bool[jax.Array, "v s"], sensor: InfraredSensor, identity: Int[jax.Array, "s"]
    ) -> tuple[Scene, Float[jax.Array, "v t c"]]:
        found = [scene_of(flights, seen, one, sensor, identity, places) for one in within]

        def joined(name: str, axis: int) -> jax.Array:
            side = jnp.stack([getattr(scene, name) for scene, _ in found], axis=axis + 1)
            return side.reshape(*side.shape[:axis], -1, *side.shape[axis + 2 :])

        scene = Scene(step=flights.step, **{name: joined(name, axis) for name, axis in _AXES.items()})
        return scene, jnp.stack([angle for _, angle in found])

    def ins(axis: str) -> _Place:
        return _of_flights(axis), _on(axis, 1), WHOLE, WHOLE, WHOLE

    return _mapped(mesh, work, ins, lambda axis: (_of_scene(axis), _on(axis, 2)))(flights, seen, within, sensor, identity)


@partial(jax.jit, static_argnames=("trials", "mesh"))
def _begun(scene: Scene, rules: Rules, *, trials: int, mesh: Mesh | None) -> Tracks:
    def work(scene: Scene, rules: Rules) -> Tracks:
        return no_tracks(scene, trials, rules)

    shape = jax.eval_shape(work, scene, rules)
    return _mapped(mesh, work, lambda axis: (_of_scene(axis), WHOLE), lambda axis: _of_tracks(axis, shape))(scene, rules)


@partial(jax.jit, static_argnames="mesh")
def _followed(
    before: Tracks,
    scene: Scene,
    declared_at: Float[jax.Array, "w n"],
    launches: Int[jax.Array, "w"],
    trials: Int[jax.Array, "n"],
    key: Words,
    rules: Rules,
    *,
    mesh: Mesh | None,
) -> tuple[Tracks, Told]:
    def outs(axis: str) -> _Place:
        sum_, wide = _on(axis, 1), _on(axis, 2)
        return _of_tracks(axis, before), Told(sum_, sum_, sum_, sum_, sum_, sum_, sum_, wide, wide)

    def ins(axis: str) -> _Place:
        return _of_tracks(axis, before), _of_scene(axis), _on(axis, 0), _on(axis, 0), WHOLE, WHOLE, WHOLE

    return _mapped(mesh, follow, ins, outs)(before, scene, declared_at, launches, trials, key, rules)
