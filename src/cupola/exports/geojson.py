"""GeoJSON (RFC 7946): one feature a satellite, its ground track; written feature by feature."""

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cupola.arrays import Float
from cupola.exports.flight import Fleet, Flight, Place, Window, check_size, fleets_of
from cupola.exports.outlet import whole
from cupola.exports.tracks import DECIMALS, Line, track
from cupola.frames.geodetic import itrs_to_geodetic

STEP = 30.0
"""s between samples unless another is asked for: the line then keeps within 1 km of a low satellite's track."""


def write_geojson(manifest: Mapping[str, Any], flight: Flight, window: Window, file: Path) -> tuple[str, ...]:
    """Write the ground tracks.

    Args:
        manifest: of the run.
        flight: what is flown.
        window: how much of it.
        file: where to.

    Returns:
        A sentence on what was written.

    Raises:
        InputError: too much for one file; nothing has been written.
    """
    told, step = manifest["scenario"], window.step or STEP
    fleets = fleets_of(flight, told["constellations"], window.constellations)
    check_size(fleets, [step] * len(fleets), window)
    start, stop = flight.clock.epoch.isoformat(), flight.clock.epoch.after(window.span).isoformat()
    # The end of the span is the last sample, also where the span is no whole number of steps.
    seconds = np.unique(np.append(window.seconds(step)[:-1], window.span))
    shared = {"start": start, "end": stop, "step_s": step, "notional": told["notional"]}
    about = {"scenario": told["name"], "cupola": manifest["versions"].get("cupola", ""), "warnings": manifest["warnings"]}
    with whole(file) as stream:
        stream.write(
            '{"type":"FeatureCollection",\n"name":' + _json(told["title"]) + ',\n"about":' + _json(shared | about) + ',\n"features":['
        )
        comma = ""
        for feature in _features(fleets, flight, seconds, shared):
            stream.write(f"{comma}\n{_json(feature)}")
            comma = ","
        stream.write("\n]}\n")
    satellites = sum(fleet.size for fleet in fleets)
    return (f"{satellites:,} ground track{'' if satellites == 1 else 's'} from {start} to {stop}, one position every {step:g} s",)


def _features(
    fleets: tuple[Fleet, ...], flight: Flight, seconds: Float[np.ndarray, "t"], shared: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    """The places, then one feature a satellite."""
    for place in flight.places:
        yield _ground_feature(place)
    for fleet in fleets:
        positions = fleet.positions(seconds)
        _, _, heights = itrs_to_geodetic(positions, flight.body)
        low, high = (np.round(edge / 1e3, 3).tolist() for edge in (heights.min(axis=0), heights.max(axis=0)))
        for place, name in enumerate(fleet.ids()):
            properties = {
                "satellite": name,
                "constellation": fleet.constellation,
                "constellation_title": fleet.title,
                "shell": fleet.shell,
                "lowest_altitude_km": low[place],
                "highest_altitude_km": high[place],
                **shared,
            }
            yield {"type": "Feature", "id": name, "properties": properties, "geometry": _geometry(track(positions[:, place], flight.body))}


def _geometry(lines: list[Line]) -> dict[str, Any]:
    """Lines, or a point where the satellite stands above one."""
    if len(lines[0]) == 1:
        return {"type": "Point", "coordinates": lines[0][0]}
    return {"type": "MultiLineString", "coordinates": lines}


def _ground_feature(place: Place) -> dict[str, Any]:
    at = [round(math.degrees(angle), DECIMALS) for angle in (place.longitude, place.latitude)]
    return {
        "type": "Feature",
        "id": f"place/{place.name}",
        "properties": {"place": place.name, "title": place.title},
        "geometry": {"type": "Point", "coordinates": at},
    }


def _json(held: object) -> str:
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
