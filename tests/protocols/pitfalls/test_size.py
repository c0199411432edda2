"""A file of any size goes through the same memory: the bytes are made on the fly, nothing is ever whole."""

import subprocess
import sys

SCRIPT = """
import io, resource
import django
from django.conf import settings
settings.configure(USE_I18N=True)
django.setup()
from prilavok.partners.erp.dialects.context import FileContext
from prilavok.partners.erp.dialects.reading import records
from prilavok.partners.erp.dialects.understanding import understood
from prilavok.partners.erp.notes import Notes

HEAD = "<КоммерческаяИнформация ВерсияСхемы='2.07'><Каталог><Ид>c</Ид><Товары>".encode()
TAIL = "</Товары></Каталог></КоммерческаяИнформация>".encode()
CARD = ("<Товар><Ид>{0:012d}</Ид><Наименование>Товар {0}</Наименование><Описание>" + "слово " * 150 + "</Описание>"
    "<ЗначенияСвойств><ЗначенияСвойства><Ид>s</Ид><Значение>{0}</Значение></ЗначенияСвойства></ЗначенияСвойств></Товар>")


class Endless(io.RawIOBase):
    def __init__(self, count):
        self.count, self.at, self.held = count, -1, b""

    def read(self, size=-1):
        while len(self.held) < size and self.at <= self.count:
            self.held += HEAD if self.at < 0 else TAIL if self.at == self.count else CARD.format(self.at).encode()
            self.at += 1
        piece, self.held = self.held[:size], self.held[size:]
        return piece

    def tell(self):
        return 0

    def seek(self, place, whence=0):
        self.at, self.held = -1, b""
        return 0


def read(count):
    notes = Notes()
    return sum(1 for one in records(Endless(count)) for _ in understood(one, FileContext(), notes))


read(200)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = read(30_000)
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_p_61_memory_does_not_grow_with_the_file() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    count, grown_kb = map(int, done.stdout.split())
    assert count == 30_000
    assert grown_kb < 40_000
