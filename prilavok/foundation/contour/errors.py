"""What the map refuses."""

from prilavok.base.errors import NotFound, Refused


class FlowUnknown(NotFound):
    """There is no such flow on the map."""


class NothingToReplay(Refused):
    """This message has already been delivered; there is nothing to replay."""
