"""What oms needs before the first order: the status scheme and the messages of its statuses."""

from prilavok.base.prepare import preparation
from prilavok.foundation.messaging.api import ensure_template
from prilavok.foundation.messaging.values import EMAIL, SMS, Kind, TemplateDraft
from prilavok.trade.oms.actions.edit_scheme import record_revision
from prilavok.trade.oms.models import Move, OrderSource, Scheme, SchemeRevision, Status

# code, title, public title, message template, final
STATUSES = (
    ("new", "Новый", "Принят, скоро начнём собирать", "order_placed", False),
    ("picking", "Собирается", "Собираем в магазине", "", False),
    ("ready", "Готов к выдаче", "Ждёт вас в магазине", "order_ready", False),
    ("issued", "Выдан", "Выдан, спасибо за покупку", "order_issued", True),
    ("cancelled", "Отменён", "Отменён", "order_cancelled", True),
    ("expired", "Не забрали", "Срок хранения закончился", "order_expired", True),
)
ENGLISH = {
    "new": ("New", "Accepted, we shall gather it soon"),
    "picking": ("Being gathered", "We are gathering it in the store"),
    "ready": ("Ready for pick-up", "Waits for you in the store"),
    "issued": ("Handed over", "Handed over, thank you for your purchase"),
    "cancelled": ("Cancelled", "Cancelled"),
    "expired": ("Not picked up", "The time we keep it is over"),
}
# What a customer may do by the own page, by status.
BUYER_MAY = {
    "new": ["cancel", "store", "recipient"],
    "picking": ["cancel", "recipient"],
    "ready": ["cancel", "recipient"],
}
STEPS = {
    "new": "placed",
    "picking": "picking",
    "ready": "picked",
    "issued": "issued",
    "cancelled": "cancelled",
    "expired": "expired",
}
# from, to, permission; an empty permission is the house's own
MOVES = (
    ("new", "picking", "store.pick"),
    ("picking", "ready", "store.pick"),
    ("ready", "issued", "store.issue"),
    *((code, "cancelled", "orders.cancel") for code in ("new", "picking", "ready")),
    *((code, "expired", "") for code in ("new", "picking", "ready")),
)

NAMES = (
    "promised", "number", "name", "total", "store", "address", "hours", "code", "until", "reason", "lines", "link",
    "recipient",
)  # fmt: skip

# code, title, SMS, subject of the letter, letter
MESSAGES = (
    (
        "order_placed",
        "Заказ принят",
        "{chain}: заказ {number} на {total} принят. Напишем, когда его можно будет забрать: {address}. {link}",
        "Заказ {number} принят",
        (
            "Здравствуйте, {name}.\n\nМы приняли ваш заказ {number}:\n{lines}\n\nИтого: {total}. "
            "Оплата при получении.\n\n"
            "Магазин: {store}\n{address}\n{hours}\n\nПриходить пока рано: напишем, как только всё соберём.\n"
            "Следить за заказом: {link}\n\n{chain}"
        ),
    ),
    (
        "order_placed_later",
        "Заказ принят, товары привезём",
        "{chain}: заказ {number} на {total} принят. Привезём в магазин к {promised} и напишем: {address}. {link}",
        "Заказ {number} принят, привезём к {promised}",
        (
            "Здравствуйте, {name}.\n\nМы приняли ваш заказ {number}:\n{lines}\n\nИтого: {total}. "
            "Оплата при получении.\n\n"
            "Части товаров в магазине ещё нет. Привезём всё к {promised}.\n\n"
            "Магазин: {store}\n{address}\n{hours}\n\nПриходить пока рано: напишем, как только всё соберём.\n"
            "Следить за заказом: {link}\n\n{chain}"
        ),
    ),
    (
        "order_promised",
        "Товары привезут из другого магазина",
        "{chain}: часть заказа {number} привезём из другого магазина к {promised} и напишем. {link}",
        "Заказ {number}: привезём к {promised}",
        (
            "Здравствуйте, {name}.\n\nЧасть товаров заказа {number} не нашлась в магазине. Мы нашли их в другом и "
            "привезём к {promised}. Остальное отложено для вас.\n\n"
            "Магазин: {store}\n{address}\n{hours}\n\nПриходить пока рано: напишем, как только всё соберём. "
            "Если так вам не подходит, отмените заказ: это ничего не стоит.\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_shifted",
        "Другой день поступления",
        "{chain}: поступление товара ждём в другой день. Заказ {number} будет готов к {promised}. {link}",
        "Заказ {number} будет готов к {promised}",
        (
            "Здравствуйте, {name}.\n\nТовар из вашего предзаказа {number} поступит в другой день. Заказ будет готов "
            "к {promised}. Мы напишем, когда за ним можно будет прийти.\n\n"
            "Магазин: {store}\n{address}\n{hours}\n\n"
            "Если так вам не подходит, отмените заказ: это ничего не стоит.\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_awaited",
        "Товара нет, ждём поступления",
        "{chain}: товара для заказа {number} не хватило, ждём поступления. Заказ будет готов к {promised}. {link}",
        "Заказ {number} будет готов к {promised}",
        (
            "Здравствуйте, {name}.\n\nТовара для вашего заказа {number} в магазине не хватило. Ждём поступления: часть "
            "его уже записана за вами, заказ будет готов к {promised}. Мы напишем, когда за ним можно будет прийти.\n\n"
            "Магазин: {store}\n{address}\n{hours}\n\n"
            "Если так вам не подходит, отмените заказ: это ничего не стоит.\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_came",
        "Товар поступил",
        "{chain}: товар для заказа {number} поступил, магазин собирает его. Напишем, когда можно прийти. {link}",
        "Заказ {number}: товар поступил",
        (
            "Здравствуйте, {name}.\n\nТовар, которого ждал ваш заказ {number}, поступил и отложен для вас. Магазин "
            "собирает заказ. Мы напишем, когда за ним можно будет прийти.\n\n"
            "Магазин: {store}\n{address}\n{hours}\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_ready",
        "Заказ готов к выдаче",
        "{chain}: заказ {number} ждёт вас до {until}. Код {code}, к оплате {total}. {address}, {hours}. {link}",
        "Заказ {number} ждёт вас. Код выдачи {code}",
        (
            "Здравствуйте, {name}.\n\nЗаказ {number} собран и ждёт вас:\n{lines}\n\nК оплате: "
            "{total}, наличными или картой.\n"
            "Код выдачи: {code}. Назовите его сотруднику магазина.\n\nМагазин: {store}\n{address}\n{hours}\n"
            "Храним до {until}.\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_relocated",
        "Заказ ждёт в другом магазине",
        "{chain}: заказ {number} теперь соберёт другой магазин: {address}, {hours}. Напишем, когда приходить. {link}",
        "Заказ {number} переведён в другой магазин",
        (
            "Здравствуйте, {name}.\n\nЗаказ {number} теперь соберёт другой магазин, товары там уже отложены.\n\n"
            "Магазин: {store}\n{address}\n{hours}\n\nПриходить пока рано: напишем, как только всё соберём. "
            "Цены остались прежними, к оплате: {total}.\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_recipient",
        "Сменился получатель заказа",
        "{chain}: заказ {number} заберёт {recipient}. Когда он будет готов, напишем код выдачи. {address}, {hours}.",
        "Заказ {number} заберёт {recipient}",
        (
            "Здравствуйте, {name}.\n\nЗаказ {number} заберёт {recipient}. Код выдачи придёт вам и получателю, "
            "когда заказ будет собран.\n\nМагазин: {store}\n{address}\n{hours}\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_ready_paid",
        "Оплаченный заказ готов к выдаче",
        "{chain}: заказ {number} оплачен и ждёт вас. Код {code}. {address}, {hours}. {link}",
        "Заказ {number} ждёт вас. Код выдачи {code}",
        (
            "Здравствуйте, {name}.\n\nЗаказ {number} собран и ждёт вас:\n{lines}\n\nОн уже оплачен, доплачивать ничего "
            "не нужно.\nКод выдачи: {code}. Назовите его сотруднику магазина.\n\n"
            "Магазин: {store}\n{address}\n{hours}\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_issued",
        "Заказ выдан",
        "{chain}: заказ {number} выдан, оплачено {total}. Спасибо, что выбрали нас.",
        "Заказ {number} выдан",
        (
            "Здравствуйте, {name}.\n\nЗаказ {number} выдан и оплачен: {total}.\n\nСпасибо, что выбрали нас. "
            "Если что-то окажется не так, приходите в любой наш магазин с этим письмом.\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_cancelled",
        "Заказ отменён",
        "{chain}: заказ {number} отменён. Причина: {reason}. Если это ошибка, ответим на вопросы по телефону магазина.",
        "Заказ {number} отменён",
        (
            "Здравствуйте, {name}.\n\nЗаказ {number} отменён. Причина: {reason}.\n\nПлатить ничего не нужно. "
            "Если это ошибка, оформите заказ ещё раз или позвоните нам: поможем.\n\n{link}\n\n{chain}"
        ),
    ),
    (
        "order_corrected",
        "Состав заказа изменился",
        "{chain}: состав заказа {number} изменился, теперь {total}. Что вошло в заказ: {link}",
        "Состав заказа {number} изменился",
        (
            "Здравствуйте, {name}.\n\nСостав заказа {number} изменился. Теперь в нём:\n{lines}\n\nИтого: {total}.\n\n"
            "Просим прощения, если чего-то не хватило. Если так вам не подходит, отмените заказ: "
            "это ничего не стоит.\n\n"
            "{link}\n\n{chain}"
        ),
    ),
    (
        "order_reminder",
        "Заказ ещё ждёт",
        "{chain}: заказ {number} ждёт вас до {until}. Код {code}. {address}, {hours}. {link}",
        "Заказ {number} ждёт вас до {until}",
        (
            "Здравствуйте, {name}.\n\nНапоминаем: заказ {number} собран и ждёт вас до {until}. Потом товары вернутся "
            "на полку.\n\nКод выдачи: {code}. К оплате: {total}.\n\nМагазин: {store}\n{address}\n{hours}\n\n"
            "{link}\n\n{chain}"
        ),
    ),
    (
        "order_expired",
        "Срок хранения закончился",
        "{chain}: срок хранения заказа {number} закончился, мы вернули товары на полку. Заказать снова: {link}",
        "Срок хранения заказа {number} закончился",
        (
            "Здравствуйте, {name}.\n\nЗаказ {number} ждал вас, но срок хранения закончился, и мы "
            "вернули товары на полку.\n"
            "Платить ничего не нужно. Если заказ ещё нужен, оформите его снова: {link}\n\n{chain}"
        ),
    ),
)


@preparation
def lay_scheme() -> None:
    """The default scheme; one that people have worded stays as it is."""
    scheme, _ = Scheme.objects.get_or_create(pk=1)
    for position, (code, title, public_title, template, is_final) in enumerate(STATUSES):
        words = {"title": title, "public_title": public_title, "template": template}
        place = {"step": STEPS[code], "position": position, "is_final": is_final}
        place["buyer_may"] = BUYER_MAY.get(code, [])
        english = {"en": dict(zip(("title", "public_title"), ENGLISH[code], strict=True))}
        Status.objects.get_or_create(code=code, defaults={**words, **place, "translated": english})
        # A scheme that is older than its other languages gets them where nobody has worded it anew.
        own = Status.objects.filter(code=code, title=title, public_title=public_title, translated={})
        own.update(translated=english)
    known = {status.code: status for status in Status.objects.all()}
    for source, target, permission in MOVES:
        Move.objects.get_or_create(
            from_status=known[source], to_status=known[target], defaults={"permission": permission}
        )
    if not SchemeRevision.objects.exists():
        record_revision(scheme.revision, made_by="")


@preparation
def lay_messages() -> None:
    """The texts by SMS and e-mail."""
    for code, title, sms, subject, letter in MESSAGES:
        ensure_template(TemplateDraft(code=code, channel=SMS, title=title, body=sms, names=NAMES, kind=Kind.ORDERS))
        letter_draft = TemplateDraft(
            code=code, channel=EMAIL, title=title, subject=subject, body=letter, names=NAMES, kind=Kind.ORDERS
        )
        ensure_template(letter_draft)


LEFT_SMS = "{chain}: в корзине остались товары. Вернуть их на любом устройстве: {link} Не писать: {stop}"
LEFT_LETTER = (
    "Здравствуйте.\n\nВы собрали корзину и не оформили заказ. Она хранится:\n{lines}\n\n"
    "Открыть её на любом устройстве: {link}\n\nНичего не отложено: товары могут разобрать.\n\n"
    "Не присылать таких писем: {stop}\n\n{chain}"
)


@preparation
def lay_reminder() -> None:
    """The one message about a left basket; it goes only to who agreed to news."""
    names, title = ("lines", "link", "stop"), "Осталась корзина"
    for channel, subject, body in ((SMS, "", LEFT_SMS), (EMAIL, "Ваша корзина ждёт", LEFT_LETTER)):
        ensure_template(
            TemplateDraft(
                code="basket_left",
                channel=channel,
                title=title,
                subject=subject,
                body=body,
                names=names,
                kind=Kind.NEWS,
            )
        )


ANSWERS = ("Поиск в интернете", "Реклама в магазине", "Посоветовали знакомые", "Листовка", "Покупал раньше")


@preparation
def lay_sources() -> None:
    """What a caller may answer to "how did you learn about us"; a list that people have edited stays as it is."""
    if not OrderSource.objects.exists():
        OrderSource.objects.bulk_create(OrderSource(kind=OrderSource.Kind.ANSWER, title=one) for one in ANSWERS)
