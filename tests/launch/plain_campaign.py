"""The rules of a campaign written down once more, for one trial, satellite by satellite, in plain Python; and small campaigns to play."""

from dataclasses import dataclass, field
from math import floor, inf
from typing import Any

import numpy as np

from cupola.launch.cadence import YEAR, Cadence
from cupola.launch.dealing import fails, keys_of
from cupola.launch.filling import Shell
from cupola.launch.lifetimes import Lifetimes
from cupola.launch.production import Production
from cupola.launch.programme import Contract, Programme, Replacement
from cupola.launch.roll import Roll
from cupola.launch.supply import Supply

STEP = YEAR / 24.0


def supply_of(flown, failed=None) -> Supply:
    """Launches of (trials, steps, vehicles), or of (steps, vehicles) in a single trial."""
    flown = np.asarray(flown)
    flown = flown[None] if flown.ndim == 2 else flown
    failed = np.zeros_like(flown) if failed is None else np.asarray(failed).reshape(flown.shape)
    return Supply(np.arange(flown.shape[1]) * STEP, STEP, flown, failed)


def evenly(a_step: float, stock: int = 0, room: float = inf) -> Production:
    """So many satellites finished in each step, without chance."""
    return Production(Cadence(rate=a_step / STEP, scatter=0.0), stock, room=room)


def programme_of(shells: tuple[Shell, ...], contracts: tuple[Contract, ...], production: Production, **more) -> Programme:
    """A programme whose satellites live for ever unless it is said otherwise."""
    return Programme(
        **{"name": "one", "lifetimes": Lifetimes.weibull(inf)} | more, shells=shells, contracts=contracts, production=production
    )


@dataclass
class Plane:
    room: int
    slots: int
    satellites: list[tuple[int, int]] = field(default_factory=list)
    """Step of arrival and of death of each."""
    free: int = 0
    held: int = 0


class Player:
    """One programme in one trial."""

    def __init__(self, programme: Programme, vehicles: tuple[str, ...], supply: Supply, trial: int, seed: int):
        self.programme, self.vehicles, self.supply, self.trial = programme, vehicles, supply, trial
        self.made = programme.production.finished(supply.starts, supply.step, trial + 1, seed, programme.name)[trial]
        self.shells = [[Plane(shell.room, shell.slots, free=shell.room) for _ in shell.order] for shell in programme.shells]
        self.full = [False for _ in self.shells]
        self.contracts = {one.vehicle: one for one in programme.contracts}
        self.stock, self.number, self.whole = programme.production.stock, 0, False
        self.taken, self.flights = dict.fromkeys(self.contracts, 0), dict.fromkeys(self.contracts, 0)
        self.counted = dict.fromkeys(self.contracts, 0)
        self.steps = supply.starts.size
        roll = Roll(programme.lifetimes, seed, programme.name, slice(0, trial + 1), supply.step, self.steps)
        self.lives = roll.lives(np.array([0]), np.array([trial]), np.array([int(self.made.sum()) + self.stock])).tolist()
        self.launched, self.lost, self.stillborn, self.worn = ([0 for _ in self.shells] for _ in range(4))

    def per_shell(self, given: Any, k: int) -> Any:
        return given if np.ndim(given) == 0 else given[k]

    def load(self, vehicle: str, k: int) -> int:
        contract, shell = self.contracts[vehicle], self.programme.shells[k]
        served = shell.room * min(contract.planes or shell.planes, shell.planes)
        return min(self.per_shell(contract.satellites, k), served)

    def fewest(self, vehicle: str, k: int) -> int:
        contract, shell = self.contracts[vehicle], self.programme.shells[k]
        served = shell.room * min(contract.planes or shell.planes, shell.planes)
        return self.load(vehicle, k) if self.programme.fewest is None else min(self.programme.fewest, served)

    def begin(self, s: int) -> None:
        self.s = s
        self.stock += min(int(self.made[s]), max(self.programme.production.room - self.stock, 0))
        self.flights = dict.fromkeys(self.contracts, 0)
        for v, contract in self.contracts.items():
            if contract.first <= self.supply.starts[s] < contract.last:
                self.counted[v] += int(self.supply.flown[self.trial, s, self.vehicles.index(v)])

    def offered(self, vehicle: str) -> int:
        """Launches offered in this step under the contract's share."""
        share, now = self.contracts[vehicle].share, int(self.supply.flown[self.trial, self.s, self.vehicles.index(vehicle)])
        return floor(round(share * self.counted[vehicle], 6)) - floor(round(share * (self.counted[vehicle] - now), 6))

    def choice(self, vehicle: str):
        """Shell, planes and number of the next launch of a vehicle; None if it is not taken."""
        contract = self.contracts.get(vehicle)
        if contract is None or not contract.first <= self.supply.starts[self.s] < contract.last:
            return None
        if self.taken[vehicle] >= contract.most or (contract.share < 1.0 and self.flights[vehicle] >= self.offered(vehicle)):
            return None
        for k, planes in enumerate(self.shells):
            load, missing = self.load(vehicle, k), sum(plane.free for plane in planes)
            if not load or missing < (self.fewest(vehicle, k) if self.full[k] else 1):
                continue
            if self.stock < (load if self.full[k] else min(load, missing)):
                continue
            order = [place for place, plane in enumerate(planes) if plane.free]
            if contract.planes is not None:
                if self.full[k]:
                    order.sort(key=lambda place: -planes[place].free)
                order = order[: contract.planes]
                if self.full[k] and sum(planes[place].free for place in order) < self.fewest(vehicle, k):
                    continue
            return k, order, min(load, sum(planes[place].free for place in order))
        return None

    def fly(self, vehicle: str, choice, lost: bool) -> None:
        k, order, number = choice
        contract = self.contracts[vehicle]
        self.taken[vehicle] += 1
        self.flights[vehicle] += 1
        self.stock -= number
        self.launched[k] += number
        turn = 0
        for place in order:
            plane, count = self.shells[k][place], min(number, self.shells[k][place].free)
            if not count:
                break
            number -= count
            away = (self.per_shell(contract.raising, k) + turn * self.per_shell(contract.drift, k)) / self.supply.step
            due = self.s + floor(away + 0.5)
            for _ in range(count):
                life = self.lives[self.number]
                self.number += 1
                if lost:
                    self.lost[k] += 1
                else:
                    plane.satellites.append((due, due + life))
            plane.free -= 0 if lost else count
            turn += 1
        self.full[k] = self.full[k] or not any(plane.free for plane in self.shells[k])

    def end(self) -> list[tuple[int, int]]:
        """Working and spare satellites of each shell at the end of the step."""
        found = []
        policy = self.programme.replacement
        for k, planes in enumerate(self.shells):
            up = spare = 0
            for plane in planes:
                alive = [(come, die) for come, die in plane.satellites if die > self.s]
                gone = len(plane.satellites) - len(alive)
                still = sum(1 for come, die in plane.satellites if die <= self.s and come == die)
                plane.satellites = alive
                self.stillborn[k] += still
                self.worn[k] += gone - still
                plane.held += gone
                there = sum(1 for come, _ in alive if come <= self.s)
                up += min(there, plane.slots)
                spare += max(there - plane.slots, 0)
            found.append((up, spare))
        if policy is Replacement.AT_ONCE or (policy is Replacement.AFTER_COMPLETION and all(self.full)):
            for planes in self.shells:
                for plane in planes:
                    plane.free, plane.held = plane.free + plane.held, 0
        return found


def played(programmes: list[Programme], vehicles: tuple[str, ...], supply: Supply, trial: int, seed: int) -> dict[str, np.ndarray]:
    """Counts by the names of a course, each (steps, shells of all programmes), and `used`, (steps, vehicles, programmes)."""
    players = [Player(one, vehicles, supply, trial, seed) for one in programmes]
    rows: dict[str, list] = {name: [] for name in ("up", "spare", "launched", "lost", "stillborn", "worn", "used")}
    keys = keys_of(seed, vehicles)
    for s in range(supply.starts.size):
        for player in players:
            player.begin(s)
        left, failing = supply.flown[trial, s].astype(int).tolist(), supply.failed[trial, s].astype(int).tolist()
        for rank in sorted({one.priority for one in programmes}):
            crowd = [player for player in players if player.programme.priority == rank]
            while board_one(crowd, vehicles, supply, trial, s, left, failing, keys):
                pass
        found = [player.end() for player in players]
        rows["up"].append([up for one in found for up, _ in one])
        rows["spare"].append([spare for one in found for _, spare in one])
        for name in ("launched", "lost", "stillborn", "worn"):
            rows[name].append([count for player in players for count in getattr(player, name)])
        rows["used"].append([[player.flights.get(v, 0) for player in players] for v in vehicles])
    return {name: np.array(row) for name, row in rows.items()}


def board_one(crowd: list[Player], vehicles, supply: Supply, trial: int, s: int, left: list[int], failing: list[int], keys) -> bool:
    """The next launch of the step, if anybody takes one."""
    for v, vehicle in enumerate(vehicles):
        if not left[v]:
            continue
        claims = [(player, choice) for player in crowd if (choice := player.choice(vehicle)) is not None]
        if not claims:
            continue
        player, choice = min(claims, key=lambda one: (one[0].taken[vehicle] + 1) / one[0].contracts[vehicle].share)
        place = int(supply.flown[trial, s, v]) - left[v]
        launch = (np.array([count]) for count in (place, left[v], failing[v]))
        lost = bool(fails(keys[v : v + 1], np.array([trial]), s, *launch)[0])
        player.fly(vehicle, choice, lost)
        left[v] -= 1
        failing[v] -= lost
        return True
    return False
