"""The door of segments: which of them somebody belongs to, and which there are."""

from prilavok.people.marketing.segments.asking import segments_of
from prilavok.people.marketing.segments.desk import codes

__all__ = ["codes", "segments_of"]
