"""The lives of a programme's satellites, by the number in which they are launched: drawn ahead, and further when more are launched."""

import numpy as np

from cupola.arrays import Int
from cupola.launch.draws import BLOCK, blocks, generator
from cupola.launch.lifetimes import Lifetimes

_PAGE = 1024
"""Satellites drawn at once for each trial."""

_AHEAD = 16
"""Pages that there is room for at first; room that is never drawn costs no memory."""


class Roll:
    """Lives in steps. Satellite n of a trial has the same draw whenever it is launched, and whatever other trials there are."""

    def __init__(self, lifetimes: Lifetimes, seed: int, name: str, cut: slice, step: float, longest: int):
        """For the trials of a chunk.

        Args:
            lifetimes: of the chunk's trials.
            seed: of the run.
            name: of the programme.
            cut: the trials; begins with a block.
            step: s.
            longest: steps beyond which it is all the same.
        """
        self._lifetimes, self._step, self._longest, self._trials = lifetimes, step, longest, cut.stop - cut.start
        self._generators = [generator(seed, name, "lives", block) for block, _ in blocks(self._trials, cut.start)]
        self._table = lifetimes.table(step, longest)
        self._drawn, self._lives = 0, np.empty((self._trials, _AHEAD * _PAGE), np.uint16)

    def lives(self, first: Int[np.ndarray, "c"], row: Int[np.ndarray, "c"], count: Int[np.ndarray, "c"]) -> Int[np.ndarray, "n"]:
        """Lives of `count` satellites from number `first` on in the trial `row`, for each of c cohorts, one cohort after the other."""
        while int((first + count).max()) > self._drawn:
            self._draw()
        until = np.cumsum(count)
        place = np.repeat(row * self._lives.shape[1] + first - (until - count), count)
        place += np.arange(until[-1])
        return self._lives.reshape(-1).take(place)

    def _draw(self) -> None:
        """Another page for every trial; whole blocks, so that a trial's draws are the same whichever others there are."""
        if self._drawn == self._lives.shape[1]:
            wider = np.empty((self._trials, 2 * self._drawn), np.uint16)
            wider[:, : self._drawn] = self._lives
            self._lives = wider
        page = slice(self._drawn, self._drawn + _PAGE)
        for block, held in blocks(self._trials):
            drawn = self._generators[block].bit_generator.random_raw(_PAGE * BLOCK // 4).view(np.uint16).reshape(BLOCK, _PAGE)
            drawn = drawn[: held.stop - held.start]
            if self._table is None:
                self._lives[held, page] = self._lifetimes.of(held).steps(drawn, self._step, self._longest)
            else:
                self._lives[held, page] = self._table.take(drawn)
        self._drawn = page.stop
