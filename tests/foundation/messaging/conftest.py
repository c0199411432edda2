"""The gateway and the mailbox that messaging talks to."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from prilavok.foundation.messaging import settings
from tests.foundation.messaging.gateway import Gateway, running


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """A running SMS gateway that the settings name."""
    with running() as one:
        monkeypatch.setattr(settings, "SMS_URL", one.url)
        yield one


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """A running mail server that the settings name; the letters it took."""
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Message

    letters: list[Any] = []

    class Keep(Message):
        async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
            if address.startswith("nobody"):
                return "550 no such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        def handle_message(self, message: Any) -> None:
            letters.append(message)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(Keep(), hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setattr(settings, "SMTP", f"127.0.0.1:{port}")
    yield letters
    controller.stop()
