"""Partners leave or join, and the whole chain is played again: what the dependence study does, from the replays to its record."""

from dataclasses import replace

import numpy as np

from cupola.arrays import Float, Int
from cupola.compiler.coalitions import Coalitions
from cupola.compiler.dependent import Dependence
from cupola.compiler.priced import Costing, Sheet
from cupola.compiler.problem import Problem
from cupola.engine.chains import Chains, Replayed, goals_of
from cupola.engine.devices import Devices
from cupola.engine.local import Progress, Sink
from cupola.partners.standing import Held, Why, held_of
from cupola.records import Record
from cupola.studies.calendar import YEAR, day_of
from cupola.studies.dependence import Played, element_dates, masks_of, record_of
from cupola.studies.pricing import layers_of, totals
from cupola.studies.worth import Game, answer_of, coalitions_of, game_record, masks_of_players


def dependence_of(coalitions: Coalitions, problem: Problem, devices: Devices, sink: Sink, progress: Progress) -> Record:
    """The record `dependence` of a problem that asks it.

    Args:
        coalitions: plays of the same scenario with only some of its partners.
        problem: as compiled, with the cases that are asked.
        devices: to fly on.
        sink: keeps plays and flights.
        progress: told of them.

    Raises:
        ValueError: the problem asks no dependence.
    """
    asked = problem.dependence
    if asked is None:
        raise ValueError("the problem asks no dependence")
    chains = Chains(coalitions, problem, devices, sink, progress)
    masks = masks_of(asked)
    replayed = chains.replay(masks)
    count = 1 + len(asked.cases)
    distinct = replayed.answer[:count]
    found = chains.figures(replayed, asked.capability, asked.dates, np.unique(distinct))
    costs = costs_of(asked, problem, replayed, np.arange(count))
    played = Played(
        outlook=replayed.outlook,
        held=tuple(tuple(_held(asked, place, int(mask)) for place in range(len(asked.pieces))) for mask in masks[:count]),
        dates=replayed.dates[replayed.answer],
        goals=goals_of(problem.deployment, asked),
        capability=found[:, distinct],
        told=chains.told,
        costs=costs,
        counts=counts_of(chains),
    )
    if not asked.shared:
        return record_of(asked, played)
    game = game_of(chains, asked, problem)
    data, figures = game_record(asked, game)
    return record_of(asked, played, data, figures, answer_of(asked, game))


def _held(asked: Dependence, element: int, coalition: int) -> Held:
    """What an element has left, and why seats are empty; of candidates who were never there nothing is said."""
    held = held_of(asked.programme, element, coalition, asked.begin, asked.rule)
    told = tuple(one for one in held.refused if one.why is not Why.LEFT or one.partner not in asked.candidates)
    return replace(held, refused=told)


def game_of(chains: Chains, asked: Dependence, problem: Problem) -> Game:
    """Values of the coalitions of the players."""
    worth = asked.worth
    if worth is None:
        raise ValueError("it is not told what a coalition is worth")
    coalitions = coalitions_of(asked)
    replayed = chains.replay(masks_of_players(asked, coalitions))
    goals = goals_of(problem.deployment, asked)
    if worth.figure is not None and worth.date is not None:
        found = chains.figures(replayed, [worth.figure], [worth.date], np.unique(replayed.answer))[0, replayed.answer, 0]
        values, about = np.nan_to_num(found.T), chains.told[worth.figure]
        unit, label = about.unit, f"{about.label}, on {day_of(worth.date)}"
    else:
        dates = replayed.dates[replayed.answer]
        if worth.milestone is not None:
            when, label = dates[:, :, worth.milestone].T, list(asked.milestones.values())[worth.milestone]
        else:
            place = asked.functions.names.index(str(worth.function))
            when = asked.functions.dates(element_dates(asked, replayed.outlook, dates, goals))[:, :, place]
            label = asked.function_titles[place]
        values, unit = np.maximum(asked.until - when, 0.0) / YEAR, "years"
        label = f"{label}, years before {day_of(asked.until)}"
    costs = costs_of(asked, problem, replayed, np.arange(coalitions.size))
    return Game(coalitions, values, None if costs is None else costs.mean(axis=1), unit, label, counts_of(chains))


def counts_of(chains: Chains) -> dict[str, int]:
    """What was asked and what was done."""
    return {"plays": chains.played, "sets_asked": chains.asked, "sets_flown": chains.flown, "hits": chains.asked - chains.flown}


def costs_of(asked: Dependence, problem: Problem, replayed: Replayed, rows: Int[np.ndarray, "w"]) -> Float[np.ndarray, "w n"] | None:
    """Cost of all that is supplied in each trial, USD; None where nothing is priced.

    Args:
        asked: of the problem.
        problem: with prices where the cost study is asked; elements alone are priced otherwise.
        replayed: coalitions.
        rows: which of them.
    """
    paid = replayed.outlook.cost[rows]
    if problem.cost is None:
        if not any(piece.priced for piece in asked.pieces):
            return None
        return paid @ np.stack([piece.cost for piece in asked.pieces])
    share = replayed.outlook.share[rows]
    factor = np.divide(paid, share, out=np.ones_like(paid), where=share > 0.0)
    return _priced(problem.cost, asked, replayed, rows, (paid, factor))


def _priced(
    cost: Costing, asked: Dependence, replayed: Replayed, rows: Int[np.ndarray, "w"], bought: tuple[np.ndarray, np.ndarray]
) -> Float[np.ndarray, "w n"]:
    """The same with the prices of the cost study; each layer of each play is priced once for each factor."""
    paid, factor = bought
    campaigns = {piece.campaign: place for place, piece in enumerate(asked.pieces) if piece.campaign is not None}
    places = {piece.name: place for place, piece in enumerate(asked.pieces)}
    known: dict[tuple[str, int, float], np.ndarray] = {}

    def part(name: str, sheet: Sheet, play: int, times: float) -> np.ndarray:
        key = (name, play, times)
        if key not in known:
            yearly = replayed.pieces[play] if replayed.pieces else None
            known[key] = totals(layers_of(cost, yearly, {name: times}, sheet)).total
        return known[key]

    found = np.zeros((rows.size, cost.trials))
    for row, play in enumerate(replayed.answer[rows].tolist()):
        for layer in cost.sheet.layers:
            times = float(factor[row, campaigns[layer.campaign]]) if layer.campaign in campaigns else 1.0
            sheet = replace(cost.sheet, layers=(layer,), pieces=())
            found[row] += part(layer.name, sheet, -1 if layer.campaign is None else play, times)
        for piece in cost.sheet.pieces:
            sheet = replace(cost.sheet, layers=(), pieces=(piece,))
            found[row] += part(piece.name, sheet, -1, float(paid[row, places[piece.name]]))
    return found
