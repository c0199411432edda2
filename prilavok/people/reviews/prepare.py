"""What reviews need to be there: the message that invites to write."""

from prilavok.base.prepare import preparation
from prilavok.foundation.messaging.api import ensure_template
from prilavok.foundation.messaging.values import EMAIL, SMS, Kind, TemplateDraft
from prilavok.people.reviews.actions.invite_buyers import TEMPLATE

NAMES = ("name", "number", "goods", "link", "chain")


@preparation
def lay_templates() -> None:
    """By e-mail where there is one, else by SMS; people edit them in the office."""
    title = "Приглашение оставить отзыв"
    letter = (
        "Здравствуйте.\n\nНа днях вы забрали заказ {number}: {goods}.\n"
        "Расскажите, что получилось хорошо, а что нет: это поможет другим выбрать.\n\n"
        "Оставить отзыв: {link}\n\n"
        "По той же ссылке можно отказаться от таких писем. По этому заказу мы больше не напишем.\n{chain}"
    )
    ensure_template(
        TemplateDraft(
            code=TEMPLATE,
            channel=EMAIL,
            title=title,
            subject="Как вам покупка? Заказ {number}",
            body=letter,
            names=NAMES,
            kind=Kind.GOODS,
        )
    )
    sms = "Как вам {goods}? Отзыв или отказ от сообщений: {link} {chain}"
    ensure_template(TemplateDraft(code=TEMPLATE, channel=SMS, title=title, body=sms, names=NAMES, kind=Kind.GOODS))
