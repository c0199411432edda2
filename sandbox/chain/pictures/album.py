"""Which shape draws which goods, and the folder where drawn pictures are kept."""

import io
import json
import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from sandbox.chain.assembly import Picture, chain
from sandbox.chain.pictures import (
    shapes_garden,
    shapes_home,
    shapes_kitchen,
    shapes_light,
    shapes_rooms,
    shapes_table,
    shapes_tools,
)
from sandbox.chain.pictures.paints import RGB
from sandbox.chain.pictures.scene import Scene
from sandbox.chain.words import COLOURS
from sandbox.state import folder

Draw = Callable[[Scene, RGB, str, int], None]
QUALITY: Final = 86
USUAL_ZOOM: Final = 1.18
MODULES: Final[tuple[ModuleType, ...]] = (
    shapes_garden,
    shapes_home,
    shapes_kitchen,
    shapes_light,
    shapes_rooms,
    shapes_table,
    shapes_tools,
)
ZOOMS: Final = {
    **dict.fromkeys(
        ("table", "watering_can", "pan", "curtain", "saucepan", "hose", "mop", "drill", "floor_lamp"), 0.98
    ),
    **dict.fromkeys(("plate", "cutlery", "shelf", "chair", "rake", "shovel", "mat", "tape", "soil", "seeds"), 1.04),
    **dict.fromkeys(("flowerpot", "planter", "pillow", "bedding", "towel", "throw", "pendant", "frame", "clock"), 1.05),
    **dict.fromkeys(("vase", "gloves", "secateurs", "pliers", "hammer", "driver", "box", "container", "paint"), 1.07),
    **dict.fromkeys(("stool", "spatula", "ladle", "board", "screwdriver", "paintbrush", "saw", "pot"), 1.07),
    **dict.fromkeys(("mug", "tumbler", "wineglass", "dispenser", "candle", "jar"), 1.24),
    "sander": 0.98,
}


def shape(name: str) -> Draw:
    """The function that draws a kind of thing."""
    for module in MODULES:
        found: Draw | None = getattr(module, name, None)
        if found is not None:
            return found
    raise KeyError(name)


def draw(picture: Picture) -> bytes:
    """The picture as a JPEG."""
    scene = Scene(ZOOMS.get(picture.shape, USUAL_ZOOM))
    shape(picture.shape)(scene, COLOURS[picture.colour], picture.look, picture.form)
    out = io.BytesIO()
    scene.result().save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def drawn(picture: Picture) -> bytes:
    """The picture from the folder, drawn first if it is not there."""
    path = _kept(picture.path)
    if path.exists():
        return path.read_bytes()
    content = draw(picture)
    path.parent.mkdir(parents=True, exist_ok=True)
    half_done = path.with_suffix(f".{os.getpid()}")
    half_done.write_bytes(content)
    half_done.replace(path)
    return content


def _kept(name: str) -> Path:
    return folder() / "pictures" / Path(name).relative_to("import_files")


@lru_cache(maxsize=1)
def _by_path() -> dict[str, Picture]:
    return {picture.path: picture for picture in chain().pictures}


def files_for(goods: Iterable[Any], *, skip: set[str]) -> dict[str, bytes]:
    """The pictures of the cards as files of an exchange package, without those already sent."""
    wanted = dict.fromkeys(path for one in goods for path, _ in json.loads(one["pictures"]))
    return {path: drawn(_by_path()[path]) for path in wanted if path not in skip}
