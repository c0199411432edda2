"""The sample that a connection is checked with: two products, two offers, one archive, one broken file."""

import base64
from typing import Final

HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
OWNER: Final = "<Ид>check</Ид><Наименование>Проверка связи</Наименование>"

GOODS: Final = (
    f'{HEAD}<КоммерческаяИнформация ВерсияСхемы="2.07"><Классификатор>{OWNER}</Классификатор>'
    f'<Каталог СодержитТолькоИзменения="false"><Ид>check</Ид><ИдКлассификатора>check</ИдКлассификатора>'
    "<Наименование>Проверка связи</Наименование><Товары>"
    "<Товар><Ид>check-1</Ид><Наименование>Лопата проверочная</Наименование></Товар>"
    "<Товар><Ид>check-2</Ид><Наименование>Грабли проверочные</Наименование></Товар>"
    "</Товары></Каталог></КоммерческаяИнформация>"
).encode()

OFFERS: Final = (
    f'{HEAD}<КоммерческаяИнформация ВерсияСхемы="2.07"><ПакетПредложений СодержитТолькоИзменения="false">'
    "<Ид>check#</Ид><ИдКаталога>check</ИдКаталога>"
    "<ТипыЦен><ТипЦены><Ид>check-price</Ид><Наименование>Проверка связи</Наименование><Валюта>RUB</Валюта></ТипЦены>"
    "</ТипыЦен><Склады><Склад><Ид>check-place</Ид><Наименование>Склад проверки связи</Наименование></Склад></Склады>"
    "<Предложения>"
    + "".join(
        f"<Предложение><Ид>check-{number}</Ид><Наименование>Предложение {number}</Наименование><Цены><Цена>"
        f"<ИдТипаЦены>check-price</ИдТипаЦены><ЦенаЗаЕдиницу>{number}00.50</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена>"
        f'</Цены><Склад ИдСклада="check-place" КоличествоНаСкладе="{number}"/></Предложение>'
        for number in (1, 2)
    )
    + "</Предложения></ПакетПредложений></КоммерческаяИнформация>"
).encode()

BROKEN: Final = GOODS[: len(GOODS) // 2]

# import_zip.xml with one product more, deflated.
PACKED: Final = base64.b64decode(
    "UEsDBBQAAAAIAAAAIVzDAPn+JwEAAN0CAAAOAAAAaW1wb3J0X3ppcC54bWytUkFOwkAU3XuKyeyh6EYXbdl5Aj1BbbRRiwEhxhUl"
    "oAtMSFwREmPwBA1S2wjtGd7cyDejMSWR6sI0nf438/57//eP3by5vBA9v90JWqEjd+sNKfzQa50E4akjj48Oawey6e7YmKHAmk+i"
    "+uqea4R3xGqCKXI1RKH6PIvVHTI1EXg0tEgDzNUICdZq7Mi9emNfulprRW5kCENkRmmgNXg2xdL1znzv3LZMbOMJMTl0Rs4aFkQ5"
    "ceLimaZ6g15aQlBvQcMUGXO3ZfGoyn5m4piMAq8Cc36WxuCN5AFeiFfqgSkFq0u/9PXLVh153e768scmuG73RVxmV/L+/XeYlog5"
    "r3EZlbuo3QZXv4/jO1UQp8JIjhhyr3oeJU9rsxxrcx6fG3++h+4HUEsBAhQDFAAAAAgAAAAhXMMA+f4nAQAA3QIAAA4AAAAAAAAA"
    "AAAAAIABAAAAAGltcG9ydF96aXAueG1sUEsFBgAAAAABAAEAPAAAAFMBAAAAAA=="
)
