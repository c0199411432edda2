"""Documents and films of a product, out of what its row keeps."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.storage import default_storage

from prilavok.goods.pim.adapters.pictures import address
from prilavok.goods.pim.values import Document, Video

POSTER_WIDTH = 960


def documents_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Document, ...]:
    """In the order people gave them."""
    return tuple(
        Document(key=one["key"], kind=one["kind"], title=one["title"], url=url_of(one["file"]), size=one["size"])
        for one in kept
    )


def videos_of(kept: Sequence[Mapping[str, Any]]) -> tuple[Video, ...]:
    """In the order people gave them."""
    return tuple(
        Video(
            key=one["key"],
            title=one["title"],
            url=one.get("link") or url_of(one["file"]),
            poster_url=address(one["poster"], POSTER_WIDTH) if one.get("poster") else "",
            is_own=not one.get("link"),
        )
        for one in kept
    )


def url_of(name: str) -> str:
    """The address of a kept file."""
    return str(default_storage.url(name))
