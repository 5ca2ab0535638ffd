"""What contracts come to for a programme's shells: loads, launches offered and steps on the way. Whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cupola.arrays import Bool, Float, Int
from cupola.launch.programme import Contract, Programme


@dataclass(frozen=True)
class Terms:
    """All contracts of a programme, by vehicle and shell; zeros for vehicles without one.

    Attributes:
        load: satellites of a full launch: what it carries, or what the planes that it serves can take; 0 where it cannot go, (V, K).
        fewest: open slots that are worth a replacement launch, (V, K).
        planes: most that a launch serves; 0 for as many as it takes, (V,).
        raising: steps to the first plane, not rounded, (V, K).
        drift: steps more for each further plane, (V, K).
        most: launches in all, as it binds in each step, (S, V).
        share: of the vehicle's launches, (V,).
        live: whether a contract holds in each step, (S, V).
    """

    load: Int[np.ndarray, "v k"]
    fewest: Int[np.ndarray, "v k"]
    planes: Int[np.ndarray, "v"]
    raising: Float[np.ndarray, "v k"]
    drift: Float[np.ndarray, "v k"]
    most: Float[np.ndarray, "s v"]
    share: Float[np.ndarray, "v"]
    live: Bool[np.ndarray, "s v"]

    @classmethod
    def of(cls, programme: Programme, vehicles: Sequence[str], starts: Float[np.ndarray, "s"], step: float) -> "Terms":
        """From a programme's contracts with some of the vehicles, for steps of `step` s."""
        shape = len(vehicles), len(programme.shells)
        load, fewest = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
        raising, drift = np.zeros(shape), np.zeros(shape)
        planes, most, share = np.zeros(shape[0], np.int64), np.zeros((starts.shape[0], shape[0])), np.zeros(shape[0])
        live = np.zeros((starts.shape[0], shape[0]), bool)
        for one in programme.contracts:
            v = vehicles.index(one.vehicle)
            served = [shell.room * min(one.planes or shell.planes, shell.planes) for shell in programme.shells]
            load[v] = np.minimum(one.satellites, served)
            fewest[v] = load[v] if programme.fewest is None else np.minimum(served, programme.fewest)
            raising[v], drift[v] = np.asarray(one.raising) / step, np.asarray(one.drift) / step
            planes[v], share[v] = one.planes or 0, one.share
            most[:, v] = np.where(starts >= one.lifted, np.inf, one.most)
            live[:, v] = (starts >= one.first) & (starts < one.last)
        return cls(load, fewest, planes, raising, drift, most, share, live)

    def steps_to(self, planes: int) -> Int[np.ndarray, "v k p"]:
        """Steps from launch to arrival in the first plane that a launch serves and in further ones, to the nearest whole one."""
        return np.floor(self.raising[:, :, None] + np.arange(planes) * self.drift[:, :, None] + 0.5).astype(np.int64)

    @property
    def longest(self) -> int:
        """Most steps that a satellite is on its way, if a launch served as many planes as there are satellites aboard."""
        turns = np.where(self.planes[:, None] > 0, np.minimum(self.planes[:, None], self.load), self.load)
        return int(np.ceil(np.max(self.raising + np.maximum(turns - 1, 0) * self.drift, initial=0.0))) + 1


def offered(flown: Int[np.ndarray, "s t"], live: Bool[np.ndarray, "s"], contract: Contract) -> Int[np.ndarray, "s t"]:
    """Launches offered in each step of those that a vehicle flies while a contract holds: its share, in whole launches."""
    # Rounded first, so that a whole number that was meant is not just below it.
    due = np.floor(np.round(contract.share * np.cumsum(np.where(live[:, None], flown, 0), axis=0), 6)).astype(np.int32)
    return np.diff(due, axis=0, prepend=np.int32(0))
