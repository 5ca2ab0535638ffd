"""Rows of a table with a bar between a name and a value: bars stretch with their row, strokes and words do not. As HTML."""

from collections.abc import Sequence

from cupola.report.tables import headed, text

WIDTH, HEIGHT = 1000.0, 24.0

GRID, INK = "#e3e9f2", "#16213a"


def table(label: str, heads: tuple[str, str, str], blocks: Sequence[str], css: str = "") -> str:
    """The table.

    Args:
        label: what it holds, for those who cannot see it; plain text.
        heads: over the names, over the bars as HTML, over the values as HTML.
        blocks: as `block` or `rows` give them.
        css: more classes.
    """
    names, middle, values = heads
    head = f'<thead><tr><th scope="col">{text(names)}</th><td>{middle}</td><th scope="col">{values}</th></tr></thead>'
    return f'<table class="waterfall {css}" aria-label="{text(label)}">{head}{"".join(blocks)}</table>'


def block(title: str, lines: Sequence[str]) -> str:
    """Rows under a title."""
    group = f'<tr class="group"><th scope="rowgroup" colspan="3" dir="auto">{text(headed(title))}</th></tr>'
    return f"<tbody>{group}{''.join(lines)}</tbody>"


def rows(lines: Sequence[str]) -> str:
    """Rows without one."""
    return f"<tbody>{''.join(lines)}</tbody>"


def row(name: str, parts: Sequence[str], value: str, spread: str = "", said: str = "") -> str:
    """One row.

    Args:
        name: plain text.
        parts: of the bar, as SVG.
        value: plain text.
        spread: what stands beside it, likewise.
        said: words in place of a bar, likewise.
    """
    bar = f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'
    words = f"<span>{text(said)}</span>" if said else ""
    beside = f'<span class="spread">{text(spread)}</span>' if spread else ""
    return f'<tr><th scope="row" dir="auto">{text(name)}</th><td>{bar}{words}</td><td><b>{text(value)}</b>{beside}</td></tr>'


def grid(places: Sequence[float]) -> str:
    """Lines at these shares of the row."""
    return f'<path stroke="{GRID}" d="{"".join(f"M{x(place)} 0V{HEIGHT:g}" for place in places)}"/>'


def filled(start: float, end: float, colour: str, least: float = 0.0) -> str:
    """A bar between two shares of the row, at least so many thousandths wide."""
    left, right = sorted((min(max(start, 0.0), 1.0), min(max(end, 0.0), 1.0)))
    return f'<rect x="{x(left)}" y="5" width="{max(WIDTH * (right - left), least):.1f}" height="14" fill="{colour}"/>'


def hollow(start: float, end: float, stroke: str, fill: str = "#ffffff", least: float = 0.0) -> str:
    """A bar with an outline, likewise."""
    left, right = sorted((min(max(start, 0.0), 1.0), min(max(end, 0.0), 1.0)))
    wide = max(WIDTH * (right - left), least)
    return f'<rect x="{x(left)}" y="6" width="{wide:.1f}" height="12" fill="{fill}" stroke="{stroke}" stroke-width="1.2"/>'


def whisker(low: float, high: float, on: bool = False) -> str:
    """A line between two shares of the row with a cap at each end, or an arrow where it goes `on` beyond what is shown."""
    path = f"M{x(low)} 8V16M{x(low)} 12H{x(high)}"
    path += f"M{x(high - 0.012)} 8L{x(high)} 12L{x(high - 0.012)} 16" if on else f"M{x(high)} 8V16"
    return f'<path stroke="#ffffff" stroke-width="4" d="{path}"/><path stroke="{INK}" stroke-width="1.6" d="{path}"/>'


def mark(place: float) -> str:
    """A stroke across the row."""
    return f'<path stroke="{INK}" stroke-width="3" d="M{x(place)} 3V21"/>'


def x(place: float) -> str:
    """A share of the row in the drawing's own units."""
    return f"{WIDTH * place:.1f}".removesuffix(".0")


def sample(inner: str) -> str:
    """A small drawing of 26 by 14 for a legend."""
    return f'<svg class="sample" viewBox="0 0 26 14" width="26" height="14" aria-hidden="true">{inner}</svg>'
