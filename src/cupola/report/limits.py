"""What the studies take for granted and leave out, as HTML: a sentence that several of them say stands once, under all their names."""

from collections.abc import Mapping
from typing import Any

from cupola.report.tables import headed, listed, text

LISTS = (("assumptions", "Takes for granted", "Take for granted"), ("limits", "Leaves out", "Leave out"))
"""Key of each list in the manifest, and its heading for one study and for several."""


def told(studies: Mapping[str, Mapping[str, Any]]) -> str:
    """The sentences of all studies: those of several together first."""
    groups: dict[tuple[str, ...], dict[str, list[str]]] = {}
    for key, _, _ in LISTS:
        for line in dict.fromkeys(line for study in studies.values() for line in study.get(key) or []):
            who = tuple(name for name, study in studies.items() if line in (study.get(key) or []))
            groups.setdefault(who, {}).setdefault(key, []).append(line)
    order = sorted(groups, key=lambda who: (-len(who), list(studies).index(who[0])))
    return "".join(f'<h3>{text(_names(who))}</h3><div class="columns">{_columns(who, groups[who])}</div>' for who in order)


def _columns(who: tuple[str, ...], lists: Mapping[str, list[str]]) -> str:
    """The lists of one group of studies, side by side."""
    items = {key: "".join(f"<li>{text(line)}</li>" for line in lines) for key, lines in lists.items()}
    titles = [(key, many if len(who) > 1 else one) for key, one, many in LISTS if key in lists]
    return "".join(f"<div><h4>{title}</h4><ul>{items[key]}</ul></div>" for key, title in titles)


def _names(who: tuple[str, ...]) -> str:
    """Coverage, revisit and custody."""
    names = [name.replace("_", " ") for name in who]
    return headed(listed(names))
