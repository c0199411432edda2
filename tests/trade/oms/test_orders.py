"""Finding orders, the scheme and its editor."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from prilavok.base.clock import now
from prilavok.base.errors import Forbidden
from prilavok.base.unit import unit
from prilavok.foundation.accounts import api as accounts
from prilavok.trade.oms import api, schemes
from prilavok.trade.oms.errors import StatusUnknown, TitleMissing
from prilavok.trade.oms.values import Contact, OrderFilter, StatusWords
from tests.trade.oms.make import OPERATOR, Chain, make_chain, place, seen, worker


def found(**wanted: object) -> list[str]:
    return [order.contact.name for order in api.find_orders(OrderFilter(**wanted)).orders]  # type: ignore[arg-type]


@pytest.fixture
def three(chain: Chain) -> list[str]:
    people = (("Анна Иванова", "+79161234567"), ("Борис Петров", "+79031112233"), ("Вера Ким", "+79161239999"))
    numbers = [place(chain, 1, contact=Contact(name=name, phone=phone)).number for name, phone in people]
    place(chain, 1, location_id=chain.other, channel="operator", contact=Contact(name="Глеб", phone="+79050000001"))
    return numbers


def test_orders_are_found_by_what_people_say(chain: Chain, three: list[str]) -> None:
    assert found(text=three[1]) == ["Борис Петров"]
    assert found(text=three[1].replace("-", "")) == ["Борис Петров"]
    assert found(text="8 (916) 123-45-67") == ["Анна Иванова"]
    assert found(text="9999") == ["Вера Ким"]
    assert found(text="иван") == ["Анна Иванова"]
    assert found(text="петр бор") == ["Борис Петров"]
    assert found(text="'); drop table | & :*") == []
    assert found(phone="8 916 123 99 99") == ["Вера Ким"]
    assert found(phone="не телефон") == []


def test_filters_narrow_and_pages_are_whole(chain: Chain, three: list[str]) -> None:
    assert found(location_ids=(chain.other,)) == ["Глеб"]
    assert found(location_ids=()) == []
    assert found(channels=("operator",)) == ["Глеб"]
    assert found(statuses=("ready",)) == []
    assert found(placed_from=now() + timedelta(hours=1)) == []
    page = api.find_orders(OrderFilter(page=2, page_size=3))
    assert ([order.contact.name for order in page.orders], page.total_count) == (["Анна Иванова"], 4)


def test_a_page_of_orders_costs_the_same_for_any_number(
    chain: Chain, three: list[str], django_assert_num_queries
) -> None:
    with django_assert_num_queries(3):
        api.find_orders(OrderFilter())
    with django_assert_num_queries(3):
        api.find_orders(OrderFilter(page_size=1))


def test_order_is_found_by_its_secret_token_only_whole(chain: Chain) -> None:
    placed = place(chain, 1)

    order = api.order_by_token(placed.token)

    assert order is not None
    assert order.number == placed.number
    assert api.order_by_token(placed.token[:-1]) is None
    assert api.order_by_number(placed.number[:-1] + str((int(placed.number[-1]) + 1) % 10)) is None


def test_search_stands_on_its_index(chain: Chain) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        with CaptureQueriesContext(connection) as asked:
            api.find_orders(OrderFilter(text="анна"))
        cursor.execute("EXPLAIN " + asked[-1]["sql"])
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "oms_order_search" in plan


def test_scheme_is_worded_anew_with_a_revision_and_an_audit_line(db: None) -> None:
    before = schemes.scheme_revisions()[0].revision
    words = StatusWords(title="Свежий", public_title="Получили", translated={"en": {"public_title": "Got it"}})

    with unit():
        schemes.edit_status(code="new", words=words, actor=OPERATOR)
    with unit():
        schemes.edit_status(code="new", words=words, actor=OPERATOR)

    status = api.scheme()[0]
    assert (status.title, status.public_title, status.template) == ("Свежий", "Получили", "")
    assert next(one.revision for one in schemes.scheme_revisions()) == before + 1
    assert [line.action for line in accounts.audit_of("status:new")] == ["scheme.edited"]
    with translation.override("en"):
        status = api.scheme()[0]
        assert (status.title, status.public_title) == ("Свежий", "Got it"), "what is not translated is read as it is"


def test_statuses_are_read_in_the_language_of_the_reader(db: None) -> None:
    chain = make_chain()
    placed = place(chain, 1)

    assert seen(placed.order_id).public_title == "Принят, скоро начнём собирать"
    with translation.override("en"):
        assert seen(placed.order_id).public_title == "Accepted, we shall gather it soon"
        assert [one.title for one in api.scheme()][:3] == ["New", "Being gathered", "Ready for pick-up"]
        assert [one.to_title for one in api.possible_moves(placed.order_id, OPERATOR)][-1] == "Cancelled"


def test_scheme_keeps_its_words_when_an_edit_is_refused(db: None) -> None:
    before = api.scheme()
    words = StatusWords(title="X", public_title="Y")

    with pytest.raises(Forbidden), unit():
        schemes.edit_status(code="new", words=words, actor=worker(1))
    with pytest.raises(TitleMissing), unit():
        schemes.edit_status(code="new", words=replace(words, title=" "), actor=OPERATOR)
    with pytest.raises(StatusUnknown), unit():
        schemes.edit_status(code="nope", words=words, actor=OPERATOR)

    assert api.scheme() == before


def test_every_move_leads_to_a_known_status(db: None) -> None:
    scheme = api.scheme()
    assert {status.step for status in scheme} == {"placed", "picking", "picked", "issued", "cancelled", "expired"}
    assert all(status.is_final == (not status.moves) for status in scheme)
