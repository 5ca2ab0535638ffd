"""networkx: the same graph as a DiGraph, its own Dijkstra from every city, paths and all."""

from typing import cast

import networkx as nx
import numpy as np
from child import MIN_ELEVATION, SPEED_OF_LIGHT, Array, stand


def route(given: dict[str, Array], position: Array) -> Array:
    """One way, s, of every pair of cities; each is two nodes, so that none passes anything on."""
    links, city, up = given["links"], given["city"], given["up"]
    satellites, cities = position.shape[1], len(city)
    delays = []
    for now in position:
        between = np.linalg.norm(now[links[:, 0]] - now[links[:, 1]], axis=1).tolist()
        line = now[None, :, :] - city[:, None, :]
        distance = np.linalg.norm(line, axis=2)
        site, satellite = np.nonzero(np.einsum("gsi,gi->gs", line, up) >= np.sin(MIN_ELEVATION) * distance)
        down = distance[site, satellite].tolist()
        graph = nx.DiGraph()
        graph.add_nodes_from(range(satellites + 2 * cities))
        graph.add_weighted_edges_from(zip(links[:, 0].tolist(), links[:, 1].tolist(), between, strict=True))
        graph.add_weighted_edges_from(zip(links[:, 1].tolist(), links[:, 0].tolist(), between, strict=True))
        graph.add_weighted_edges_from(zip((satellites + site).tolist(), satellite.tolist(), down, strict=True))
        graph.add_weighted_edges_from(zip(satellite.tolist(), (satellites + cities + site).tolist(), down, strict=True))
        delay = []
        for k in range(cities - 1):
            length = cast("dict[int, float]", nx.single_source_dijkstra(graph, satellites + k)[0])
            delay += [length.get(satellites + cities + other, np.inf) for other in range(k + 1, cities)]
        delays.append(np.array(delay) / SPEED_OF_LIGHT)
    return np.array(delays)


if __name__ == "__main__":
    stand(route, nx.__version__)
