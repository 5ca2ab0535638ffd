"""Which satellites each site on the ground talks with: above its least elevation, as far as terminals go. Earth-fixed, m and rad."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from cupola.arrays import Bool, Float, Int
from cupola.network.choosing import within_terminals

MANY = 2**31
"""Terminals without limit."""


@dataclass(frozen=True)
class Sites:
    """g places on the ground with antennas.

    Attributes:
        position: Earth-fixed, m, (g, 3).
        up: unit vector of the local vertical, (g, 3): elevation counts from the plane square to it (geodetic horizon if it is the
            ellipsoid's normal, no terrain).
        min_elevation: rad, (g,).
        terminals: satellites at once, (g,) int64; `MANY` for all.
        max_length: m, (g,); infinity for none.
        serves: whether each may use each satellite, (g, s); None for all.
        acquisition: s that a satellite must have been in view without a break before a link carries anything, (g,); None for none.
    """

    position: Float[np.ndarray, "g 3"]
    up: Float[np.ndarray, "g 3"]
    min_elevation: Float[np.ndarray, "g"]
    terminals: Int[np.ndarray, "g"]
    max_length: Float[np.ndarray, "g"]
    serves: Bool[np.ndarray, "g s"] | None = None
    acquisition: Float[np.ndarray, "g"] | None = None

    @classmethod
    def alike(
        cls,
        position: Float[np.ndarray, "g 3"],
        up: Float[np.ndarray, "g 3"],
        min_elevation: float,
        terminals: int = MANY,
        max_length: float = np.inf,
    ) -> "Sites":
        """Sites with the same antennas, free to use every satellite."""
        same = np.ones(len(position))
        return cls(position, up, min_elevation * same, np.full(len(position), terminals, np.int64), max_length * same)


@dataclass(frozen=True)
class Watched:
    """When a block of instants lies, where sites take time to acquire a satellite.

    Attributes:
        times: s, rising, (t,).
        lead: instants at the beginning that only tell what is acquired, and are not in the answer.
        held: whether all in view at the first instant is acquired: so at the beginning of a run.
    """

    times: Float[np.ndarray, "t"]
    lead: int = 0
    held: bool = True


@dataclass(frozen=True)
class GroundLinks:
    """Ground links over t instants, sorted by instant, then site, then satellite.

    Attributes:
        start: where each instant begins among the links, (t + 1,).
        site: number of the site, from 0, (m,).
        satellite: (m,).
        length: m, (m,).
    """

    start: Int[np.ndarray, "t+1"]
    site: Int[np.ndarray, "m"]
    satellite: Int[np.ndarray, "m"]
    length: Float[np.ndarray, "m"]


def ground_links(
    position: Float[np.ndarray, "t s 3"],
    sites: Sites,
    per_satellite: Int[np.ndarray, "s"] | None = None,
    *,
    highest: bool = False,
    watched: Watched | None = None,
) -> GroundLinks:
    """The links of every instant, after the lead where there is one.

    Args:
        position: of the satellites, Earth-fixed, m.
        sites: who looks.
        per_satellite: sites that each satellite serves at once; None for all.
        highest: whether sites and satellites take the highest link first where terminals run short, not the shortest.
        watched: when the instants are; needed where sites take time to acquire.

    Raises:
        ValueError: sites take time to acquire, and the times are not given.

    What has been in view for the time of acquisition may be chosen; the sky between instants is not looked at. Where terminals run short
    links are taken by rising length (or falling elevation) over all sites, each if both ends have one left.
    """
    count, satellites = position.shape[:2]
    parts = [_seen(position[t], sites) for t in range(count)] if satellites and len(sites.position) else []
    step = np.repeat(np.arange(len(parts)), [part[0].size for part in parts])
    site, satellite, length, sine = (np.concatenate(part) for part in zip(_NONE, *parts, strict=True))
    if sites.acquisition is not None:
        if watched is None:
            raise ValueError("sites take time to acquire a satellite; give the times of the instants")
        ready = _acquired(step, site * satellites + satellite, sites.acquisition[site], watched)
        step, site, satellite, length, sine = (part[ready] for part in (step - watched.lead, site, satellite, length, sine))
        count -= watched.lead
    kept = _chosen((step, site, satellite), -sine if highest else length, sites, per_satellite, (count, satellites))
    if kept is not None:
        step, site, satellite, length = step[kept], site[kept], satellite[kept], length[kept]
    return GroundLinks(np.searchsorted(step, np.arange(count + 1)), site, satellite, length)


def _acquired(
    step: Int[np.ndarray, "m"], pair: Int[np.ndarray, "m"], seconds: Float[np.ndarray, "m"], watched: Watched
) -> Bool[np.ndarray, "m"]:
    """Which of the links in view, after the lead, have been so for their time of acquisition."""
    order = np.lexsort((step, pair))
    at, who = step[order], pair[order]
    begins = np.ones(at.size, bool)
    begins[1:] = (who[1:] != who[:-1]) | (at[1:] != at[:-1] + 1)
    since = watched.times[at[begins]] if at.size else np.zeros(0)
    if watched.held:
        since = np.where(at[begins] == 0, -np.inf, since)
    ready = np.zeros(at.size, bool)
    ready[order] = watched.times[at] - since[np.cumsum(begins) - 1] >= seconds[order]
    return ready & (step >= watched.lead)


_NONE = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def _seen(position: Float[np.ndarray, "s 3"], sites: Sites) -> tuple[np.ndarray, ...]:
    """Site, satellite, length and sine of the elevation of every link that may be at one instant, sorted."""
    tree = KDTree(position, balanced_tree=False)
    near = KDTree(sites.position).sparse_distance_matrix(tree, _reach(position, sites), output_type="ndarray")
    site, satellite, length = near["i"], near["j"], near["v"]
    rise = np.einsum("ei,ei->e", position[satellite] - sites.position[site], sites.up[site]) / np.where(length > 0.0, length, 1.0)
    seen = (rise >= np.sin(sites.min_elevation)[site]) & (length <= sites.max_length[site])
    if sites.serves is not None:
        seen &= sites.serves[site, satellite]
    kept = np.flatnonzero(seen)
    kept = kept[np.argsort(site[kept] * len(position) + satellite[kept])]
    return site[kept].astype(np.int64), satellite[kept].astype(np.int64), length[kept], rise[kept]


def _reach(position: Float[np.ndarray, "s 3"], sites: Sites) -> float:
    """A length that no link exceeds, m: to the outermost satellite, from the site that sees furthest.

    With R the site's radius, r the satellite's and a the angle between the vertical and the site's radius, a satellite at elevation e is
    at most -R sin(e - a) + sqrt((R sin(e - a))^2 + r^2 - R^2) away.
    """
    r = np.sqrt(np.einsum("si,si->s", position, position).max())
    own = np.linalg.norm(sites.position, axis=1)
    upright = np.einsum("gi,gi->g", sites.up, sites.position) / np.where(own > 0.0, own, 1.0)
    along = own * np.sin(np.maximum(sites.min_elevation - np.arccos(np.clip(upright, -1.0, 1.0)), -np.pi / 2))
    furthest = np.sqrt(np.maximum(along**2 + r**2 - own**2, 0.0)) - along
    return float(np.minimum(furthest * (1.0 + 1e-9) + 1.0, sites.max_length).max())


def _chosen(
    found: tuple[np.ndarray, ...],
    cost: Float[np.ndarray, "m"],
    sites: Sites,
    per_satellite: Int[np.ndarray, "s"] | None,
    shape: tuple[int, int],
) -> Bool[np.ndarray, "m"] | None:
    """Links within the terminals; None for all."""
    count, satellites = shape
    if per_satellite is None and np.all(sites.terminals >= satellites):
        return None
    step, site, satellite = found
    places = satellites + len(sites.terminals)
    ends = np.stack([step * places + satellite, step * places + satellites + site], axis=1)
    offered = np.full(satellites, MANY) if per_satellite is None else per_satellite
    return within_terminals(ends, cost, np.tile(np.concatenate([offered, sites.terminals]), count))
