"""stub"""


def run(repair_id: int) -> None: ...
