/* What the page of a product cannot do by plain links: the big view, arrows in the gallery, a choice that keeps its
   place. Everything here is an addition; the page works without it. */
(() => {
  "use strict";

  const strip = () => document.getElementById("pictures");
  const pictures = () => [...document.querySelectorAll("[data-big]")];
  const shown = () => {
    const box = strip();
    return box ? Math.round(box.scrollLeft / Math.max(1, box.clientWidth)) : 0;
  };
  const turn = (step) => {
    const box = strip();
    if (box) box.scrollTo({ left: box.clientWidth * Math.min(Math.max(shown() + step, 0), pictures().length - 1) });
  };

  /* The thumb of the picture in sight is marked, and its number said in the corner. */
  const mark = () => {
    const at = shown();
    document.querySelectorAll("[data-picture]").forEach((thumb, number) => {
      if (number === at) thumb.setAttribute("aria-current", "true"); else thumb.removeAttribute("aria-current");
    });
    const said = document.querySelector("[data-at]");
    if (said) said.textContent = String(at + 1);
  };
  let waits = 0;
  document.addEventListener("scroll", (event) => {
    if (event.target.id !== "pictures") return;
    cancelAnimationFrame(waits);
    waits = requestAnimationFrame(mark);
  }, true);

  /* The big view: one dialog, moved by arrows, by buttons and by swiping. */
  let at = 0;
  const dialog = () => document.getElementById("big");
  const show = (number) => {
    const all = pictures();
    if (!all.length) return;
    at = (number + all.length) % all.length;
    const from = all[at];
    const image = dialog().querySelector("[data-big-img]");
    image.width = from.dataset.width;
    image.height = from.dataset.height;
    image.src = from.href;
    image.alt = from.querySelector("img").alt;
    dialog().querySelector("[data-big-at]").textContent = `${at + 1}/${all.length}`;
    if (strip()) strip().scrollTo({ left: strip().clientWidth * at, behavior: "instant" });
  };
  document.addEventListener("click", (event) => {
    const open = event.target.closest("[data-big]");
    if (open && dialog() && dialog().showModal && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      dialog().showModal();
      show(pictures().indexOf(open));
      return;
    }
    const go = event.target.closest("[data-big-go]");
    if (go) { show(at + Number(go.dataset.bigGo)); return; }
    if (event.target.closest("[data-big-close]")) dialog().close();
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    if (dialog() && dialog().open) { event.preventDefault(); show(at + step); return; }
    if (event.target.closest && event.target.closest("[data-gallery]")) { event.preventDefault(); turn(step); }
  });
  let from = null;
  document.addEventListener("pointerdown", (event) => {
    from = event.isPrimary && event.target.closest(".big__stage") ? event.clientX : null;
  });
  document.addEventListener("pointerup", (event) => {
    if (from === null) return;
    const moved = event.clientX - from;
    from = null;
    if (Math.abs(moved) > 48) show(at + (moved < 0 ? 1 : -1));
  });

  /* Another variant comes into the same place: the page does not jump, the choice keeps the focus. */
  let asked = 0;
  let query = location.search;
  const choose = async (address, focus) => {
    const page = document.getElementById("goods");
    const mine = ++asked;
    query = new URL(address).search;
    page.classList.add("is-choosing");
    try {
      const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) throw new Error("no page");
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      const goods = fresh.getElementById("goods");
      if (!goods) throw new Error("no goods");
      if (mine !== asked) return;
      document.title = fresh.title;
      document.getElementById("goods").replaceWith(goods);
      if (window.htmx) window.htmx.process(goods);
      if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
      document.dispatchEvent(new CustomEvent("goods:changed"));
    } catch {
      location.assign(address);
    }
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-choice]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (link.getAttribute("aria-current")) return;
    const address = new URL(link.href);
    address.hash = "";
    history.pushState({ chosen: true }, "", address);
    choose(address.href, link.id);
  });
  /* What stands beside the goods is counted, so that the shop learns what it is good for: which blocks came into sight,
     what was opened. A few visitors, by a lot they draw once, see no block, to compare with. The lot is one of a hundred
     and says nothing else; what was offered is kept in the browser. */
  const lot = () => {
    const drawn = /(?:^|; )lot=(\d{1,2})(?:;|$)/.exec(document.cookie);
    if (drawn) return Number(drawn[1]);
    const now = Math.floor(Math.random() * 100);
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `lot=${now}; path=/; max-age=31536000; samesite=lax${secure}`;
    return now;
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.matches(".others") || !event.detail.serverResponse) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = event.detail.serverResponse;
    const blocks = [...fresh.content.querySelectorAll("[data-offered]")];
    if (!blocks.length || lot() >= Number(blocks[0].dataset.apart)) return;
    blocks.forEach((block) => { block.replaceChildren(); block.className = ""; block.removeAttribute("aria-labelledby"); });
    event.detail.serverResponse = fresh.innerHTML;
  });
  let goods = "";
  let telling = 0;
  const seen = new Set(), clicked = new Set();
  const tell = () => {
    clearTimeout(telling);
    telling = 0;
    if (!goods && !seen.size && !clicked.size) return;
    const body = new URLSearchParams({ goods, seen: [...seen].join(" "), clicked: [...clicked].join(" ") });
    goods = "";
    seen.clear();
    clicked.clear();
    fetch("/recommended/", { method: "POST", body, keepalive: true }).catch(() => { /* nothing is lost but a count */ });
  };
  const ofBlock = (block) => block.dataset.offered.split(" ").map((part) => part.split(":")[0]);
  const once = (name) => {
    try {
      if (sessionStorage.getItem(name)) return false;
      sessionStorage.setItem(name, "1");
    } catch { /* a browser that keeps nothing counts each time */ }
    return true;
  };
  const watchOffered = () => {
    const blocks = [...document.querySelectorAll("[data-offered]:not([data-watched])")];
    if (!blocks.length || !window.IntersectionObserver) return;
    const place = `met:${location.pathname}`;
    const watch = new IntersectionObserver((found) => found.forEach((one) => {
      if (!one.isIntersecting) return;
      watch.unobserve(one.target);
      if (once(place)) goods = blocks.map((block) => block.dataset.offered).join(" ");
      if (one.target.childElementCount) ofBlock(one.target).forEach((rule) => once(`${place}:${rule}`) && seen.add(rule));
      telling = telling || setTimeout(tell, 300);
    }));
    blocks.forEach((block) => { block.dataset.watched = ""; watch.observe(block); });
  };
  document.addEventListener("htmx:afterSettle", watchOffered);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-offered] a[href^='/product/']");
    const card = link && link.closest(".card").querySelector("[data-wish]");
    if (!card) return;
    const part = link.closest("[data-offered]").dataset.offered.split(" ").find((one) => one.split(":")[1].split(".").includes(card.value));
    if (part) clicked.add(`${part.split(":")[0]}:${card.value}`);
    tell();
  });
  window.addEventListener("pagehide", tell);

  window.addEventListener("popstate", () => {
    if (document.getElementById("goods") && location.search !== query) choose(location.href, "");
  });
})();
