"""CZML, the scenes of Cesium: a clock, then one packet a satellite with its positions, Earth-fixed, m. Written packet by packet.

Source of the format: the CZML guide and the packet schema of AnalyticalGraphicsInc/czml-writer, version 1.0 of the format.
"""

import json
import math
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from cupola.exports import interpolation
from cupola.exports.flight import Fleet, Flight, Place, Window, check_size, fleets_of
from cupola.exports.outlet import whole

COLOURS = ((86, 180, 233), (230, 159, 0), (0, 158, 115), (240, 228, 66), (213, 94, 0), (204, 121, 167), (0, 114, 178), (200, 200, 200))
"""Of the constellations, in the order of the scenario: those of Okabe and Ito, told apart by colour-blind readers too, and grey."""

FEW = 40
"""Satellites up to which labels and paths are drawn: more of them hide the globe."""

_TRAIL, _SMOOTHLY = 3600.0, 60.0
_OPAQUE = 255


def write_czml(manifest: Mapping[str, Any], flight: Flight, window: Window, file: Path) -> tuple[str, ...]:
    """Write a scene.

    Args:
        manifest: of the run.
        flight: what is flown.
        window: how much of it.
        file: where to.

    Returns:
        Sentences on what was written: one a shell, with its step and the error between samples.

    Raises:
        InputError: too much for one file, or a step too long; nothing has been written.
    """
    told = manifest["scenario"]
    fleets = fleets_of(flight, told["constellations"], window.constellations)
    check_size(fleets, [window.step or interpolation.STEPS[0]] * len(fleets), window, interpolation.MARGIN)
    sampled = [interpolation.chosen_step(fleet, window) for fleet in fleets]
    check_size(fleets, [step for step, _ in sampled], window, interpolation.MARGIN)
    said = tuple(_said(fleet, step, error) for fleet, (step, error) in zip(fleets, sampled, strict=True))
    start, stop = flight.clock.epoch.isoformat(), flight.clock.epoch.after(window.span).isoformat()
    drawn = sum(fleet.size for fleet in fleets) <= FEW
    with whole(file) as stream:
        stream.write("[\n" + _json(_document(manifest, start, stop, said)))
        for place in flight.places:
            stream.write(",\n" + _json(_ground_packet(place)))
        for fleet, (step, error) in zip(fleets, sampled, strict=True):
            for packet in _packets(fleet, window, step, (start, stop), drawn, _description(manifest, fleet, error)):
                stream.write(",\n" + _json(packet))
        stream.write("\n]\n")
    return said


def _document(manifest: Mapping[str, Any], start: str, stop: str, said: tuple[str, ...]) -> dict[str, Any]:
    """The first packet: what this is, and the clock."""
    told = manifest["scenario"]
    lines = [*_notional(told), told.get("question") or "", told.get("about") or "", *manifest["warnings"], *said, _made_by(manifest)]
    return {
        "id": "document",
        "name": told["title"],
        "version": "1.0",
        "description": _html(lines),
        "clock": {
            "interval": f"{start}/{stop}",
            "currentTime": start,
            "multiplier": 60,
            "range": "LOOP_STOP",
            "step": "SYSTEM_CLOCK_MULTIPLIER",
        },
    }


def _packets(fleet: Fleet, window: Window, step: float, ends: tuple[str, str], drawn: bool, description: str) -> Iterator[dict[str, Any]]:
    """One packet a satellite."""
    start, stop = ends
    seconds = window.seconds(step, interpolation.MARGIN)
    positions = np.round(fleet.positions(seconds), interpolation.DECIMALS)
    colour = {"rgba": [*COLOURS[fleet.colour % len(COLOURS)], _OPAQUE]}
    for place, (name, number) in enumerate(zip(fleet.ids(), fleet.numbers.tolist(), strict=True)):
        title = f"{fleet.title}, {fleet.shell} {number}"
        packet = {
            "id": name,
            "name": title,
            "availability": f"{start}/{stop}",
            "description": description,
            "properties": {"constellation": fleet.constellation, "shell": fleet.shell, "number": number},
            "position": {
                "epoch": start,
                "referenceFrame": "FIXED",
                "interpolationAlgorithm": "LAGRANGE",
                "interpolationDegree": interpolation.DEGREE,
                "cartesian": np.column_stack([seconds, positions[:, place]]).ravel().tolist(),
            },
            "point": {"color": colour, "pixelSize": 6, "outlineColor": {"rgba": [0, 0, 0, _OPAQUE]}, "outlineWidth": 1},
        }
        if drawn:
            packet["label"] = _label(name)
            packet["path"] = {
                "material": {"solidColor": {"color": colour}},
                "width": 1,
                "leadTime": 0,
                "trailTime": _TRAIL,
                "resolution": _SMOOTHLY,
            }
        yield packet


def _ground_packet(place: Place) -> dict[str, Any]:
    """A named point on the ground."""
    return {
        "id": f"place/{place.name}",
        "name": place.title,
        "position": {"cartographicDegrees": [math.degrees(place.longitude), math.degrees(place.latitude), 0.0]},
        "point": {"color": {"rgba": [_OPAQUE] * 4}, "pixelSize": 8, "outlineColor": {"rgba": [0, 0, 0, _OPAQUE]}, "outlineWidth": 2},
        "label": _label(place.title),
    }


def _label(text: str) -> dict[str, Any]:
    return {
        "text": text,
        "font": "11px sans-serif",
        "horizontalOrigin": "LEFT",
        "pixelOffset": {"cartesian2": [9, 0]},
        "fillColor": {"rgba": [_OPAQUE] * 4},
        "outlineColor": {"rgba": [0, 0, 0, _OPAQUE]},
        "outlineWidth": 2,
        "style": "FILL_AND_OUTLINE",
    }


def _said(fleet: Fleet, step: float, error: float) -> str:
    size = f"{fleet.size:,} satellite{'' if fleet.size == 1 else 's'}"
    return f"{fleet.constellation}/{fleet.shell}: {size}, one position every {step:g} s; between them within {metres(error)}"


def metres(error: float) -> str:
    """An error rounded up to two digits, so that what is told is never less than what was measured."""
    unit, size = ("km", 1e3) if error >= 1e3 else ("m", 1.0)
    scaled = max(error / size, 0.1)
    power = 10.0 ** (math.floor(math.log10(scaled)) - 1)
    return f"{math.ceil(scaled / power - 1e-9) * power:.2g} {unit}"


def _description(manifest: Mapping[str, Any], fleet: Fleet, error: float) -> str:
    between = f"Mean orbit with J2 drift; positions between samples are interpolated, to within {metres(error)}."
    return _html([*_notional(manifest["scenario"]), *fleet.said, between, _made_by(manifest)])


def _notional(told: Mapping[str, Any]) -> list[str]:
    return ["Notional, public sources."] if told["notional"] else []


def _made_by(manifest: Mapping[str, Any]) -> str:
    return f"Cupola {manifest['versions'].get('cupola', '')}, scenario {manifest['scenario']['name']}."


def _html(lines: list[str]) -> str:
    """Paragraphs of plain text: nothing in a scenario can act as markup."""
    return "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def _json(packet: Mapping[str, Any]) -> str:
    return json.dumps(packet, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
