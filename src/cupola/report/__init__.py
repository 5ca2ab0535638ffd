"""One page that tells a run: made from its folder alone, self-contained, the same bytes for the same run."""

from cupola.report.page import render, write

__all__ = ["render", "write"]
