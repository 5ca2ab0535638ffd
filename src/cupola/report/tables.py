"""The report's tables and lists as HTML: constellations, facts and sources, and the frames of all others. Every string is escaped."""

import html
import math
import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from cupola.report.quantities import as_written, joined, number, span

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

KINDS = ("reported", "computed", "assumed", "setting")


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
    return framed(caption, f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody>", css)


def framed(caption: str, rows: str, css: str) -> str:
    """Table rows with a caption in a frame that scrolls sideways."""
    label = text(caption)
    return (
        f'<div class="scroll" role="region" aria-label="{label}" tabindex="0">'
        f'<table class="{css}"><caption><span>{label}</span></caption>{rows}</table></div>'
    )


def measures(caption: str, heads: Sequence[str], groups: Iterable[tuple[str, Sequence[tuple[str, Sequence[str]]]]]) -> str:
    """A table of numbers by place and, under each place, by view; where there is one view alone, a row a place.

    Args:
        caption: plain text.
        heads: what stands over the first column, then over each number; plain text.
        groups: for each place its name, as HTML, and for each view the view's title and its cells, as plain text.
    """
    bodies: list[str] = []
    for place, views in groups:
        cells = ["".join(f"<td>{text(cell)}</td>" for cell in row) for _, row in views]
        if len(views) == 1:
            bodies.append(f'<tbody class="flat"><tr><th scope="row">{place}</th>{cells[0]}</tr></tbody>')
            continue
        rows = (f'<tr><th scope="row" dir="auto">{text(headed(view))}</th>{row}</tr>' for (view, _), row in zip(views, cells, strict=True))
        group = f'<tr class="group"><th scope="rowgroup" colspan="{len(heads)}">{place}</th></tr>'
        bodies.append(f"<tbody>{group}{''.join(rows)}</tbody>")
    head = "".join(f'<th scope="col">{text(cell)}</th>' for cell in heads)
    return framed(caption, f"<thead><tr>{head}</tr></thead>{''.join(bodies)}", "measures")


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
    fleets, craft = "constellation" if len(flown) == 1 else "constellations", "satellite" if total == 1 else "satellites"
    caption = f"{number(len(flown))} {fleets}, {number(total)} {craft}"
    return table(caption, ["Constellation", "Layer", "Supplier", "Satellites", "Shells"], rows, "flown")


def headed(title: Any) -> str:
    """A title at the head of something: its first letter a capital."""
    return str(title)[:1].upper() + str(title)[1:]


def listed(words: Sequence[str]) -> str:
    """One, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


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
