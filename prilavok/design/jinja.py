"""The Jinja2 environment of the buyers' and the store's screens.

Figures are written here by hand and not by Django's localisation, which would cost a third of a listing's time; the
results are the same as in `formats`, and a test holds them equal.
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import Environment
from markupsafe import Markup

from prilavok.base.html import clean
from prilavok.design import constants, formats, lean
from prilavok.design.icons import ICONS


@lru_cache(maxsize=512)
def asset(path: str) -> str:
    """The address of a static file; the plain one until `collectstatic` has made the list of hashed names."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


def money(value: Any) -> str:
    """`1 234,50 ₽` from Money, a Decimal or None (an em dash); kopecks only when there are any."""
    if value is None:
        return "—"
    amount = getattr(value, "amount", value)
    currency = getattr(value, "currency", "RUB")
    whole = int(abs(amount))
    cents = int((abs(Decimal(amount)) - whole) * 100)
    is_english = (lean.language() or "ru").startswith("en")
    text = f"{whole:,}"
    if not is_english:
        text = text.replace(",", formats.NBSP)
    if cents:
        text += f"{'.' if is_english else ','}{cents:02d}"
    return f"{'-' if amount < 0 else ''}{text}{formats.NBSP}{formats.SIGNS.get(currency, currency)}"


@lru_cache(maxsize=4096)
def address(name: str, *parts: str | int) -> str:
    """The path of a named page; remembered, because a listing asks for the same ones all day."""
    return reverse(name, args=parts)


def srcset(address_: str, width: int) -> Markup:
    """The attribute for a picture of two sizes, out of the address of the 480 px one; "" when that is the biggest."""
    if width <= 480 or "-480." not in address_:
        return Markup("")
    large = address_.replace("-480.", "-960.")
    return Markup('srcset="{} 480w, {} {}w"').format(address_, large, width)


def within(title: str, city: str) -> str:
    """A store's title as it is said inside its city: "On Nevsky" of "Saint Petersburg, On Nevsky"."""
    return title.removeprefix(f"{city}, ") if city else title


def host(url: str) -> str:
    """The site an address leads to: `rutube.ru`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def clean_html(text: str) -> Markup:
    """HTML that came from outside, cleaned (again) to the short allow-list of `base.html`."""
    return Markup(clean(text))  # noqa: S704 - cleaned right here


def environment(**options: Any) -> Environment:
    """Autoescaping, translations, addresses, static files, figures."""
    given = {key: value for key, value in options.items() if key not in {"autoescape", "extensions"}}
    env = lean.LeanEnvironment(
        extensions=["jinja2.ext.i18n"], autoescape=True, trim_blocks=True, lstrip_blocks=True, **given
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext, ngettext=translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )  # for `trans` blocks; what is called by name is leaner
    env.code_generator_class, env.context_class = lean.LeanCode, lean.LeanContext
    env.template_class = lean.LeanTemplate
    constants.install(env)
    env.globals.update(
        _=lean.gettext,
        gettext=lean.gettext,
        ngettext=lean.ngettext,
        static=asset,
        url=address,
        icons=ICONS,
        language=lambda: lean.language() or settings.LANGUAGE_CODE,
        shop_name=settings.SHOP_NAME,
        base_url=settings.BASE_URL,
    )
    env.filters.update(
        money=money,
        quantity=formats.quantity,
        phone=formats.phone,
        moment=formats.moment,
        until=formats.until,
        day=formats.day,
        clean=clean_html,
        within=within,
        kilometres=formats.kilometres,
        filesize=formats.filesize,
        host=host,
        srcset=srcset,
    )
    return env
