"""Vendure from npm, with PostgreSQL, its own search, a server process for each core and its jobs beside.

Vendure has no pages: a storefront of another program asks its GraphQL for what a page shows. So its figures here are
without the making of any HTML, and the order is placed by one document of all the mutations that are left.
"""

import csv
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.goods import GROUPS, Good, pages, words
from benchmarks.peers.load import Answer, Errand, Request, visit
from benchmarks.peers.place import FIRST_PORT, CannotStart, Place, require_free, run, start, stop, wait_for_port
from benchmarks.peers.shops import log_of
from benchmarks.peers.vendure_rows import IMPORTED, put_rest

HERE = Path(__file__).parent / "vendure_shop"
COLUMNS = (
    "name", "slug", "description", "assets", "facets", "optionGroups", "optionValues", "sku", "price", "taxCategory",
    "stockOnHand", "trackInventory", "variantAssets", "variantFacets",
)  # fmt: skip
HITS = """totalItems facetValues { count facetValue { id name facet { id name } } }
 items { productId slug productName productVariantId inStock priceWithTax { ... on SinglePrice { value }
 ... on PriceRange { min max } } productAsset { id preview } }"""
LISTING = "query ($group: String!, $skip: Int!) { search(input: { collectionSlug: $group, groupByProduct: true, take: 24, skip: $skip }) { %s } }"  # noqa: E501
SEARCH = "query ($text: String!, $skip: Int!) { search(input: { term: $text, groupByProduct: true, take: 24, skip: $skip }) { %s } }"  # noqa: E501
PRODUCT = """query ($slug: String!) { product(slug: $slug) { id name description collections { name slug
 breadcrumbs { name slug } } facetValues { name facet { name } } assets { preview }
 variants { id name sku priceWithTax stockLevel options { name } } } }"""
ADD = """mutation ($variant: ID!) { addItemToOrder(productVariantId: $variant, quantity: 1) { __typename
 ... on Order { code totalWithTax totalQuantity } ... on ErrorResult { errorCode message } } }"""
PLACE = """mutation ($who: CreateCustomerInput!, $where: CreateAddressInput!, $how: [ID!]!) {
 a: setCustomerForOrder(input: $who) { __typename }
 b: setOrderShippingAddress(input: $where) { __typename }
 c: setOrderShippingMethod(shippingMethodId: $how) { __typename }
 d: transitionOrderToState(state: "ArrangingPayment") { __typename
 ... on OrderStateTransitionError { transitionError } }
 e: addPaymentToOrder(input: { method: "cash", metadata: {} }) { __typename ... on Order { code state }
 ... on ErrorResult { errorCode message } } }"""


class Vendure:
    """Vendure."""

    name = "Vendure"
    port = FIRST_PORT + 20
    remark = "JSON by GraphQL, no pages are made; one stock location"

    def __init__(self) -> None:
        self.home = Path()
        self.url = ""
        self.goods: Sequence[Good] = ()
        self.variants: dict[str, str] = {}
        self.process: subprocess.Popen[bytes] | None = None

    def install(self, place: Place) -> None:
        """`npm install` of the pinned names in a folder of its own."""
        self.home = place.folder / "programs" / "vendure"
        self.home.mkdir(exist_ok=True)
        for name in ("package.json", "shop.js"):
            (self.home / name).write_text((HERE / name).read_text())
        run(["npm", "install", "--no-audit", "--no-fund", "--no-progress", "--ignore-scripts"], where=self.home)

    def fill(self, place: Place, goods: Sequence[Good]) -> None:
        """The first goods by its own importer, with its collections and its search index; the rest as rows like them.

        The importer takes a fifth of a second a product, the index a tenth: ten thousand would take an hour.
        """
        require_free(self.port)
        self.url, self.goods = place.database("vendure_shop"), goods
        rows, told = place.folder / "goods.csv", place.folder / "vendure.json"
        with rows.open("w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            writer.writerows(_row(one) for one in goods[:IMPORTED])
        told.write_text(json.dumps(_settings()))
        run(["node", "shop.js", "fill", rows, told], where=self.home, env=self._env(), limit_s=1800)
        self._put_rest()
        self.variants = self._known()
        if len(self.variants) != len(goods):
            raise CannotStart(f"only {len(self.variants)} of {len(goods)} goods are there")

    def start(self, place: Place) -> int:
        """Two servers behind one port, one worker."""
        log = log_of(place, self)
        require_free(self.port)
        self.process = start(["node", "shop.js", "serve"], where=self.home, env=self._env(), log=log)
        wait_for_port(self.port, self.process, log)
        return self.process.pid

    def stop(self) -> None:
        """End them."""
        if self.process is not None:
            stop(self.process)

    def version(self) -> str:
        """As pinned."""
        return f"@vendure/core=={json.loads((HERE / 'package.json').read_text())['dependencies']['@vendure/core']}"

    def listing(self, at: int, fresh: str = "") -> Errand:
        """What a page of a group shows."""
        told = {"group": f"group-{at % GROUPS}", "skip": self._page(at) * 24}
        return _ask(LISTING % HITS, told, _has_hits)

    def product(self, at: int, fresh: str = "") -> Errand:
        """What the page of a product shows."""
        return _ask(PRODUCT, {"slug": self.goods[at % len(self.goods)].slug}, _has_product)

    def search(self, at: int, fresh: str = "") -> Errand:
        """Words, with counted filters."""
        told = {
            "text": words()[at % len(words())],
            "skip": self._page(at) * 24,
        }
        return _ask(SEARCH % HITS, told, _has_hits)

    def _page(self, number: int) -> int:
        return number // GROUPS % pages(len(self.goods), GROUPS)

    def add(self, number: int) -> Errand:
        """A new session and its first line."""
        variant = self.variants[self.goods[number % (len(self.goods) - 1)].article]
        return _ask(ADD, {"variant": variant}, _is_added)

    def ready_to_place(self, numbers: Sequence[int]) -> Errand:
        """Customer, address, shipping, payment: one document."""
        token = ""
        for number in numbers:
            told = {"variant": self.variants[self.goods[number].article]}
            answer = visit(("127.0.0.1", self.port), _request(ADD, told, token))
            token = token or _header(answer, "vendure-auth-token")
        who = {"firstName": "Anna", "lastName": "Petrova", "emailAddress": f"guest{token[:24]}@example.com"}
        where = {"fullName": "Anna Petrova", "streetLine1": "Lenina 1", "city": "Omsk", "postalCode": "644000",
                 "countryCode": "RU"}  # fmt: skip
        return _ask(PLACE, {"who": who, "where": where, "how": ["1"]}, _is_placed, token)

    def _env(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.url,
            "PORT": str(self.port),
            "NODE_ENV": "production",
            "SHOP_SECRET": "loopback-only",
        }

    def _put_rest(self) -> None:
        import psycopg

        with psycopg.connect(self.url) as connection:
            if len(self.goods) > IMPORTED:
                put_rest(connection, self.goods)

    def _known(self) -> dict[str, str]:
        import psycopg

        with psycopg.connect(self.url) as connection:
            connection.execute("ANALYZE")
            rows: list[Any] = connection.execute("SELECT sku, id::text FROM product_variant").fetchall()
        return dict(rows)


def _row(one: Good) -> list[object]:
    facets = f"group:group-{one.group}|colour:{one.colour}|material:{one.material}|brand:{one.brand}"
    return [one.title, one.slug, "", "", facets, "", "", one.article, one.price, "standard", one.pieces, "true", "", ""]


def _settings() -> dict[str, object]:
    groups = [
        {
            "name": f"Group {one}", "slug": f"group-{one}",
            "filters": [
                {"code": "facet-value-filter", "args": {"facetValueNames": [f"group-{one}"], "containsAny": False}}
            ],
        }
        for one in range(GROUPS)
    ]  # fmt: skip
    handled = [{"name": "automaticSettle", "value": "false"}]
    return {
        "defaultLanguage": "en",
        "countries": [{"name": "Russia", "code": "RU", "zone": "Here"}],
        "defaultZone": "Here",
        "taxRates": [{"name": "standard", "percentage": 0}],
        "shippingMethods": [{"name": "Pick up", "price": 0}],
        "paymentMethods": [{"name": "cash", "handler": {"code": "dummy-payment-handler", "arguments": handled}}],
        "collections": groups,
    }


def _request(document: str, told: dict[str, Any], token: str = "") -> Request:
    headers = [("Content-Type", "application/json")]
    headers += [("Authorization", f"Bearer {token}")] if token else []
    body = json.dumps({"query": document, "variables": told}).encode()
    return Request(method="POST", path="/shop-api", headers=tuple(headers), body=body)


def _ask(document: str, told: dict[str, Any], is_good: Any, token: str = "") -> Errand:
    return Errand(requests=[_request(document, told, token)], is_good=is_good)


def _header(answer: Answer, name: str) -> str:
    lines = (line.partition(":") for line in answer.head.split("\r\n"))
    return next((value.strip() for key, _, value in lines if key.lower() == name), "")


def _has_hits(answer: Answer) -> bool:
    return answer.status == 200 and b'"slug"' in answer.body


def _has_product(answer: Answer) -> bool:
    return answer.status == 200 and b'"variants":[{' in answer.body


def _is_added(answer: Answer) -> bool:
    return answer.status == 200 and b'"totalQuantity"' in answer.body


def _is_placed(answer: Answer) -> bool:
    return (answer.status == 200 and b'"PaymentAuthorized"' in answer.body) or b'"PaymentSettled"' in answer.body
