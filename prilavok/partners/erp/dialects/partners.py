"""A Контрагент as plain values: what a shop may know of a customer, and no more.

The sender's card of a sole trader holds bank accounts, passports and signatories. They are not read at all: what is not
taken cannot leak. What is taken never shows in `repr`, and warnings name a partner by its id, never by its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from prilavok.base.phones import PhoneNotUnderstood, normalize_phone
from prilavok.base.xml import Element, text_of
from prilavok.partners.erp.dialects.classifier import is_removed
from prilavok.partners.erp.notes import Notes
from prilavok.partners.erp.rules.tolerant import day, identity

CONTACT_TYPES: Final = ("Тип", "ТипКонтакта", "КонтактВид", "ВидКонтакта")
MAIL_WORDS: Final = ("почт", "mail")
PHONE_WORDS: Final = ("телефон", "phone", "мобильн", "сотов")
# Contacts of these kinds may look like a phone or a mail address and are neither.
OTHER_WORDS: Final = ("факс", "fax", "сайт", "web", "icq", "skype", "адрес")
LONGEST_MAIL: Final = 254


@dataclass(frozen=True, kw_only=True)
class PartnerFacts:
    """A counterparty. Phones are E.164, e-mails in lower case; an empty text or tuple means "not told".

    `roles` in lower case as told ("покупатель"); `tax_id` is ИНН, `tax_reason` КПП.
    """

    external_id: str
    is_company: bool = False
    is_removed: bool = False
    roles: tuple[str, ...] = ()
    name: str = field(default="", repr=False)
    full_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    first_name: str = field(default="", repr=False)
    middle_name: str = field(default="", repr=False)
    birthday: date | None = field(default=None, repr=False)
    tax_id: str = field(default="", repr=False)
    tax_reason: str = field(default="", repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    emails: tuple[str, ...] = field(default=(), repr=False)
    address: str = field(default="", repr=False)

    @property
    def shown_name(self) -> str:
        """The name to keep: of a person the three parts when they are told, else the short name, else the full one."""
        parts = " ".join(part for part in (self.last_name, self.first_name, self.middle_name) if part)
        return parts or self.name or self.full_name


def partner(element: Element, notes: Notes) -> PartnerFacts | None:
    """The facts of a counterparty, or None when it has no id."""
    external_id = identity(text_of(element, "Ид"))
    if not external_id:
        notes.add("partner_without_id", "")
        return None
    phones, emails = _contacts(element, external_id, notes)
    tax_id = _digits(text_of(element, "ИНН"), (10, 12))
    official = _line(element, "ОфициальноеНаименование")
    return PartnerFacts(
        external_id=external_id,
        is_company=_is_company(element, tax_id, official),
        is_removed=is_removed(element),
        roles=tuple(
            dict.fromkeys(role for one in element.iterfind("Роль") if (role := (one.text or "").strip().lower()))
        ),
        name=_line(element, "Наименование"),
        full_name=_line(element, "ПолноеНаименование") or official,
        last_name=_line(element, "Фамилия"),
        first_name=_line(element, "Имя"),
        middle_name=_line(element, "Отчество"),
        birthday=day(text_of(element, "ДатаРождения")),
        tax_id=tax_id,
        tax_reason=_digits(text_of(element, "КПП"), (9,)),
        phones=phones,
        emails=emails,
        address=_address(element),
    )


def _is_company(element: Element, tax_id: str, official: str) -> bool:
    """By the word of the sender, else as 1C itself decides: ОфициальноеНаименование or an ИНН of ten digits."""
    told = " ".join((text_of(element, "ЮрФизЛицо"), text_of(element, "ЮридическоеФизическоеЛицо"))).casefold()
    if "физ" in told or "предприним" in told:
        return False
    return "юр" in told or len(tax_id) == 10 or (bool(official) and len(tax_id) != 12)


def _line(element: Element, path: str) -> str:
    return " ".join(text_of(element, path).split())[:255]


def _digits(text: str, lengths: tuple[int, ...]) -> str:
    """A number of the tax service; what has another length is not one."""
    digits = "".join(letter for letter in text if letter in "0123456789")
    return digits if len(digits) in lengths else ""


def _address(element: Element) -> str:
    for path in ("Адрес/Представление", "АдресРегистрации/Представление", "ЮридическийАдрес/Представление"):
        if text := " ".join(text_of(element, path).split()):
            return text[:500]
    return ""


def _contacts(element: Element, external_id: str, notes: Notes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    phones: dict[str, None] = {}
    emails: dict[str, None] = {}
    for kind, value in _told(element):
        if any(word in kind for word in OTHER_WORDS) and not any(word in kind for word in MAIL_WORDS):
            continue
        if "@" in value:
            if len(value) <= LONGEST_MAIL and " " not in value:
                emails[value.lower()] = None
            continue
        try:
            phones[normalize_phone(value)] = None
        except PhoneNotUnderstood:
            if any(word in kind for word in PHONE_WORDS):
                notes.add("partner_phone_odd", external_id)
    return tuple(phones), tuple(emails)


def _told(element: Element) -> Iterator[tuple[str, str]]:
    for one in element.iterfind("Контакты/Контакт"):
        kind = next((text for name in CONTACT_TYPES if (text := text_of(one, name))), "").casefold()
        if value := " ".join(text_of(one, "Значение").split()):
            yield kind, value
    for tag, kind in (("Телефон", "телефон"), ("ЭлектроннаяПочта", "почта")):
        if value := " ".join(text_of(element, tag).split()):
            yield kind, value
