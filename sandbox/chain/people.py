"""Regular buyers of the chain: the same people order on the site and stand at the tills."""

from typing import Final

BUYER_PHONE: Final = "+79005550110"
NAMES: Final = (
    *("Анна Петрова", "Сергей Иванов", "Мария Кузнецова", "Дмитрий Попов", "Елена Васильева", "Алексей Соколов"),
    *("Ольга Михайлова", "Андрей Новиков", "Наталья Фёдорова", "Михаил Морозов", "Татьяна Волкова", "Иван Алексеев"),
    *("Светлана Лебедева", "Николай Семёнов", "Юлия Егорова", "Павел Степанов", "Екатерина Орлова", "Роман Андреев"),
    *("Ирина Макарова", "Виктор Никитин", "Галина Захарова", "Олег Зайцев", "Людмила Соловьёва", "Игорь Борисов"),
)


def phone_of(number: int) -> str:
    """The phone of a regular buyer."""
    return BUYER_PHONE if number == 0 else f"+7900555{1000 + number * 37:04d}"


def email_of(number: int) -> str:
    """The e-mail of a regular buyer; two of three have told none."""
    return f"buyer{number}@example.ru" if number % 3 == 0 else ""


def card_of(number: int) -> str:
    """The loyalty card."""
    return f"20000000{10_000 + number * 7:05d}"
