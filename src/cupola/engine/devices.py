"""The devices of this machine, made ready: 64-bit numbers on, one host device a core, compiled kernels kept on disk, loops fused."""

import contextlib
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import jax
import numpy as np
from jax.sharding import Mesh

from cupola.errors import InputError

FUSION = "xla_cpu_use_multi_output_fusion"
"""XLA's name for making one loop of many results."""


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

    Raises:
        InputError: `CUPOLA_DEVICES` is not a number of devices.
    """
    fuse_loops()
    settings: Any = jax.config  # JAX adds its settings as it loads, so that no type names them
    settings.update("jax_enable_x64", True)
    if not settings.jax_compilation_cache_dir:
        settings.update("jax_compilation_cache_dir", str(cache_folder() / "kernels"))
        settings.update("jax_persistent_cache_min_compile_time_secs", 0.2)
        settings.update("jax_persistent_cache_min_entry_size_bytes", 0)
    # JAX refuses a number of devices once it has started, or where XLA_FLAGS names one: both leave what there is.
    with contextlib.suppress(RuntimeError):
        settings.update("jax_num_cpu_devices", _wanted())
    found = cast("list[Any]", jax.devices())  # pyright: ignore[reportUnknownMemberType] -- the class of a device is compiled and untyped
    return Devices(Mesh(np.array(found), ("time",)), found[0].platform, found[0].device_kind)


def fuse_loops() -> None:
    """Has XLA make one loop of many results on a CPU, where JAX has not started yet: filters of many small arrays run ten times as fast and
    compile four times as fast (docs/models/tracking.md). An experimental option, which a version of XLA without it passes over."""
    flags = os.environ.get("XLA_FLAGS", "")
    if "xla_backend_extra_options" not in flags:
        os.environ["XLA_FLAGS"] = f"{flags} --xla_backend_extra_options={FUSION}".strip()


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


def _wanted() -> int:
    named = os.environ.get("CUPOLA_DEVICES", str(cores()))
    if not (named.isascii() and named.isdigit() and len(named) <= 4 and 1 <= int(named) <= 1024):
        shown = repr(named) if len(named) <= 40 else f"{named[:40]!r}..."
        raise InputError(f"CUPOLA_DEVICES: got {shown}; must be a whole number from 1 to 1024, or not set at all")
    return int(named)
