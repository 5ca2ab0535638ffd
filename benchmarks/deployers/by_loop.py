"""The campaign as an analyst would write it down: trial by trial, step by step, satellite by satellite, in plain Python.

`python by_loop.py TRIALS FIRST` prints one JSON line: seconds, and for each trial the counts of every shell at the end of every year.
"""

import json
import math
import random
import sys
import time
from dataclasses import dataclass, field

import problem as given


@dataclass(slots=True)
class Satellite:
    arrives: int
    dies: int


@dataclass(slots=True)
class Plane:
    slots: int
    free: int
    satellites: list[Satellite] = field(default_factory=list)


@dataclass(slots=True)
class Shell:
    planes: list[Plane]
    full_once: bool = False
    launched: int = 0
    lost: int = 0
    stillborn: int = 0
    worn: int = 0


class Trial:
    """One trial of the campaign."""

    def __init__(self, dice: random.Random):
        self.dice = dice
        self.shells = [Shell([Plane(slots, slots + spares) for _ in range(planes)]) for planes, slots, spares in given.SHELLS]
        self.stock = 0
        self.scale = given.MEAN / math.gamma(1.0 + 1.0 / given.SHAPE)

    def played(self) -> dict[str, list]:
        """What happened: counts by step and shell, launches by step and vehicle, loads that wait, and what held the campaign up."""
        course = {name: [] for name in ("up", "spare", "launched", "lost", "stillborn", "worn", "used", "queue", "bound")}
        made = 0
        for step in range(given.STEPS):
            due = math.floor(given.A_YEAR * (step + 1) * given.STEP / given.YEAR + 1e-6)
            self.stock += due - made
            made = due
            left, used = [], []
            for _, carried, a_year in given.VEHICLES:
                flown = self.flights(a_year * given.STEP / given.YEAR)
                taken = 0
                while taken < flown and self.fly(step, carried):
                    taken += 1
                left.append(flown - taken)
                used.append(taken)
            course["used"].append(used)
            course["queue"].append(self.waiting())
            course["bound"].append(self.reason(left))
            counts = [self.end(step, shell) for shell in self.shells]
            course["up"].append([up for up, _ in counts])
            course["spare"].append([spare for _, spare in counts])
            for name in ("launched", "lost", "stillborn", "worn"):
                course[name].append([getattr(shell, name) for shell in self.shells])
        return course

    def flights(self, mean: float) -> int:
        """Launches in a step, at random."""
        count, product, floor = 0, self.dice.random(), math.exp(-mean)
        while product > floor:
            count += 1
            product *= self.dice.random()
        return count

    def fly(self, step: int, carried: int) -> bool:
        """One launch, if there is a load and somewhere to go."""
        for shell in self.shells:
            open_planes = [plane for plane in shell.planes if plane.free]
            missing = sum(plane.free for plane in open_planes)
            if missing < (given.FEWEST if shell.full_once else 1):
                continue
            if self.stock < (carried if shell.full_once else min(missing, carried)):
                continue
            if shell.full_once:
                open_planes.sort(key=lambda plane: -plane.free)
            served = open_planes[: given.PLANES]
            room = sum(plane.free for plane in served)
            if shell.full_once and room < given.FEWEST:
                continue
            self.send(step, shell, served, min(carried, room))
            shell.full_once = shell.full_once or not any(plane.free for plane in shell.planes)
            return True
        return False

    def send(self, step: int, shell: Shell, served: list[Plane], number: int) -> None:
        """Satellites to some planes; all are lost if the launch fails."""
        self.stock -= number
        shell.launched += number
        if self.dice.random() < given.FAILING:
            shell.lost += number
            return
        for turn, plane in enumerate(served):
            arrives = step + math.floor((given.RAISING + turn * given.DRIFT) / given.STEP + 0.5)
            taken = min(number, plane.free)
            for _ in range(taken):
                life = 0
                if self.dice.random() >= given.STILLBORN:
                    life = max(1, math.floor(self.dice.weibullvariate(self.scale, given.SHAPE) / given.STEP + 0.5))
                plane.satellites.append(Satellite(arrives, arrives + life))
            plane.free -= taken
            number -= taken

    def waiting(self) -> int:
        """Loads ready for open slots."""
        missing = sum(plane.free for shell in self.shells for plane in shell.planes)
        return min(self.stock, missing) // min(carried for _, carried, _ in given.VEHICLES)

    def reason(self, left: list[int]) -> str:
        """What keeps the first filling from going faster."""
        lacking = [shell for shell in self.shells if not shell.full_once]
        if not lacking:
            return "complete"
        least = min(carried for _, carried, _ in given.VEHICLES)
        missing = [sum(plane.free for plane in shell.planes) for shell in lacking]
        if not any(self.stock >= min(least, one) for one in missing):
            return "production"
        return "contract" if any(left) else "launches"

    def end(self, step: int, shell: Shell) -> tuple[int, int]:
        """The dead leave their slots; counts those that work, and the spares."""
        up = spare = 0
        for plane in shell.planes:
            alive = [satellite for satellite in plane.satellites if satellite.dies > step]
            if len(alive) < len(plane.satellites):
                still = sum(1 for satellite in plane.satellites if satellite.dies <= step and satellite.dies == satellite.arrives)
                gone = len(plane.satellites) - len(alive)
                shell.stillborn += still
                shell.worn += gone - still
                plane.free += gone
                plane.satellites = alive
            there = sum(1 for satellite in alive if satellite.arrives <= step)
            up += min(there, plane.slots)
            spare += max(there - plane.slots, 0)
        return up, spare


def main() -> None:
    trials, first = int(sys.argv[1]), int(sys.argv[2])
    begun = time.perf_counter(), time.process_time()
    courses = [Trial(random.Random(f"{given.SEED} {trial}")).played() for trial in range(first, first + trials)]  # noqa: S311 -- trials, not secrets
    taken = time.perf_counter() - begun[0], time.process_time() - begun[1]
    yearly = {name: [course[name][23::24] for course in courses] for name in ("up", "spare", "launched", "lost", "stillborn", "worn")}
    print(json.dumps({"s": taken[0], "cpu_s": taken[1], "trials": trials, "yearly": yearly}))


if __name__ == "__main__":
    main()
