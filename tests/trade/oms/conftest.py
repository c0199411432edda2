"""Fixtures of oms."""

import pytest

from tests.trade.oms.make import Chain, make_chain


@pytest.fixture
def chain(db: None) -> Chain:
    """A small chain with goods for sale."""
    return make_chain()
