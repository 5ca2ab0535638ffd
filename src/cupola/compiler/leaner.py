"""A scenario made quick for the studies that are asked again of one coalition after the other. No NumPy: `check` counts what it takes."""

from cupola.scenario.schema import Scenario
from cupola.scenario.studies import CustodyStudy

_DAY = 86_400.0


def lean(scenario: Scenario) -> Scenario:
    """The scenario with the studies that are asked again made quick: on the step and the grid of the dependence study where it has them,
    only the views whose figures are asked, and the values as written. What is not asked again is left out.

    Raises:
        ValueError: the scenario asks no dependence.
    """
    asked, studies = scenario.studies.dependence, scenario.studies
    if asked is None:
        raise ValueError("the scenario asks no study `dependence`")
    changed: dict[str, object] = {}
    flying = (*studies.sweeps().items(), *(() if studies.latency is None else (("latency", studies.latency),)))
    for name, study in flying:
        mine = [figure for figure in asked.capability if figure.startswith(f"{name}.")]
        views = {view: one for view, one in study.views.items() if any(_of_view(figure, name, view) for figure in mine)}
        update: dict[str, object] = {"draws": 0, "views": views or dict(list(study.views.items())[:1])}
        given = {
            "step": asked.step,
            "grid": asked.grid,
            "launches": asked.launches,
            "trials": asked.tracks,
            "tracking_step": asked.tracking_step,
        }
        update |= {key: value for key, value in given.items() if value is not None and key in type(study).model_fields}
        if isinstance(study, CustodyStudy):
            # Raids and maps are left out of what is asked again; these say so to whoever counts what it takes.
            update |= {"raids": (1,), "step": study.step.with_value(min(study.span.value, _DAY))}
        changed[name] = study.model_copy(update=update)
    if studies.deployment is not None:
        changed["deployment"] = studies.deployment.model_copy(update={"draws": 0, "variants": {}, "capability": ()})
    changed |= {"interception": None, "sensitivity": None}
    threats = {name: one for name, one in scenario.threats.items() if _of_threat(asked.capability, name)} or scenario.threats
    return scenario.model_copy(update={"studies": studies.model_copy(update=changed), "threats": threats})


def _of_threat(figures: tuple[str, ...], threat: str) -> bool:
    return any(figure.startswith("custody.") and figure.endswith(f"_{threat}".replace("-", "_")) for figure in figures)


def _of_view(figure: str, study: str, view: str) -> bool:
    return figure.startswith(f"{study}.{view}_".replace("-", "_"))
