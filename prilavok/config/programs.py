"""The programs of the platform: what runs lastingly, what runs at a start, and with which surroundings."""

import os
import secrets
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from prilavok.base.rescue import SILENCE_S
from prilavok.config import ports
from prilavok.config.children import Program
from prilavok.config.handover import socket_in
from prilavok.config.manners import JOBS
from prilavok.config.prepared import PACKAGE, ROOT
from prilavok.config.serving import cores

PYTHON = (sys.executable, "-m")
# Who waits for a page waits for nobody else: an import or a rebuilt index gives way to it.
BEHIND = 5
# Shared by the simulated gateway and the hook it calls; a real gateway's secret comes from the environment.
_CALLBACK_SECRET = secrets.token_urlsafe(16)
# The queue of imports, which reckon for minutes.
EXCHANGE = "erp"


def surroundings() -> dict[str, str]:
    """Addresses by which the parts find one another; what the environment says already wins."""
    usual = {
        "PRILAVOK_BASE_URL": f"http://{ports.HOST}:{ports.PAGES.number}",
        "PRILAVOK_LIVE_URL": f"http://{ports.HOST}:{ports.LIVE.number}",
        "PRILAVOK_EXCHANGE_URL": f"http://{ports.HOST}:{ports.PAGES.number}/1c/exchange/",
        "PRILAVOK_SMS_URL": f"http://127.0.0.1:{ports.SANDBOX.number}/smsc",
        "PRILAVOK_SMS_CALLBACK": f"http://{ports.HOST}:{ports.PAGES.number}/hooks/smsc/",
        "PRILAVOK_SMS_CALLBACK_SECRET": _CALLBACK_SECRET,
        "PRILAVOK_SMTP": f"127.0.0.1:{ports.SMTP.number}",
        "PYTHONUNBUFFERED": "1",
    }
    if has_simulators():
        usual["PRILAVOK_SIMULATORS_URL"] = f"http://{ports.HOST}:{ports.SANDBOX.number}/"
    # Compiled once and kept: five programs that compile the house at every start would take twice the time.
    return {name: os.environ.get(name, value) for name, value in usual.items()} | {"PYTHONDONTWRITEBYTECODE": ""}


def has_simulators() -> bool:
    """True when the simulated other side is to run beside the platform."""
    return (ROOT / "sandbox" / "__main__.py").exists() and os.environ.get("PRILAVOK_SANDBOX") != "0"


def has_command(name: str) -> bool:
    """True when some room brings the management command."""
    return any(PACKAGE.glob(f"**/management/commands/{name}.py"))


def lasting(var: Path) -> Iterator[Program]:
    """Everything that runs as long as the platform does, the database apart; pages first."""
    log = var / "log"
    around = surroundings()
    intake = socket_in(var) if cores() > 1 else None
    told = around | ({"PRILAVOK_INTAKE": str(intake)} if intake else {})
    yield _module("pages", "страницы / pages", ("prilavok.config.pages",), log, told)
    yield _module("live", "обновления / live updates", ("prilavok.config.live",), log, around)
    if has_simulators():
        yield _behind(_module("sandbox", "имитаторы / simulators", ("sandbox",), log, around))
    yield from _workers(log, around)
    if intake:
        yield _behind(_module("intake", "приём / intake", ("prilavok.config.intake",), log, around))
    if has_command("index_search"):
        yield _behind(_module("search", "поиск / search", ("prilavok", "index_search"), log, around))


def _workers(log: Path, around: dict[str, str]) -> Iterator[Program]:
    """Half as many as there are cores; where there are several, imports have one of their own and hold up nobody."""
    apart = cores() > 1
    words = ("prilavok.config.worker", *(("--without", EXCHANGE) if apart else ()))
    for number in range(int(os.environ.get("PRILAVOK_WORKERS", "0")) or max(1, cores() // 2)):
        yield _behind(_module(f"worker{number or ''}", "задания / jobs", words, log, around))
    if apart:
        alone = ("prilavok.config.worker", "--only", EXCHANGE)
        yield _behind(_module("exchange", "обмен / exchange", alone, log, around))


def _behind(program: Program) -> Program:
    return replace(program, nice=BEHIND, gives_way=True, env={**program.env, "PGAPPNAME": JOBS})


def _module(name: str, title: str, words: tuple[str, ...], log: Path, env: dict[str, str]) -> Program:
    return Program(name=name, title=title, argv=(*PYTHON, *words), log=log / f"{name}.log", env=env, cwd=str(ROOT))


def schema(var: Path) -> Program:
    """Brings the database to the code's shape."""
    return _module("schema", "таблицы / tables", ("prilavok.config.schema",), var / "log", surroundings())


def static(var: Path) -> Program:
    """Collects and compresses styles, scripts and pictures."""
    words = ("prilavok", "collectstatic", "--noinput", "--clear", "-v", "0")
    return _module("static", "оформление / static files", words, var / "log", surroundings())


def messages(var: Path) -> Program:
    """Compiles translations."""
    return _module("messages", "переводы / translations", ("tools.messages", "compile"), var / "log", surroundings())


def demo(var: Path) -> Program:
    """Makes the demo chain's settings and people."""
    return _module("demo", "демонстрационная сеть / demo chain", ("prilavok", "demo"), var / "log", surroundings())


def push(var: Path) -> Program:
    """Asks the simulated 1C bases for the whole catalogue and follows it to the end."""
    return _module("push", "каталог из 1С / catalogue from 1C", ("sandbox.push",), var / "log", surroundings())


def rescuer(var: Path, url: str) -> Program:
    """One look of the rescuer."""
    env = {**surroundings(), "DATABASE_URL": url}
    words = ("prilavok.base.rescue", "--silence", os.environ.get("PRILAVOK_RESCUE_SILENCE_S", str(SILENCE_S)))
    return _behind(_module("rescue", "спасатель / rescuer", words, var / "log", env))
