"""What the map refuses."""

from prilavok.base.errors import NotFound, Refused


class FlowUnknown(NotFound):
    """There is no such flow on the map."""


class NothingToReplay(Refused):
    """This message has already been delivered; there is nothing to replay."""


class FieldUnknown(NotFound):
    """There is no such field on the page of owners."""


class OwnerImpossible(Refused):
    """This field cannot belong to that owner."""


class FieldLocked(Refused):
    """The field «{field}» belongs to the ERP: change it there, or give it another owner on the page of owners."""
