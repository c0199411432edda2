"""The way out: bounded in time, size and tries, journaled, never to an address that the configuration does not name."""

import time

import pytest

from prilavok.base import http
from prilavok.base.breaker import Breaker, breaker_of
from prilavok.base.models import JournalEntry
from tests.base.faulty import (
    Behaviour,
    Faulty,
    cut,
    drip_body,
    drip_headers,
    endless,
    faulty,
    garbage,
    says,
    silence,
)

pytestmark = pytest.mark.django_db


def _ask(server: Faulty, *, keyed: bool = False, read_s: float = 0.4) -> http.Answer:
    http.allow(server.url)
    return http.call(
        http.Request(
            flow="test",
            method="POST",
            url=server.url,
            params={"psw": "secret"},
            data={"a": "b"},
            keyed=keyed,
            read_s=read_s,
        ),
        subject="order:1",
    )


def test_an_answer_comes_back_and_is_journaled_without_secrets() -> None:
    with faulty(says(200, b'{"id": 1}')) as server:
        answer = _ask(server)

    assert (answer.status, answer.json(), answer.is_ok) == (200, {"id": 1}, True)
    line = JournalEntry.objects.get()
    assert (line.flow, line.subject, line.outcome, line.detail["tries"]) == ("test", "order:1", "ok", 1)
    assert "secret" not in line.summary + str(line.detail)
    assert b"psw=secret" in server.asked[0]


@pytest.mark.parametrize("fault", [silence, cut, garbage, drip_body, drip_headers])
def test_a_fault_is_a_refusal_within_the_deadline(fault: Behaviour) -> None:
    with faulty(fault) as server:
        began = time.monotonic()
        with pytest.raises(http.Unreachable):
            _ask(server)

    assert time.monotonic() - began < 2.2
    assert JournalEntry.objects.get().outcome == "failed"


def test_nobody_there_is_a_refusal() -> None:
    with faulty(silence) as server:
        pass
    with pytest.raises(http.Unreachable):
        _ask(server)


def test_a_keyed_call_is_tried_three_times_and_one_line_is_written() -> None:
    with faulty(cut, says(503), says(200, b"done")) as server:
        assert _ask(server, keyed=True).body == b"done"

    assert len(server.asked) == 3
    assert JournalEntry.objects.get().detail["tries"] == 3


def test_a_call_without_a_key_is_made_once() -> None:
    with faulty(says(503)) as server:
        assert _ask(server).status == 503

    assert len(server.asked) == 1


def test_a_refusal_of_the_other_side_is_not_repeated() -> None:
    with faulty(says(400)) as server:
        assert _ask(server, keyed=True).status == 400

    assert len(server.asked) == 1


def test_more_than_ten_megabytes_is_too_much() -> None:
    with faulty(endless) as server, pytest.raises(http.AnswerTooLong):
        _ask(server, keyed=True, read_s=4)

    assert len(server.asked) == 1


def test_redirects_are_not_followed() -> None:
    with faulty(says(302, headers="Location: http://127.0.0.1:1/inside\r\n")) as server:
        assert _ask(server).status == 302

    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9999/",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://allowed.example@10.0.0.1/",
        "http://allowed.example.evil/",
        "https://allowed.example/",
        "http://allowed.example:81/",
        "http://0x7f000001/",
        "http://[::1]/",
        "//allowed.example/",
    ],
)
def test_only_configured_origins_are_called(address: str) -> None:
    http.allow("http://allowed.example/")

    with pytest.raises(http.AddressNotAllowed):
        http.call(http.Request(flow="test", url=address))
    assert not JournalEntry.objects.exists()


def test_a_host_that_keeps_failing_is_left_alone() -> None:
    with faulty(says(500)) as server:
        for _ in range(5):
            _ask(server)
        with pytest.raises(http.BreakerOpen):
            _ask(server)

    assert len(server.asked) == 5


def test_one_host_s_breaker_is_not_another_s() -> None:
    with faulty(says(500)) as failing, faulty(says(200)) as working:
        for _ in range(5):
            _ask(failing)

        assert _ask(working).status == 200


def test_after_its_rest_a_breaker_lets_one_try(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    one = Breaker()
    for _ in range(5):
        one.note(is_good=False)
    assert not one.may_pass()

    now += 31
    assert (one.may_pass(), one.may_pass()) == (True, False)
    one.note(is_good=False)
    assert not one.may_pass()

    now += 31
    assert one.may_pass()
    one.note(is_good=True)
    assert (one.may_pass(), one.may_pass()) == (True, True)


def test_breakers_are_kept_by_host() -> None:
    assert breaker_of("a:1") is breaker_of("a:1")
    assert breaker_of("a:1") is not breaker_of("a:2")
