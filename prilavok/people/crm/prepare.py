"""What crm needs to be there: the message to those who wait for goods."""

from prilavok.base.prepare import preparation
from prilavok.foundation.messaging.api import ensure_template
from prilavok.foundation.messaging.values import EMAIL, SMS, Kind, TemplateDraft
from prilavok.people.crm.waiting.telling import TEMPLATE

NAMES = ("title", "stores", "city", "link", "stop", "chain")


@preparation
def lay_templates() -> None:
    """By SMS and by e-mail; people edit them in the office."""
    title = "Товар поступил"
    sms = "{title}: снова в продаже, {stores}. {link} Не сообщать: {stop}"
    letter = (
        "Здравствуйте.\n\nВы просили сообщить, когда появится «{title}».\nОн снова в магазинах: {stores}.\n\n"
        "Посмотреть и заказать: {link}\n\nМы написали один раз и больше об этом товаре не напишем.\n{chain}"
    )
    ensure_template(TemplateDraft(code=TEMPLATE, channel=SMS, title=title, body=sms, names=NAMES, kind=Kind.GOODS))
    ensure_template(
        TemplateDraft(
            code=TEMPLATE,
            channel=EMAIL,
            title=title,
            subject="{title}: снова в продаже",
            body=letter,
            names=NAMES,
            kind=Kind.GOODS,
        )
    )
