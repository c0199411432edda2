"""Bad input: a clear Russian line for the 1C user, a line in the journal, and nothing changed half-way."""

import io
import re
import struct
import zipfile

import pytest
from django.utils import translation
from django.utils.translation import gettext

from prilavok.base.archives import ArchiveRefused
from prilavok.base.errors import Refused
from prilavok.base.models import JournalEntry
from prilavok.base.xml_damage import XmlRefused
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.partners.erp import api as erp
from prilavok.partners.erp import spool
from prilavok.partners.erp.errors import ExchangeRefused
from prilavok.partners.erp.models import PackageFile, PackageWarning, Pending, Session
from prilavok.partners.erp.values import PackageFilter
from tests.jobs import RunJobs
from tests.protocols import make
from tests.protocols.client import OneC

GOODS = make.catalogue(make.product("g1"), make.product("g2"), make.product("g3"))
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    "<КоммерческаяИнформация>&b;</КоммерческаяИнформация>"
)
READER = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    "<КоммерческаяИнформация>&a;</КоммерческаяИнформация>"
)


def is_russian(answer: str) -> bool:
    """A failure with a sentence a 1C user can read, and no inner matters."""
    first, _, sentence = answer.partition("\n")
    inner = re.search(r"Traceback|Error|Exception|/work|prilavok|File \"", sentence)
    return first == "failure" and bool(re.match(r"[А-ЯЁ1]|XML [а-я]", sentence)) and inner is None


def attributes(count: int) -> str:
    """So many attributes."""
    return " ".join(f'a{number}="1"' for number in range(count))


BROKEN = {
    "cut off": (GOODS[: len(GOODS) // 2], "обрывается"),
    "cut inside a letter": (GOODS[: GOODS.index("Товар g3".encode()) + 1], "обрывается"),
    "two roots": (GOODS + GOODS, "склеены"),
    "a stale chunk at the end": (GOODS + GOODS[300:], "склеены"),
    "wrong encoding": (GOODS.replace("Товар g3".encode(), "Товар".encode("cp1251")), "кодировке"),
    "says windows-1251, is UTF-8": (GOODS.replace(b"UTF-8", b"windows-1251"), "кодировке"),
    "letters that are no UTF-8 in a name": (GOODS.replace("<Наименование>".encode(), b"<\xd0\xff>"), "кодировке"),
    "unknown encoding": (GOODS.replace(b"UTF-8", b"KOI-666"), "KOI-666"),
    "foreign root": (b'<?xml version="1.0"?><yml_catalog><shop/></yml_catalog>', "yml_catalog"),
    "entity bomb": (BOMB.encode(), "DOCTYPE"),
    "entity that reads a file": (READER.encode(), "DOCTYPE"),
    "entity nobody declared": (GOODS.replace("Товар g3".encode(), b"a&nbsp;b"), "&nbsp;"),
    "not xml": (b"%PDF-1.4 what is this", "%PDF-1.4"),
    "gzip": (b"\x1f\x8b\x08\0" + GOODS, "Это не XML"),
    "json": (b'{"error": "timeout"}', "простого формата"),
    "a page of html": (b"<html><body>502 Bad Gateway</body></html>", "веб-страница"),
    "a warning of php before the file": (b"Warning: mysql_connect() in /var/www" + GOODS, "Warning: mysql"),
    "a warning of php as html": (b"<br />\n<b>Notice</b>: x" + GOODS, "веб-страница"),
    "a zero byte in a text": (GOODS.replace("Товар g3".encode(), b"a\0b"), "символ"),
    "zero bytes at the end": (GOODS + b"\0" * 4096, "склеены"),
    "nothing but zero bytes": (b"\0" * 4096, "Это не XML"),
    "nothing but blanks": (b" \n" * 50, "пустой"),
    "too deep": (GOODS.replace("<Товары>".encode(), "<Товары>".encode() + b"<a>" * 200_000), "вложенных"),
    "groups too deep": (
        make.root("<Классификатор><Ид>c</Ид>" + "<Группы><Группа><Ид>1</Ид>" * 100_000).replace(b"</", b"<")
        + "</Группа></Группы>".encode() * 100_000,
        "вложенных",
    ),
    "too many attributes": (GOODS.replace("<Товар>".encode(), f"<Товар {attributes(100)}>".encode()), "атрибутов"),
    "200,000 attributes": (GOODS.replace("<Товар>".encode(), f"<Товар {attributes(200_000)}>".encode()), "больше"),
    "a huge text": (GOODS.replace("Товар g3".encode(), b"x" * 3_000_000), "знаков текста"),
    "a huge attribute": (GOODS.replace("<Товар>".encode(), b'<x a="' + b"y" * 3_000_000 + b'"/>'), "больше"),
    "too many elements in one": (GOODS.replace("Товар g3".encode(), b"<x/>" * 300_000), "элементов"),
}


@pytest.mark.parametrize(("content", "says"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_changes_nothing(one_c: OneC, content: bytes, says: str) -> None:
    one_c.send({"import0_1.xml": make.catalogue(make.product("g1", "Прежнее имя"))})

    answer = one_c.send({"import0_1.xml": content})["import0_1.xml"]

    assert is_russian(answer), answer
    assert says in answer
    assert len(pim.all_product_ids()) == 1
    assert pim.cards(product_ids=pim.all_product_ids())[pim.all_product_ids()[0]].title == "Прежнее имя"
    failed = JournalEntry.objects.filter(flow="erp.central.catalog", outcome="failed")
    assert [row.summary for row in failed] == [answer.partition("\n")[2]]
    kept = PackageFile.objects.order_by("-id")[0]
    assert failed[0].subject == f"package:{kept.package_id}"
    assert spool.path_of(kept).read_bytes() == content
    assert one_c.load("import0_1.xml") == answer


TO_DO = re.compile(
    r"запустите|выгрузите|проверьте|отправьте|сообщите|обратитесь|уменьшите|увеличьте|дождитесь|добавьте|включите|"
    r"исправьте|уберите|сохраните|посмотрите|выберите|напишите|упакуйте|попросите|поддерживаются: ",
    re.IGNORECASE,
)


def refusals(kind: type[Refused]) -> list[type[Refused]]:
    """All kinds of it."""
    return [kind, *(below for one in kind.__subclasses__() for below in refusals(one))]


@pytest.mark.parametrize("kind", [ExchangeRefused, XmlRefused, ArchiveRefused])
def test_every_refusal_tells_the_1c_user_what_to_do(kind: type[Refused]) -> None:
    with translation.override("ru"):
        said = {one.__name__: gettext(" ".join((one.__doc__ or "").split())) for one in refusals(kind)}
    said.pop("ExchangeRefused", None)  # only its kinds are ever said

    assert [name for name, words in said.items() if not TO_DO.search(words) or not re.search("[а-я]", words)] == []


def test_an_empty_file_is_refused(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()

    assert is_russian(one_c.file("import0_1.xml", b"").decode())
    assert not PackageFile.objects.exists()


def zipped(members: dict[str, bytes], *, level: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip in memory."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", level) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def linked(target: str) -> bytes:
    """A zip with a link in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        info = zipfile.ZipInfo("import0_1.xml")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, target)
    return held.getvalue()


def locked(archive: bytes) -> bytes:
    """The zip, said to be protected by a password."""
    raw = bytearray(archive)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("many files", zipped({f"{number}.txt": b"" for number in range(20_001)})),
        ("absolute", zipped({"/etc/cron.d/import0_1.xml": GOODS})),
        ("a drive", zipped({"C:\\import0_1.xml": GOODS})),
        ("a link", linked("/etc/passwd")),
        ("a password", locked(zipped({"import0_1.xml": GOODS}))),
        ("not a zip at all", b"PK\x03\x04" + b"nonsense" * 100),
        ("bomb", zipped({"import0_1.xml": b"\0" * (300 * 1024 * 1024)})),
        ("climbs out", zipped({"../../import0_1.xml": GOODS})),
        ("nested", zipped({"import0_1.xml": GOODS, "inner.zip": zipped({"a.xml": b"<a/>"})})),
        ("cut off", zipped({"import0_1.xml": GOODS})[:-20]),
    ],
)
def test_a_hostile_zip_changes_nothing(one_c: OneC, name: str, content: bytes) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("v8_3B8F_3e.zip", content)

    answer = one_c.load("import0_1.xml")

    assert is_russian(answer), answer
    assert pim.all_product_ids() == []
    assert JournalEntry.objects.filter(flow="erp.central.catalog", outcome="failed").exists()


def test_a_zip_with_a_temporary_name_is_unpacked_by_its_content(one_c: OneC, run_jobs: RunJobs) -> None:
    picture = "import_files/9d/картинка.txt"
    content = zipped({"import0_1.xml": GOODS, "offers0_1.xml": make.offers(make.offer("g1", stocks={"a": "2"}))})
    content = _cp866(content + b"", picture)
    one_c.checkauth()
    one_c.init()
    one_c.file("v8_3B8F_3e.zip", content, limit=100)

    assert one_c.load("import0_1.xml") == "success"
    assert one_c.load("offers0_1.xml") == "success"
    assert make.available("g1", "a") == 2


def test_an_unknown_warehouse_waits_and_says_so(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": GOODS})
    offers = make.offers(make.offer("g1", stocks={"a": "1", "zz": "5"}), warehouses="a")

    assert one_c.send({"offers0_1.xml": offers}) == {"offers0_1.xml": "success"}

    assert make.available("g1", "a") == 1
    warning = PackageWarning.objects.get(code="warehouse_unknown")
    assert (warning.count, warning.things) == (1, ["zz"])
    one_c.send({"offers0_2.xml": make.offers(warehouses="az", changes=True)})
    one_c.send({"storages.xml": _warehouse("zz")})
    assert make.available("g1", "zz") == 5


def test_a_price_without_a_type_is_skipped_and_said(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": GOODS})
    bare = make.offer("g1", price="77", stocks={"a": "1"}).replace("<ИдТипаЦены>p</ИдТипаЦены>", "")

    assert one_c.send({"offers0_1.xml": make.offers(bare, make.offer("g2", price="88"))})["offers0_1.xml"] == "success"

    assert (make.price_of("g1"), make.price_of("g2")) == (None, 88)
    assert PackageWarning.objects.get(code="price_without_type").things == ["Товар g1"]
    assert JournalEntry.objects.filter(flow="erp.central.prices", outcome="warning").exists()


def test_an_unknown_price_type_waits_until_it_comes(one_c: OneC) -> None:
    one_c.send({"import0_1.xml": GOODS})
    one_c.send({"offers0_1.xml": make.offers(make.offer("g1", price="55"), types="")})
    assert make.price_of("g1") is None
    assert PackageWarning.objects.get(code="price_type_unknown").things == ["p"]

    one_c.send({"offers0_1.xml": make.offers(types="p", changes=True)})

    assert make.price_of("g1") == 55
    assert not Pending.objects.exists()


def test_an_offer_before_its_product_waits_and_is_applied_later(one_c: OneC) -> None:
    offers = make.offers(make.offer("g1", price="10", stocks={"a": "3"}))

    assert one_c.send({"offers0_1.xml": offers}) == {"offers0_1.xml": "success"}
    assert pim.all_product_ids() == []
    assert erp.packages(PackageFilter()).packages[0].counts["offer"] == {"read": 1, "waiting": 1}

    one_c.send({"import0_1.xml": GOODS})

    assert (make.price_of("g1"), make.available("g1", "a"), make.available("g1", "b")) == (10, 3, 0)
    assert not Pending.objects.exists()


def test_a_wrong_password_is_refused_and_journalled(one_c: OneC) -> None:
    one_c.password = "wrong"

    answer = one_c.checkauth().decode()

    assert is_russian(answer)
    assert not Session.objects.exists()
    row = JournalEntry.objects.get(flow="erp.central.catalog")
    assert row.outcome == "failed"
    assert "wrong" not in str(row.detail)


def test_no_password_says_that_the_header_did_not_come(nodes: None, run_jobs: RunJobs) -> None:
    answer = OneC(run_jobs).ask("type=catalog&mode=checkauth", basic=False).decode()

    assert is_russian(answer)
    assert "Authorization" in answer
    assert JournalEntry.objects.filter(flow="erp.door", outcome="warning").count() == 1


def test_a_login_that_is_no_node_is_refused(nodes: None, run_jobs: RunJobs) -> None:
    from prilavok.base.unit import unit
    from prilavok.foundation.accounts import api as accounts
    from prilavok.foundation.accounts.values import Grant

    with unit():
        accounts.set_machine_password("third", "third", "third-secret-1", [Grant(role="exchange_node")])

    assert is_russian(OneC(run_jobs, login="third", password="third-secret-1").checkauth().decode())


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "a.php", "a.xml.exe", ".htaccess", "", "..", "x\n.xml"])
def test_a_bad_name_is_refused(one_c: OneC, name: str) -> None:
    one_c.checkauth()
    one_c.init()

    answer = one_c.file(name, GOODS).decode()

    assert is_russian(answer), answer
    assert JournalEntry.objects.get(outcome="failed").subject == f"package:{PackageFile.objects.get().package_id}"
    kept = PackageFile.objects.get()
    assert (kept.state, spool.path_of(kept).read_bytes(), spool.path_of(kept).suffix) == ("failed", GOODS, ".refused")
    assert pim.all_product_ids() == []


def test_a_package_larger_than_its_limit_is_refused(one_c: OneC, settings: object) -> None:
    settings.EXCHANGE_LIMIT_MB = 1  # type: ignore[attr-defined]
    one_c.checkauth()
    one_c.init()
    assert one_c.file("import0_1.xml", b"x" * 700_000) == b"success"

    assert is_russian(one_c.file("import0_1.xml", b"x" * 700_000).decode())
    assert PackageFile.objects.get().size == 700_000


def test_a_file_that_was_never_sent_is_a_failure(one_c: OneC) -> None:
    one_c.checkauth()
    one_c.init()
    one_c.file("import0_1.xml", GOODS)

    assert is_russian(one_c.load("offers0_1.xml"))
    assert stock.locations() == {}


def test_a_defect_in_the_import_fails_its_file_with_a_number_and_the_others_go_on(one_c: OneC) -> None:
    from prilavok.partners.erp.models import Node

    files = {"offers0_1.xml": make.offers(make.offer("g1", price="5", stocks={"a": "1"})), "import0_1.xml": GOODS}
    Node.objects.filter(code="erp.central").update(stock_meaning="strange")

    answers = one_c.send(files)

    assert answers["import0_1.xml"] == "success"
    assert is_russian(answers["offers0_1.xml"])
    assert (make.price_of("g1"), len(pim.all_product_ids())) == (None, 3)
    assert JournalEntry.objects.filter(flow="erp.central.stock", outcome="failed").count() == 1


def _warehouse(key: str) -> bytes:
    place = f"<Склады><Склад><Ид>{key}</Ид><Наименование>Склад {key}</Наименование></Склад></Склады>"
    return make.root(f"<Классификатор><Ид>c1</Ид><Наименование>К</Наименование>{place}</Классификатор>", version="3.1")


def _cp866(archive: bytes, name: str) -> bytes:
    """The archive with one more member, whose name is in the old Russian code page, as Windows archivers write it."""
    held = io.BytesIO(archive)
    with zipfile.ZipFile(held, "a") as opened:
        opened.writestr("x" * len(name), b"words")
    raw = held.getvalue().replace(("x" * len(name)).encode(), name.encode("cp866"))
    assert struct.unpack("<I", raw[:4])[0] == 0x04034B50
    return raw
