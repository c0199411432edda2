"""Requisites that pim reads itself; all others are only shown. They stand where the sender's other requisites stand.

A product's own barcode is that of its variant without features, unless the variant has barcodes of its own.
A caption is "path#words" and belongs to the picture of that path.
"""

from typing import Final

BARCODE: Final = "Штрихкод"
CAPTION: Final = "ОписаниеФайла"
