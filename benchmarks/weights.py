"""What a buyer's phone loads and how soon it shows something: bytes, largest paint, layout shift; Lighthouse's scores.

A platform with the demo chain, because pictures are half of the weight. Chromium behaves as a phone of 390 px with a
screen of three dots a pixel, on the line that its own tools call 4G (9 Mbit/s down, 60 ms more for each way and back
times 2.75, a processor four times slower). The first view is what is loaded until the page is quiet, before any
scrolling; the layout shift is summed over a walk to the end of the page.

Lighthouse is taken from npm into a folder of its own where there is an npm and a network; else this part says so. It
runs as it usually does: a slow 4G line, a slow phone. The basket is not asked whether search engines may read it.

`python -m benchmarks.weights [address]` measures a platform that runs already; without an address it starts one.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.stack import running
from benchmarks.table import Table

CHROMIUM: Final = os.environ.get("PRILAVOK_CHROMIUM", "/usr/bin/chromium")
FLAGS: Final = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
PHONE: Final = {"width": 390, "height": 844}
LINE: Final = {
    "offline": False,
    "latency": 165,
    "downloadThroughput": 9e6 / 8 * 0.9,
    "uploadThroughput": 1.5e6 / 8 * 0.9,
}
SLOWER: Final = 4
WITHOUT_KB, WITH_KB, PAINT_MS, SHIFT, SCORE = 90, 400, 1500, 0.02, 95
RUNS: Final = 3
TRIES: Final = 3  # on a busy machine Chromium now and then loses the beginning of its own trace
SEEN: Final = """() => new Promise(done => {
  let paint = 0, shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { paint = one.startTime; }))
    .observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver(list => list.getEntries().forEach(one => { if (!one.hadRecentInput) shift += one.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done([paint, shift]), 250);
})"""
KINDS: Final = ("performance", "accessibility", "best-practices", "seo")


def measure(base: str, table: Table, *, with_lighthouse: bool = True) -> None:
    """Weights and paints of the pages a buyer meets first, then Lighthouse's scores of them."""
    with _chromium() as browser:
        paths, basket = _paths(browser, base)
        for what, path in paths.items():
            _weigh(browser, base, what, path, basket, table)
    if with_lighthouse:
        _lighthouse(base, paths, basket, table)


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


def _paths(browser: Browser, base: str) -> tuple[dict[str, str], str]:
    """The pages, and the cookie of a basket with something in it."""
    context = browser.new_context(viewport=PHONE, base_url=base)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    category = page.locator(".tile__name").first.get_attribute("href") or "/catalog/"
    page.goto(category)
    product = page.locator(".card__title a").first.get_attribute("href") or "/catalog/"
    page.goto("/catalog/")
    page.locator("button[name=add]").first.click()
    page.locator("#count").wait_for()
    token = next((one["value"] for one in context.cookies() if one["name"] == "basket"), "")  # type: ignore[typeddict-item]
    context.close()
    return {"home": "/", "listing": category, "product": product, "basket": "/basket/"}, token


def _weigh(browser: Browser, base: str, what: str, path: str, basket: str, table: Table) -> None:
    seen = [_look(browser, base, path, basket) for _ in range(RUNS)]
    rest, pictures, paint, shift = sorted(seen, key=lambda one: one[2])[RUNS // 2]
    table.add(
        f"{what} on a phone, first view without pictures",
        f"{rest / 1024:.1f} KB",
        f"<= {WITHOUT_KB} KB",
        holds=rest <= WITHOUT_KB * 1024,
    )
    whole = rest + pictures
    table.add(f"{what}, with pictures", f"{whole / 1024:.1f} KB", f"<= {WITH_KB} KB", holds=whole <= WITH_KB * 1024)
    table.add(f"{what}, largest paint on 4G", f"{paint:.0f} ms", f"< {PAINT_MS} ms", holds=0 < paint < PAINT_MS)
    table.add(f"{what}, layout shift", f"{shift:.4f}", f"< {SHIFT}", holds=shift < SHIFT)


def _look(browser: Browser, base: str, path: str, basket: str) -> tuple[int, int, float, float]:
    """Bytes without pictures, bytes of pictures, the largest paint in ms, the layout shift; nothing is kept."""
    context = browser.new_context(
        viewport=PHONE, device_scale_factor=3, is_mobile=True, has_touch=True, locale="ru-RU", base_url=base
    )  # type: ignore[arg-type]
    if basket:
        context.add_cookies([{"name": "basket", "value": basket, "url": base}])
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", LINE)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    kinds: dict[str, str] = {}
    weights: dict[str, int] = {}
    tools.on("Network.responseReceived", lambda said: kinds.update({said["requestId"]: said["type"]}))
    tools.on(
        "Network.loadingFinished", lambda said: weights.update({said["requestId"]: int(said["encodedDataLength"])})
    )
    page.goto(path)
    page.wait_for_load_state("networkidle")
    paint, _ = page.evaluate(SEEN)
    pictures = sum(size for key, size in weights.items() if kinds.get(key) == "Image")
    rest = sum(weights.values()) - pictures
    _walk_down(page)
    shift = page.evaluate(SEEN)[1]
    context.close()
    return rest, pictures, float(paint), float(shift)


def _walk_down(page: Page) -> None:
    tall = page.evaluate("document.documentElement.scrollHeight")
    for place in range(0, int(tall), 200):
        page.evaluate(f"window.scrollTo(0, {place})")
        page.wait_for_timeout(80)


def _lighthouse(base: str, paths: dict[str, str], basket: str, table: Table) -> None:
    npm = shutil.which("npm")
    if npm is None:
        table.add("Lighthouse", "not measured: no npm")
        return
    with tempfile.TemporaryDirectory(prefix="prilavok-lighthouse-") as folder:
        quiet = ("--no-audit", "--no-fund", "--no-save", "--loglevel=error")
        done = subprocess.run([npm, "install", *quiet, "lighthouse"], cwd=folder, check=False, capture_output=True)
        program = Path(folder) / "node_modules" / ".bin" / "lighthouse"
        if done.returncode or not program.exists():
            table.add("Lighthouse", "not measured: npm does not bring it here")
            return
        for what, path in paths.items():
            scores = _scores(program, f"{base}{path}", basket, folder)
            said = ", ".join(f"{kind} {score}" for kind, score in scores.items()) or "no answer"
            held = len(scores) == len(KINDS) and min(scores.values()) >= SCORE
            table.add(f"{what}, Lighthouse", said, f"{SCORE} each", holds=held)


def _scores(program: Path, address: str, basket: str, folder: str) -> dict[str, int]:
    is_private = address.endswith("/basket/")  # kept out of search engines on purpose
    command = [
        str(program), address, "--quiet", "--output=json", f"--only-categories={','.join(KINDS)}",
        f"--extra-headers={json.dumps({'Cookie': f'basket={basket}'})}",
        *(["--skip-audits=is-crawlable"] if is_private else []),
        f"--chrome-flags=--headless=new {' '.join(FLAGS)} --user-data-dir={folder}/profile",
    ]  # fmt: skip
    env = {**os.environ, "CHROME_PATH": CHROMIUM}
    for _ in range(TRIES):
        done = subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            break
    else:
        return {}
    found: dict[str, Any] = json.loads(done.stdout)
    if report := os.environ.get("PRILAVOK_LIGHTHOUSE_REPORT"):
        with Path(report).open("a") as file:
            file.write(json.dumps(found) + "\n")
    return {kind: round((found["categories"][kind]["score"] or 0) * 100) for kind in KINDS}


def main() -> None:
    """Measure a platform that runs already, or one of our own."""
    if len(sys.argv) > 1:
        measure(sys.argv[1].rstrip("/"), Table())
        return
    with running(demo=True) as stack:
        measure(stack.pages, Table())


if __name__ == "__main__":
    main()
