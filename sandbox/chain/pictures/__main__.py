"""`python -m sandbox.chain.pictures`: draw every picture that is missing, the last first.

Runs beside the first export, which draws what it needs from the beginning: on two cores they meet in the middle.
"""

import os

from sandbox.chain.assembly import chain
from sandbox.chain.pictures.album import drawn

if __name__ == "__main__":
    os.nice(5)
    for picture in reversed(chain().pictures):
        drawn(picture)
