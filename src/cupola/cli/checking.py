"""The commands `check` and `facts`: what a scenario holds and what flying it would take. No NumPy, no JAX."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from cupola.compiler.cost import cost_of, devices_expected
from cupola.compiler.countries import check_countries
from cupola.scenario.facts import Fact
from cupola.scenario.loading import load
from cupola.scenario.units import told as told_quantity


def checked(name: str, changes: Mapping[str, str]) -> dict[str, Any]:
    """Check a scenario and count what is in it.

    Raises:
        InputError: what is wrong with it.
    """
    scenario = load(name, changes)
    check_countries(scenario)
    cost = cost_of(scenario, devices_expected())
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "satellites": cost.satellites,
        "constellations": len(scenario.constellations),
        "kinds": dict(Counter(fact.kind for fact in scenario.facts())),
        "studies": {
            name: {
                "instants": one.instants,
                "cells": one.cells,
                "draws": one.draws - 1,
                "views": list(scenario.studies.asked()[name].views),
                **({"launches": one.launches, "tracks": one.tracks} if one.launches else {}),
                **({"pairs": one.pairs} if one.pairs else {}),
                **({"trials": one.trials} if one.trials else {}),
                **({"answers": one.answers} if one.answers else {}),
            }
            for name, one in cost.studies.items()
        },
        "memory_bytes": cost.memory,
        "seconds": cost.seconds,
    }


def told(found: dict[str, Any]) -> str:
    """The same in a few lines."""
    kinds = found["kinds"]
    satellites, constellations = _many(found["satellites"], "satellite"), _many(found["constellations"], "constellation")
    numbers = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return "\n".join(
        [
            f"{found['scenario']} is fine: {satellites} in {constellations}{_followed(found['studies'])}",
            f"numbers: {sum(kinds.values())}, of which {numbers}",
            *(f"{name}: {_sizes(asked)}" for name, asked in found["studies"].items()),
            f"takes: about {found['memory_bytes'] / 1e9:.1f} GB of memory and {_duration(found['seconds'])}",
        ]
    )


def _followed(studies: dict[str, dict[str, Any]]) -> str:
    """The launches and tracks of the custody study, where it is asked."""
    asked = next((asked for asked in studies.values() if "launches" in asked), None)
    return "" if asked is None else f", {_many(asked['launches'], 'launch', 'es')} followed by {_many(asked['tracks'], 'track')}"


def _sizes(asked: dict[str, Any]) -> str:
    if "answers" in asked:
        return f"{_many(asked['answers'], 'answer')} at the most"
    if "trials" in asked:
        sizes = (asked["instants"], "step"), (asked["trials"], "trial"), (len(asked["views"]) + 1, "play"), (asked["draws"] + 1, "variant")
        return " x ".join(_many(*size) for size in sizes if size[0])
    over = (asked["cells"], "cell") if asked["cells"] else (asked.get("pairs", 0), "pair")
    sizes = ((asked["instants"], "instant"), over, (len(asked["views"]), "view"), (asked["draws"] + 1, "variant"))
    return " x ".join(_many(*size) for size in sizes if size[0])


def facts_of(name: str, changes: Mapping[str, str]) -> dict[str, Any]:
    """Every number of a scenario, one row each, and its sources by name."""
    scenario = load(name, changes)
    return {
        "scenario": scenario.name,
        "facts": [_row(fact) for fact in scenario.facts()],
        "sources": {key: source.model_dump(exclude_none=True) for key, source in scenario.sources.items()},
    }


def told_facts(found: dict[str, Any]) -> str:
    """The rows in lines, then the sources that they name."""
    rows, sources = found["facts"], found["sources"]
    lines: list[str] = []
    for row in rows:
        extent = f" ({row['low_text']} to {row['high_text']})" if row["low"] is not None else ""
        lines.append(f"{row['line'] or '--set':>5}  {row['key']} = {row['text']}{extent}  [{row['source'] or row['kind']}]")
        lines += [f"       also {other['text']} [{other['source']}]" for other in row["others"]]
        if row["note"]:
            lines.append(f"       {row['note']}")
    used = {row["source"] for row in rows} | {other["source"] for row in rows for other in row["others"]}
    lines += ["", "sources"]
    lines += [f"  {name}: {source['title']}, {source['date']} ({source['language']})" for name, source in sources.items() if name in used]
    return "\n".join(lines)


def _row(fact: Fact) -> dict[str, Any]:
    return {
        "key": fact.key,
        "text": fact.text,
        "value": fact.value,
        "low": fact.low,
        "high": fact.high,
        "low_text": None if fact.low is None else told_quantity(fact.low, fact.allowed.unit),
        "high_text": None if fact.high is None else told_quantity(fact.high, fact.allowed.unit),
        "unit": fact.unit,
        "kind": fact.kind,
        "source": fact.source,
        "date": fact.date,
        "note": fact.note,
        "others": [{"text": other.text, "value": other.value, "source": other.source, "date": other.date} for other in fact.others],
        "line": fact.line,
    }


def _many(count: int, thing: str, plural: str = "s") -> str:
    return f"{count:,} {thing}{'' if count == 1 else plural}"


def _duration(seconds: float) -> str:
    """To an order of magnitude, as it is known."""
    if seconds < 90.0:
        return f"some {10 * max(1, round(seconds / 10))} s"
    return f"some {round(seconds / 60)} min" if seconds < 5400.0 else f"some {round(seconds / 3600)} h"
