"""What every study that follows the satellites through time is asked with: a span, in steps, and variants."""

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from cupola.scenario.facts import Fact
from cupola.scenario.leaves import Whole
from cupola.scenario.quantities import fault_of
from cupola.scenario.ranges import Span, Step
from cupola.scenario.shapes import FileModel

MAX_STEPS = 1_000_000


class Spanned(FileModel):
    """A span in steps, and how many variants are flown beside the one as written."""

    span: Span = Field(description="time that is flown, 1 min to 10 year")
    step: Step = Field(description="time between instants, 1 s to 1 day")
    draws: Annotated[int, Whole(0, 64)] = Field(default=0, description="variants drawn from the ranges of the facts, 0 to 64")

    @field_validator("step")
    @classmethod
    def fits_the_span(cls, step: Fact, info: ValidationInfo) -> Fact:
        """At least one step, and not too many."""
        span = info.data.get("span")
        if isinstance(span, Fact):
            if step.value > span.value:
                raise fault_of(step, f"got {step.text}, longer than the span {span.text}; make it shorter")
            if span.value / step.value > MAX_STEPS:
                raise fault_of(
                    step, f"gives {span.value / step.value:,.0f} steps in {span.text}; at most {MAX_STEPS:,}, make the step longer"
                )
        return step
