"""The command `doctor`: what this machine offers and what is installed."""

import platform
import time
from importlib.metadata import version
from typing import Any

from cupola.app import free_memory
from cupola.catalog.earth_orientation import load_earth_orientation
from cupola.engine import ready_devices
from cupola.engine.devices import cache_folder, cores

_PACKAGES = (
    "cupola",
    "jax",
    "jaxlib",
    "numpy",
    "scipy",
    "pyerfa",
    "astropy-iers-data",
    "xarray",
    "zarr",
    "pyarrow",
    "matplotlib",
    "pydantic",
)


def found() -> dict[str, Any]:
    """Devices, versions, data and caches, as one document."""
    begun = time.perf_counter()
    devices = ready_devices()
    free = free_memory()
    kernels = cache_folder() / "kernels"
    kept = [path.stat().st_size for path in kernels.glob("*") if path.is_file()] if kernels.is_dir() else []
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": cores(),
        "free_memory_bytes": free,
        "devices": {"platform": devices.platform, "kind": devices.kind, "count": devices.count},
        "versions": {name: version(name) for name in _PACKAGES},
        "earth_orientation": load_earth_orientation().source,
        "cache": {"folder": str(kernels), "kernels": len(kept), "bytes": sum(kept)},
        "started_in_s": round(time.perf_counter() - begun, 3),
    }


def told(health: dict[str, Any]) -> str:
    """The same in lines."""
    devices, cache, free = health["devices"], health["cache"], health["free_memory_bytes"]
    lines = [
        f"python             {health['python']} on {health['system']}",
        f"devices            {devices['count']} x {devices['platform']} ({devices['kind']}), {health['cores']} cores",
        f"memory             {'not known' if free is None else f'{free / 1e9:.1f} GB free'}",
        f"earth orientation  {health['earth_orientation']}",
        f"compiled kernels   {cache['kernels']} in {cache['folder']}, {cache['bytes'] / 1e6:.1f} MB",
    ]
    lines += [f"{name:<18} {number}" for name, number in health["versions"].items()]
    return "\n".join(lines)
