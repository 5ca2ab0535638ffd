"""What can go wrong, as types: the caller's input, a run that cannot be read, or a broken promise of ours.

Every message says what is wrong, where, what was got, what is allowed and what to do next. Holds no input or output.
"""

from dataclasses import dataclass


class CupolaError(Exception):
    """Base of every error that Cupola raises on purpose."""


class InputError(CupolaError):
    """What the user gave is wrong; the message is plain and complete, and nothing has been written."""


class RunError(InputError):
    """A run folder that is missing, unfinished, damaged, of another format, or being worked on by another process."""


@dataclass(frozen=True)
class Problem:
    """One fault in a scenario file.

    Attributes:
        key: key path in the file, `constellations.tracking.inclination`; empty for the file as a whole.
        line: line in the file, counted from 1, or 0 where no line applies.
        message: what was got, what is allowed and what to do, in one or two sentences.
    """

    key: str
    line: int
    message: str


class ScenarioError(InputError):
    """A scenario that cannot be flown, with every fault found in it.

    Attributes:
        file: name of the file as the user gave it.
        problems: the faults, in the order of the file; at least one.
    """

    SHOWN = 8

    def __init__(self, file: str, problems: tuple[Problem, ...]):
        if not problems:
            raise ValueError("a ScenarioError needs at least one problem")
        super().__init__(file, problems)
        self.file = file
        self.problems = problems

    def __str__(self) -> str:
        shown = [self._told(problem) for problem in self.problems[: self.SHOWN]]
        left = len(self.problems) - len(shown)
        if left:
            shown.append(f"and {left} more; mend these first and check again")
        return "\n".join(shown)

    def _told(self, problem: Problem) -> str:
        where = f"{self.file}:{problem.line}" if problem.line else self.file
        head = f"{where}: {problem.key}" if problem.key else where
        return f"{head}\n  {problem.message}"
