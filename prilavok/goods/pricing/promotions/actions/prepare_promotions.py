"""The usual stacking classes, and the book of promotions."""

from prilavok.goods.pricing.promotions.models import PromotionBook, PromotionClass

USUAL = (
    ("sale", "Распродажа", 10),
    ("goods", "Скидки на товары", 20),
    ("sets", "Наборы и «N по цене M»", 30),
    ("basket", "Скидки на корзину", 40),
    ("gifts", "Подарки и доставка", 50),
    ("coupon", "Промокоды", 60),
)


def prepare_promotions() -> None:
    """Classes that are missing are added; what the chain renamed or moved stays. Joins the unit."""
    PromotionClass.objects.bulk_create(
        [PromotionClass(code=code, title=title, position=position) for code, title, position in USUAL],
        ignore_conflicts=True,
    )
    PromotionBook.objects.get_or_create(pk=1)
