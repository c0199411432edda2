"""Folders that another account can reach: pytest's own are closed to everybody but the one who runs it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def _folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="prilavok-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def shared_folder() -> Iterator[Path]:
    """One folder for the tests of a file."""
    yield from _folder()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for one test."""
    yield from _folder()
