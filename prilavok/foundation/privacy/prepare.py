"""The texts a chain starts with, and the messages about people's data. Texts are edited in the office, as versions."""

from pathlib import Path
from typing import Final

from django.conf import settings

from prilavok.base.prepare import preparation
from prilavok.foundation.messaging.api import ensure_template
from prilavok.foundation.messaging.values import EMAIL, SMS, TemplateDraft
from prilavok.foundation.privacy.texts.publishing import ensure_text
from prilavok.foundation.privacy.values import Text

FIRST: Final = Path(__file__).parent / "texts" / "first"
TEXTS: Final = (
    (Text.POLICY, "Политика обработки персональных данных"),
    (Text.OFFER, "Публичная оферта"),
    (Text.PERSONAL, "Согласие на обработку персональных данных"),
    (Text.NEWS, "Согласие на получение рекламы"),
)
MESSAGES: Final = (
    (
        "privacy_erasure",
        "Удаление данных запрошено",
        "Ваши данные будут удалены {day}. Передумали или это не вы: {link}",
        "Ваши данные будут удалены {day}",
        (
            "Здравствуйте.\n\nВы попросили удалить свои данные. Мы сделаем это {day}.\n"
            "Если вы передумали или просили не вы, отмените удаление: {link}\n\n{chain}"
        ),
    ),
    (
        "privacy_answer",
        "Ответ на обращение о данных",
        "Ответ на обращение № {number}: {answer}",
        "Ответ на обращение № {number}",
        "Здравствуйте.\n\n{answer}\n\n{chain}",
    ),
    (
        "account_closed",
        "Кабинет закрыт",
        "Ваш кабинет закрыт: {reason} {chain}",
        "Ваш кабинет закрыт",
        (
            "Здравствуйте.\n\nМы закрыли ваш личный кабинет. Причина: {reason}\n\n"
            "Заказы в пути и право на возврат это не затрагивает. Если это ошибка, ответьте на письмо.\n\n{chain}"
        ),
    ),
)


@preparation
def lay_texts() -> None:
    """The first versions of the texts."""
    for code, title in TEXTS:
        body = (FIRST / f"{code}.txt").read_text("utf-8")
        ensure_text(code=code, title=title, body=body.replace("{shop}", settings.SHOP_NAME))


@preparation
def lay_messages() -> None:
    """What people are told about their requests."""
    for code, title, sms, subject, letter in MESSAGES:
        ensure_template(TemplateDraft(code=code, channel=SMS, title=title, body=sms))
        ensure_template(TemplateDraft(code=code, channel=EMAIL, title=title, subject=subject, body=letter))
