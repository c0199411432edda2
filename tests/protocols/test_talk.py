"""The protocol word for word: what each mode answers to each family, and whose conversation it is."""

import base64
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from prilavok.base.models import JournalEntry
from prilavok.base.unit import unit
from prilavok.partners.erp import api as erp
from prilavok.partners.erp.models import Package, PackageFile, Session
from tests.jobs import RunJobs
from tests.protocols import make
from tests.protocols.client import ADDRESS, OneC

CYRILLIC = make.catalogue(make.product("g1", "Ёлка искусственная, 1,5 м"))


def test_checkauth_gives_a_cookie_that_is_used_raw(one_c: OneC) -> None:
    lines = one_c.checkauth().split(b"\n")

    assert lines[:2] == [b"success", b"prilavok_1c"]
    assert lines[3].startswith(b"sessid=")
    assert abs(int(lines[4].removeprefix(b"timestamp=")) - time.time()) < 60
    assert len(lines) == 5
    assert lines[2].isascii()
    assert not set(lines[2]) & set(b" ;,\r=")


def test_init_for_stock_1c_is_two_lines_and_not_a_byte_more(one_c: OneC) -> None:
    one_c.checkauth()

    assert one_c.init() == b"zip=yes\nfile_limit=2097152"


@pytest.mark.parametrize(("said", "ours"), [("3.1", b"3.1"), ("2.10", b"2.10")])
def test_init_for_the_bitrix_module_is_four_lines(one_c: OneC, said: str, ours: bytes) -> None:
    one_c.version = said
    one_c.checkauth()

    assert one_c.init() == b"zip=yes\nfile_limit=2097152\nsessid=%s\nversion=%s" % (one_c.sessid.encode(), ours)
    assert one_c.ask("type=catalog&mode=init&cmlVersion=3.1").count(b"\n") == 3


def test_the_address_works_without_its_last_slash_and_by_post(one_c: OneC) -> None:
    one_c.checkauth()

    for address in (ADDRESS, ADDRESS.rstrip("/")):
        answer = Client().post(
            f"{address}?type=catalog&mode=init", b"", "application/octet-stream", headers={"Cookie": one_c.cookie}
        )
        assert (answer.status_code, answer.content) == (200, b"zip=yes\nfile_limit=2097152")


def test_a_file_comes_in_chunks_that_cut_letters_in_two(one_c: OneC) -> None:
    assert one_c.send({"import0_1.xml": CYRILLIC}, limit=7) == {"import0_1.xml": "success"}
    assert PackageFile.objects.get().size == len(CYRILLIC)


def test_import_says_progress_until_done_and_then_repeats_its_result(one_c: OneC, run_jobs: RunJobs) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", CYRILLIC)

    assert one_c.ask("type=catalog&mode=import&filename=import0_1.xml").startswith(b"progress\n")
    run_jobs()
    assert one_c.ask("type=catalog&mode=import&filename=import0_1.xml") == b"success"
    assert one_c.ask("type=catalog&mode=import&filename=import0_1.xml") == b"success"
    assert run_jobs() == 0


def test_init_forgets_what_was_sent_before_it(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", CYRILLIC[:100])
    one_c.init()
    one_c.file("import0_1.xml", CYRILLIC)

    assert one_c.load("import0_1.xml") == "success"


def test_the_same_name_after_its_import_begins_a_new_file(one_c: OneC) -> None:
    one_c.send({"import.xml": CYRILLIC})
    one_c.file("import.xml", make.catalogue(make.product("g1"), make.product("g2")))

    assert one_c.load("import.xml") == "success"
    assert [row.counts["product"]["read"] for row in PackageFile.objects.order_by("id")] == [1, 2]


def test_basic_alone_is_enough_for_clients_without_cookies(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.with_cookie, one_c.with_basic = False, True

    assert one_c.init() == b"zip=yes\nfile_limit=2097152"
    assert one_c.file("import0_1.xml", CYRILLIC) == b"success"


def test_a_password_in_windows_1251_is_understood(nodes: None) -> None:
    from prilavok.foundation.accounts import api as accounts
    from prilavok.foundation.accounts.values import Grant

    with unit():
        accounts.set_machine_password("central", "central", "пароль-для-обмена", [Grant(role="exchange_node")])
    proof = base64.b64encode("central:пароль-для-обмена".encode("cp1251")).decode()

    answer = Client().get(f"{ADDRESS}?type=catalog&mode=checkauth", headers={"Authorization": f"Basic {proof}"})

    assert answer.content.startswith(b"success\n")


def test_a_foreign_sessid_is_refused(one_c: OneC) -> None:
    one_c.checkauth()

    assert one_c.ask(f"type=catalog&mode=init&sessid={one_c.sessid}") == b"zip=yes\nfile_limit=2097152"
    assert one_c.ask("type=catalog&mode=init&sessid=0123456789abcdef").startswith(b"failure\n")


def test_catalog_and_sale_are_two_conversations_that_do_not_mix(one_c: OneC, run_jobs: RunJobs) -> None:
    goods, orders = one_c, OneC(run_jobs)
    goods.checkauth("catalog")
    orders.checkauth("sale")
    goods.init()

    assert goods.file("import0_1.xml", CYRILLIC) == b"success"
    assert orders.ask("type=sale&mode=query").startswith(b"<?xml")
    assert goods.load("import0_1.xml") == "success"
    assert orders.ask("type=sale&mode=success") == b"success"


def test_two_nodes_speak_at_once(one_c: OneC, retail: Callable[[], OneC]) -> None:
    other = retail()
    one_c.checkauth()
    other.checkauth()
    one_c.init()
    other.init()
    one_c.file("import0_1.xml", CYRILLIC)

    assert other.file("import0_1.xml", make.catalogue(make.product("x"))) == b"success"
    assert one_c.load("import0_1.xml") == "success"
    assert other.load("import0_1.xml") == "success"


def test_a_second_session_is_refused_while_the_first_works(one_c: OneC, run_jobs: RunJobs) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", CYRILLIC)
    rival = OneC(run_jobs)

    answer = rival.checkauth().decode()

    assert answer.startswith("failure\n")
    assert "import0_1.xml" in answer
    assert one_c.load("import0_1.xml") == "success"
    assert JournalEntry.objects.filter(flow="erp.central.catalog", outcome="failed").count() == 1
    assert rival.checkauth().startswith(b"success\n")


def test_a_silent_session_is_replaced_and_what_it_sent_whole_is_imported(one_c: OneC, run_jobs: RunJobs) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", CYRILLIC)
    _age(minutes=2)

    assert OneC(run_jobs).checkauth().startswith(b"success\n")

    assert one_c.ask("type=catalog&mode=import&filename=import0_1.xml").startswith(b"failure\n")
    run_jobs()
    assert PackageFile.objects.get().state == "done"


def test_a_client_that_failed_may_begin_again_at_once(one_c: OneC, run_jobs: RunJobs) -> None:
    assert one_c.send({"import0_1.xml": b"<broken"})["import0_1.xml"].startswith("failure\n")

    assert OneC(run_jobs).checkauth().startswith(b"success\n")


def test_files_that_nobody_asked_to_import_start_by_themselves(one_c: OneC, run_jobs: RunJobs) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", CYRILLIC)

    assert erp.start_idle() == 0
    _age(minutes=11)
    assert erp.start_idle() == 1
    run_jobs()

    assert PackageFile.objects.get().state == "done"


def test_an_import_that_does_not_move_is_not_progress_for_ever(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", CYRILLIC)
    one_c.ask("type=catalog&mode=import&filename=import0_1.xml")
    Package.objects.update(heartbeat_at=Package.objects.get().heartbeat_at - timedelta(minutes=6))

    assert one_c.ask("type=catalog&mode=import&filename=import0_1.xml").startswith(b"failure\n")


@pytest.mark.parametrize(
    "query",
    [
        "type=catalog&mode=listen",
        "type=catalog&mode=",
        "type=reference&mode=checkauth",
        "type=crm&mode=query",
        "",
        "type=catalog&mode=query",
        "%D0%FF=%&&&=&type",
    ],
)
def test_unknown_words_are_a_failure_line_and_never_a_page(one_c: OneC, query: str) -> None:
    one_c.checkauth()

    answer = one_c.ask(query)

    assert answer.startswith(b"failure\n")
    assert b"<" not in answer


@pytest.mark.parametrize("mode", ["init", "file&filename=a.xml", "import&filename=a.xml", "complete", "deactivate"])
def test_without_a_session_nothing_is_done(one_c: OneC, mode: str) -> None:
    answer = one_c.ask(f"type=catalog&mode={mode}", b"<x/>")

    assert answer.startswith(b"failure\n")
    assert not Package.objects.exists()


def test_a_defect_is_a_failure_line_with_a_number(one_c: OneC, settings: object) -> None:
    one_c.checkauth()
    one_c.init()
    settings.VAR = "/proc/nowhere"  # type: ignore[attr-defined]

    answer = one_c.file("import0_1.xml", CYRILLIC)

    assert answer.startswith(b"failure\n")
    assert b"Traceback" not in answer
    assert JournalEntry.objects.filter(flow="erp.central.catalog", outcome="failed").count() == 1


def test_a_session_outlives_a_restart_but_not_its_term(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.http = Client()
    assert one_c.init().startswith(b"zip=")

    _age(minutes=13 * 60)

    assert one_c.init().startswith(b"failure\n")


def test_tokens_are_not_kept(one_c: OneC) -> None:
    one_c.checkauth()
    token = one_c.cookie.partition("=")[2]

    row = Session.objects.get()

    assert token not in (row.token_digest, row.credential_digest)
    assert one_c.sessid not in row.token_digest


def _age(*, minutes: int) -> None:
    past = timedelta(minutes=minutes)
    for session in Session.objects.all():
        Session.objects.filter(pk=session.pk).update(last_seen_at=session.last_seen_at - past)
    for package in Package.objects.all():
        Package.objects.filter(pk=package.pk).update(heartbeat_at=package.heartbeat_at - past)
