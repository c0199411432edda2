"""What goes wrong on the way between a base and the site, and how people name it.

A base keeps its troubles as a small record of its own (see `kept`), so that they can be switched on a page and live
through a restart; `Faults` is what the client reads.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from sandbox.state import Store

HOUR_S: Final = 3600


@dataclass(frozen=True, kw_only=True)
class Faults:
    """What goes wrong. Requests, `file` requests among them, are counted from 1; 0 is never.

    die_before: killed before request N is sent; die_after: killed after the site has answered request N;
    cut_chunk: the connection is lost in the middle of the N-th `file` request; cut_answer: request N reaches the site,
    its answer does not come back; repeat: modes whose request is sent twice; skip_success: the answer to `query` is
    stored but `success` is never said; reorder: files go and are imported in the reverse order; swap: two XML files
    change names; half_zip: only the first half of the archive is sent; step_delay_s: a pause before each request.
    """

    die_before: int = 0
    die_after: int = 0
    cut_chunk: int = 0
    cut_answer: int = 0
    repeat: frozenset[str] = field(default_factory=frozenset)
    skip_success: bool = False
    reorder: bool = False
    swap: bool = False
    half_zip: bool = False
    step_delay_s: float = 0.0


NO_FAULTS: Final = Faults()


@dataclass(frozen=True)
class Trouble:
    """A line of the page of troubles: its name in the record, what it is called, what it does, its unit of measure."""

    name: str
    title: str
    about: str
    unit: str = ""


TROUBLES: Final = (
    Trouble(
        "cut_chunk",
        "Обрыв внутри файла",
        "Связь пропадает на середине указанной части файла. Сайт получает половину, 1С начнёт обмен сначала.",
        "номер части",
    ),
    Trouble(
        "cut_answer",
        "Обрыв в ответе",
        "Запрос дошёл и выполнен, а ответ потерян. 1С не знает, принято ли, и повторит всё.",
        "номер запроса",
    ),
    Trouble(
        "die_after",
        "Остановка посередине",
        "Процесс 1С завершается после указанного запроса: посреди выгрузки, не попрощавшись.",
        "номер запроса",
    ),
    Trouble("repeat", "Повтор запросов", "Каждый запрос на импорт, заказы и подтверждение уходит дважды."),
    Trouble("step_delay_s", "Задержка", "Пауза перед каждым запросом: медленный канал или занятый сервер.", "секунд"),
    Trouble("reorder", "Обратный порядок", "Файлы передаются и импортируются с конца: цены раньше товаров."),
    Trouble("swap", "Перепутанные файлы", "Два файла выгрузки меняются именами."),
    Trouble(
        "skip_success",
        "Без подтверждения заказов",
        "1С записывает заказы, но не говорит «success». Сайт обязан отдать их ещё раз, а 1С не задвоить.",
    ),
    Trouble("half_zip", "Половина архива", "Выгрузка идёт одним архивом, и передаётся только его первая половина."),
    Trouble("garbage", "Испорченные файлы", "Каждый XML обрывается на середине и кончается мусором."),
    Trouble(
        "clock_shift_h",
        "Часы 1С отстают",
        "Даты в файлах и документах на столько часов раньше настоящих. Сайт не должен верить часам 1С.",
        "часов",
    ),
    Trouble(
        "twin",
        "Две базы сразу",
        "Копия базы с тем же именем и паролем выгружается одновременно, как забытая тестовая база.",
    ),
)
NAMES: Final = frozenset(one.name for one in TROUBLES)
REPEATED: Final = frozenset({"import", "query", "success", "complete", "deactivate"})
PASSED: Final = frozenset({"cut_chunk", "cut_answer", "die_after"})


def kept(store: Store, base: str) -> dict[str, float]:
    """The troubles of a base that are on, with their numbers."""
    found: dict[str, float] = store.setting(f"base.{base}.troubles", {})
    return found


def keep(store: Store, base: str, troubles: dict[str, float]) -> None:
    """Switch troubles of a base; what is not named is off. Raises ValueError for an unknown one."""
    if unknown := troubles.keys() - NAMES:
        raise ValueError(", ".join(sorted(unknown)))
    store.set_setting(f"base.{base}.troubles", {name: value for name, value in troubles.items() if value})


def faults_of(troubles: dict[str, float]) -> Faults:
    """The troubles as the client reads them."""
    known: dict[str, Any] = {name: int(troubles.get(name, 0)) for name in PASSED}
    known |= {name: bool(troubles.get(name)) for name in ("skip_success", "reorder", "swap", "half_zip")}
    repeated = REPEATED if troubles.get("repeat") else frozenset()
    return Faults(**known, repeat=repeated, step_delay_s=float(troubles.get("step_delay_s", 0)))


def clock_shift_s(store: Store, base: str) -> float:
    """How many seconds the clock of a base is behind."""
    return kept(store, base).get("clock_shift_h", 0) * HOUR_S
