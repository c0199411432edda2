"""The steps that go through the network to our own public address, as 1C would: what a proxy may spoil on the way."""

import base64
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urljoin

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_noop as _

from prilavok.base.clock import database_now
from prilavok.base.http import Answer, Request, allow, call
from prilavok.design.formats import span
from prilavok.partners.erp.check.steps import OK, WARNED, Steps, verdict
from prilavok.partners.erp.errors import PasswordMissing

FLOW: Final = "erp.check"
CLOCK_S: Final = 120
BODY: Final = b"<" + b"x" * 65_535


def look_outside(steps: Steps) -> None:
    """Ask the public address. Uses a login that nobody has, so that no node is ever locked out."""
    address = allow(urljoin(settings.BASE_URL, "/1c/exchange/"))
    found: dict[str, Answer] = {}

    def refused() -> tuple[str, str]:
        pair = base64.b64encode(b"connection-check:no-such-password").decode()
        query = {"type": "catalog", "mode": "checkauth"}
        answer = call(Request(flow=FLOW, url=address, params=query, headers={"Authorization": f"Basic {pair}"}))
        found["answer"] = answer
        return verdict(_said(answer), is_right=answer.status == 200 and answer.text.startswith("failure\n"))

    def passed_on() -> tuple[str, str]:
        with translation.override("ru"):
            missing = PasswordMissing().message
        answer = found["answer"]
        return verdict(_said(answer), is_right=" ".join(missing.split()) not in answer.text)

    def posted() -> tuple[str, str]:
        query = {"type": "catalog", "mode": "file", "filename": "check.xml"}
        answer = call(Request(flow=FLOW, url=address, method="POST", params=query, data=BODY))
        return verdict(_said(answer), is_right=answer.status == 200 and answer.text.startswith("failure\n"))

    if not steps.take(
        "address", _("The address answers and refuses a stranger"), _("200, failure and a sentence"), refused
    ):
        return
    steps.take("authorization", _("The login and the password reach the site"), _("not “no password came”"), passed_on)
    steps.take("post", _("A body of 64 KB reaches the site"), _("200, failure: no session"), posted)
    steps.take("clock", _("The clocks agree"), _("less than two minutes"), lambda: _clocks(found["answer"]))


def _clocks(answer: Answer) -> tuple[str, str]:
    told = answer.headers.get("date", "")
    proxy = parsedate_to_datetime(told) if told else None
    base = database_now()
    host = datetime.fromtimestamp(time.time(), UTC)
    apart = [abs((host - base).total_seconds())]
    if proxy is not None:
        apart.append(abs((proxy - base).total_seconds()))
    worst = max(apart)
    return (OK if worst < CLOCK_S else WARNED), span(int(worst))


def _said(answer: Answer) -> str:
    return f"{answer.status} {' '.join(answer.text.split())}"
