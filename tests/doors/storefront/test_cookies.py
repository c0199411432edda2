"""What a browser keeps for the shop is told to people, each cookie by its name."""

import re
from pathlib import Path

import prilavok
from prilavok.doors.storefront.web import account, belongings, frame
from prilavok.foundation.privacy.prepare import FIRST
from prilavok.foundation.privacy.values import Text

HOUSE = Path(prilavok.__file__).parent
OF_SCRIPTS = re.compile(r"document\.cookie = `(\w+)=")


def test_the_policy_names_every_cookie_of_the_shop() -> None:
    scripts = " ".join(one.read_text("utf-8") for one in (HOUSE / "design/static/design").glob("*.js"))
    ours = {belongings.WISHES, belongings.COMPARED, belongings.VIEWED, belongings.OFFERED, belongings.OWN_PRICES}
    ours |= {frame.BASKET, account.CONTACT, "sessionid", "city", "store", "lang", *OF_SCRIPTS.findall(scripts)}

    told = re.findall(r"\w+", (FIRST / f"{Text.POLICY}.txt").read_text("utf-8"))

    assert {"lot", "came"} <= ours
    assert ours - set(told) == set()
