"""The simulated base answers what lies in a store, and fails as its switch says."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sandbox.onec import asking, books, trouble
from sandbox.state import Store

ADDRESS = "/1c/retail/hs/prilavok/stock"


@pytest.fixture
def service(store: Store) -> TestClient:
    """The service over full books."""
    books.seed(store)
    app = Starlette(routes=asking.ROUTES)
    app.state.store = store
    return TestClient(app)


def test_it_tells_what_is_left(service: TestClient, store: Store) -> None:
    row = store.row("SELECT * FROM stock WHERE quantity > 0 LIMIT 1")
    assert row is not None
    goods = [{"id": row["offer_id"], "quantity": "1"}, {"id": "stranger", "quantity": "1"}]

    answer = service.post(ADDRESS, json={"store": row["warehouse_id"], "goods": goods})

    assert answer.json() == {
        "goods": [{"id": row["offer_id"], "available": row["quantity"]}, {"id": "stranger", "available": 0}]
    }


def test_it_refuses_what_it_does_not_understand(service: TestClient) -> None:
    assert service.post(ADDRESS, content=b"<xml/>").status_code == 400
    assert service.post("/1c/nowhere/hs/prilavok/stock", json={}).status_code == 404


def test_a_base_in_trouble_fails(service: TestClient, store: Store) -> None:
    trouble.keep(store, "retail", {"die_after": 3})

    assert service.post(ADDRESS, json={"store": "x", "goods": []}).status_code == 502
