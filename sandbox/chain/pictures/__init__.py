"""Pictures of the goods, drawn by code and kept in the sandbox's folder."""

import json
from collections.abc import Iterable
from typing import Any


def files_for(goods: Iterable[Any], *, skip: set[str]) -> dict[str, bytes]:
    """The pictures of the cards as files of an exchange package, without those already sent."""
    wanted = dict.fromkeys(path for one in goods for path, _ in json.loads(one["pictures"]))
    return {path: b"" for path in wanted if path not in skip and not path}
