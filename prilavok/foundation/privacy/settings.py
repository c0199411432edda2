"""The room's settings, read from the environment once.

PRILAVOK_ERASURE_WAIT_DAYS   days between asking for erasure and erasing, in which it can be called off (default: 7)
PRILAVOK_EXPORTS_PER_DAY     how often a person may download all their data in a day (default: 5)
"""

import os

ERASURE_WAIT_DAYS = int(os.environ.get("PRILAVOK_ERASURE_WAIT_DAYS", "7"))
EXPORTS_PER_DAY = int(os.environ.get("PRILAVOK_EXPORTS_PER_DAY", "5"))
