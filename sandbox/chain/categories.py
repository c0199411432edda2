"""The two-level catalogue tree."""
# ruff: noqa: E501 - a table is read by its columns

from typing import Final

TREE: Final[tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]] = (
    ("cook", "Готовка", (("pans", "Сковороды"), ("pots", "Кастрюли и ковши"), ("knives", "Ножи и доски"), ("utensils", "Кухонные принадлежности"))),
    ("table", "Сервировка", (("mugs", "Кружки и чашки"), ("plates", "Тарелки и миски"), ("glasses", "Стаканы и бокалы"), ("tea", "Чай и кофе"), ("cutlery", "Столовые приборы"))),
    ("store", "Хранение", (("jars", "Банки и контейнеры"), ("baskets", "Корзины"), ("boxes", "Коробки"))),
    ("textile", "Текстиль", (("towels", "Полотенца"), ("pillows", "Подушки"), ("throws", "Пледы"), ("bedding", "Постельное бельё"))),
    ("furniture", "Мебель", (("chairs", "Стулья и табуреты"), ("tables", "Столы"), ("shelves", "Стеллажи и полки"))),
    ("light", "Свет", (("desk_lamps", "Настольные лампы"), ("pendants", "Подвесные светильники"), ("floor_lamps", "Торшеры"), ("bulbs", "Лампочки"))),
    ("decor", "Декор", (("vases", "Вазы"), ("candles", "Свечи"), ("frames", "Рамки"), ("clocks", "Часы"))),
    ("bath", "Ванная", (("curtains", "Шторки"), ("dispensers", "Дозаторы и мыльницы"), ("mats", "Коврики"))),
    ("clean", "Уборка", (("buckets", "Вёдра и тазы"), ("mops", "Швабры и щётки"), ("gloves", "Перчатки"))),
    ("garden", "Сад и огород", (("rakes", "Грабли и лопаты"), ("secateurs", "Секаторы"), ("watering", "Полив"))),
    ("plants", "Растения", (("flowerpots", "Горшки и кашпо"), ("soil", "Грунт"), ("seeds", "Семена"))),
    ("hand", "Ручной инструмент", (("screwdrivers", "Отвёртки"), ("hammers", "Молотки"), ("pliers", "Плоскогубцы"), ("measure", "Рулетки"), ("saws", "Ножовки"))),
    ("power", "Электроинструмент", (("drills", "Дрели и шуруповёрты"), ("sanders", "Шлифмашины"))),
    ("paint", "Краски и малярный инструмент", (("paints", "Краски"), ("brushes", "Кисти"), ("rollers", "Валики"))),
)  # fmt: skip
