# ruff: noqa: S603, S606, PLW1510, UP021 - runs pip and venv; must be understood by Python 3.6
"""Makes the virtual environment from the hashed lock and runs one of our modules inside it.

    python3 prilavok/config/bootstrap.py prilavok.config.supervisor

This file must be understood by any Python 3.6 or later, because an old Python has to say in words that a newer one is
needed. It uses the standard library only. A stamp inside the environment makes every later start skip all of it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

OLDEST = (3, 11)
NEEDED_MB = 700
ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
INSIDE = VENV / "bin" / "python"
LOCK = ROOT / "requirements" / "run.lock"
STAMP = VENV / "prilavok-lock"


def stop(russian: str, english: str) -> NoReturn:
    """Say what to do, in Russian and in English, and leave."""
    sys.stderr.write(f"\n{russian}\n{english}\n")
    sys.exit(2)


def tell(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def check_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < OLDEST:
        have = ".".join(str(part) for part in sys.version_info[:3])
        stop(
            f"Нужен Python 3.11 или новее, а найден {have}. Поставьте новый и укажите его: make up PYTHON=python3.11",
            f"Python 3.11 or later is needed, {have} was found. Install one and name it: make up PYTHON=python3.11",
        )


def check_place() -> None:
    """Refuse a folder that cannot be written, and a full disk."""
    if not os.access(str(ROOT), os.W_OK):
        stop(
            f"В папку {ROOT} нельзя писать. Скопируйте проект туда, где у вас есть право записи, и повторите make up.",
            f"The folder {ROOT} cannot be written. Copy the project to a place you may write to and run make up again.",
        )
    free_mb = shutil.disk_usage(str(ROOT)).free // 2**20
    if free_mb < NEEDED_MB:
        stop(
            f"На диске мало места: свободно {free_mb} МБ, нужно {NEEDED_MB} МБ. Освободите место и повторите make up.",
            f"The disk is almost full: {free_mb} MB free, {NEEDED_MB} MB needed. Free some space, run make up again.",
        )


def wanted_stamp() -> str:
    """What the environment is made of: the lock and the version of Python."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info[0]}.{sys.version_info[1]}"


def is_ready() -> bool:
    """True when the environment was made whole from this very lock."""
    try:
        return STAMP.read_text() == wanted_stamp() and INSIDE.exists()
    except OSError:
        return False


def has_pip() -> bool:
    """True when the environment's Python runs and has pip."""
    if not INSIDE.exists():
        return False
    asked = subprocess.run(
        [str(INSIDE), "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return asked.returncode == 0


def make_environment() -> None:
    """`python -m venv`, with a sentence when the distribution has left the needed part out."""
    if has_pip():
        return
    tell("Создаю виртуальное окружение / Making the virtual environment: .venv")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        universal_newlines=True,
    )
    if made.returncode and "ensurepip" in made.stdout:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        stop(
            f"В этой сборке Python нет ensurepip. В Debian и Ubuntu: apt install python{version}-venv, потом make up.",
            f"This Python lacks ensurepip. On Debian and Ubuntu: apt install python{version}-venv, then make up.",
        )
    if made.returncode:
        sys.stderr.write(made.stdout)
        stop(
            "Не удалось создать виртуальное окружение .venv, причина выше.",
            "The virtual environment .venv could not be made; the reason is above.",
        )


def install() -> None:
    """Install the lock with hashes checked, showing how far it is."""
    total = sum(1 for line in LOCK.read_text().splitlines() if "==" in line and not line.startswith((" ", "#")))
    tell(f"Ставлю библиотеки / Installing libraries: {total}")
    command = [str(INSIDE), "-m", "pip", "install", "--require-hashes", "-r", str(LOCK)]
    command += ["--disable-pip-version-check", "--no-input", "--progress-bar", "off"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    lines = []
    seen = 0
    for line in running.stdout or ():
        lines.append(line)
        if line.startswith("Collecting"):
            seen += 1
            if seen % 20 == 0:
                tell(f"  {seen} / {total}")
        elif line.startswith("Installing collected"):
            tell("  распаковываю / unpacking")
    if running.wait():
        explain_failure("".join(lines))
    STAMP.write_text(wanted_stamp())


def explain_failure(output: str) -> None:
    """A failed installation: the last lines and what to do."""
    sys.stderr.write("\n".join(output.splitlines()[-15:]) + "\n")
    if "No space left" in output:
        stop(
            "Диск заполнен. Освободите место и повторите make up.",
            "The disk is full. Free some space and run make up again.",
        )
    stop(
        "Библиотеки не установились, причина выше. Проверьте доступ к хранилищу пакетов (прокси, pip.conf), "
        "потом повторите make up.",
        "The libraries were not installed; the reason is above. Check the way to the package index (proxy, pip.conf), "
        "then run make up again.",
    )


def main() -> None:
    """Make the environment when needed, then become the module named."""
    check_python()
    if not is_ready():
        check_place()
        try:
            make_environment()
            install()
        except OSError as error:
            stop(f"Не получилось записать файлы: {error}.", f"Files could not be written: {error}.")
        except KeyboardInterrupt:
            stop("Остановлено. Повторите make up, когда захотите.", "Stopped. Run make up again when you wish.")
    os.chdir(str(ROOT))
    os.execv(str(INSIDE), [str(INSIDE), "-m", *sys.argv[1:]])


if __name__ == "__main__":
    main()
