"""Reviews of the demo chain: most published, some waiting, refused or answered; the same every time."""

import random
from collections.abc import Mapping
from typing import Final

from prilavok.base.access import Actor
from prilavok.base.unit import unit
from prilavok.config.demo_orders import NAMES
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.goods.pim import api as pim
from prilavok.goods.pim.values import ProductCard
from prilavok.people.reviews import api as reviews
from prilavok.people.reviews.values import Draft, QueueFilter, ReviewView

SEED: Final = 20_261_123
PRODUCTS: Final = 48
WAITING_ONE_IN: Final = 18
# Nobody of the demo can sign in as these: numbers far above those of people with an account.
FIRST_AUTHOR: Final = 10**12
STARS: Final = (5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1)
BEGAN: Final = (
    "Взяли месяц назад, пользуемся почти каждый день.",
    "Покупали на дачу, пережило сезон.",
    "Долго выбирали между тремя, остановились на этом.",
    "Брала в подарок маме, она довольна.",
    "Заказал вечером, утром уже забрал в магазине у дома.",
    "Вторая такая покупка: первую отдали родителям.",
    "Искали замену старому, служившему лет десять.",
    "Увидел в магазине, сравнил цену на сайте и заказал.",
)
WENT: Final = {
    5: (
        "Сделано аккуратно, швы и края ровные.",
        "Точно как на картинке, цвет не подвёл.",
        "Лежит в руке хорошо, ничего не скрипит и не шатается.",
        "Качество выше, чем ждёшь за эти деньги.",
        "Продавец показал, как ухаживать, за это отдельное спасибо.",
    ),
    4: (
        "В целом хорошо, придираюсь к мелочам.",
        "Размер чуть больше, чем казалось, но место нашлось.",
        "Всё работает, упаковка могла быть крепче.",
    ),
    3: ("Ни хорошо, ни плохо: своих денег стоит.", "Ожидал большего, но пользоваться можно."),
    2: ("Через две недели появился люфт.", "Покрытие поцарапалось в первые дни."),
    1: ("Пришлось вернуть: не подошло и выглядит не так, как на картинке.",),
}
ENDED: Final = (
    "Рекомендую.",
    "Посмотрю, как покажет себя дальше.",
    "Если появится другой цвет, возьму ещё.",
    "Соседи уже спросили, где купили.",
    "",
    "",
)
GOOD: Final = ("", "", "прочное, приятное на ощупь", "цена", "забрал в тот же день", "лёгкое и удобное")
BAD: Final = ("", "", "", "мало цветов", "инструкция мелким шрифтом", "тяжеловато")
SPAM: Final = (
    "Такое же дешевле на www.lopata-deshevo.ru, заходите и пишите в телеграм.",
    "Продаю новое, в коробке. Звоните 8 (900) 555-01-02, отдам за полцены.",
    "ЛУЧШИЙ ТОВАР НА СВЕТЕ БЕРИТЕ ВСЕ ПОКА НЕ КОНЧИЛОСЬ!!!!!!!!!!",
)
ANSWERS: Final = (
    "Спасибо, что рассказали. Передали поставщику, в новой партии это место усилили.",
    "Жаль, что не подошло. Принесите в любой наш магазин: обменяем или вернём деньги.",
)


def make_reviews(people: Mapping[str, PersonId]) -> int:
    """What is missing of the demo's reviews, once there are goods; how many there are."""
    known = reviews.queue(QueueFilter(state="")).total
    if known:
        return known
    dice = random.Random(SEED)  # noqa: S311 - the demo is the same every time
    editor = accounts.actor_for(people["content"])
    ids = sorted(pim.variants_by_product())
    looked_at = pim.cards(product_ids=dice.sample(ids, min(PRODUCTS * 2, len(ids))))
    cards = [card for card in looked_at.values() if card.is_published and card.images]
    made = 0
    for card in cards[:PRODUCTS]:
        for author in dice.sample(range(len(NAMES)), dice.choice((1, 2, 3, 4, 5, 7, 9))):
            made += 1
            _one(card, author, editor, dice, is_left_waiting=made % WAITING_ONE_IN == 0)
    return made


def _one(card: ProductCard, author: int, editor: Actor, dice: random.Random, *, is_left_waiting: bool) -> None:
    stars = dice.choice(STARS)
    is_spam = is_left_waiting and dice.random() < 0.5
    text = " ".join((dice.choice(BEGAN), dice.choice(WENT[stars]), dice.choice(ENDED))).strip()
    with unit():
        one = reviews.write_review(
            Draft(
                product_id=int(card.product_id),
                product_title=card.title,
                person_id=FIRST_AUTHOR + author,
                name=NAMES[author],
                stars=stars,
                text=dice.choice(SPAM) if is_spam else text,
                pros="" if is_spam else dice.choice(GOOD),
                cons="" if is_spam else dice.choice(BAD),
            )
        )
    if not is_left_waiting:
        _decide(one, author, editor, dice)


def _decide(one: ReviewView, author: int, editor: Actor, dice: random.Random) -> None:
    known, version = int(one.review_id), one.version
    others = [other for other in range(len(NAMES)) if other != author]
    with unit():
        if dice.random() < 0.04:
            reviews.refuse_review(review_id=known, version=version, reason="not_about_goods", note="", actor=editor)
            return
        reviews.approve_review(review_id=known, version=version, actor=editor)
        if one.stars <= 2:
            reviews.answer_review(review_id=known, version=version, text=dice.choice(ANSWERS), actor=editor)
        for voter in dice.sample(others, dice.choice((0, 0, 1, 3, 6))):
            reviews.vote_review(review_id=known, person_id=FIRST_AUTHOR + voter, is_helpful=dice.random() < 0.8)
