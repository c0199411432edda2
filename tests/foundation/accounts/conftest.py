"""Passwords in these tests are hashed by a quick hasher: dozens of wrong guesses are made, none of them in earnest."""

import pytest


@pytest.fixture(autouse=True)
def _quick_hashes(settings: object) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
