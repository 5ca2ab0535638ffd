"""Where work runs. `local` drives the devices of this machine; a task knows nothing of it."""

from cupola.engine.devices import Devices, ready_devices
from cupola.engine.knockouts import dependence_of
from cupola.engine.local import Progress, Sink, run_study
from cupola.engine.replaying import Replays
from cupola.engine.varying import Varying

__all__ = ["Devices", "Progress", "Replays", "Sink", "Varying", "dependence_of", "ready_devices", "run_study"]
