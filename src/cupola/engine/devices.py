"""The devices of this machine, made ready: 64-bit numbers on, one host device a core, compiled kernels kept on disk."""

import contextlib
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

import jax
import numpy as np
from jax.sharding import Mesh


@dataclass(frozen=True)
class Devices:
    """What the work runs on.

    Attributes:
        mesh: every device in a row, axis "time".
        platform: `cpu`, `gpu` or `tpu`.
        kind: the maker's name for it.
    """

    mesh: Mesh
    platform: str
    kind: str

    @property
    def count(self) -> int:
        """Number of devices."""
        return self.mesh.size


def ready_devices() -> Devices:
    """Turn 64-bit numbers on and take every device; on a CPU the time axis is spread over one host device a core.

    `CUPOLA_DEVICES` sets the number of host devices. Where JAX has already started (in a notebook, say) its devices are taken as they are.
    """
    jax.config.update("jax_enable_x64", True)
    if not jax.config.jax_compilation_cache_dir:
        jax.config.update("jax_compilation_cache_dir", str(cache_folder() / "kernels"))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.2)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", 0)
    # JAX refuses a number of devices once it has started, or where XLA_FLAGS names one: both leave what there is.
    with contextlib.suppress(RuntimeError):
        jax.config.update("jax_num_cpu_devices", int(os.environ.get("CUPOLA_DEVICES", cores())))
    found = jax.devices()
    return Devices(Mesh(np.array(found), ("time",)), found[0].platform, found[0].device_kind)


def cores() -> int:
    """Cores that this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cache_folder() -> Path:
    """Where compiled kernels are kept: `CUPOLA_CACHE`, or the platform's own place for caches."""
    named = os.environ.get("CUPOLA_CACHE")
    if named:
        return Path(named).expanduser()
    if platform.system() == "Darwin":
        return Path.home() / "Library" / "Caches" / "cupola"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cupola"
