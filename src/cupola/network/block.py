"""Routes over a block of time, as one job that a worker of its own can do: NumPy arrays in, NumPy arrays out. Earth-fixed, m and s."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.constants import EARTH, Body
from cupola.network.budgets import Radios, light_rates
from cupola.network.graph import Graph
from cupola.network.ground import GroundLinks, Sites, Watched, ground_links
from cupola.network.meshes import Lattice, Nearest, Since, mesh
from cupola.network.routing import plan, routes


@dataclass(frozen=True)
class Scene:
    """Satellites, sites and their links over t instants; g sites come after the s satellites as nodes.

    Attributes:
        times: s, rising, (t,).
        position: of the satellites, Earth-fixed, m, (t, s, 3).
        patterns: links between satellites; no pair in two of them.
        sites: on the ground.
        owner: of each node, (s + g,).
        per_satellite: sites that each satellite serves at once, (s,); None for all.
        highest: whether short terminals go to the highest satellite, not the nearest.
        site_rate: bit/s each way of each link of a site, (g,); None where none is stated.
        radios: budgets that limit these links by their length too; None for none.
        lost: nodes that are gone, (s + g,); None for none. They take up no terminal; their positions must still be finite.
        lead: instants at the beginning that only tell which links are acquired, and are not in the answer.
        held: whether all in view at the first instant is acquired: so at the beginning of a run. Elsewhere `lead` instants must reach back
            as far as the longest acquisition, and blocks join exactly.
        body: what stands in the way.
        northward: which satellites fly north, (t, s); needed where a pattern links across.
    """

    times: Float[np.ndarray, "t"]
    position: Float[np.ndarray, "t s 3"]
    patterns: tuple[Lattice | Nearest, ...]
    sites: Sites
    owner: Int[np.ndarray, "n"]
    per_satellite: Int[np.ndarray, "s"] | None = None
    highest: bool = False
    site_rate: Float[np.ndarray, "g"] | None = None
    radios: Radios | None = None
    lost: Bool[np.ndarray, "n"] | None = None
    lead: int = 0
    held: bool = True
    body: Body = EARTH
    northward: Bool[np.ndarray, "t s"] | None = None


@dataclass(frozen=True)
class Job:
    """What is asked of a scene.

    Attributes:
        scene: satellites, sites, links.
        pairs: nodes, (p, 2).
        hop_delay: s for each satellite on the way, one number or one a satellite.
        relays: which sites pass on what they receive, (g,); None for none.
        paths: whether the paths are wanted too.
    """

    scene: Scene
    pairs: Int[np.ndarray, "p 2"]
    hop_delay: float | Float[np.ndarray, "s"] = 0.0
    relays: Bool[np.ndarray, "g"] | None = None
    paths: bool = True


def graphs(scene: Scene, *, rated: bool = True) -> Iterator[Graph]:
    """The graph of every instant after the lead.

    Args:
        scene: satellites, sites, links.
        rated: whether what links carry by their length is worked out; without it their rates are those stated.
    """
    satellites = scene.position.shape[1]
    late = slice(scene.lead, None)
    patterns, sites = _left(scene)
    meshes = [mesh(pattern, scene.position, scene.times, Since.begin(held=scene.held), scene.body, scene.northward) for pattern in patterns]
    ends = np.concatenate([np.zeros((0, 2), np.int64), *(part.ends for part in meshes)])
    up = np.concatenate([np.zeros((len(scene.times), 0), bool), *(part.up for part in meshes)], axis=1)[late]
    length = np.concatenate([np.zeros((len(scene.times), 0)), *(part.length for part in meshes)], axis=1)[late]
    stated = np.concatenate([np.zeros(0), *(part.rate for part in meshes)])
    starts = np.cumsum([0, *(len(part.ends) for part in meshes)])
    lit = [(slice(start, start + len(part.ends)), one.lasers) for start, part, one in zip(starts[:-1], meshes, patterns, strict=True)]
    ground = _ground(scene, sites)
    down = np.full(len(scene.sites.position), np.inf) if scene.site_rate is None else scene.site_rate
    for t in range(len(up)):
        some = slice(ground.start[t], ground.start[t + 1])
        on = slice(None) if up[t].all() else up[t]
        rate, below = stated, down[ground.site[some]]
        if rated:
            if any(lasers for _, lasers in lit):
                rate = np.minimum(stated, np.concatenate([light_rates(lasers, length[t, part]) for part, lasers in lit]))
            if scene.radios is not None:
                link = ground.site[some], ground.satellite[some]
                below = np.minimum(below, scene.radios.rates(scene.sites, scene.position[scene.lead + t], link, ground.length[some]))
        graph = Graph(
            satellites,
            np.concatenate([ends[on], np.stack([ground.satellite[some], satellites + ground.site[some]], axis=1)]),
            np.concatenate([length[t, on], ground.length[some]]),
            np.concatenate([rate[on], below]),
            scene.owner,
        )
        yield graph if scene.lost is None else graph.without(scene.lost)


def _ground(scene: Scene, sites: Sites) -> GroundLinks:
    """The links with the ground after the lead; the lead is looked at only where sites take time to acquire."""
    if sites.acquisition is None:
        return ground_links(scene.position[scene.lead :], sites, scene.per_satellite, highest=scene.highest)
    watched = Watched(scene.times, scene.lead, scene.held)
    return ground_links(scene.position, sites, scene.per_satellite, highest=scene.highest, watched=watched)


def _left(scene: Scene) -> tuple[tuple[Lattice | Nearest, ...], Sites]:
    """Patterns and sites without what is lost, as far as the lost would be chosen before others."""
    if scene.lost is None:
        return scene.patterns, scene.sites
    here = ~scene.lost[: scene.position.shape[1]]
    served = here[None, :] & ~scene.lost[here.size :, None]
    serves = served if scene.sites.serves is None else served & scene.sites.serves
    patterns = tuple(one.among(here) if isinstance(one, Nearest) else one for one in scene.patterns)
    return patterns, replace(scene.sites, serves=serves)


def routed(job: Job) -> dict[str, np.ndarray]:
    """The best route of every pair at every instant after the lead.

    Returns:
        `delay`, one way, s, (t, p), infinity for never; `hops`, links on the way, (t, p), -1 for never; and if wanted `nodes`, those on the
        way, both ends included, one path after the other (see `paths`). Blocks are joined along the first axis.
    """
    place = _places(job.scene)
    apart = np.linalg.norm(place[job.pairs[:, 0]] - place[job.pairs[:, 1]], axis=1)
    asked = plan(job.pairs, apart)
    expected, found = None, []
    for graph in graphs(job.scene, rated=False):
        found.append(routes(graph, asked, hop_delay=job.hop_delay, relays=job.relays, expected=expected))
        expected = found[-1].delay
    pairs = len(job.pairs)
    answer = {
        "delay": np.array([one.delay for one in found]).reshape(len(found), pairs),
        "hops": np.array([one.hops for one in found], np.int16).reshape(len(found), pairs),
    }
    return answer | {"nodes": np.concatenate([np.zeros(0, np.int16), *(one.nodes for one in found)])} if job.paths else answer


def _places(scene: Scene) -> Float[np.ndarray, "n 3"]:
    """About where each node is."""
    first = scene.position[0] if len(scene.position) else np.zeros((scene.position.shape[1], 3))
    return np.concatenate([first, scene.sites.position])
