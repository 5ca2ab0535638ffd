"""One programme in the middle of its campaign: what is ready, open, on its way and at work in each of some trials. Counts and steps.

Arrays run over trials and shells together, a *berth*: berth = trial x K + shell. Planes are in the order of filling; shells with fewer
planes than others have planes without room behind.
"""

import numpy as np

from cupola.arrays import Bool, Int
from cupola.launch.course import COUNTS, Bound
from cupola.launch.draws import BLOCK, blocks, generator
from cupola.launch.filling import Cohorts, anywhere, dealt, in_reach
from cupola.launch.programme import Programme, Replacement
from cupola.launch.roll import Roll
from cupola.launch.supply import Supply
from cupola.launch.terms import Terms, offered


class Party:
    """The state of a programme over a chunk of T trials. Steps are begun, boarded and ended in turn.

    Attributes:
        programme: whose.
        terms: of its contracts.
        counts: by the names of `COUNTS`, each (T K,).
        taken: launches so far of each vehicle, (T, V).
        flights: of those, in the step at hand.
        bound: steps in which each `Bound` held, (T, 5).
    """

    def __init__(
        self,
        programme: Programme,
        vehicles: tuple[str, ...],
        supply: Supply,
        finished: Int[np.ndarray, "s t"],
        cut: slice,
        seed: int,
        first: int = 0,
    ):
        """At the beginning.

        Args:
            programme: whose.
            vehicles: of the supply.
            supply: of all trials at hand.
            finished: satellites finished in each step, of the chunk's trials.
            cut: the trials of the chunk; begins with a block.
            seed: of the run.
            first: number of the first trial at hand.
        """
        (steps, trials), shells = finished.shape, programme.shells
        self.programme, self._finished, self._step, self._steps = programme, finished, 0, steps
        self._kinds, self._width = len(shells), max(shell.planes for shell in shells)
        self.terms = Terms.of(programme, vehicles, supply.starts, supply.step)
        self._limited = bool(np.isfinite([one.most for one in programme.contracts]).any())
        self._turns = self.terms.steps_to(self._width)
        reach = {one.planes or 0 for one in programme.contracts}
        self._alike = reach.pop() if len(reach) == 1 else None
        columns = [(vehicles.index(one.vehicle), one) for one in programme.contracts if one.share < 1.0]
        self._offers = {v: offered(supply.flown[cut, :, v].T, self.terms.live[:, v], one) for v, one in columns}
        small = np.uint8 if max(shell.room for shell in shells) < 2**8 else np.uint16
        self._one, berths = small(1), trials * self._kinds
        self._slots = np.repeat(np.array([shell.slots for shell in shells], small), self._width)[None, :]
        room = np.array([[shell.room] * shell.planes + [0] * (self._width - shell.planes) for shell in shells], small)
        self._free = np.tile(room, (trials, 1))
        self._alive = np.zeros((berths, self._width), small)
        self._held = np.zeros((berths, self._width), small)
        late = [int(np.ceil(-one.age / supply.step)) for one in programme.already]
        self._ring = min(max([self.terms.longest, *late]), steps) + 1
        self._births = np.zeros((self._ring, berths, self._width), small)
        self._arrivals, self._still = (np.zeros((self._ring, berths), np.int32) for _ in range(2))
        self._deaths = np.zeros((trials, steps + 1, self._kinds * self._width), small)
        self._open = np.tile(np.array([shell.size for shell in shells], np.int32), trials)
        # Open slots from which on a launch is worth a look: one until the shell was full, then `fewest`, or more while those are far.
        self._worth = np.ones((len(vehicles), berths), np.int32)
        self._full_once, self._whole = np.zeros(berths, bool), np.zeros(trials, bool)
        self._stock, self._number = np.full(trials, programme.production.stock, np.int64), np.zeros(trials, np.int64)
        lifetimes = programme.lifetimes.of(cut)
        numbers = slice(first + cut.start, first + cut.stop)
        self._roll = Roll(lifetimes, seed, programme.name, numbers, supply.step, steps)
        self._complete_at, self._verdict = np.zeros(trials, np.int64), np.zeros(trials, np.int64)
        self.counts = {name: np.zeros(berths, np.int32) for name in COUNTS}
        self.taken, self.flights = (np.zeros((trials, len(vehicles)), np.int32) for _ in range(2))
        self.bound = np.zeros((trials, len(Bound)), np.int32)
        for group, one in enumerate(programme.already):
            left, age = np.empty((trials, one.satellites), np.uint16), max(one.age, 0.0)
            for block, held in blocks(trials, numbers.start):
                dice = generator(seed, programme.name, f"lives of group {group}", block)
                drawn = dice.random((BLOCK, one.satellites))[: held.stop - held.start]
                left[held] = lifetimes.of(held).steps_left(drawn, age, supply.step, steps)
            self._stand(left, -one.age / supply.step)

    def begin(self, step: int) -> None:
        """A step begins: satellites are finished, as far as there is room for them."""
        self._step = step
        made, room = self._finished[step], self.programme.production.room
        self._stock += made if np.isinf(room) else np.clip(int(room) - self._stock, 0, made)
        self.flights[:] = 0

    def claims(self, rows: Int[np.ndarray, "n"], vehicle: Int[np.ndarray, "n"]) -> Int[np.ndarray, "n"]:
        """The shell that the next launch of a vehicle would go to in some trials; -1 where the programme cannot take it.

        Args:
            rows: trials.
            vehicle: with a launch left, one for each.
        """
        terms, kinds = self.terms, self._kinds
        found = np.full(rows.size, -1)
        there = self._open.reshape(-1, kinds).take(rows, axis=0)
        wanted = np.flatnonzero(there >= self._worth.reshape(-1, kinds).take(vehicle * self._stock.size + rows, axis=0))
        if not wanted.size:
            return found
        pair = wanted // kinds
        shell = wanted - pair * kinds
        rows, vehicle, there = rows.take(pair), vehicle.take(pair), there.reshape(-1).take(wanted)
        load = terms.load.reshape(-1).take(vehicle * kinds + shell)
        # A full load, or what the shell still lacks until it is full for the first time.
        need = np.where(self._full_once.take(rows * kinds + shell), load, np.minimum(there, load))
        able = (load > 0) & (self._stock.take(rows) >= need)
        able &= terms.live[self._step].take(vehicle)
        if self._limited:
            able &= self.taken[rows, vehicle] < terms.most[self._step].take(vehicle)
        for v, offer in self._offers.items():
            able &= (vehicle != v) | (offer[self._step].take(rows) > self.flights[rows, v])
        # Backwards, so that of several shells the first is what stays.
        those = np.flatnonzero(able)[::-1]
        found[pair.take(those)] = shell.take(those)
        return found

    def launch(
        self, rows: Int[np.ndarray, "r"], vehicle: Int[np.ndarray, "r"], shell: Int[np.ndarray, "r"], gone: Bool[np.ndarray, "r"]
    ) -> Bool[np.ndarray, "r"]:
        """Fly launches, one a trial at most; says which of them flew. The others found too little open in the planes they reach.

        Args:
            rows: trials.
            vehicle: of each launch.
            shell: that it goes to.
            gone: whether it fails.
        """
        if self._alike is not None:
            return self._launch_alike(self._alike, rows, vehicle, shell, gone)
        flew, reach = np.empty(rows.size, bool), self.terms.planes.take(vehicle)
        for planes in np.unique(reach):
            mine = reach == planes
            flew[mine] = self._launch_alike(int(planes), rows[mine], vehicle[mine], shell[mine], gone[mine])
        return flew

    @property
    def moving(self) -> Int[np.ndarray, "b"]:
        """Launched and still on their way."""
        gone = sum(self.counts[name] for name in ("lost", "stillborn", "worn", "up", "spare"))
        return self.counts["launched"] - gone

    def judge(self, left: Int[np.ndarray, "t v"]) -> None:
        """Say what kept the programme from taking more in this step, once its class has taken what it could."""
        terms, kinds, live = self.terms, self._kinds, self.terms.live[self._step]
        lacking = ~self._full_once.reshape(-1, kinds)
        verdict = np.full(lacking.shape[0], int(Bound.COMPLETE))
        self._verdict = verdict
        if not lacking.any():
            return
        some = np.flatnonzero(lacking.any(axis=1))
        self._complete_at[some] = self._step + 1
        verdict[some] = int(Bound.PRODUCTION)
        served = (live if live.any() else live | True)[:, None] & (terms.load > 0)
        least = np.where(served, terms.load, np.iinfo(np.int32).max).min(axis=0)
        need = np.minimum(self._open.reshape(-1, kinds).take(some, axis=0), least)
        loaded = lacking.take(some, axis=0) & ((self._stock.take(some)[:, None] >= need) | ~served.any(axis=0))
        some, shell = some[loaded.any(axis=1)], loaded.argmax(axis=1)[loaded.any(axis=1)]
        usable, spurned = np.zeros(some.size, bool), np.zeros(some.size, bool)
        for v in np.flatnonzero(live):
            holds = (self.taken[some, v] < terms.most[self._step, v]) & (terms.load[v].take(shell) > 0)
            usable |= holds
            # A launch that was there and was not taken was for others.
            spurned |= holds & (left[some, v] > 0)
        verdict[some] = np.where(spurned | ~usable, int(Bound.CONTRACT), int(Bound.LAUNCHES))

    def end(self) -> None:
        """A step ends: satellites arrive and die, and slots reopen for the next."""
        counts, alive, place = self.counts, self._alive, self._step % self._ring
        trials = alive.shape[0] // self._kinds
        arrived, still = self._arrivals[place], self._still[place]
        alive += self._births[place]
        dead = np.ascontiguousarray(self._deaths[:, self._step]).reshape(alive.shape)
        alive -= dead
        total = _sums(alive)
        died = counts["up"] + counts["spare"] + arrived - total
        counts["stillborn"] += still
        counts["worn"] += died - still
        if any(shell.spares for shell in self.programme.shells):
            working = np.minimum(alive.reshape(trials, -1), self._slots)
            counts["up"] = _sums(working.reshape(alive.shape))
            np.subtract(total, counts["up"], out=counts["spare"])
        else:
            counts["up"] = total
        for ring in (self._births, self._arrivals, self._still):
            ring[place] = 0
        fresh = np.flatnonzero((self._verdict == Bound.COMPLETE) & (self._step < self._complete_at + self.terms.longest))
        if fresh.size:
            self._verdict[fresh[self._under_way(fresh)]] = Bound.UNDER_WAY
        self.bound[np.arange(trials), self._verdict] += 1
        self._reopen(dead, died)

    def waiting(self) -> Int[np.ndarray, "t"]:
        """Loads ready for slots that are open, left behind by this step's launches; of the least load that flies."""
        loads = self.terms.load[self.terms.live[self._step]]
        loads = loads if loads.any() else self.terms.load
        least = int(loads[loads > 0].min()) if loads.any() else 1
        return np.minimum(self._stock, _sums(self._open.reshape(-1, self._kinds))) // least

    def standing(self) -> Int[np.ndarray, "t p"]:
        """Satellites that work in each plane, planes by number, shell after shell."""
        planes = []
        for k, shell in enumerate(self.programme.shells):
            alive = self._alive[k :: self._kinds, : shell.planes]
            by_number = np.empty_like(alive)
            by_number[:, list(shell.order)] = np.minimum(alive, shell.slots)
            planes.append(by_number)
        return np.concatenate(planes, axis=1)

    def _launch_alike(
        self,
        planes: int,
        rows: Int[np.ndarray, "r"],
        vehicle: Int[np.ndarray, "r"],
        shell: Int[np.ndarray, "r"],
        gone: Bool[np.ndarray, "r"],
    ) -> Bool[np.ndarray, "r"]:
        """Launches that reach equally many planes, one a trial; says which flew."""
        berth, table = rows * self._kinds + shell, vehicle * self._kinds + shell
        load, free = self.terms.load.reshape(-1).take(table), self._free.take(berth, axis=0)
        if not planes:
            number = np.minimum(load, self._open.take(berth))
            safe = number * ~gone
            self._send(anywhere(free, safe), number, safe, rows, berth, table)
            return np.ones(rows.size, bool)
        filled = self._full_once.take(berth)
        plane, room = in_reach(free, filled, planes)
        total = room.sum(axis=1, dtype=np.int32)
        flew = total >= np.where(filled, self.terms.fewest.reshape(-1).take(table), 1)
        number = np.minimum(load, total) * flew
        safe = number * ~gone
        self._send(dealt(plane, room, safe), number, safe, rows, berth, table)
        further = planes * room[:, -1] if room.shape[1] < free.shape[1] else 0
        self._look_again(planes, berth, np.where(safe > 0, np.minimum(total - number + further, total), total))
        return flew

    def _look_again(self, planes: int, berth: Int[np.ndarray, "r"], reached: Int[np.ndarray, "r"]) -> None:
        """Remember what so many planes hold at most: no launch is worth a look before what it would lack has opened."""
        known = np.flatnonzero(self._full_once.take(berth))
        if not known.size:
            return
        berth = berth.take(known)
        short = np.maximum(self._open.take(berth) - reached.take(known), 0)
        shell = berth % self._kinds
        for v in np.flatnonzero(self.terms.planes == planes):
            self._worth[v][berth] = self.terms.fewest[v].take(shell) + short

    def _send(
        self,
        cohorts: Cohorts,
        number: Int[np.ndarray, "r"],
        safe: Int[np.ndarray, "r"],
        rows: Int[np.ndarray, "r"],
        berth: Int[np.ndarray, "r"],
        table: Int[np.ndarray, "r"],
    ) -> None:
        """Count what launches carry, and book arrivals and deaths of the satellites whose launch does not fail: those of the cohorts."""
        first = self._number.take(rows)
        self._stock[rows] -= number
        self._number[rows] = first + number
        self.counts["launched"][berth] += number
        self.counts["lost"][berth] += number - safe
        there = self._open.take(berth) - safe
        self._open[berth] = there
        if self._alike is None:
            # Fewer are open, and no more within reach of the other vehicles.
            lower = np.maximum(self._worth[:, berth] - safe[None, :], self.terms.fewest.take(berth % self._kinds, axis=1))
            self._worth[:, berth] = np.where(self._full_once.take(berth)[None, :], lower, self._worth[:, berth])
        filled = berth[there == 0]
        filled = filled[~self._full_once[filled]]
        if filled.size:
            self._full_once[filled] = True
            self._worth[:, filled] = self.terms.fewest.take(filled % self._kinds, axis=1)
        if not cohorts.launch.size:
            return
        whose = berth.take(cohorts.launch)
        self._free.reshape(-1)[whose * self._width + cohorts.plane] -= cohorts.count.astype(self._one.dtype)
        due = self._step + self._turns.take(table.take(cohorts.launch) * self._width + cohorts.turn)
        if int(due.max()) >= self._steps:
            inside = due < self._steps
            cohorts, whose, due = cohorts.pick(inside), whose[inside], due[inside]
        if due.size:
            lives = self._roll.lives(first.take(cohorts.launch) + cohorts.before, rows.take(cohorts.launch), cohorts.count)
            self._book(whose, cohorts.plane, cohorts.count, due, lives)

    def _book(
        self,
        berth: Int[np.ndarray, "c"],
        plane: Int[np.ndarray, "c"],
        count: Int[np.ndarray, "c"],
        due: Int[np.ndarray, "c"],
        lives: Int[np.ndarray, "n"],
    ) -> None:
        """Write arrivals and deaths of cohorts into the calendar, `due` the step of arrival."""
        slot, across = (due % self._ring) * self._open.size + berth, self._kinds * self._width
        self._births.reshape(-1)[slot * self._width + plane] += count.astype(self._one.dtype)
        np.add.at(self._arrivals.reshape(-1), slot, count.astype(np.int32))
        # Of the calendar, a trial's days lie together, and of a day its planes.
        place = np.repeat((berth // self._kinds * self._steps + due) * across + berth * self._width + plane, count)
        np.minimum(lives, np.repeat((self._steps - due).astype(np.uint16), count), out=lives)
        place += np.multiply(lives, across, dtype=np.int64)
        np.add.at(self._deaths.reshape(-1), place, self._one)
        dead = np.flatnonzero(lives == 0)
        if dead.size:
            whose = np.searchsorted(np.cumsum(count), dead, side="right")
            np.add.at(self._still.reshape(-1), slot[whose], np.int32(1))

    def _stand(self, left: Int[np.ndarray, "t n"], late: float) -> None:
        """Put satellites into the first open slots, there now or `late` steps on, and at work for so many steps from then."""
        trials, number = left.shape
        rows, due = np.arange(trials), int(np.ceil(max(late, 0.0))) - 1
        for k, shell in enumerate(self.programme.shells):
            berth = rows * self._kinds + k
            for plane in range(shell.planes):
                taken = min(int(self._free[k, plane]), number)
                part, left = left[:, :taken], left[:, taken:]
                number -= taken
                self._free[berth, plane] -= self._one.dtype.type(taken)
                self._open[berth] -= taken
                self.counts["launched"][berth] += taken
                if due < 0:
                    self.counts["up"][berth] += taken
                    self._alive[berth, plane] += self._one.dtype.type(taken)
                elif due < self._steps:
                    self._births[due % self._ring, berth, plane] += self._one.dtype.type(taken)
                    self._arrivals[due % self._ring, berth] += taken
                # A life as long as the horizon ends beyond it, for those too that were there before the first step.
                dies = np.where(part >= self._steps, self._steps, np.minimum(due + part.astype(np.int64), self._steps))
                if due < self._steps:
                    place = (rows[:, None] * (self._steps + 1) + dies) * self._kinds * self._width + k * self._width + plane
                    np.add.at(self._deaths.reshape(-1), place.ravel(), self._one)
            filled = berth[self._open[berth] == 0]
            self._full_once[filled] = True
            self._worth[:, filled] = self.terms.fewest[:, k, None]

    def _under_way(self, rows: Int[np.ndarray, "r"]) -> Bool[np.ndarray, "r"]:
        """Whether slots are empty in some trials and satellites on their way."""
        up, moving = (_sums(counts.reshape(-1, self._kinds).take(rows, axis=0)) for counts in (self.counts["up"], self.moving))
        return (moving > 0) & (up < sum(shell.planes * shell.slots for shell in self.programme.shells))

    def _reopen(self, dead: Int[np.ndarray, "b p"], died: Int[np.ndarray, "b"]) -> None:
        """Open the slots of the dead, now or later, as the programme has it."""
        policy = self.programme.replacement
        if policy is Replacement.NONE:
            return
        if policy is Replacement.AT_ONCE or self._whole.all():
            self._free += dead
            self._open += died
            return
        now = np.repeat(self._whole, self._kinds)
        self._held += dead
        self._complete(now | np.repeat(self._full_once.reshape(-1, self._kinds).all(axis=1), self._kinds))

    def _complete(self, berths: Bool[np.ndarray, "b"]) -> None:
        """Open what was held back."""
        self._free[berths] += self._held[berths]
        self._open[berths] += self._held[berths].sum(axis=1, dtype=np.int32)
        self._held[berths] = 0
        self._whole = berths[:: self._kinds].copy()


def _sums(planes: Int[np.ndarray, "b p"]) -> Int[np.ndarray, "b"]:
    """Sums over planes."""
    # Twice as fast as sum(axis=1) on rows this short.
    return np.einsum("bp->b", planes.astype(np.int32, copy=False))
