"""Where work runs. `local` drives the devices of this machine; a task knows nothing of it."""

from cupola.engine.devices import Devices, ready_devices
from cupola.engine.local import Progress, Sink, run_study

__all__ = ["Devices", "Progress", "Sink", "ready_devices", "run_study"]
