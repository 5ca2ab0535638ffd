"""Results on disk: one folder a run, written so that a killed run never passes for a finished one, and checked on reading.

`cupola.store.writing` fills a run; what stands here only reads.
"""

from cupola.store.reading import Run, open_run
from cupola.store.standing import standing_run

__all__ = ["Run", "open_run", "standing_run"]
