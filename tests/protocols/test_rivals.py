"""A new conversation begins while the import of the one before it ends."""

import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection

from prilavok.base.unit import unit
from prilavok.partners.erp.models import FlowPlan, Package
from tests.protocols.client import OneC
from tests.protocols.make import make_nodes, offer, offers


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_end_of_an_import_and_a_new_conversation_do_not_wait_for_each_other() -> None:
    make_nodes()
    one_c = OneC(lambda: None)
    one_c.checkauth()
    one_c.init()
    one_c.file("offers0_1.xml", offers(offer("g1")))
    package = Package.objects.get()
    Package.objects.update(heartbeat_at="2026-01-01T00:00Z", state="queued")
    package.session.__class__.objects.update(last_seen_at="2026-01-01T00:00Z")
    holds, answer = threading.Event(), {}

    def end_of_import() -> None:
        with unit():
            Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
            holds.set()
            waits_for(rival_waits)
            FlowPlan.objects.create(node_id=package.node_id, flow="test")

    def new_conversation() -> None:
        holds.wait(10)
        answer["said"] = OneC(lambda: None).checkauth()

    together(end_of_import, new_conversation)

    assert answer["said"].startswith(b"success"), answer["said"].decode()
    assert FlowPlan.objects.filter(flow="test").exists()


def rival_waits() -> bool:
    """Somebody waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def waits_for(is_true: Callable[[], bool], seconds: float = 5) -> None:
    """Until it is so, or long enough."""
    for _ in range(int(seconds * 50)):
        if is_true():
            return
        threading.Event().wait(0.02)


def together(*works: Callable[[], None]) -> None:
    """Each in a thread with a connection of its own."""

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
