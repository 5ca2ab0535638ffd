"""What is asked of a programme: the studies, the views that they look through, and the figures that they give."""

import math
from collections.abc import Mapping
from typing import Annotated, Any, Protocol

from pydantic import BeforeValidator, ConfigDict, Field, field_validator

from cupola.scenario.cost import CostStudy
from cupola.scenario.dependence import DependenceStudy
from cupola.scenario.deployment import DeploymentStudy
from cupola.scenario.facts import Fact
from cupola.scenario.faults import fault
from cupola.scenario.interception import InterceptionStudy
from cupola.scenario.latency import LatencyStudy, Routed
from cupola.scenario.leaves import Sensed, Title, Whole
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import Grid, StereoAngle, TrackAge, TrackError, TrackingStep
from cupola.scenario.regions import WORLD
from cupola.scenario.sensitivity import SensitivityStudy
from cupola.scenario.shapes import FileModel, Listed, Named, implied
from cupola.scenario.spans import Spanned
from cupola.scenario.text import MappingNode
from cupola.scenario.units import told

SWEEPS = ("coverage", "revisit", "custody")
"""The studies that sweep the ground through views of sensors, in the order in which they are told."""

STUDIES = (*SWEEPS, "latency", "interception", "deployment", "cost", "dependence", "sensitivity")
"""The studies that can be asked, in that order."""

REPLAYED = ("dependence", "sensitivity")
"""Those of them that ask others again, and fly nothing of their own."""

MEASURES = ("one_in_view", "two_in_view", "three_in_view", "four_in_view", "mean_in_view", "longest_gap", "hours_a_day")
"""What the coverage study measures for each view and region; the gap is in seconds, `hours_a_day` as named, the rest is pure numbers."""

BELT_MEASURES = ("continuous_south", "continuous_north")
"""What the coverage study measures for each view alone: edges, deg north, of the widest belt of latitudes with one always in view."""

REVISIT_MEASURES = ("median_gap", "gap_90", "longest_gap", "mean_response", "response_90")
"""What the revisit study measures for each view and region, in seconds."""

TARGET_MEASURES = ("looks_a_day", "median_gap", "gap_90", "longest_gap", "mean_response")
"""What the revisit study measures for each view and target: looks in 1/day, the rest in seconds."""

THREAT_MEASURES = (
    "detected",
    "first_detection",
    "first_detection_90",
    "in_stereo",
    "first_stereo",
    "in_custody",
    "first_custody",
    "stereo_share",
    "custody_share",
    "error_at_burn_out",
    "impact_error",
    "dropped",
    "decision",
    "time_left",
    "worst_loss",
    "raid_held",
)
"""What the custody study measures for each view and threat: shares as pure numbers, times in s, errors in m, a raid in launches."""


class View(FileModel):
    """Constellations that are looked through together."""

    WHAT = "a view"

    title: Title = Field(description="name to show")
    constellations: Annotated[
        tuple[Annotated[str, Sensed()], ...], Listed("constellations", "a view needs at least one", distinct=True)
    ] = Field(description="names in `constellations`, each with a sensor")


class Sweep(Spanned):
    """What the studies that look at the ground have in common: a span in steps, variants, a grid and views."""

    grid: Grid = Field(description="height and width of a cell, 0.25 to 30 deg, dividing 180 deg")
    views: Annotated[Mapping[str, View], Named("views")] = Field(description="by name, the sets of constellations looked through")

    @field_validator("grid")
    @classmethod
    def divides_the_meridian(cls, grid: Fact) -> Fact:
        """Cells of one height from pole to pole."""
        cells = math.pi / grid.value
        if abs(cells - round(cells)) > 1e-9 * cells:
            whole = [told(math.pi / count, "deg") for count in (math.floor(cells), math.ceil(cells))]
            raise fault_of(grid, f"got {grid.text}; must divide 180 deg, such as {' or '.join(whole)}")
        return grid


class CoverageStudy(Sweep):
    """How many satellites are in view, where, for what share of the time, and the gaps between."""

    WHAT = "the coverage study"


class RevisitStudy(Sweep):
    """How often a place is looked at, how long the gaps are, and how long a request waits for the next look."""

    WHAT = "the revisit study"


class CustodyStudy(Sweep):
    """From notional launches to tracks that several satellites hold: when, how well, how many. Launches spread over the span."""

    WHAT = "the custody study"

    launches: Annotated[int, Whole(1, 2_000)] = Field(default=48, description="of each threat, spread over the span, 1 to 2000")
    trials: Annotated[int, Whole(1, 2_000)] = Field(default=20, description="tracks of each launch, each with its own chances, 1 to 2000")
    tracking_step: TrackingStep = implied("1 s", "time between two updates of a track, 0.5 to 10 s")
    stereo_angle: StereoAngle = implied("5 deg", "two lines of sight at least so far apart are stereo")
    custody_error: TrackError = Field(description="custody asks for a position known better than this")
    custody_age: TrackAge = Field(description="and for an update not older than this")
    raids: Annotated[
        tuple[Annotated[int, Whole(1, 500)], ...], Listed("raid sizes", "give at least one, such as [1, 10, 100]", distinct=True)
    ] = Field(description="numbers of launches at once, for the curve of custody against the size of a raid")


class Measuring(Protocol):
    """What a study asks, as far as the names of its figures depend on it."""

    def figures(self) -> tuple[str, ...]:
        """Names of the figures, `study.name`."""
        ...


class Studies(FileModel):
    """What is asked of the programme: at least one study."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    WHAT = "the studies"

    coverage: CoverageStudy | None = Field(default=None, description="satellites in view, where and when")
    revisit: RevisitStudy | None = Field(default=None, description="how often a place is looked at, and the waits between")
    custody: CustodyStudy | None = Field(default=None, description="launches seen, tracked and held")
    latency: Routed | None = Field(
        default=None, description="messages through the network: how long they take, and how often there is no way"
    )
    interception: InterceptionStudy | None = Field(
        default=None, description="how many interceptors are needed, and how often those flown are enough"
    )
    deployment: DeploymentStudy | None = Field(default=None, description="what is up and when, and what vehicles lift in a year")
    cost: CostStudy | None = Field(default=None, description="what it costs, year by year, and how sure that is")
    dependence: DependenceStudy | None = Field(default=None, description="what is lost when partners leave, and what each is worth")
    sensitivity: SensitivityStudy | None = Field(default=None, description="which facts would change one figure, and by how much")

    def asked(
        self,
    ) -> Mapping[str, Sweep | LatencyStudy | InterceptionStudy | DeploymentStudy | CostStudy | DependenceStudy | SensitivityStudy]:
        """All that the file asks, by name, in the order of `STUDIES`."""
        return {name: study for name in STUDIES if (study := getattr(self, name)) is not None}

    def sweeps(self) -> Mapping[str, Sweep]:
        """The sweeps that the file asks, by name, in the order of `SWEEPS`."""
        return {name: study for name in SWEEPS if (study := getattr(self, name)) is not None}

    def views(self) -> Mapping[str, tuple[str, ...]]:
        """By sweep, the names of its views."""
        return {name: tuple(study.views) for name, study in self.sweeps().items()}


def _asked(node: Any) -> Any:
    """At least one study; unknown ones are left for the model to name."""
    if isinstance(node, MappingNode) and not node.entries:
        raise fault(node, f"is empty; ask at least one study: {', '.join(STUDIES)}")
    return node


Asked = Annotated[Studies, BeforeValidator(_asked)]
"""The studies as the file may give them."""


def figures_of(
    views: Mapping[str, tuple[str, ...]],
    regions: tuple[str, ...],
    targets: tuple[str, ...],
    threats: tuple[str, ...],
    *asked: Measuring | None,
) -> tuple[str, ...]:
    """Names of the figures that studies give, `study.figure`: by study, view, measure and place; hyphens become underscores.

    Args:
        views: by sweep, in the order in which they are told, the names of its views.
        regions: names of the regions; the world is added.
        targets: names of the targets.
        threats: names of the threats.
        asked: what the other studies ask, in the order in which they are told; None for one that is not asked.
    """
    areas = (*regions, WORLD)
    measured = {
        "coverage": ((MEASURES, areas), (BELT_MEASURES, ("",))),
        "revisit": ((REVISIT_MEASURES, areas), (TARGET_MEASURES, targets)),
        "custody": ((THREAT_MEASURES, threats),),
    }
    swept = tuple(
        f"{study}.{'_'.join(part for part in (view, measure, place) if part)}".replace("-", "_")
        for study, viewed in views.items()
        for view in viewed
        for measures, places in measured[study]
        for measure in measures
        for place in places
    )
    return (*swept, *(name for one in asked if one is not None for name in one.figures()))
