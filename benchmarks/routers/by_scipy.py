"""A plain script, as one would write it in an afternoon: NumPy for the geometry, SciPy for the routes, one step after the other, one core.

Its answer is delays and predecessors; it does not write the paths out.
"""

import numpy as np
import scipy
from child import MIN_ELEVATION, SPEED_OF_LIGHT, Array, stand
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra


def route(given: dict[str, Array], position: Array) -> Array:
    """One way, s, of every pair of cities; each is two nodes, so that none passes anything on."""
    links, city, up = given["links"], given["city"], given["up"]
    satellites, cities = position.shape[1], len(city)
    first, second = np.triu_indices(cities, 1)
    delays = []
    for now in position:
        between = np.linalg.norm(now[links[:, 0]] - now[links[:, 1]], axis=1)
        line = now[None, :, :] - city[:, None, :]
        distance = np.linalg.norm(line, axis=2)
        high = np.einsum("gsi,gi->gs", line, up) >= np.sin(MIN_ELEVATION) * distance
        site, satellite = np.nonzero(high)
        down = distance[site, satellite]
        begin = np.concatenate([links[:, 0], links[:, 1], satellites + site, satellite])
        end = np.concatenate([links[:, 1], links[:, 0], satellite, satellites + cities + site])
        nodes = satellites + 2 * cities
        weight = csr_matrix((np.concatenate([between, between, down, down]), (begin, end)), shape=(nodes, nodes))
        found, _ = dijkstra(weight, indices=satellites + np.arange(cities), return_predecessors=True)
        delays.append(found[first, satellites + cities + second] / SPEED_OF_LIGHT)
    return np.array(delays)


if __name__ == "__main__":
    stand(route, scipy.__version__)
