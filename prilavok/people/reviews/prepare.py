"""What reviews need to be there: the message that invites to write, and the two that tell of a decision."""

from prilavok.base.prepare import preparation
from prilavok.foundation.messaging.api import ensure_template
from prilavok.foundation.messaging.values import EMAIL, SMS, Kind, TemplateDraft
from prilavok.people.reviews.actions.invite_buyers import TEMPLATE
from prilavok.people.reviews.actions.tell_author import PUBLISHED, REFUSED

DECIDED = ("goods", "reason", "link", "chain")
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


@preparation
def lay_decisions() -> None:
    """What the author hears when a person has read the review."""
    told = (
        (
            PUBLISHED,
            "Отзыв опубликован",
            "{chain}: ваш отзыв о товаре «{goods}» опубликован. {link}",
            "Ваш отзыв опубликован",
            (
                "Здравствуйте.\n\nВаш отзыв о товаре «{goods}» опубликован. Спасибо, что помогаете другим выбрать.\n\n"
                "Все ваши отзывы: {link}\n\n{chain}"
            ),
        ),
        (
            REFUSED,
            "Отзыв не опубликован",
            "{chain}: отзыв о товаре «{goods}» не опубликован. Причина: {reason}. Исправить: {link}",
            "Отзыв пока не опубликован",
            (
                "Здравствуйте.\n\nМы прочитали ваш отзыв о товаре «{goods}» и пока не опубликовали его.\n"
                "Причина: {reason}\n\nОтзыв можно исправить, тогда мы прочитаем его снова: {link}\n\n{chain}"
            ),
        ),
    )
    for code, title, sms, subject, letter in told:
        ensure_template(TemplateDraft(code=code, channel=SMS, title=title, body=sms, names=DECIDED, kind=Kind.GOODS))
        ensure_template(
            TemplateDraft(
                code=code, channel=EMAIL, title=title, subject=subject, body=letter, names=DECIDED, kind=Kind.GOODS
            )
        )
