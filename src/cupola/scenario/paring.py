"""A scenario asked for one figure alone: studies, views and variants that only others need are left out, to ask it again quickly."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from cupola.scenario.deployment import ORBIT_MEASURES, DeploymentStudy
from cupola.scenario.shapes import FileModel

if TYPE_CHECKING:
    from cupola.scenario.schema import Scenario


def pared(scenario: "Scenario", figure: str, needed: tuple[str, ...] = ()) -> "Scenario":
    """The same scenario, asking only what one figure depends on, with no draws.

    Args:
        scenario: checked.
        figure: `study.figure`, one that the scenario gives.
        needed: other studies whose records the figure's study reads; those that the scenario asks are kept whole.

    A view or variant is left out only where the figure's name cannot be of it, so that one whose name begins as another's stays.
    """
    study, _, name = figure.partition(".")
    asked = scenario.studies
    kept: dict[str, Any] = {}
    for field in type(asked).model_fields:
        one = cast("FileModel | None", getattr(asked, field))
        if one is None or field not in (study, *needed):
            kept[field] = None
            continue
        changes: dict[str, Any] = {"draws": 0} if "draws" in type(one).model_fields else {}
        if field == study:
            changes |= _deployed(one, name) if isinstance(one, DeploymentStudy) else _viewed(one, name)
        kept[field] = one.model_copy(update=changes)
    return scenario.model_copy(update={"studies": asked.model_copy(update=kept)})


def _viewed(study: FileModel, name: str) -> dict[str, Any]:
    """The views that the figure can be of; all where it is of none."""
    if "views" not in type(study).model_fields:
        return {}
    views = cast("Mapping[str, Any]", getattr(study, "views"))  # noqa: B009 -- the studies that have them share no class
    fitting = {view: one for view, one in views.items() if name.startswith(f"{_worded(view)}_")}
    return {"views": fitting or views}


def _deployed(study: DeploymentStudy, name: str) -> dict[str, Any]:
    """The variants that the figure can be of, and the table of payloads where it is of that; no days on which others are asked."""
    variants = {variant: one for variant, one in study.variants.items() if name.endswith(f"_{_worded(variant)}")}
    lifted = any(name.startswith(f"{measure}_") for measure in ORBIT_MEASURES)
    return {"variants": variants, "payloads": study.payloads if lifted else None, "dates": (), "capability": ()}


def _worded(name: str) -> str:
    """A name as it stands in figures."""
    return name.replace("-", "_")
