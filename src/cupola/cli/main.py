"""The command line: reads words, calls `app`, prints. Exit 0: done; 2: the input is wrong; 1: our fault; 130: interrupted, resumable."""

import contextlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from cupola.errors import CupolaError, InputError

_scenario = click.argument("scenario", metavar="NAME|FILE")
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document and nothing else.")
_set = click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change a value: --set constellations.watchers.shells.main.altitude='900 km'.",
)


def main() -> None:
    """Run the command and turn what goes wrong into one plain message and an exit code."""
    try:
        cli(prog_name="cupola", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        _print(error.format_message())
    except click.ClickException as error:
        _fail(f"{error.format_message()}\nsee: cupola --help", 2)
    except InputError as error:
        _fail(str(error), 2)
    except CupolaError as error:
        _fail(str(error), 1)
    except (KeyboardInterrupt, click.Abort):
        raise SystemExit(130) from None
    except BrokenPipeError:
        sys.stderr.close()  # the reader left; there is nobody to tell
    except OSError as error:
        with contextlib.suppress(OSError):
            sys.stdout.close()  # or what is left in it would be tried again on the way out, and fail again
        _fail(f"{f'{error.filename}: ' if error.filename else ''}{error.strerror or error}", 1)


@click.group(no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="cupola", message="%(prog)s %(version)s")
def cli() -> None:
    """An open simulator for space programmes: fly a constellation, measure what it can do."""


@cli.command("list")
@_json
def list_scenarios(as_json: bool) -> None:
    """List the bundled scenarios and their questions."""
    from cupola.scenario.library import entries  # noqa: PLC0415 -- help answers without it

    found = entries()
    if as_json:
        _print_json({"scenarios": [{"name": name, "title": title, "question": question} for name, title, question in found]})
        return
    width = max((len(name) for name, _, _ in found), default=0)
    for name, title, question in found:
        _print(f"{name:<{width}}  {title}\n{'':<{width}}  {question}")


@cli.command()
@click.argument("name")
def new(name: str) -> None:
    """Write NAME.yaml here: a small commented scenario to start from."""
    from cupola.scenario.starter import new_text  # noqa: PLC0415 -- help answers without it

    text, path = new_text(name), Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise InputError(f"{path} is there already; choose another name, or remove it first") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from None
    _print(f"{path} is ready. Fly it with: cupola run {path}")


@cli.command()
@_scenario
@_set
@_json
def check(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """Check a scenario and say what flying it takes."""
    from cupola.cli.checking import checked, told  # noqa: PLC0415 -- help answers without it

    found = checked(scenario, _changes(changes))
    _print_either(found, told, as_json)


@cli.command()
def schema() -> None:
    """Print the JSON Schema of the scenario file, for an editor."""
    from cupola.scenario.json_schema import json_schema  # noqa: PLC0415 -- help answers without it

    _print_json(json_schema())


@cli.command()
@_scenario
@_set
@_json
def facts(scenario: str, changes: tuple[str, ...], as_json: bool) -> None:
    """List the numbers of a scenario and their sources."""
    from cupola.cli.checking import facts_of, told_facts  # noqa: PLC0415 -- help answers without it

    _print_either(facts_of(scenario, _changes(changes)), told_facts, as_json)


@cli.command()
@_scenario
@click.option("--study", "studies", multiple=True, metavar="NAME", help="Run this study only; may be given several times.")
@_set
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the run: a new one, or the same run's.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of the draws.")
@click.option("--engine", default="local", show_default=True, metavar="NAME", help="Where the work runs: local.")
@click.option("--fresh", is_flag=True, help="Do the work again even where the same run stands.")
@click.option("--without", multiple=True, metavar="NAME,...", help="Leave out suppliers, with all that is theirs, or constellations.")
@_json
def run(  # noqa: PLR0913 -- an argument for each option
    scenario: str,
    studies: tuple[str, ...],
    changes: tuple[str, ...],
    out: Path | None,
    seed: int,
    engine: str,
    fresh: bool,
    without: tuple[str, ...],
    as_json: bool,
) -> None:
    """Fly a scenario, measure it, and make a report."""
    from cupola.cli.running import document, run_shown, told  # noqa: PLC0415 -- help answers without it

    finished = run_shown(scenario, studies or None, out, seed, engine, changes=_changes(changes), fresh=fresh, without=_split(without))
    _print_either(document(finished), lambda _: told(finished), as_json)


@cli.command()
@_scenario
@click.option("--without", multiple=True, metavar="NAME,...", help="Partners that leave.")
@click.option("--with", "joined", multiple=True, metavar="NAME,...", help="Candidates that are brought in.")
@click.option("--shapley", is_flag=True, help="What each partner is worth, over all coalitions.")
@_set
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder of the run: a new one, or the same run's.")
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Seed of the draws.")
@click.option("--fresh", is_flag=True, help="Do the work again even where the same run stands.")
@_json
def knockout(  # noqa: PLR0913 -- an argument for each option
    scenario: str,
    without: tuple[str, ...],
    joined: tuple[str, ...],
    shapley: bool,
    changes: tuple[str, ...],
    out: Path | None,
    seed: int,
    fresh: bool,
    as_json: bool,
) -> None:
    """Take partners out of a programme, or bring one in: what is lost, by when, at what cost."""
    from cupola.cli.knocking import knockout_shown, told  # noqa: PLC0415 -- help answers without it
    from cupola.cli.running import document  # noqa: PLC0415 -- as above

    finished = knockout_shown(
        scenario, _split(without), _split(joined), shapley, changes=_changes(changes), out=out, seed=seed, fresh=fresh
    )
    _print_either(document(finished), lambda _: told(finished), as_json)


@cli.command()
@click.argument("run_dir", metavar="RUN", type=click.Path(path_type=Path))
def report(run_dir: Path) -> None:
    """Make the report of a run again."""
    from cupola.report import write  # noqa: PLC0415 -- help answers without it

    _print(str(write(run_dir)))


@cli.command()
@click.argument("before", metavar="RUN", type=click.Path(path_type=Path))
@click.argument("after", metavar="RUN", type=click.Path(path_type=Path))
@_json
def compare(before: Path, after: Path, as_json: bool) -> None:
    """Show what changed from one run to another, and why."""
    from cupola.cli.comparing import found, told  # noqa: PLC0415 -- help answers without it

    _print_either(found(before, after), told, as_json)


@cli.command()
@click.argument("run_dir", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--format", "kind", required=True, metavar="NAME", help="czml, geojson, csv or parquet.")
@click.option("--out", type=click.Path(path_type=Path), metavar="PATH", help="The file, or for tables the folder.")
@click.option("--step", metavar="TIME", help="Time between positions: '60 s'. For czml and geojson, as what follows.")
@click.option("--span", metavar="TIME", help="From the epoch on: '24 h', which it is if left out.")
@click.option("--constellation", "constellations", multiple=True, metavar="NAME", help="This one only; may be given several times.")
@_json
def export(
    run_dir: Path, kind: str, out: Path | None, step: str | None, span: str | None, constellations: tuple[str, ...], as_json: bool
) -> None:
    """Write a run for other programs: globes, maps, tables."""
    from cupola.cli.exporting import exported, told  # noqa: PLC0415 -- help answers without it

    _print_either(exported(run_dir, kind, out, step, span, constellations), told, as_json)


@cli.command()
@_json
def doctor(as_json: bool) -> None:
    """Show devices, versions and caches."""
    from cupola.cli.health import found, told  # noqa: PLC0415 -- help answers without it

    _print_either(found(), told, as_json)


def _split(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for names in given for name in names.split(","))


def _changes(given: tuple[str, ...]) -> dict[str, str]:
    changes: dict[str, str] = {}
    for text in given:
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            raise InputError(f"--set: got {text!r}; must be PATH=VALUE, such as constellations.watchers.shells.main.altitude='900 km'")
        changes[path.strip()] = value.strip()
    return changes


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def _print_json(document: dict[str, Any]) -> None:
    _print(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))


def _print_either(document: dict[str, Any], told: Callable[[dict[str, Any]], str], as_json: bool) -> None:
    if as_json:
        _print_json(document)
    else:
        _print(told(document))


def _fail(message: str, code: int) -> None:
    sys.stderr.write(message + "\n")
    raise SystemExit(code) from None
