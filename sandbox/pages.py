"""How the simulators' pages are made: templates, filters, the forms they send."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

MOSCOW: Final = ZoneInfo("Europe/Moscow")
MONTHS: Final = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
ADDRESS: Final = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


def local(seconds: float) -> datetime:
    """Moscow time of a moment."""
    return datetime.fromtimestamp(seconds, MOSCOW)


def clock(seconds: float) -> str:
    """14:05"""
    return f"{local(seconds):%H:%M}"


def day(seconds: float) -> str:
    """сегодня, or 5 ноября."""
    then, today = local(seconds).date(), datetime.now(MOSCOW).date()
    return "сегодня" if then == today else f"{then.day} {MONTHS[then.month - 1]}"


def moment(seconds: float) -> str:
    """сегодня 14:05"""
    return f"{day(seconds)} {clock(seconds)}"


def money(amount: Any) -> str:
    """1 234,50 ₽ with a no-break space."""
    text = f"{float(amount):,.2f}".replace(",", "\u00a0").replace(".", ",")
    return f"{text}\u00a0₽"


def phone(digits: str) -> str:
    """+7 916 123-45-67 from digits."""
    if len(digits) == 11 and digits[0] == "7":
        return f"+7 {digits[1:4]} {digits[4:7]}-{digits[7:9]}-{digits[9:]}"
    return f"+{digits}"


def links(text: str) -> Markup:
    """The text with its web addresses made clickable, all else escaped."""
    parts, at = [], 0
    for found in ADDRESS.finditer(text):
        address = escape(found.group())
        parts.append(escape(text[at : found.start()]))
        parts.append(Markup('<a href="{0}" rel="noopener" target="_blank">{0}</a>').format(address))
        at = found.end()
    parts.append(escape(text[at:]))
    return Markup("").join(parts)


def _environment() -> Environment:
    made = Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True)
    made.filters.update(clock=clock, day=day, moment=moment, money=money, phone=phone, links=links)
    return made


ENVIRONMENT: Final = _environment()


def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page from a template; `notice` comes from the address after a redirect."""
    body = ENVIRONMENT.get_template(template).render(
        path=request.url.path, notice=request.query_params.get("notice", ""), **context
    )
    return HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})


def back(address: str, notice: str = "") -> Response:
    """Go to a page after a form, with a word of what was done."""
    mark = "&" if "?" in address else "?"
    return RedirectResponse(f"{address}{mark}notice={quote(notice)}" if notice else address, status_code=303)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a url-encoded form; the last of a repeated name wins."""
    body = await request.body()
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
