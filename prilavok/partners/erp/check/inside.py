"""The steps that are spoken in a rehearsal: a throw-away copy of the node imports a sample, and none of it remains."""

import base64
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.forms.models import model_to_dict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from prilavok.base import xml
from prilavok.base.errors import Refused
from prilavok.base.ids import new_token
from prilavok.base.unit import rehearsal, unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import Grant
from prilavok.goods.pim import api as pim
from prilavok.goods.stock import api as stock
from prilavok.partners.erp.actions.answer_call import answer
from prilavok.partners.erp.actions.await_import import start_waiting
from prilavok.partners.erp.actions.import_package import import_package
from prilavok.partners.erp.check import sample
from prilavok.partners.erp.check.steps import FAILED, OK, SKIPPED, Steps, verdict
from prilavok.partners.erp.models import Export, Node, Package, Session
from prilavok.partners.erp.values import Call

PIECE: Final = 301  # odd, so that letters of two bytes are cut
NOT_COPIED: Final = frozenset({"id", "code", "login", "namespace", "title", "networks", "is_active", "price_types"})
DOCUMENT: Final = "<Документ>"


class Speaker:
    """Speaks to the exchange as a 1C with the copy's login, without the network."""

    def __init__(self, node: Node, password: str) -> None:
        self.node = node
        self.password = password
        self.cookie = ""

    def ask(self, query: str, body: bytes | None = None, *, password: str | None = None, proof: bool = False) -> str:
        """One request; the text of the answer."""
        return self.ask_bytes(query, body, password=password, proof=proof).decode("utf-8", "replace")

    def ask_bytes(
        self, query: str, body: bytes | None = None, *, password: str | None = None, proof: bool = False
    ) -> bytes:
        """One request; the bytes of the answer."""
        pair = base64.b64encode(f"{self.node.login}:{password or self.password}".encode()).decode()
        return answer(
            Call(
                method="GET" if body is None else "POST",
                query=query,
                cookie=self.cookie,
                authorization=f"Basic {pair}" if proof else "",
                network="check",
                body=None if body is None else BytesIO(body),
            )
        ).body

    def log_in(self, type_: str) -> list[str]:
        """checkauth; keeps the cookie; the lines of the answer."""
        self.cookie = ""
        lines = self.ask(f"type={type_}&mode=checkauth", proof=True).split("\n")
        if lines[0] == "success":
            self.cookie = f"{lines[1]}={lines[2]}"
        return lines

    def send(self, name: str, content: bytes, piece: int = PIECE) -> str:
        """A file in pieces; the last answer."""
        said = "nothing"
        for start in range(0, len(content), piece):
            said = self.ask(f"type=catalog&mode=file&filename={quote(name)}", content[start : start + piece])
            if said != "success":
                break
        return said

    def load(self, name: str) -> str:
        """Import what was sent, here and now, and ask for the result."""
        for package_id in Package.objects.filter(node=self.node, state="receiving").values_list("pk", flat=True):
            if start_waiting(package_id):
                import_package(package_id)
        return self.ask(f"type=catalog&mode=import&filename={quote(name)}")


def look_inside(node: Node, steps: Steps) -> None:
    """The contract with the node's own profile; everything is rolled back, the bytes on disk are removed."""
    sessions: list[int] = []
    try:
        with rehearsal():
            speaker = _copy(node)
            try:
                _talk(speaker, node, steps)
            finally:
                sessions = list(Session.objects.filter(node=speaker.node).values_list("pk", flat=True))
    finally:
        for session_id in sessions:
            shutil.rmtree(Path(settings.VAR) / "exchange" / str(session_id), ignore_errors=True)


def _copy(node: Node) -> Speaker:
    name, password = f"check-{new_token(64).lower()}", new_token()
    fields: dict[str, Any] = {one: value for one, value in model_to_dict(node).items() if one not in NOT_COPIED}
    with unit():
        made = Node.objects.create(code=name, login=name, namespace=name, title=node.title, is_active=True, **fields)
        accounts.set_machine_password(name, name, password, [Grant(role="exchange_node")])
    return Speaker(made, password)


def _talk(speaker: Speaker, node: Node, steps: Steps) -> None:
    steps.take("password", _("A wrong password is refused"), "failure", lambda: _wrong_password(speaker))
    if not steps.take("login", _("The right one is let in"), _("success, cookie, sessid"), lambda: _login(speaker)):
        return
    steps.take("init", _("The limits are said in the form of the family"), _init_words(node), lambda: _init(speaker))
    steps.take("mode", _("An unknown operation is refused"), "failure", lambda: _unknown(speaker))
    steps.take("pieces", _("Files come in pieces"), "success", lambda: _pieces(speaker))
    steps.take(
        "import",
        _("The sample is imported whole"),
        _("2 products, 2 prices, stocks 1 and 2"),
        lambda: _imported(speaker),
    )
    steps.take("again", _("The same once more writes nothing"), _("no new products"), lambda: _again(speaker))
    steps.take("zip", _("An archive is unpacked"), _("one product more"), lambda: _packed(speaker, node))
    steps.take("broken", _("A broken file changes nothing"), _("failure with a sentence"), lambda: _broken(speaker))
    steps.take(
        "query", _("The answer about orders is well-formed"), _("the root of CommerceML"), lambda: _query(speaker, node)
    )
    steps.take("success", _("The confirmation is taken"), "success", lambda: _confirmed(speaker))


def _wrong_password(speaker: Speaker) -> tuple[str, str]:
    said = speaker.ask("type=catalog&mode=checkauth", password="wrong", proof=True)  # noqa: S106 - wrong on purpose
    return verdict(said, is_right=said.startswith("failure\n"))


def _login(speaker: Speaker) -> tuple[str, str]:
    lines = speaker.log_in("catalog")
    # The cookie itself is a secret, if only of a minute.
    return verdict(
        lines[0] if lines[0] == "success" else " ".join(lines), is_right=lines[0] == "success" and len(lines) >= 3
    )


def _init_words(node: Node) -> str:
    return _("four lines") if node.dialect == Node.Dialect.BITRIX else _("exactly two lines")


def _init(speaker: Speaker) -> tuple[str, str]:
    is_b = speaker.node.dialect == Node.Dialect.BITRIX
    said = speaker.ask("type=catalog&mode=init" + ("&version=3.1" if is_b else ""))
    lines = said.split("\n")
    names = [line.partition("=")[0] for line in lines]
    wanted = ["zip", "file_limit", "sessid", "version"] if is_b else ["zip", "file_limit"]
    shown = " ".join(line for line in lines if not line.startswith("sessid"))
    return verdict(shown, is_right=names == wanted)


def _unknown(speaker: Speaker) -> tuple[str, str]:
    said = speaker.ask("type=catalog&mode=nonsense")
    return verdict(said, is_right=said.startswith("failure\n"))


def _pieces(speaker: Speaker) -> tuple[str, str]:
    said = [speaker.send("import0_1.xml", sample.GOODS), speaker.send("offers0_1.xml", sample.OFFERS)]
    return verdict(" ".join(said), is_right=said == ["success", "success"])


def _imported(speaker: Speaker) -> tuple[str, str]:
    said = [speaker.load("import0_1.xml"), speaker.load("offers0_1.xml")]
    if said != ["success", "success"]:
        return FAILED, " ".join(said)
    namespace = speaker.node.namespace
    products = pim.product_ids(system=namespace, external_ids=["check-1", "check-2"])
    variants = pim.variant_ids(system=namespace, external_ids=["check-1", "check-2"])
    places = list(stock.location_ids(system=namespace, external_ids=["check-place"]).values())
    found = stock.availability(variant_ids=list(variants.values()), location_ids=places)
    lies = sorted(int(one.on_hand) for by_place in found.values() for one in by_place.values())
    prices = Package.objects.filter(node=speaker.node).order_by("-id")[0].counts.get("price", {}).get("created", 0)
    came = gettext("products {products}, offers {offers}, prices {prices}, stocks {stocks}").format(
        products=len(products), offers=len(variants), prices=prices, stocks=lies
    )
    return verdict(came, is_right=(len(products), len(variants), prices, lies) == (2, 2, 2, [1, 2]))


def _again(speaker: Speaker) -> tuple[str, str]:
    speaker.ask("type=catalog&mode=init")
    sent = speaker.send("import0_1.xml", sample.GOODS, piece=1_000_000)
    said = speaker.load("import0_1.xml")
    written = Package.objects.filter(node=speaker.node).order_by("-id")[0].counts.get("product", {})
    changed = sum(written.get(name, 0) for name in ("created", "changed", "removed"))
    return verdict(f"{said}, {changed}", is_right=(sent, said, changed) == ("success", "success", 0))


def _packed(speaker: Speaker, node: Node) -> tuple[str, str]:
    if not node.zip_allowed:
        return SKIPPED, gettext("archives are switched off for this node")
    speaker.ask("type=catalog&mode=init")
    sent = speaker.send("import.zip", sample.PACKED, piece=100)
    said = speaker.load("import_zip.xml")
    found = pim.product_ids(system=speaker.node.namespace, external_ids=["check-zip"])
    return verdict(f"{sent}, {said}, {len(found)}", is_right=(sent, said, len(found)) == ("success", "success", 1))


def _broken(speaker: Speaker) -> tuple[str, str]:
    speaker.ask("type=catalog&mode=init")
    speaker.send("import0_1.xml", sample.BROKEN, piece=1_000_000)
    said = speaker.load("import0_1.xml")
    found = pim.product_ids(system=speaker.node.namespace, external_ids=["check-1", "check-2"])
    return verdict(said, is_right=said.startswith("failure\n") and len(found) == 2)


def _query(speaker: Speaker, node: Node) -> tuple[str, str]:
    """With the last order that went to this node, when there was one: named as the node names its goods."""
    speaker.log_in("sale")
    speaker.ask("type=sale&mode=init")
    last = Export.objects.filter(node=node, confirmed_revision__gt=0).order_by("-id").first()
    with unit():
        Node.objects.filter(pk=speaker.node.pk).update(orders_out=True, namespace=node.namespace)
        if last is not None:
            Export.objects.create(node=speaker.node, order_id=last.order_id, number=last.number)
    body = speaker.ask_bytes("type=sale&mode=query")
    try:
        found = xml.root(BytesIO(body))
        count = sum(1 for _one in xml.elements(BytesIO(body), {"Документ"}))
    except Refused as refusal:
        return FAILED, refusal.message
    if last is None:
        came = gettext("no order has gone yet, only the empty answer was checked")
        return (OK if found.name == "КоммерческаяИнформация" else FAILED), came
    came = gettext("order {number}, {size} bytes").format(number=last.number, size=len(body))
    return verdict(came, is_right=found.name == "КоммерческаяИнформация" and count >= 1)


def _confirmed(speaker: Speaker) -> tuple[str, str]:
    said = speaker.ask("type=sale&mode=success")
    return verdict(said, is_right=said == "success")
