"""The report's tables and lists as HTML: figures, constellations, regions, facts and sources. Every string from a run is escaped."""

import html
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from cupola.report.quantities import alike, as_written, joined, number, parts, percent, quantity, span

if TYPE_CHECKING:
    import xarray as xr

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

KINDS = ("reported", "computed", "assumed", "setting")

LEVELS_SHOWN = 4

UNFOLDED = 16
"""A table of more other figures than this is folded."""


def text(value: Any) -> str:
    """A value as text that cannot be taken for markup; nothing for None."""
    return "" if value is None else html.escape(str(value), quote=True)


def anchor(kind: str, name: str) -> str:
    """An id for a named thing: letters, digits, dots and dashes as they are, others by their codes, so that two names never share one."""
    return f"{kind}-" + re.sub(r"[^A-Za-z0-9.-]", lambda found: f"_{ord(found[0]):x}_", name)


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], css: str = "", ids: Sequence[str] | None = None) -> str:
    """A table in a frame that scrolls sideways on a narrow screen; cells come as HTML, the first of a row as its heading.

    Args:
        caption: plain text.
        heads: column headings, plain text.
        rows: cells, as HTML.
        css: classes of the table.
        ids: id of each row.
    """
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in heads)
    body: list[str] = []
    for index, row in enumerate(rows):
        cells = "".join(f'<td data-head="{text(heads[at])}">{cell}</td>' for at, cell in enumerate(row) if at)
        mark = f' id="{ids[index]}"' if ids else ""
        body.append(f'<tr{mark}><th scope="row">{row[0]}</th>{cells}</tr>')
    return _framed(caption, f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>", css)


def _framed(caption: str, rows: str, css: str) -> str:
    """Table rows with a caption in a frame that scrolls sideways."""
    label = text(caption)
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">'
        f'<table class="{css}"><caption><span>{label}</span></caption>{rows}</table></div>'
    )


def largest(figures: Iterable[dict[str, Any]]) -> dict[str, float]:
    """The largest magnitude of each stored unit among figures that stand together, ranges included: it settles their unit."""
    found: dict[str, float] = {}
    for figure in figures:
        values = [abs(figure[key]) for key in ("value", "low", "high") if figure.get(key) is not None and math.isfinite(figure[key])]
        found[figure["unit"]] = max([found.get(figure["unit"], 0.0), *values])
    return found


def figure_card(name: str, figure: dict[str, Any], beside: Mapping[str, float]) -> str:
    """One figure as a card: what it is, its value, its range where it has one, its note; `beside` as `largest` found it."""
    company = beside.get(figure["unit"], 0.0)
    told, unit = parts(figure["value"], figure["unit"], company)
    unit_html = f'<span class="unit{" tight" if unit.startswith("°") else ""}">{text(unit)}</span>' if unit else ""
    return (
        f'<article class="card" id="{anchor("figure", name)}"><h3>{text(figure["label"])}</h3><p class="value">{text(told)}{unit_html}</p>'
        f"{figure_range(figure, company)}{_note(figure)}</article>"
    )


def figure_range(figure: dict[str, Any], company: float) -> str:
    """The range over the draws, as a paragraph; nothing where the figure has none. `company` as in `quantities.scale_for`."""
    if figure.get("low") is None or figure.get("high") is None:
        return ""
    told = "the same in every draw" if figure["low"] == figure["high"] else span(figure["low"], figure["high"], figure["unit"], company)
    return f'<p class="range">{text(told)}</p>'


def _note(figure: dict[str, Any]) -> str:
    return f'<p class="note">{text(figure["note"])}</p>' if figure.get("note") else ""


def other_figures(named: Sequence[tuple[str, dict[str, Any]]], beside: Mapping[str, float]) -> str:
    """The figures that are not headlines, as a table; a long one is folded away; `beside` as `largest` found it."""
    ranged = any(figure_range(figure, 0.0) for _, figure in named)
    rows: list[tuple[str, ...]] = []
    for _, figure in named:
        company = beside.get(figure["unit"], 0.0)
        row = text(figure["label"]) + _note(figure), text(quantity(figure["value"], figure["unit"], company))
        rows.append((*row, figure_range(figure, company)) if ranged else row)
    made = table(
        "Other figures", ["Figure", "Value", "Range"][: 3 if ranged else 2], rows, "figures", [anchor("figure", name) for name, _ in named]
    )
    return made if len(named) <= UNFOLDED else f"<details><summary>{len(named)} other figures</summary>{made}</details>"


def constellations(flown: Sequence[dict[str, Any]]) -> str:
    """What was flown: one row for each constellation, and the sum of satellites."""
    rows = [
        (
            text(one["title"]),
            text(one.get("layer") or "–"),
            text(one.get("supplier") or "–"),
            text(number(one["satellites"])),
            "<br>".join(text(shell) for shell in one["shells"]),
        )
        for one in flown
    ]
    total = sum(one["satellites"] for one in flown)
    caption = f"{number(len(flown))} {'constellation' if len(flown) == 1 else 'constellations'}, {number(total)} satellites"
    return table(caption, ["Constellation", "Layer", "Supplier", "Satellites", "Shells"], rows, "flown")


def headed(title: Any) -> str:
    """A title at the head of something: its first letter a capital."""
    return str(title)[:1].upper() + str(title)[1:]


def outlined(data: "xr.Dataset") -> list[int]:
    """Places, in the dataset, of the regions with an outline to draw: neither empty nor the whole world. Maps number them in this order."""
    cells = data["region_cells"].values.astype(bool)
    return [region for region, one in enumerate(cells) if one.any() and not one.all()]


def region_key(data: "xr.Dataset", region: int) -> str:
    """The number by which a region is found on the maps, as HTML; nothing for one without an outline."""
    numbered = outlined(data)
    return f'<span class="key">{numbered.index(region) + 1}</span> ' if region in numbered else ""


def regions(data: "xr.Dataset") -> str:
    """One table: for each region and view the share of time with at least 1 to 4 in view, the mean number, the longest time with none."""
    levels = data["level"].values[:LEVELS_SHOWN]
    heads = ["View", *(f"{level} or more" for level in levels), "Mean in view", "Longest time with none"]
    spells = np.maximum(data["region_longest_gap"].values, data["region_open_gap"].values)
    company = float(np.max(spells, where=spells < float(data.attrs["span_s"]), initial=0.0))
    views = range(data.sizes["view"])
    means = np.array(alike(data["region_mean_in_view"].values.ravel().tolist())).reshape(data["region_mean_in_view"].shape)
    bodies: list[str] = []
    for at, region in enumerate(data["region_title"].values):
        lines = "".join(_region_row(data.isel(region=at, view=view), str(means[view, at]), company) for view in views)
        title = f'{region_key(data, at)}<span dir="auto">{text(headed(region))}</span>'
        bodies.append(f'<tbody><tr class="group"><th scope="rowgroup" colspan="{len(heads)}">{title}</th></tr>{lines}</tbody>')
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    caption = (
        "Share of time with so many satellites in view, averaged over each region; the longest time with none is that of the worst cell"
    )
    return _framed(caption, f"<thead><tr>{head}</tr></thead>{''.join(bodies)}", "regions")


def _region_row(one: "xr.Dataset", mean: str, company: float) -> str:
    """One region through one view, as a table row.

    Args:
        one: the region's figures through the view.
        mean: mean number in view, as told in its column.
        company: longest spell of its column, s.
    """
    cells = [joined(percent(float(share)), "%") for share in one["region_share"].values[:LEVELS_SHOWN]]
    cells.append(mean)
    cells.append(longest_gap(float(one["region_longest_gap"]), float(one["region_open_gap"]), float(one.attrs["span_s"]), company))
    columns = "".join(f"<td>{text(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row" dir="auto">{text(headed(one["view_title"].values))}</th>{columns}</tr>'


def longest_gap(closed: float, cut: float, whole: float, company: float = 0.0) -> str:
    """The longest time with none in view, in words.

    Args:
        closed: longest spell that began and ended within the span, s.
        cut: longest spell cut by the span's start or end, s.
        whole: the span, s.
        company: the longest spell told beside it, s.
    """
    if math.isnan(closed) or math.isnan(cut):
        return "–"
    if cut >= whole:
        return "part of it is never seen" if closed > 0.0 else "never seen"
    if closed == 0.0 and cut == 0.0:
        return "none"
    return f"at least {quantity(cut, 's', company)}" if cut > closed else quantity(closed, "s", company)


def kinds_sentence(facts: Sequence[dict[str, Any]]) -> str:
    """How many of the numbers are assumptions, in words. Settings are choices, not claims about the world, and are counted apart."""
    count = {kind: sum(fact["kind"] == kind for fact in facts) for kind in KINDS}
    numbers = len(facts) - count["setting"]
    if numbers == 0:
        told = "No number of this scenario is a claim about the world."
    else:
        share = (
            f"{number(count['assumed'])} of {number(numbers)} {'number is an assumption' if numbers == 1 else 'numbers are assumptions'}"
        )
        told = f"{share}; {number(count['reported'])} reported, {number(count['computed'])} computed."
    if count["setting"]:
        plural = count["setting"] != 1
        told += f" {number(count['setting'])} more {'are settings' if plural else 'is a setting'} of the run: chosen, not known."
    return told


def fact_rows(facts: Sequence[dict[str, Any]], named: dict[str, dict[str, Any]]) -> str:
    """Every number of the scenario, with where it comes from; a number without a date of its own has its source's."""
    rows: list[tuple[str, ...]] = []
    for fact in facts:
        value, low, high = (float("nan") if fact[key] is None else float(fact[key]) for key in ("value", "low", "high"))
        given = f'<span class="as-written">{text(as_written(str(fact["text"]), fact["unit"] != "1"))}</span>'
        if not math.isnan(low) and not math.isnan(high):
            ranged = text(_range(low, high, fact["unit"]))
        else:
            ranged = ""
        source = f'<a href="#{anchor("source", fact["source"])}">{text(fact["source"])}</a>' if fact["source"] else ""
        date = fact["date"] or named.get(fact["source"] or "", {}).get("date")
        kind = f'<span class="kind {text(fact["kind"])}">{text(fact["kind"])}</span>'
        line = f'<span class="line">line {fact["line"]}</span>' if fact["line"] else ""
        key = re.sub(r"([._])", r"\1<wbr>", text(fact["key"]))
        rows.append((f"<code>{key}</code>{line}", given + _si(value, fact), ranged, kind, source, text(date), text(fact["note"])))
    heads = ["Number", "Value", "Range", "Kind", "Source", "Date", "Note"]
    caption = "Every number of the scenario, as written in its file, with its range; counts and places are held at the value written"
    return table(caption, heads, rows, "facts", [anchor("fact", fact["key"]) for fact in facts])


def _range(low: float, high: float, unit: str) -> str:
    """A fact's range. Unit 1 is told as a plain number here: it may count things as well as be a share."""
    return f"{number(low, 4)} to {number(high, 4)}" if unit == "1" else span(low, high, unit)


def _si(value: float, fact: dict[str, Any]) -> str:
    """The value in SI beneath the text, where the text says it in another unit."""
    if math.isnan(value) or fact["unit"] in ("1", "", None):
        return ""
    told = joined(number(value, 6), fact["unit"])
    same = "".join(told.split()).casefold() == "".join(as_written(str(fact["text"]), grouped=True).split()).casefold()
    return "" if same else f'<span class="si">{text(told)}</span>'


def sources(named: dict[str, dict[str, Any]], facts: Sequence[dict[str, Any]]) -> str:
    """The sources, each with its quoted words in its own language and script, and how many numbers rest on it."""
    items: list[str] = []
    for name, source in named.items():
        uses = sum(fact["source"] == name for fact in facts)
        language = str(source.get("language") or "")
        about = [source.get("publisher"), source.get("date"), f"in {_language(language)}" if language else None]
        details = ", ".join(text(part) for part in about if part)
        rests = f"{number(uses)} {'number rests' if uses == 1 else 'numbers rest'} on it" if uses else "no number rests on it"
        items.append(
            f'<li id="{anchor("source", name)}"><p><strong dir="auto">{text(source["title"])}</strong></p>'
            f'<p class="about"><code>{text(name)}</code> {details}; {text(rests)}.{_link(source.get("link"))}</p>'
            f"{_quote(source, language)}</li>"
        )
    return f'<ol class="sources">{"".join(items)}</ol>'


def _quote(source: dict[str, Any], language: str) -> str:
    """The quoted words, set in their own direction."""
    if not source.get("quote"):
        return ""
    direction = "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
    lang = f' lang="{text(language)}"' if language else ""
    return f'<blockquote dir="{direction}"{lang}>{text(source["quote"])}</blockquote>'


def _language(code: str) -> str:
    """English name of the commonest language codes; others as they are."""
    return {"ar": "Arabic", "en": "English", "fr": "French", "ko": "Korean", "ru": "Russian", "zh": "Chinese"}.get(code, code)


def _link(link: Any) -> str:
    """A link to a page on the web; any other scheme is shown as text only."""
    if not link:
        return ""
    safe = urlsplit(str(link)).scheme in ("http", "https")
    shown = text(link)
    return f' <a class="link" href="{shown}" rel="noopener noreferrer">{shown}</a>' if safe else f' <span class="link">{shown}</span>'
