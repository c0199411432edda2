"""What an address leads to is looked up once, and the memory of addresses is bounded."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from prilavok.config import handler
from prilavok.config.handler import Handler


def test_an_address_leads_to_the_same_view_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Handler()
    for path, view in [
        ("/basket/line/", "put_line"),
        ("/checkout/", "checkout"),
        ("/office/login/", "login"),
    ]:
        request = RequestFactory().get(path)
        match = one.resolve_request(request)
        assert match.url_name == view
        assert one.resolve_request(request) is match is request.resolver_match

    kept = dict(one._known)
    assert one.resolve_request(RequestFactory().get("/product/table/")).kwargs == {"slug": "table"}
    assert one.resolve_request(RequestFactory().get("/product/chair/")).kwargs == {"slug": "chair"}
    assert one.resolve_request(RequestFactory().get("/product/table/")).kwargs == {"slug": "table"}
    assert len(one._named) == 2
    monkeypatch.setattr(handler, "MOST_NAMED", 2)
    for slug in ("sofa", "s" * 300):
        assert one.resolve_request(RequestFactory().get(f"/product/{slug}/")).kwargs == {"slug": slug}
    assert list(one._named) == ["/product/sofa/"]
    for _ in range(2):
        with pytest.raises(Http404):
            one.resolve_request(RequestFactory().get("/nowhere/"))
    assert one._known == kept
    monkeypatch.setattr(handler, "MOST", len(kept))
    assert one.resolve_request(RequestFactory().get("/stores/")).url_name == "stores"
    assert one._known == kept
