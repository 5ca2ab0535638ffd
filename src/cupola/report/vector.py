"""A matplotlib figure as a small piece of inline SVG: text stays text, numbers to a tenth of a point, the same bytes each time."""

import contextlib
import functools
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

from matplotlib import font_manager, rc_context
from matplotlib.figure import Figure

FONTS = Path(__file__).resolve().parent / "fonts"

INK, QUIET, RULE = "#16213a", "#4a5874", "#cbd5e4"
"""Text, secondary text, and hairlines: the light theme of page.css."""

POINTS_PER_INCH = 72.0


@functools.cache
def _register_fonts() -> None:
    """Lets matplotlib measure text in the typeface that the page embeds."""
    for path in sorted(FONTS.glob("inter-*.ttf")):
        font_manager.fontManager.addfont(path)


@contextlib.contextmanager
def drawing(name: str) -> Iterator[None]:
    """Settings under which a figure is drawn and written; they end with the block."""
    _register_fonts()
    settings = rc_context(
        {
            "font.family": "Inter",
            "font.size": 13.0,
            "text.color": INK,
            "axes.edgecolor": RULE,
            "axes.labelcolor": QUIET,
            "xtick.color": QUIET,
            "ytick.color": QUIET,
            "svg.fonttype": "none",
            "svg.hashsalt": name,
            "path.simplify": True,
            "path.simplify_threshold": 0.25,
        }
    )
    with settings:
        yield


def blank(width: float, height: float) -> Figure:
    """An empty, transparent figure of this size in points."""
    return Figure(figsize=(width / POINTS_PER_INCH, height / POINTS_PER_INCH), dpi=POINTS_PER_INCH, frameon=False)


def inline(figure: Figure, name: str, alternative: str) -> str:
    """The figure as an `<svg>` element to stand in a page.

    Args:
        figure: made within `drawing(name)`; this call too.
        name: prefix of the ids that the element keeps, unique in the page.
        alternative: what the figure shows, in words, for those who cannot see it.
    """
    inner = _inner(figure, name)
    width, height = figure.get_size_inches() * POINTS_PER_INCH
    label = html.escape(alternative, quote=True)
    return f'<svg class="plot" viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{label}">{inner}</svg>'


def shared(figure: Figure, name: str) -> str:
    """The figure as a hidden group of this name, for other figures of the same size to `<use>`."""
    inner = _inner(figure, name)
    return f'<svg class="shared" width="0" height="0" aria-hidden="true" focusable="false"><defs><g id="{name}">{inner}</g></defs></svg>'


def with_shared(svg: str, name: str) -> str:
    """An inline figure with a shared group drawn over it."""
    return svg.removesuffix("</svg>") + f'<use href="#{name}"/></svg>'


def _inner(figure: Figure, name: str) -> str:
    """What lies within matplotlib's `<svg>`, without its metadata, with only the ids that something refers to."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = buffer.getvalue()
    text = text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")]
    text = re.sub(r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = text.replace("xlink:href", "href")
    used = set(re.findall(r"(?:url\(#|href=\"#)([^)\"]+)", text))
    text = re.sub(r' id="([^"]*)"', lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "", text)
    text = re.sub(r"(url\(#|href=\"#)([^)\"]+)", lambda found: f"{found[1]}{name}-{found[2]}", text)
    text = re.sub(r' d="([^"]*)"', lambda found: f' d="{compact(found[1])}"', text)
    text = re.sub(r">\s+<", "><", text)
    return text.strip()


def compact(path: str) -> str:
    """SVG path data of straight lines in relative steps of a tenth of a point; other data only rounded.

    Steps are differences of rounded places, so that rounding does not add up along the line.
    """
    tokens = re.findall(r"[A-Za-z]|-?[\d.]+(?:e-?\d+)?", path)
    if not set(re.findall(r"[A-Za-z]", re.sub(r"e-?\d", "", path))) <= {"M", "L", "z"}:
        return " ".join(token if token.isalpha() else _tenths(round(10.0 * float(token))) for token in tokens)
    written: list[str] = []
    place, start, at = (0, 0), (0, 0), 0
    while at < len(tokens):
        command = tokens[at]
        if command == "z":
            written.append("z")
            place, at = start, at + 1
            continue
        target = round(10.0 * float(tokens[at + 1])), round(10.0 * float(tokens[at + 2]))
        if command == "M":
            start = target
            written.append(f"M{_tenths(target[0])} {_tenths(target[1])}")
        elif target != place:
            step = _tenths(target[1] - place[1])
            written.append(f"l{_tenths(target[0] - place[0])}{step if step.startswith('-') else ' ' + step}")
        place, at = target, at + 3
    return "".join(written)


def _tenths(count: int) -> str:
    """A whole number of tenths, as short as can be."""
    return f"{count / 10.0:g}"
