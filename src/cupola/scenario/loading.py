"""From a file, a bundled name or a text to a checked scenario, with every fault of the file in one error."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from cupola.constants import BODIES, EARTH, Body
from cupola.errors import InputError, Problem, ScenarioError
from cupola.scenario import library
from cupola.scenario.changes import SET, changed
from cupola.scenario.cost import cost_asked_in
from cupola.scenario.dependence import dependence_asked_in
from cupola.scenario.deployment import deployment_asked_in
from cupola.scenario.faults import Fault, Origin, Reading
from cupola.scenario.interception import interception_asked_in
from cupola.scenario.latency import network_asked_in
from cupola.scenario.schema import Scenario
from cupola.scenario.sensitivity import sensitivity_asked_in
from cupola.scenario.shorthand import expanded
from cupola.scenario.studies import SWEEPS, Measuring, figures_of
from cupola.scenario.text import MAX_BYTES, MappingNode, Node, TextNode, decoded, read, walk, written

NO_CHANGES: Mapping[str, str] = MappingProxyType({})
_ENDINGS = (".yaml", ".yml")


def load(name_or_path: str | Path, changes: Mapping[str, str] = NO_CHANGES) -> Scenario:
    """Reads and checks a scenario.

    Args:
        name_or_path: the name of a bundled scenario, or the path of a file.
        changes: text by key path, as `--set` gives it: {"constellations.tracking-t1.shells.main.altitude": "900 km"}.

    Raises:
        InputError: no such name or file, or a file that cannot be read.
        ScenarioError: a file that cannot be flown, with every fault found.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, str) and text in library.names():
        return loads(library.text_of(text), f"{text}.yaml", changes)
    path = Path(name_or_path)
    looks_like_path = isinstance(name_or_path, Path) or "/" in text or "\\" in text or text.endswith(_ENDINGS)
    if not looks_like_path and not _is_there(path):
        library.text_of(text)
    return loads(decoded(_bytes_of(path), text), text, changes)


def loads(text: str, file: str = "<text>", changes: Mapping[str, str] = NO_CHANGES) -> Scenario:
    """Checks a scenario that is given as text.

    Args:
        text: the scenario, YAML.
        file: what to call it in messages.
        changes: as for `load`.

    Raises:
        ScenarioError: every fault found, in the order of the file.
    """
    root = expanded(read(text, file))
    if changes:
        root = changed(root, changes, file)
    origin = Origin(file, written(root) if changes else text, {node.key: node.line for node in walk(root) if node.key})
    try:
        return Scenario.model_validate(root, context=_reading(root, origin))
    except ValidationError as error:
        raise ScenarioError(file, _ordered(error)) from None


def _is_there(path: Path) -> bool:
    """Whether there is such a path; one that the system refuses, such as a name too long, is not there."""
    try:
        return path.exists()
    except OSError:
        return False


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder; give the scenario file in it")
        if not path.is_file():
            raise InputError(f"there is no file {path}; `cupola list` shows the bundled scenarios, `cupola new NAME` starts one")
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from None


def _reading(root: MappingNode, origin: Origin) -> Reading:
    """The names that the file defines, taken from the tree so that one fault does not hide another."""
    constellations, studies = _entries(root, "constellations"), _entries(root, "studies")
    views = {study: tuple(_entries(root, "studies", study, "views")) for study in SWEEPS if study in studies}
    places = ("regions", "terminals", "sites", "missiles", "threats", "interceptors", "pads", "vehicles", "campaigns", "costs")
    pieces = ("agreements", "elements", "functions")
    sections = ("sources", "suppliers", "sensors", "constellations", *places, *pieces)
    regions, targets, threats = (tuple(_entries(root, section)) for section in ("regions", "targets", "threats"))
    return Reading(
        names={section: tuple(_entries(root, section)) for section in sections},
        sensed=frozenset(name for name, node in constellations.items() if isinstance(node, MappingNode) and "sensor" in node.entries),
        figures=figures_of(views, regions, targets, threats, *_asked_in(root)),
        asked=tuple(studies),
        body=_body(root),
        origin=origin,
        root=root,
    )


def _asked_in(root: MappingNode) -> tuple[Measuring | None, ...]:
    """What the studies other than sweeps ask, as far as it can be read."""
    readers = (network_asked_in, interception_asked_in, deployment_asked_in, cost_asked_in, dependence_asked_in, sensitivity_asked_in)
    return tuple(reader(root) for reader in readers)


def _body(root: MappingNode) -> Body:
    """The body that the file names; the Earth where it names none, or one that the check of `body` will refuse."""
    node = root.entries.get("body")
    return BODIES.get(node.text, EARTH) if isinstance(node, TextNode) else EARTH


def _entries(node: Node, *path: str) -> Mapping[str, Node]:
    for name in path:
        if not isinstance(node, MappingNode) or name not in node.entries:
            return {}
        node = node.entries[name]
    return node.entries if isinstance(node, MappingNode) else {}


def _ordered(error: ValidationError) -> tuple[Problem, ...]:
    """The problems of a file by line, none twice; those of values set from outside come first and say so."""
    found: list[Problem] = []
    for item in error.errors(include_url=False):
        cause = item.get("ctx", {}).get("error")
        if not isinstance(cause, Fault):
            raise AssertionError(f"a check let {item['type']} through") from error
        found.extend(cause.problems)
    told = [problem if problem.line else Problem(problem.key, 0, f"{SET}: {problem.message}") for problem in dict.fromkeys(found)]
    return tuple(sorted(told, key=lambda problem: problem.line))
