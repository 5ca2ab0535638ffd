"""A made-up programme of six partners: a station, its crew and its satellites; who leaves, and what is then later, lost or dearer."""

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import xarray as xr
from made_run import MadeRun, make_run

UNTIL = 2040.0
NEVER = np.inf

CASES = {
    "": ("As planned", "", ""),
    "no-beta": ("Without Beta", "Beta", ""),
    "no-alpha": ("The strike of الشركة", "Alpha", ""),
    "swap": ("Eta in the place of Delta", "Delta", "Eta"),
    "no-zeta": ("Without Zeta", "Zeta", ""),
}
SUPPLIERS = {
    "alpha": "Alpha",
    "beta": "Beta",
    "gamma-works": "Gamma Works",
    "delta": "Delta",
    "epsilon": "Epsilon",
    "zeta": "Zeta",
    "eta": "Eta",
}
MEMBERS = list(SUPPLIERS)[:6]
ELEMENTS = {
    "core": ("Core module", 20_000.0, [1.0, 0, 0, 0, 0, 0, 0]),
    "airlock": ("airlock for the crew and for science", 10_000.0, [0, 1.0, 0, 0, 0, 0, 0]),
    "seats": ("Seats to the station", np.nan, [0.5, 0, 0.3, 0.2, 0, 0, 0]),
    "tracking": ("Tracking satellites", 6_000.0, [0, 0, 0, 0.6, 0.4, 0, 0]),
    "cargo": ("Cargo", 4_000.0, [0, 0, 0, 0, 0.7, 0, 0]),
}
FUNCTIONS = {"living": "Crew lives aboard", "exits": "Crew goes out", "mars": "Never there at all"}
MILESTONES = {"half": "Half of the satellites"}
FIGURES = {
    "coverage.tracking": ("share of time in stereo over North Korea", "1"),
    "revisit.gap": ("longest gap over the targets", "s"),
}
DAYS = ("2029-01-01", "2031-07-01")
FLOWN = 3

PLAN = {"half": 2028.5, "living": 2028.25, "exits": 2030.0, "mars": NEVER}
LATER = {
    ("half", "swap"): 1.5,
    ("living", "no-alpha"): 4.0,
    ("exits", "no-alpha"): 4.0,
    ("exits", "no-beta"): NEVER,
    ("living", "no-zeta"): 0.01,
}
TOLD = {
    ("no-beta", "airlock"): "nobody supplies it: Beta left, Gamma Works has no agreement: accords",
    ("no-alpha", "core"): "Gamma Works 100% (steps in after 1,461 days); seats filled the cheapest first",
    ("no-alpha", "seats"): "Gamma Works 30% (as planned), Delta 20% (as planned), short of 50%: Alpha left, Zeta can do too little",
    ("swap", "seats"): "Alpha 50% (as planned), Gamma Works 30% (as planned), Eta 20% (steps in after 365 days)",
    ("swap", "tracking"): "Epsilon 40% (as planned), Eta 60% (steps in after 548 days); seats filled the cheapest first",
}
HELD = {
    ("no-beta", "airlock"): [0.0] * 7,
    ("no-alpha", "core"): [0, 0, 1.0, 0, 0, 0, 0],
    ("no-alpha", "seats"): [0, 0, 0.3, 0.2, 0, 0, 0],
    ("swap", "seats"): [0.5, 0, 0.3, 0, 0, 0, 0.2],
    ("swap", "tracking"): [0, 0, 0, 0, 0.4, 0, 0.6],
}
COSTS = {"": 3.0e9, "no-beta": 2.6e9, "no-alpha": 4.1e9, "swap": 3.2e9, "no-zeta": 3.0e9}


def dependence(
    cases: Sequence[str] = tuple(CASES),
    functions: Sequence[str] = tuple(FUNCTIONS),
    milestones: Sequence[str] = tuple(MILESTONES),
    capability: bool = True,
    priced: bool = True,
    masses: bool = True,
    members: Sequence[str] = tuple(MEMBERS),
) -> xr.Dataset:
    """Arrays as the study gives them: each date 0.3 years early and 0.5 late in one and nine trials in ten."""
    spread = np.array([-0.3, 0.0, 0.5])

    def dated(names: Sequence[str]) -> np.ndarray:
        middle = np.array([[PLAN[name] + LATER.get((name, case), 0.0) for name in names] for case in cases]).reshape(len(cases), -1)
        found = middle[..., None] + spread
        return np.where(found <= UNTIL, found, NEVER)

    supplied = np.array([[HELD.get((case, name), shares) for name, (_, _, shares) in ELEMENTS.items()] for case in cases], np.float64)
    element_dates = np.full((len(cases), len(ELEMENTS), 3), 2027.0)
    for at, case in enumerate(cases):
        element_dates[at, 0] += 4.0 if case == "no-alpha" else 0.0
        element_dates[at, 1] += NEVER if case == "no-beta" else 1.0
        element_dates[at, 3] += 1.5 if case == "swap" else 0.0
    told = [[TOLD.get((case, name), "as planned") for name in ELEMENTS] for case in cases]
    share = supplied.sum(axis=2)
    base = supplied[0]
    function_late = np.zeros((len(members), len(functions)))
    element_late = np.zeros((len(members), len(ELEMENTS)))
    for at, name in enumerate(members):
        if name == "alpha":
            function_late[at], element_late[at, 0], element_late[at, 2] = 4.0, 4.0, NEVER
        if name == "beta":
            function_late[at, functions.index("exits") if "exits" in functions else slice(0)] = NEVER
            element_late[at, 1] = NEVER
        if name == "delta":
            element_late[at, 3] = 0.6
        if name == "epsilon":
            function_late[at], element_late[at, 4] = -0.3, 2.0
    function_late[:, [at for at, name in enumerate(functions) if name == "mars"]] = NEVER
    arrays: dict[str, tuple[tuple[str, ...], Any, str]] = {
        "function_date": (("case", "function", "quantile"), dated(functions), "calendar year"),
        "element_date": (("case", "element", "quantile"), element_dates, "calendar year"),
        "element_share": (("case", "element"), share, "1"),
        "element_cost": (("case", "element"), share * np.where(np.array(told) == "", 1.0, np.where(share > 0.0, 1.25, 0.0)), "1"),
        "element_told": (("case", "element"), np.array(told, dtype=object).astype(str), ""),
        "supplied": (("case", "element", "supplier"), supplied, "1"),
        "concentration": (("element",), (base**2).sum(axis=1) / base.sum(axis=1) ** 2, "1"),
        "function_late": (("member", "function"), function_late, "years"),
        "element_late": (("member", "element"), element_late, "years"),
        "element_mass": (("element",), np.array([one[1] if masses else np.nan for one in ELEMENTS.values()]), "kg"),
    }
    arrays["element_cost"][1][0] = share[0]
    coords: dict[str, Any] = {
        "case": list(cases),
        "case_title": ("case", [CASES[case][0] for case in cases]),
        "case_without": ("case", [CASES[case][1] for case in cases]),
        "case_with": ("case", [CASES[case][2] for case in cases]),
        "quantile": [0.1, 0.5, 0.9],
        "element": list(ELEMENTS),
        "element_title": ("element", [title for title, _, _ in ELEMENTS.values()]),
        "element_unit": ("element", [""] * len(ELEMENTS)),
        "element_need": ("element", [1.0] * len(ELEMENTS)),
        "function": list(functions),
        "function_title": ("function", [FUNCTIONS[name] for name in functions]),
        "supplier": list(SUPPLIERS),
        "supplier_title": ("supplier", list(SUPPLIERS.values())),
        "supplier_candidate": ("supplier", [name not in MEMBERS for name in SUPPLIERS]),
        "member": list(members),
        "member_title": ("member", [SUPPLIERS.get(name, name) for name in members]),
    }
    if milestones:
        arrays["milestone_date"] = (("case", "milestone", "quantile"), dated(milestones), "calendar year")
        coords |= {"milestone": list(milestones), "milestone_title": ("milestone", [MILESTONES[name] for name in milestones])}
    if capability:
        arrays["capability"] = (("figure", "case", "date", "flown"), _capability(cases), "")
        coords |= {
            "date": list(DAYS),
            "figure": list(FIGURES),
            "figure_label": ("figure", [label for label, _ in FIGURES.values()]),
            "figure_unit": ("figure", [unit for _, unit in FIGURES.values()]),
        }
    if priced:
        draws = np.linspace(0.8, 1.2, 21)
        arrays["cost"] = (("case", "draw"), np.array([[COSTS[case] * one for one in draws] for case in cases]), "USD")
    return xr.Dataset(
        {name: (dims, values, {"units": unit}) for name, (dims, values, unit) in arrays.items()},
        coords=coords,
        attrs={"begin": "2026-11-01", "until": "2040-01-01", "rule": "the cheapest first", "trials": 100, "flown": FLOWN, "answer": ""},
    )


def _capability(cases: Sequence[str]) -> np.ndarray:
    """Shares of 60 and 88 %, a quarter less in the swap, none without Beta in a trial; gaps of 20 and 10 minutes, twice without Alpha."""
    trials = np.array([0.98, 1.0, 1.02])
    found = np.array([[[base * trials for base in bases] for _ in cases] for bases in ((0.6, 0.88), (1200.0, 600.0))])
    for at, case in enumerate(cases):
        found[0, at] *= 0.75 if case == "swap" else 1.0
        found[1, at] *= 2.0 if case == "no-alpha" else 1.0
        if case == "no-beta":
            found[0, at, 0] = np.nan
            found[0, at, 1, 0] = np.nan
    return found


def worth(exact: bool = True) -> xr.Dataset:
    """Three players that share 10 years: nothing without Alpha, Beta and Gamma can stand in for each other."""
    values = np.array([0.0, 0.0, 0.0, 10.0, 0.0, 10.0, 0.0, 10.0])
    arrays: dict[str, tuple[tuple[str, ...], Any]] = {
        "worth": (("player",), np.array([20.0, 5.0, 5.0]) / 3.0),
        "worth_low": (("player",), np.array([6.2, 1.2, 1.6])),
        "worth_high": (("player",), np.array([7.1, 2.2, 1.7])),
        "alone": (("player",), np.array([10.0, 0.0, 0.0])),
        "coalition": (("asked",), np.arange(8)),
        "coalition_value": (("asked",), values),
        "cost_worth": (("player",), np.array([np.nan, 2.0e8, -1.0e8])),
        "cost_needed": (("player",), np.array([True, False, False])),
    }
    if exact:
        arrays |= {"veto": (("player",), np.array([True, False, False])), "alike": (("player",), np.array([0, 1, 1]))}
    return xr.Dataset(
        arrays,
        coords={"player": list(SUPPLIERS)[:3], "player_title": ("player", list(SUPPLIERS.values())[:3])},
        attrs={
            "worth_label": "years that crew goes out before 2040-01-01",
            "worth_unit": "years",
            "everyone": 10.0,
            "nobody": 0.0,
            "exact": int(exact),
            "coalitions": 8,
            "threshold": 0.9,
        },
    )


def figures() -> dict[str, dict[str, Any]]:
    """Some of the study's figures: as planned and without Beta."""
    note = "not before 2040-01-01; airlock for the crew and for science: nobody supplies it"
    year, wait = "calendar year", "years"
    return {
        "partners": {"value": 6.0, "unit": "partners", "label": "who take part as planned"},
        "exits_date": {"value": 2030.0, "unit": year, "label": "Crew goes out: median date", "low": 2029.7, "high": 2030.5},
        "exits_date_no_beta": {"value": None, "unit": year, "label": "Without Beta: Crew goes out: median date", "note": note},
        "exits_slip_no_beta": {"value": None, "unit": wait, "label": "Without Beta: Crew goes out: later by", "note": note},
    }


def make_dependence_run(data: xr.Dataset) -> MadeRun:
    """A run of this study alone."""
    run = make_run()
    told = {"data": "studies/dependence/data.zarr", "figures": figures(), "assumptions": ["Partners leave for good."], "limits": []}
    headline = ["dependence.exits_date", "dependence.exits_date_no_beta"]
    manifest = {**run.manifest, "studies": {"dependence": told}, "headline": headline}
    return dataclasses.replace(run, manifest=manifest, arrays={"dependence": data})
