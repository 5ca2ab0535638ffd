"""A made-up cost: layers whose spending is told by hand, three S-curves, published totals, drivers, a pair and a sum."""

import numpy as np
import xarray as xr

QUANTILES = (0.1, 0.5, 0.8, 0.9)
SPREAD = np.array([0.8, 1.0, 1.2, 1.4])
SHARES = np.arange(1, 100) / 100.0
ELEMENTS = ("development", "production", "launch", "replacement", "ground", "operations", "disposal")
BILLION = 1e9


def cost(layers: int = 2, ranged: bool = True, budgets: bool = True, pair: bool = True) -> xr.Dataset:
    """Arrays as the study gives them: layer n takes n + 1 billion in each of five years."""
    years = np.arange(2026, 2031)
    mean = np.arange(1.0, layers + 1.0)[:, None] * BILLION * np.ones(5)
    spend = mean[:, None] * SPREAD[None, :, None]
    total = float(mean.sum())
    whole = total * (SPREAD if ranged else np.ones(4))
    curve = total * np.stack([(1.0 + (SHARES - 0.5) * wide if ranged else np.ones(99)) for wide in (1.0, 0.8, 1.2)])
    by_layer = SPREAD[:, None] * mean.sum(axis=1)[None, :]
    parts = np.zeros((layers, 7))
    parts[:, 1], parts[:, 3] = 0.75 * mean.sum(axis=1), 0.25 * mean.sum(axis=1)
    arrays: dict[str, tuple[tuple[str, ...], np.ndarray]] = {
        "spend": (("layer", "quantile", "year"), spend),
        "spend_mean": (("layer", "year"), mean),
        "spend_all": (("quantile", "year"), spend.sum(axis=0)),
        "spend_then": (("layer", "quantile", "year"), 1.1 * spend),
        "spend_then_mean": (("layer", "year"), 1.1 * mean),
        "spend_then_all": (("quantile", "year"), 1.1 * spend.sum(axis=0)),
        "by_layer": (("quantile", "layer"), by_layer),
        "by_layer_low": (("quantile", "layer"), 0.98 * by_layer),
        "by_layer_high": (("quantile", "layer"), np.where(SPREAD[:, None] > 1.3, np.inf, 1.02 * by_layer)),
        "total": (("quantile",), whole),
        "by_element_mean": (("layer", "element"), parts),
        "by_element": (("quantile", "element"), SPREAD[:, None] * parts.sum(axis=0)),
        "s_curve": (("correlation", "share"), curve),
        "layer_share": (("layer",), np.linspace(1.3, -0.3, layers) if layers > 1 else np.ones(1)),
        "element_share": (("element",), np.full(7, 1.0 / 7.0)),
    }
    coords: dict[str, object] = {
        "layer": [f"layer{at}" for at in range(layers)],
        "layer_title": ("layer", ["the shield", "طبقة الرصد", *(f"Layer {at}" for at in range(2, 20))][:layers]),
        "layer_part": ("layer", [f"layer{at}" for at in range(layers)]),
        "element": list(ELEMENTS),
        "element_title": ("element", [word.replace("production", "satellites of the first fill") for word in ELEMENTS]),
        "quantile": list(QUANTILES),
        "year": years,
        "year_known": ("year", ["measured", "projected", "projected", "assumed", "assumed"]),
        "correlation": [0.3, 0.0, 0.6],
        "share": SHARES,
    }
    if ranged:
        arrays |= {"fact_share": (("fact",), np.array([0.6, 0.3, 0.001])), "fact_weight": (("fact",), np.array([0.8, -0.5, 0.0]))}
        coords |= {"fact": ["a", "b", "c"], "fact_title": ("fact", ["the shield: first unit", "the shield: lifetime", "idle"])}
    if budgets:
        arrays |= {
            "published": (("budget",), np.array([0.9 * total, 30.0 * total])),
            "published_ours": (("budget", "quantile"), np.stack([whole, 0.5 * whole])),
            "published_within": (("budget",), np.array([0.4, np.nan])),
            "published_mismatch": (("budget",), np.array(["", "the published total alone covers <b>more</b>"])),
            "published_money": (("budget",), np.array(["constant 2026 USD", "then-year USD"])),
            "published_years": (("budget",), np.array(["2026 to 2030", "2026 to 2028"])),
        }
        coords |= {"budget": ["office", "house"], "budget_title": ("budget", ["an office", "a house"])}
    if pair:
        arrays |= {
            "joint_chance": (("aim", "within", "deadline"), np.linspace(0.0, 1.0, 9)[None, :, None] * np.linspace(0.0, 1.0, 5)),
            "joint_within": (("aim",), np.array([total])),
            "joint_cheap": (("aim",), np.array([0.5])),
            "joint_early": (("aim",), np.array([0.7])),
            "joint_both": (("aim",), np.array([0.35])),
            "bought": (("sum", "quantile"), np.array([[0.0, 120.0, 130.0, 140.0]])),
            "sum_amount": (("sum",), np.array([2.0 * BILLION])),
        }
        coords |= {"aim": ["soon"], "aim_title": ("aim", ["soon and cheap"]), "within": np.arange(1, 10) / 10.0}
        coords |= {"deadline": years + 1, "sum": ["two"], "sum_title": ("sum", ["two billion"]), "sum_layer": ("sum", ["the shield"])}
    attrs = {"trials": 500, "money": "constant 2026 USD", "first": 2026, "last": 2030, "correlation": 0.3}
    return xr.Dataset(arrays, coords=coords, attrs=attrs)
