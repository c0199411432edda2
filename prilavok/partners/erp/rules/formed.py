"""When figures were formed: what a file says of it, as far as it can be believed."""

from datetime import datetime, timedelta
from typing import Final

# A file older than that, or one from before the node's clock was set, was hardly formed then.
OLDEST: Final = timedelta(days=7)


def believed(*, said: datetime | None, came: datetime) -> datetime:
    """The moment the file names, when it lies within a week before the package came; else the moment it came."""
    return said if said is not None and came - OLDEST <= said <= came else came
