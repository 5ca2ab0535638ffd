"""Where work runs. `local` drives the devices of this machine; a task knows nothing of it."""

from cupola.engine.devices import Devices, ready_devices
from cupola.engine.local import Progress, Sink, run_study
from cupola.engine.replaying import Replays

__all__ = ["Devices", "Progress", "Replays", "Sink", "ready_devices", "run_study"]
