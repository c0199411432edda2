"""Parts of Wagtail as this house installs them: without the interface for programs that write pages.

Each of these parts, when it is ready, adds its share to an interface (`wagtail.api.v3`) that has no address here.
Loading it cost every process a quarter of its start and twenty-five megabytes. What the parts do besides stays theirs:
they meet an empty interface in its place, for as long as they get ready.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from wagtail.contrib.redirects.apps import WagtailRedirectsAppConfig
from wagtail.documents.apps import WagtailDocsAppConfig
from wagtail.images.apps import WagtailImagesAppConfig
from wagtail.snippets.apps import WagtailSnippetsAppConfig


class _Nothing:
    """Takes every share and keeps none."""

    def add_router(self, *_: Any) -> None:
        """A share."""


def _nothing(name: str) -> ModuleType:
    module = ModuleType(name)
    module.api = module.router = _Nothing()  # type: ignore[attr-defined]
    module.register_content_types = lambda: None  # type: ignore[attr-defined]
    return module


@contextmanager
def _without_interface(part: str) -> Iterator[None]:
    names = {"wagtail.api.v3.api", *(f"{part}.api.v3{page}" for page in ("", ".registry", ".router"))} - set(
        sys.modules
    )
    sys.modules.update({name: _nothing(name) for name in names})
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]


class Images(WagtailImagesAppConfig):  # type: ignore[misc]
    """Pictures."""

    def ready(self) -> None:
        """Get ready, without the interface."""
        with _without_interface(self.name):
            super().ready()


class Documents(WagtailDocsAppConfig):  # type: ignore[misc]
    """Documents."""

    def ready(self) -> None:
        """Get ready, without the interface."""
        with _without_interface(self.name):
            super().ready()


class Snippets(WagtailSnippetsAppConfig):  # type: ignore[misc]
    """Snippets."""

    def ready(self) -> None:
        """Get ready, without the interface."""
        with _without_interface(self.name):
            super().ready()


class Redirects(WagtailRedirectsAppConfig):  # type: ignore[misc]
    """Redirects."""

    def ready(self) -> None:
        """Get ready, without the interface."""
        with _without_interface(self.name):
            super().ready()
