/* What plain forms cannot do by themselves: a phone typed with spaces, nearest stores, live orders, filters at once.
   Everything here is an addition; every page works without it. */
(() => {
  "use strict";

  /* Where the visitor first came from, once, for ninety days: what the address and the browser say of themselves, no
     identity. A direct visit leaves nothing. */
  if (!/(?:^|; )came=/.test(document.cookie)) {
    const said = new URLSearchParams(location.search);
    const came = new URLSearchParams();
    for (const name of ["from", "utm_source", "utm_medium", "utm_campaign"]) {
      if (said.get(name)) came.set(name, said.get(name).slice(0, 80));
    }
    try {
      const host = new URL(document.referrer).hostname;
      if (host && host !== location.hostname) came.set("ref", host.slice(0, 80));
    } catch { /* no referrer */ }
    const text = came.toString();
    if (text) {
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `came=${encodeURIComponent(text).slice(0, 700)}; path=/; max-age=7776000; samesite=lax${secure}`;
    }
  }

  const language = document.documentElement.lang || "ru";
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

  /* +7 916 123-45-67 while it is typed; whatever is not a Russian number stays as it is. */
  const spaced = (text) => {
    let digits = text.replace(/\D/g, "");
    if (text.trim().startsWith("+") && !digits.startsWith("7")) return text;
    if (/^[78]/.test(digits)) digits = digits.slice(1);
    else if (!text.trim().startsWith("9")) return text;
    const part = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6, 8), digits.slice(8, 10)];
    let shown = "+7";
    if (part[0]) shown += " " + part[0];
    if (part[1]) shown += " " + part[1];
    if (part[2]) shown += "-" + part[2];
    if (part[3]) shown += "-" + part[3];
    return shown;
  };
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (field.type !== "tel" || event.inputType === "deleteContentBackward") return;
    if (field.selectionStart !== field.value.length) return;
    field.value = spaced(field.value);
  });

  /* Where we are among the tabs that are pushed sideways is seen without pushing. */
  each(".chips", (row) => {
    const now = row.querySelector("[aria-current]");
    if (now) row.scrollLeft = now.offsetLeft - row.offsetLeft - 16;
  });

  /* A form that must go only once: the second click waits for the first answer. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.classList.add("is-busy");
  });
  window.addEventListener("pageshow", () => each("[data-once]", (form) => {
    delete form.dataset.sent;
    each(".is-busy", (button) => button.classList.remove("is-busy"), form);
  }));

  /* Filters on the desktop answer at once, without leaving the page: the list is put in anew, what was open stays open,
     the focus stays where it was, and how many were found is said. In the phone's sheet the button shows them. */
  const wide = window.matchMedia("(min-width: 900px)");
  const waiting = (is) => document.documentElement.classList.toggle("is-waiting", is);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-instant]");
    if (form && wide.matches) form.requestSubmit();
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (!event.target.matches("[data-instant]")) return;
    const asked = event.detail.formData;
    [...asked.keys()].forEach((key) => { if (!asked.get(key)) asked.delete(key); });
  });
  let open = {};
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-instant]")) waiting(true);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "listing") return;
    open = {};
    each("details[id]", (one) => { open[one.id] = one.open; }, event.detail.target);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "listing") return;
    waiting(false);
    each("details[id]", (one) => { if (one.id in open) one.open = open[one.id]; }, event.target);
    const said = document.getElementById("said");
    if (said) said.textContent = event.target.dataset.said;
    if (!wide.matches) event.target.scrollIntoView();
  });

  /* What comes by itself is fetched before it is reached, so that nothing in sight jumps when it comes. */
  const bringNear = () => {
    if (!window.IntersectionObserver) return each("[data-near]", (one) => one.dispatchEvent(new Event("near")));
    const watch = new IntersectionObserver((seen) => seen.forEach((one) => {
      if (!one.isIntersecting) return;
      watch.unobserve(one.target);
      one.target.dispatchEvent(new Event("near"));
    }), { rootMargin: "1200px" });
    each("[data-near]", (one) => watch.observe(one));
  };
  document.addEventListener("DOMContentLoaded", bringNear);
  document.addEventListener("goods:changed", bringNear);

  /* Added at once for the eye; taken back if the shop says no or cannot be reached. */
  const turn = (button, is) => {
    const words = button.querySelector("span:not(.sr)");
    const form = button.form;
    if (!words || !form.dataset.added) return;
    button.classList.toggle("is-added", is);
    if (is) { button.dataset.was ||= words.textContent; words.textContent = form.dataset.added; }
    else words.textContent = button.dataset.was;
  };
  const presser = (event) => {
    const pressed = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent;
    const button = pressed && pressed.submitter;
    return button && button.name === "add" ? button : null;
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const button = presser(event);
    if (button) turn(button, true);
  });

  /* One more, one less: counted at once for the eye, so that the next press counts on from there; the shop's answer puts
     in what holds. */
  const count = (stepper, now) => {
    const [less, more] = stepper.querySelectorAll("button");
    stepper.querySelector(".stepper__now").textContent = new Intl.NumberFormat(language).format(now);
    [less.value, more.value] = [now - 1, now + 1];
    less.disabled = now - 1 < +stepper.dataset.least;
    more.disabled = now + 1 > +stepper.dataset.most;
  };
  document.addEventListener("submit", (event) => {
    const button = event.submitter, form = event.target;
    if (!window.htmx || !button || button.name !== "to" || !form.matches("#basket .line__act")) return;
    const stepper = form.querySelector(".stepper");
    stepper.dataset.was ||= +stepper.querySelector("button").value + 1;
    form.dataset.to = button.value;
    form.dataset.waits = "";
    if (stepper.contains(button)) count(stepper, +button.value);
  });
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.dataset.to) event.detail.formData.set("to", event.target.dataset.to);
    delete event.target.dataset.waits;
  });
  /* An answer that comes while another press waits or is on its way is not put in: it would take that press's form out of
     the page, and the press with it. The last answer shows all. */
  document.addEventListener("htmx:beforeRequest", (event) => { event.target.dataset.away = ""; });
  document.addEventListener("htmx:afterRequest", (event) => { delete event.target.dataset.away; });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "basket") return;
    const asked = event.detail.requestConfig.elt;
    each("form[data-waits], form[data-away]", (form) => {
      if (form !== asked || "waits" in form.dataset) event.detail.shouldSwap = false;
    }, event.detail.target);
  });
  const uncount = (form) => each(".stepper[data-was]", (stepper) => {
    count(stepper, +stepper.dataset.was);
    delete stepper.dataset.was;
    delete form.dataset.to;
  }, form);
  /* On to the checkout with what was counted last: the press waits for the shop's answer, if the way is still open. */
  let going = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#basket a[href='/checkout/']");
    if (!link || !document.querySelector("#basket form[data-to]")) return;
    event.preventDefault();
    going = true;
    link.classList.add("is-busy");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!going || event.target.id !== "basket") return;
    going = false;
    const link = document.querySelector("#basket a[href='/checkout/']");
    if (link) link.click();
  });
  const say = (words) => {
    const toast = document.getElementById("toast");
    if (!toast || !words) return;
    const box = document.createElement("div");
    box.className = "toast";
    box.textContent = words;
    toast.replaceChildren(box);
    goAway(toast);
  };
  const failed = (event, name) => {
    waiting(false);
    going = false;
    each("#basket a.is-busy", (link) => link.classList.remove("is-busy"));
    const button = presser(event);
    if (button) turn(button, false);
    if (event.detail.elt) uncount(event.detail.elt);
    if (event.detail.elt && event.detail.elt.id === "mine") return;
    const toast = document.getElementById("toast");
    if (toast) say(toast.dataset[name]);
  };
  document.addEventListener("htmx:sendError", (event) => failed(event, "away"));
  document.addEventListener("htmx:timeout", (event) => failed(event, "away"));
  document.addEventListener("htmx:responseError", (event) => failed(event, "failed"));
  window.addEventListener("pageshow", () => waiting(false));

  /* Thumbs move the strip instead of the page. */
  document.addEventListener("click", (event) => {
    const thumb = event.target.closest("[data-picture]");
    if (!thumb) return;
    const picture = document.querySelector(thumb.getAttribute("href"));
    if (!picture) return;
    event.preventDefault();
    picture.parentElement.scrollTo({ left: picture.offsetLeft - picture.parentElement.offsetLeft, behavior: "smooth" });
  });

  /* Goods held for a while: when the time is over the page says so by asking again. */
  setInterval(() => each("[data-until]", (line) => {
    if (new Date(line.dataset.until) < new Date()) line.remove();
  }), 5000);
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-copy]")) event.target.select();
  });

  /* Nearest stores first, when the visitor asks and allows it. The place never leaves the browser. */
  const kilometres = (a, b) => {
    const rad = Math.PI / 180;
    const h = Math.sin((b.lat - a.lat) * rad / 2) ** 2
      + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin((b.lon - a.lon) * rad / 2) ** 2;
    return 12742 * Math.asin(Math.sqrt(h));
  };
  const distance = (km) => new Intl.NumberFormat(language, {
    style: "unit", unit: km < 1 ? "meter" : "kilometer", maximumFractionDigits: km < 1 ? 0 : 1,
  }).format(km < 1 ? Math.round(km * 100) * 10 : km);
  const offerNearest = () => each("[data-nearest]", (button) => {
    if (!navigator.geolocation || !document.querySelector("[data-ladder] [data-lat]")) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      const here = { lat: coords.latitude, lon: coords.longitude };
      each("[data-ladder]", (list) => {
        const steps = [...list.children].map((step) => ({
          step, isOut: step.classList.contains("is-out"),
          km: step.dataset.lat ? kilometres(here, { lat: +step.dataset.lat, lon: +step.dataset.lon }) : Infinity,
        }));
        steps.sort((a, b) => a.isOut - b.isOut || a.km - b.km);
        steps.forEach(({ step, km }) => {
          const said = step.querySelector("[data-distance]");
          if (said && km < Infinity) said.textContent = "\u00a0· " + distance(km);
          list.append(step);
        });
      });
      each("[data-measured]", (words) => { words.hidden = true; });
      button.hidden = true;
    }, () => { button.hidden = true; }, { timeout: 8000, maximumAge: 600000 }));
  });
  offerNearest();
  document.addEventListener("goods:changed", offerNearest);

  /* A page that changes by itself: a hint from the live stream, else a look every quarter of a minute. What somebody is
     typing, or has opened, is not taken from under their hands. */
  each("[data-live]", (box) => {
    let busy = false;
    const part = box.dataset.part || "order";
    const isBusy = () => {
      const shown = document.getElementById(part);
      const at = document.activeElement;
      return !shown || (shown.contains(at) && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) || shown.querySelector("details[open] form");
    };
    const look = async () => {
      if (busy || document.hidden || isBusy()) return;
      busy = true;
      try {
        const answer = await fetch(box.dataset.refresh, { headers: { "HX-Request": "true" } });
        if (answer.ok) {
          const text = await answer.text();
          const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part);
          const shown = document.getElementById(part);
          if (fresh && shown && !isBusy() && fresh.dataset.revision !== shown.dataset.revision) {
            shown.replaceWith(fresh);
            if (window.htmx) window.htmx.process(fresh);
            say(fresh.dataset.said);
            if (part === "basket" && window.htmx) window.htmx.trigger("#mine", "load");
          }
        }
      } catch { /* the network is away: the next look may find it */ }
      busy = false;
    };
    if (window.EventSource && (box.dataset.live || "").startsWith("http")) {
      const stream = new EventSource(box.dataset.live);
      stream.onmessage = look;
      stream.addEventListener("changed", look);
      stream.onopen = look;
    }
    setInterval(look, 15000);
    document.addEventListener("visibilitychange", look);
  });

  /* What was said at the bottom of the screen goes away after a while. */
  let leaving = 0;
  function goAway(toast) {
    clearTimeout(leaving);
    leaving = setTimeout(() => {
      if (toast.matches(":hover, :focus-within")) goAway(toast);
      else toast.textContent = "";
    }, 6000);
  }
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id === "toast") goAway(event.target);
  });

  /* Where one stands, in the row that comes by itself. */
  const here = () => each("#mine a[href]", (link) => {
    if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
  });
  here();
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "mine") here(); });

  /* A row of links that is wider than the screen begins where one stands. */
  each(".chips [aria-current]", (one) => {
    const row = one.parentElement, at = one.getBoundingClientRect(), shown = row.getBoundingClientRect();
    row.scrollLeft += at.left - shown.left - (shown.width - at.width) / 2;
  });

  /* The search field is a combobox: the focus stays in it, arrows choose among what is offered, Enter goes there, Escape
     closes. Without the script it is a plain field of a form. */
  each(".search", (search) => {
    const field = search.querySelector("input[type=search]");
    const list = search.querySelector(".search__hints");
    const said = search.querySelector("[data-hints-said]");
    if (!field || !list) return;
    let at = -1;
    const options = () => [...list.querySelectorAll("[role=option]")];
    const mark = (to) => {
      const all = options();
      at = to;
      all.forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
      if (all[at]) {
        field.setAttribute("aria-activedescendant", all[at].id);
        all[at].scrollIntoView({ block: "nearest" });
      } else field.removeAttribute("aria-activedescendant");
    };
    const close = () => {
      list.textContent = "";
      list.removeAttribute("role");
      list.removeAttribute("aria-label");
      field.setAttribute("aria-expanded", "false");
      mark(-1);
      if (said) said.textContent = "";
    };
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    Object.entries(attributes).forEach(([name, value]) => field.setAttribute(name, value));
    list.addEventListener("htmx:afterSwap", () => {
      const all = options();
      if (!field.value.trim() || document.activeElement !== field) { close(); return; }
      all.forEach((one, place) => { one.id = "hint-" + place; one.tabIndex = -1; });
      if (!all.length) { close(); return; }
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", list.dataset.label);
      field.setAttribute("aria-expanded", "true");
      mark(-1);
      if (said) said.textContent = said.dataset.hintsSaid.replace("{}", all.length);
    });
    field.addEventListener("input", () => { if (!field.value.trim()) close(); });
    field.addEventListener("keydown", (event) => {
      const all = options();
      if (event.key === "Escape" && all.length) { event.preventDefault(); close(); return; }
      if (event.key === "Enter" && all[at]) { event.preventDefault(); all[at].click(); return; }
      if (!all.length || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(at + step < -1 ? all.length - 1 : at + step >= all.length ? -1 : at + step);
    });
    document.addEventListener("focusin", (event) => { if (!search.contains(event.target)) close(); });
    document.addEventListener("pointerdown", (event) => { if (!search.contains(event.target)) close(); });
  });

  /* What is put by and compared is marked on pages that are the same for everybody, once the header has told it. */
  const press = (button, isOn, name) => {
    button.name = isOn ? "un" + name : name;
    button.setAttribute("aria-pressed", String(isOn));
    each("[data-off]", (one) => { one.hidden = isOn; }, button);
    each("[data-on]", (one) => { one.hidden = !isOn; }, button);
  };
  const mark = () => {
    const told = document.getElementById("marks");
    if (!told) return;
    const wished = new Set(told.dataset.wished.split(" "));
    const compared = new Set(told.dataset.compared.split(" "));
    each("[data-wish]", (button) => press(button, wished.has(button.dataset.wish), "wish"));
    each("[data-compare]", (button) => press(button, compared.has(button.dataset.compare), "compare"));
  };
  document.addEventListener("htmx:afterSettle", mark);
  document.addEventListener("goods:changed", mark);

  /* A basket page that changed also changes the number in the header. */
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "basket" && window.htmx) window.htmx.trigger("#mine", "load");
  });
})();
