"""Python's own collector, told how processes that make batches or keep pages live."""

import gc
from typing import Final

BETWEEN_COLLECTIONS: Final = 50_000


def collect_seldom() -> None:
    """Let a batch of an import be made, or pages be kept, without looking through it for garbage again and again.

    What is loaded at the start lives as long as the process; a batch is tens of thousands of values that all leave
    together. With Python's own thresholds a tenth of an import's time went into looking.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(BETWEEN_COLLECTIONS, 20, 20)
