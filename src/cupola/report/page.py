"""The report: one HTML file that holds everything it shows, for a screen of any width and for paper.

Made from the run folder alone. No clock and no chance enter it, so the same run always gives the same bytes.
"""

import base64
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cupola.report import figures, limits, tables
from cupola.report.quantities import instant, number, quantity
from cupola.report.run import Run
from cupola.report.sentence import told
from cupola.report.tables import text
from cupola.store import open_run

if TYPE_CHECKING:
    import xarray as xr

HERE = Path(__file__).resolve().parent

REPORT = "report.html"

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
"""Content security policy: the page may load nothing, run nothing and send nothing."""

MARK = (
    '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path fill="none" stroke="#005a9c" stroke-width="2.6" stroke-linecap="round" '
    'stroke-linejoin="round" d="M4 22a12 12 0 0 1 24 0M2.5 22h27M7 27h18M16 10v12M10.5 12.5q-1.5 4-1.5 9.5M21.5 12.5q1.5 4 1.5 9.5"/></svg>'
)
"""A dome with its ribs: the page's mark and icon."""

MAPPED = ("coverage", "revisit", "custody", "latency", "interception", "deployment", "capability", "cost", "dependence", "sensitivity")
"""Studies with arrays to show."""

UNGRIDDED = ("latency", "interception", "deployment", "capability", "cost", "dependence", "sensitivity")
"""Those of them that are on no grid."""

SECTIONS = (
    ("figures", "Figures"),
    ("flown", "What was flown"),
    ("deployment", "What is up, and when"),
    ("lift", "What the vehicles lift"),
    ("capability", "What it can do as it grows"),
    ("cost", "What it costs, and when"),
    ("custody", "From launch to custody"),
    ("sights", "Launches from anywhere"),
    ("interception", "How many interceptors"),
    ("maps", "Where and when"),
    ("waits", "How long between looks"),
    ("targets", "Looks at the targets"),
    ("regions", "By region"),
    ("messages", "How long messages take"),
    ("dependence", "What happens when a partner leaves"),
    ("sensitivity", "What would change the answer"),
    ("why", "Why this number"),
    ("sources", "Sources"),
    ("limits", "Assumptions and limits"),
    ("repeat", "How to repeat it"),
)

SHEETS = {
    "page.css": (),
    "launches.css": ("custody", "latency", "interception", "deployment", "cost", "dependence", "sensitivity"),
    "messages.css": ("latency",),
    "deployment.css": ("interception", "deployment", "capability"),
    "costs.css": ("cost",),
    "dependence.css": ("dependence",),
    "sensitivity.css": ("sensitivity",),
}
"""Style sheets, and the studies that need them; the first serves every page."""


def write(run_dir: Path | str) -> Path:
    """Writes `report.html` into a finished run's folder, over an earlier one, and returns its path.

    Raises:
        RunError: the folder is missing, unfinished or damaged.
    """
    run = open_run(run_dir)
    folder = run.path.resolve()
    # Beside the folder, not in it: a file left there by a killed run would make it count as damaged.
    whole = folder.with_name(f"{folder.name}.{REPORT}.new")
    whole.write_text(render(run), encoding="utf-8", newline="\n")
    return whole.replace(run.path / REPORT)


def render(run: Run) -> str:
    """The whole report of a run, as HTML.

    Raises:
        RunError: the manifest's headline sentence does not fit its arguments.
    """
    manifest = run.manifest
    scenario = manifest["scenario"]
    facts = run.facts()
    data = {name: run.dataset(name) for name in MAPPED if name in manifest["studies"]}
    contents = {
        "figures": _figure_section(manifest, data),
        "flown": tables.constellations(scenario["constellations"]) if scenario["constellations"] else "",
        "why": f'<p class="lead">{text(tables.kinds_sentence(facts))}</p>{tables.fact_rows(facts, manifest["sources"])}' if facts else "",
        "sources": tables.sources(manifest["sources"], facts) if manifest["sources"] else "",
        "limits": limits.told(manifest["studies"]),
        "repeat": _repeat(manifest),
    }
    shared = ""
    if data:
        from cupola.report import atlas, deployment, messages  # noqa: PLC0415 -- matplotlib is slow to import, and only drawings need it

        gridded = {name: one for name, one in data.items() if name not in UNGRIDDED}
        if gridded:
            shared, mapped = atlas.sections(gridded, manifest)
            contents |= mapped
        elif "latency" in data:
            shared = messages.outlines()
        contents |= deployment.sections(data, manifest["studies"])
        if "interception" in data:
            from cupola.report import interception  # noqa: PLC0415 -- as above

            told = manifest["studies"]["interception"]["figures"]
            contents["interception"] = interception.section(data["interception"], told, manifest["sources"])
        if "cost" in data:
            from cupola.report import costs  # noqa: PLC0415 -- as above

            contents["cost"] = costs.section(data["cost"])
        if "dependence" in data:
            from cupola.report import dependence  # noqa: PLC0415 -- as above

            contents["dependence"] = dependence.section(data["dependence"], manifest["studies"]["dependence"]["figures"])
        if "sensitivity" in data:
            from cupola.report import sensitivity  # noqa: PLC0415 -- as above

            contents["sensitivity"] = sensitivity.section(
                data["sensitivity"], manifest["studies"]["sensitivity"]["figures"], manifest["sources"]
            )
        if "latency" in data:
            contents["messages"] = messages.section(data["latency"], manifest, gridded)
    shown = [(name, title) for name, title in SECTIONS if contents.get(name)]
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title in shown)
    sections = "".join(f'<section id="{name}"><h2>{title}</h2>{contents[name]}</section>' for name, title in shown)
    main = f'<main id="report">{_warnings(manifest["warnings"])}{sections}</main>'
    skip = '<a class="skip" href="#report">Skip to the report</a>'
    body = "\n".join((shared, skip, _header(manifest, links), main, _footer(manifest)))
    return f'<!doctype html>\n<html lang="en">\n{_head(scenario, data)}\n<body>{body}\n</body>\n</html>\n'


def _head(scenario: dict[str, Any], studies: Collection[str]) -> str:
    """Title, policy, style, typefaces and icon, for the studies that are shown."""
    faces = "".join(_typeface(weight) for weight in (400, 600))
    sheets = [sheet for sheet, needed in SHEETS.items() if not needed or set(needed) & set(studies)]
    style = "".join((HERE / sheet).read_text(encoding="utf-8") for sheet in sheets)
    icon = base64.b64encode(MARK.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).encode()).decode()
    return (
        f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light">\n'
        f"<title>{text(scenario['title'])} · Cupola report</title>\n"
        f'<link rel="icon" href="data:image/svg+xml;base64,{icon}">\n<style>{faces}\n{style}</style>\n</head>'
    )


def _typeface(weight: int) -> str:
    """Inter at one weight, embedded."""
    font = base64.b64encode((HERE / "fonts" / f"inter-{weight}.woff2").read_bytes()).decode()
    return f'@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,{font}) format("woff2")}}'


def _header(manifest: dict[str, Any], links: str) -> str:
    """Who speaks, what was run, and the sentence that answers."""
    scenario = manifest["scenario"]
    badge = '<span class="badge">Notional, public sources</span>' if scenario["notional"] else ""
    question = f'<p class="question" dir="auto">{text(scenario["question"])}</p>' if scenario.get("question") else ""
    about = f'<p class="about" dir="auto">{text(scenario["about"])}</p>' if scenario.get("about") else ""
    sentence = f'<p class="sentence">{text(told(manifest["sentence"]))}</p>' if manifest.get("sentence") else ""
    return (
        f'<header><div class="brand">{MARK}<span>Cupola</span><code>{text(scenario["name"])}</code>{badge}</div>'
        f'<h1 dir="auto">{text(scenario["title"])}</h1>{question}{sentence}{about}'
        f'<nav aria-label="Contents"><ul>{links}</ul></nav></header>'
    )


def _warnings(warnings: list[str]) -> str:
    """The run's warnings, which a report must show."""
    if not warnings:
        return ""
    items = "".join(f"<li>{text(warning)}</li>" for warning in warnings)
    title = "1 warning" if len(warnings) == 1 else f"{len(warnings)} warnings"
    return f'<section id="warnings" class="warnings" role="note" aria-label="Warnings"><h2>{title}</h2><ul>{items}</ul></section>'


def _ranges(studies: Mapping[str, Any]) -> Iterator[str]:
    """What the ranges of figures are."""
    ranged = {study for study, record in studies.items() if any(one.get("low") is not None for one in record["figures"].values())}
    if ranged - _TRIALS.keys():
        yield "A range runs from the lowest to the highest value over the draws of the assumed and ranged numbers."
    for study, what in _TRIALS.items():
        if study in ranged:
            yield what


_TRIALS = {
    "cost": "Of costs it runs from what one trial in ten stays within to what nine in ten do.",
    "dependence": "Where partners leave, dates and costs run from one trial in ten to nine in ten, capability over all that are flown.",
}
"""Studies whose ranges are those of trials, in which the facts are drawn as well."""


def _figure_section(manifest: dict[str, Any], data: Mapping[str, "xr.Dataset"]) -> str:
    """Headline figures as cards, the others as tables."""
    named = {f"{study}.{name}": figure for study, record in manifest["studies"].items() for name, figure in record["figures"].items()}
    headline = [name for name in manifest["headline"] if name in named]
    beside = figures.largest(named.values())
    cards = "".join(figures.card(name, named[name], beside) for name in headline)
    said = "".join(f'<p class="said">{sentence}</p>' for sentence in _ranges(manifest["studies"]))
    views = {study: _part_titles(study, one) for study, one in data.items()}
    others = figures.others([(name, figure) for name, figure in named.items() if name not in headline], beside, views)
    body = f'<div class="cards">{cards}</div>' if cards else ""
    return f"{body}{said}{others}"


def _part_titles(study: str, data: "xr.Dataset") -> dict[str, str]:
    """Title of each view by the name with which its figures begin, or of each variant or day by that with which they end, after `_`."""
    if study == "deployment":
        named = zip(data["variant"].values, data["variant_title"].values, strict=True)
        return {f"_{name}".replace("-", "_"): str(title) for name, title in named if str(name)}
    if study == "interception":
        cases = zip(data["case"].values, data["case_title"].values, strict=True)
        return {f"_{name}".replace("-", "_"): str(title) for name, title in cases}
    if study in ("cost", "sensitivity"):
        return {}
    if study == "dependence":
        cases = zip(data["case"].values, data["case_title"].values, strict=True)
        return {f"_{name}".replace("-", "_"): str(title) for name, title in cases if str(name)}
    if study == "capability":
        return {f"_{date}".replace("-", "_"): date for date in map(str, data["date"].values.astype("datetime64[D]"))}
    return {str(name).replace("-", "_"): str(title) for name, title in zip(data["view"].values, data["view_title"].values, strict=True)}


def _repeat(manifest: dict[str, Any]) -> str:
    """The command, and everything that must be equal for the numbers to be equal."""
    device = manifest["device"]
    command = manifest["command"] if isinstance(manifest["command"], str) else " ".join(manifest["command"])
    versions = ", ".join(f"{text(name)} {text(version)}" for name, version in manifest["versions"].items())
    rows = [
        ("Seed", text(manifest["seed"])),
        ("Epoch", text(instant(manifest["scenario"]["epoch"]))),
        ("Versions", versions),
        ("Device", text(f"{number(device['count'])} × {device['platform']} ({device['kind']})")),
        ("Started", text(instant(manifest["started"]))),
        ("Wall time", text(quantity(float(manifest["wall_s"]), "s"))),
        ("Scenario, SHA-256", f"<code>{text(manifest['scenario']['sha256'])}</code>"),
        ("Inputs, SHA-256", f"<code>{text(manifest['inputs_sha256'])}</code>"),
    ]
    if manifest.get("files"):
        rows.append(("Files", text(f"{number(len(manifest['files']))}, each with its SHA-256 in manifest.json")))
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    return f'<pre class="command" tabindex="0"><code>{text(command)}</code></pre><dl class="repeat">{items}</dl>'


def _footer(manifest: dict[str, Any]) -> str:
    """What the page is, and whose data and type it uses."""
    version = text(manifest["versions"].get("cupola", ""))
    notional = "Notional, public sources. " if manifest["scenario"]["notional"] else ""
    return (
        f"<footer><p>{notional}Made by Cupola {version} from the run folder alone. Outlines: Natural Earth, public domain, by way of "
        "world-atlas 2.0.2. Typeface: Inter, SIL Open Font License 1.1.</p></footer>"
    )
