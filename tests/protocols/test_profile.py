"""What a node's profile changes in the conversation itself."""

import pytest

from prilavok.base.models import JournalEntry
from prilavok.partners.erp.models import Node, Session
from prilavok.partners.erp.rules.networks import is_allowed
from tests.protocols import make
from tests.protocols.client import OneC

CENTRAL = "erp.central"


def set_profile(**fields: object) -> None:
    """Change the central node."""
    Node.objects.filter(code=CENTRAL).update(**fields)


def test_answers_are_in_the_encoding_that_the_node_reads(one_c: OneC) -> None:
    set_profile(answer_encoding="windows-1251")
    one_c.checkauth()
    one_c.init()

    refusal = one_c.file("a.php", b"<?php")

    assert refusal.decode("windows-1251").startswith("failure\nИмя файла a.php")
    assert one_c.init().startswith(b"zip=")


def test_a_refused_password_is_told_in_the_encoding_of_the_node_too(one_c: OneC) -> None:
    set_profile(answer_encoding="windows-1251")
    one_c.password = "wrong"

    assert "Неверный логин" in one_c.checkauth().decode("windows-1251")


def test_a_node_may_require_sessid_at_every_step(one_c: OneC) -> None:
    set_profile(sessid_required=True)
    one_c.checkauth()

    assert "sessid" in one_c.ask("type=catalog&mode=init").decode()
    assert one_c.ask(f"type=catalog&mode=init&sessid={one_c.sessid}").startswith(b"zip=")


def test_a_node_speaks_from_its_networks_only(one_c: OneC) -> None:
    set_profile(networks=["10.20.0.0/16"])

    answer = one_c.checkauth().decode()

    assert answer.startswith("failure\n")
    assert "127.0.0.1" in answer
    assert not Session.objects.exists()
    assert JournalEntry.objects.get(outcome="failed").flow == "erp.central.catalog"
    set_profile(networks=["127.0.0.0/8"])
    assert one_c.checkauth().startswith(b"success")
    set_profile(networks=["10.20.0.0/16"])
    assert one_c.file("import0_1.xml", make.catalogue()).startswith(b"failure")


@pytest.mark.parametrize(
    ("network", "allowed", "wanted"),
    [
        ("10.1.2.3", (), True),
        ("10.1.2.3", ("10.1.2.3",), True),
        ("10.1.2.3", ("192.168.0.0/16", " 10.0.0.0/8 "), True),
        ("10.1.2.3", ("10.1.2.4",), False),
        ("2a02:6b8::/64", ("2a02:6b8::/32",), True),
        ("2a02:6b8::/64", ("10.0.0.0/8",), False),
        ("unknown", ("10.0.0.0/8",), False),
        ("10.1.2.3", ("office",), False),
    ],
)
def test_networks(network: str, allowed: tuple[str, ...], wanted: bool) -> None:
    assert is_allowed(network, allowed) is wanted
