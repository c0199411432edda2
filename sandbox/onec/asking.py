"""The HTTP service of a base that tells what of some goods lies in a store: asked by a site before it takes an order.

POST {"store": "<id>", "goods": [{"id": "<offer>", "quantity": "2"}]} -> {"goods": [{"id": "<offer>", "available": 5}]}.
"""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.onec import trouble
from sandbox.onec.frame import base_of, missing, store_of

LONG_S: Final = 8.0


async def ask(request: Request) -> Response:
    """What is left of each good; a base in trouble is slow or fails, as its switch says."""
    base, store = base_of(request), store_of(request)
    if base is None:
        return missing()
    broken = trouble.kept(store, base.code)
    if broken.get("step_delay_s"):
        await asyncio.sleep(LONG_S)
    if broken.get("die_after") or broken.get("garbage"):
        return Response("<html>502 Bad Gateway</html>", status_code=502)
    try:
        said = await request.json()
        place, wanted = str(said["store"]), [str(one["id"]) for one in said["goods"]][:500]
    except (ValueError, KeyError, TypeError):
        return JSONResponse({"error": "Ожидались store и goods"}, status_code=400)
    found = []
    for offer in wanted:
        left = store.value("SELECT quantity FROM stock WHERE offer_id = ? AND warehouse_id = ?", (offer, place))
        found.append({"id": offer, "available": int(left or 0)})
    return JSONResponse({"goods": found})


ROUTES: Final = [Route("/1c/{base}/hs/prilavok/stock", ask, methods=["POST"])]
