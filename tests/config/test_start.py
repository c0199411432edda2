"""What every process loads at its start."""

import sys

from django.apps import apps


def test_parts_of_the_shell_are_ready_without_an_interface_that_is_not_served() -> None:
    assert {"wagtail.images", "wagtail.documents", "wagtail.snippets"} <= {one.name for one in apps.get_app_configs()}
    assert [name for name in sys.modules if name == "ninja" or name.startswith("wagtail.api.v3.")] == []
