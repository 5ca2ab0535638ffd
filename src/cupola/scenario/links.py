"""Which satellites of a constellation talk with each other, and how far, how fast and how soon."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from cupola.errors import Problem
from cupola.scenario.budgets import Laser
from cupola.scenario.facts import Fact
from cupola.scenario.faults import Fault, Reading, fault, plain_text
from cupola.scenario.leaves import Flag, Leaf, OneOf, Reference, Whole
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import Acquisition, DataRate, GrazingAltitude, HopDelay, LinkRange, Terminals
from cupola.scenario.shapes import FileModel, Listed, implied
from cupola.scenario.shells import ElementSets, Molniya, RepeatingTrack, Shell, StreetsOfCoverage, SunSynchronous, WalkerDelta, WalkerStar
from cupola.scenario.text import ListNode, MappingNode, Node, TextNode, child_key
from cupola.scenario.units import QuantityError, parse_count

LATTICES = ("plus-grid", "ring", "nearest", "list", "none")
"""Patterns of links, by the word in the file."""

_ONLY_WITH = {"phase-offset": "plus-grid", "pairs": "list"}

Place = tuple[int, int]
"""A satellite of a shell: its plane and its place in the plane, both counted from 0."""


class PairOfSatellites(Leaf):
    """Two different satellites of one shell, each by plane and place: `[[0, 3], [1, 3]]`."""

    def read(self, node: Node, reading: Reading) -> tuple[Place, Place]:
        if not isinstance(node, ListNode) or len(node.items) != 2:
            raise fault(node, "must be two satellites, each [plane, place] counted from 0, such as [[0, 3], [1, 3]]")
        one, other = (self._place(item) for item in node.items)
        if one == other:
            raise fault(node, f"got [{one[0]}, {one[1]}] twice; a link joins two different satellites")
        return one, other

    def _place(self, node: Node) -> Place:
        if not isinstance(node, ListNode) or len(node.items) != 2:
            raise fault(node, "must be the plane and the place of a satellite, counted from 0, such as [1, 3]")
        plane, place = (self._whole(item) for item in node.items)
        return plane, place

    def _whole(self, node: Node) -> int:
        try:
            return parse_count(plain_text(node))
        except QuantityError as error:
            raise fault(node, str(error)) from None

    def json_schema(self) -> dict[str, Any]:
        place = {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2}
        return {"type": "array", "items": place, "minItems": 2, "maxItems": 2}


class Links(FileModel):
    """The links between the satellites of one constellation, all of one kind."""

    WHAT = "the section `links`"

    pattern: Annotated[str, OneOf(LATTICES, "patterns of links")] = Field(
        description="who may talk with whom: plus-grid, ring, nearest, list or none"
    )
    phase_offset: Annotated[int | None, Whole(0, 100_000)] = Field(
        default=None,
        description="of a plus-grid: how many places ahead, round the plane, the neighbour in the next plane stands; left out, the nearest",
    )
    pairs: Annotated[
        tuple[Annotated[tuple[Place, Place], PairOfSatellites()], ...], Listed("pairs of satellites", "give at least one pair")
    ] = Field(default=(), description="of a list: each link as two satellites, [[plane, place], [plane, place]], counted from 0")
    seam: Annotated[bool, Flag()] = Field(
        default=True, description="whether links join the last plane to the first; `false` keeps them off the seam"
    )
    joins: Annotated[
        tuple[Annotated[str, Reference("constellations")], ...],
        Listed("constellations", "name at least one, or leave it out", distinct=True),
    ] = Field(default=(), description="other constellations whose satellites they link with too, the nearest first")
    terminals: Terminals = implied("4", "how many links one satellite can hold at once, 1 to 64")
    crossing: Annotated[int, Whole(0, 64)] = Field(
        default=0,
        description="how many of the terminals point at the nearest satellites of the constellation that fly the other way, "
        "north against south",
    )
    max_range: LinkRange | None = Field(default=None, description="the longest link, 1 to 100,000 km; left out, as far as sight goes")
    grazing_altitude: GrazingAltitude = implied("80 km", "lowest height that a link may graze")
    acquisition: Acquisition = implied("0 s", "how long a link has been in sight before it carries anything")
    hop_delay: HopDelay = implied("0 s", "what each satellite that passes a message on adds, 0 to 1 s")
    rate: DataRate | None = Field(default=None, description="of one link, each way; left out, no limit is told")
    laser: Laser | None = Field(default=None, description="in place of a rate: what the lasers are, so that the rate falls with the length")
    capacity: DataRate | None = Field(
        default=None, description="what one satellite carries between users and the network; left out, no limit is told"
    )

    @field_validator("laser")
    @classmethod
    def stands_for_the_rate(cls, laser: Laser | None, info: ValidationInfo) -> Laser | None:
        """One or the other."""
        rate = info.data.get("rate")
        if laser is not None and isinstance(rate, Fact):
            raise fault_of(rate, "stands beside `laser`, which gives the rate by the length of the link; keep one of the two")
        return laser


def _of_its_pattern(node: Any) -> Any:
    """Keys that stand with one pattern alone; a pattern that is not known is left for its own check."""
    pattern = node.entries.get("pattern") if isinstance(node, MappingNode) else None
    if not isinstance(pattern, TextNode) or pattern.text not in LATTICES:
        return node
    entries = cast("MappingNode", node).entries
    problems = [
        Problem(entries[key].key, entries[key].line, f"belongs to the pattern {only}; this one is {pattern.text}, delete the key")
        for key, only in _ONLY_WITH.items()
        if key in entries and pattern.text != only
    ]
    if pattern.text == "list" and "pairs" not in entries:
        told = "is missing; the pattern list needs it: each link as [[plane, place], [plane, place]]"
        problems.append(Problem(child_key(node.key, "pairs"), node.line, told))
    if problems:
        raise Fault(problems)
    return node


Linked = Annotated[Links, BeforeValidator(_of_its_pattern)]
"""The links of a constellation as the file may give them."""


def planes_of(shell: Shell) -> tuple[int, int]:
    """Planes of a shell and satellites in each; a shell that is not laid out in planes is one plane of all its satellites."""
    if isinstance(shell, WalkerStar | WalkerDelta | StreetsOfCoverage):
        return shell.planes.count, shell.per_plane.count
    if isinstance(shell, SunSynchronous):
        return len(shell.local_times), shell.per_plane.count
    return 1, shell.satellite_count


def links_problems(links: Links, shells: Mapping[str, Shell], key: str, lines: Mapping[str, int]) -> tuple[Problem, ...]:
    """What the pattern of the links asks of the shells and does not find.

    Args:
        links: of a constellation.
        shells: of the same, by name.
        key: path of the links in the file.
        lines: line of every key path.
    """
    where = f"{key}.crossing"
    if links.crossing and links.pattern == "nearest":
        told = "goes with a grid, rings, a list or none; the pattern nearest leaves no terminal: delete the key"
        return (Problem(where, lines[where], told),)
    if links.crossing > links.terminals.count:
        told = f"got {links.crossing}, more than the terminals of a satellite, {links.terminals.text}; give at most these"
        return (Problem(where, lines[where], told),)
    if links.pattern == "list":
        return tuple(_faults_of_pairs(links, shells, key, lines))
    flat = [name for name, shell in shells.items() if not _is_laid_out(shell, links.pattern)]
    told = f"got {links.pattern}, and the shell {', '.join(flat)} has no planes to lay it on; nearest and list need none"
    return (Problem(f"{key}.pattern", lines[f"{key}.pattern"], told),) if flat else ()


def _is_laid_out(shell: Shell, pattern: str) -> bool:
    """Whether a shell has the planes of a grid, or the order of a ring."""
    if pattern == "plus-grid":
        return isinstance(shell, WalkerStar | WalkerDelta | StreetsOfCoverage | SunSynchronous)
    return pattern != "ring" or not isinstance(shell, RepeatingTrack | ElementSets | Molniya)


def _faults_of_pairs(links: Links, shells: Mapping[str, Shell], key: str, lines: Mapping[str, int]) -> Iterator[Problem]:
    """One shell, satellites that it has, no link twice, and no more links at one satellite than it has terminals."""
    if len(shells) > 1:
        told = f"got list, which names the satellites of one shell; this constellation has {len(shells)}, make each one of its own"
        yield Problem(f"{key}.pattern", lines[f"{key}.pattern"], told)
        return
    planes, per_plane = planes_of(next(iter(shells.values())))
    held, seen = Counter[Place](), set[frozenset[Place]]()
    for at, pair in enumerate(links.pairs):
        where = f"{key}.pairs.{at}"
        beyond = next((one for one in pair if one[0] >= planes or one[1] >= per_plane), None)
        if beyond is not None:
            told = f"got {_told(beyond)}; the planes are 0 to {planes - 1}, the places in each 0 to {per_plane - 1}"
            yield Problem(where, lines[where], told)
        elif frozenset(pair) in seen:
            yield Problem(where, lines[where], f"gives the link of {_told(pair[0])} and {_told(pair[1])} twice; keep one")
        else:
            seen.add(frozenset(pair))
            held.update(pair)
            full = next((one for one in pair if held[one] > links.terminals.count - links.crossing), None)
            if full is not None:
                told = f"is link {held[full]} of {_told(full)}, and the terminals are {links.terminals.text}; drop it or give more"
                yield Problem(where, lines[where], told)


def _told(place: Place) -> str:
    return f"[{place[0]}, {place[1]}]"
