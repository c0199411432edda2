"""What the exchange needs before the first conversation: the letters of its alarm."""

from prilavok.base.prepare import preparation
from prilavok.foundation.messaging.api import ensure_template
from prilavok.foundation.messaging.values import EMAIL, TemplateDraft

NAMES = ("node", "trouble", "since", "lasted", "link")
LETTERS = (
    (
        "exchange_alarm",
        "Обмен с 1С: сбой",
        "{node}: {trouble}",
        (
            "{node}\n\n{trouble}\n\nС какого времени: {since}.\nПосмотреть и принять меры: {link}\n\n"
            "Пока сбой не устранён, других писем о нём не будет.\n\n{chain}"
        ),
    ),
    (
        "exchange_back",
        "Обмен с 1С: снова работает",
        "{node}: снова работает",
        "{node}\n\nЗакончилось: {trouble}\nНачалось {since}, длилось {lasted}.\n{link}\n\n{chain}",
    ),
)


@preparation
def lay_letters() -> None:
    """The texts; people edit them."""
    for code, title, subject, body in LETTERS:
        ensure_template(TemplateDraft(code=code, channel=EMAIL, title=title, subject=subject, body=body, names=NAMES))
