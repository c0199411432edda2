"""What the screens of sources show."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SourceView:
    """An outside system that tells of goods, and how they are taken in; `title` is an English msgid or the code."""

    system: str
    title: str
    show: str
