"""Every room has the shape a newcomer expects."""

import ast
import re

import pytest
from django.apps import apps
from django.db import models

from prilavok.base.access import all_permissions
from prilavok.base.events import subscribers
from prilavok.base.menu import menu_items
from tests.shape.house import ROOT, Room, pages, rooms

INSIDE = [room for room in rooms() if room.label not in ("base", "design")]
GOES_ANYWHERE = {"contenttypes.ContentType"}


@pytest.mark.parametrize("room", INSIDE, ids=str)
def test_the_readme_names_every_function_of_the_door(room: Room) -> None:
    door = room.folder / "api.py"
    if not door.exists():
        pytest.skip("the room has no door")
    readme = (room.folder / "README.md").read_text("utf-8")

    unnamed = [name for name in _offered(ast.parse(door.read_text("utf-8"))) if f"`{name}" not in readme]

    assert unnamed == []


def _offered(tree: ast.Module) -> list[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            names = [str(one) for one in ast.literal_eval(node.value)]
            return [name for name in names if name[0].islower()]
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    taken = [
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and ".actions." in (node.module or "")
        for alias in node.names
    ]
    return [name for name in [*defined, *taken] if not name.startswith("_")]


def test_every_room_says_what_it_promises() -> None:
    assert [room.label for room in INSIDE if not (room.folder / "README.md").exists()] == []


def test_no_foreign_key_leaves_its_room() -> None:
    labels = {room.label for room in rooms()}
    crossing = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model._meta.app_label in labels
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField | models.OneToOneField)
        and field.related_model._meta.app_label in labels - {model._meta.app_label}
        and field.related_model._meta.label not in GOES_ANYWHERE
    ]

    assert crossing == []


SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|TRUNCATE|WITH)\b")
TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|ONLY|TABLE|TRUNCATE)\s+\"?([a-z]\w+_\w+)")
NOT_OURS = re.compile(r"^(pg_|jsonb_|json_|regexp_|string_|statement_|clock_|generate_|make_|information_)")


@pytest.mark.parametrize("room", INSIDE, ids=str)
def test_raw_statements_touch_the_room_s_own_tables(room: Room) -> None:
    own = {model._meta.db_table for model in apps.get_app_config(room.label).get_models()}
    every = {model._meta.db_table for model in apps.get_models()} | {"procrastinate_jobs", "procrastinate_events"}
    foreign = [
        f"{place}:{node.lineno} {table}"
        for place, tree in pages(room.folder)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
        for table in TABLE.findall(node.value)
        if table in every - own and not NOT_OURS.match(table)
    ]

    assert foreign == []


@pytest.mark.parametrize("room", INSIDE, ids=str)
def test_a_room_is_found_by_imports_alone(room: Room) -> None:
    hidden = [
        f"{place}:{node.lineno}"
        for place, tree in pages(room.folder)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr in ("get_model", "import_module"))
        or (isinstance(node, ast.ImportFrom) and node.module == "importlib")
    ]

    assert hidden == []


def test_every_permission_that_roles_grant_is_declared() -> None:
    from prilavok.foundation.accounts.prepare import ROLES

    granted = {code for _, _, codes in ROLES for code in codes.split() if code != "*"}

    assert granted - {one.code for one in all_permissions()} == set()


def test_every_permission_that_screens_ask_for_is_declared() -> None:
    asked = {
        node.args[0].value
        for _, tree in pages(ROOT / "prilavok")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("needs", "may", "require")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    declared = {one.code for one in all_permissions()}

    assert asked - declared == set()
    assert {item.permission for item in menu_items()} - declared == set()


def test_reactions_carry_the_name_of_their_room() -> None:
    labels = {room.label for room in INSIDE}
    ours = [one for one in subscribers() if one.react.__module__.startswith("prilavok.")]
    homes = {one.name: one.react.__module__.split(".")[2] for one in ours}

    assert {name for name, home in homes.items() if name.partition(".")[0] != home} == set()
    assert set(homes.values()) <= labels


def test_the_ground_stays_small() -> None:
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in (ROOT / "prilavok" / "base").rglob("*.py"))

    assert lines <= 5000


def test_the_doors_stay_thin() -> None:
    def size(folder: str) -> int:
        return sum(len(path.read_text("utf-8").splitlines()) for path in (ROOT / "prilavok" / folder).rglob("*.py"))

    assert size("doors") <= 0.4 * size(".")
