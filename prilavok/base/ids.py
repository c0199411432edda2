"""Identifiers that people and machines carry around."""

import secrets

# No 0/O, 1/I/L, and no vowels that could form words.
SPEAKABLE = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_token(bits: int = 128) -> str:
    """A URL-safe secret of at least the given number of random bits."""
    return secrets.token_urlsafe((bits + 7) // 8)


def new_code(digits: int = 6) -> str:
    """A decimal one-time code of the given length, leading zeros kept."""
    return f"{secrets.randbelow(10**digits):0{digits}d}"
