/* What plain forms cannot do at the counter: ring for a new order, count what is scanned, keep counts when the network or
   the phone fails. Everything here is an addition; every screen works without it. */
(() => {
  "use strict";

  const $ = (selector, root = document) => root.querySelector(selector);
  const each = (selector, act, root = document) => root.querySelectorAll(selector).forEach(act);

  /* Sound needs a touch first: the first one of the shift wakes it. */
  let sound = null;
  const wake = () => {
    const Sound = window.AudioContext || window.webkitAudioContext;
    if (!Sound) return;
    sound = sound || new Sound();
    if (sound.state === "suspended") sound.resume();
  };
  document.addEventListener("pointerdown", wake, { passive: true });
  document.addEventListener("keydown", wake);
  const tone = (pitch, from, lasts) => {
    if (!sound || sound.state !== "running") return;
    const voice = sound.createOscillator();
    const gain = sound.createGain();
    const start = sound.currentTime + from;
    voice.frequency.value = pitch;
    gain.gain.setValueAtTime(0.0001, start);
    gain.gain.exponentialRampToValueAtTime(0.4, start + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + lasts);
    voice.connect(gain).connect(sound.destination);
    voice.start(start);
    voice.stop(start + lasts);
  };
  const shake = (pattern) => { if (navigator.vibrate) navigator.vibrate(pattern); };
  const ring = () => { tone(880, 0, 0.18); tone(1175, 0.2, 0.3); shake([200, 100, 200]); };
  const yes = () => { tone(1320, 0, 0.09); shake(40); };
  const no = () => { tone(220, 0, 0.35); shake([120, 60, 120]); };

  /* The network is seen, and harmless. */
  const away = $("#away");
  const network = () => { if (away) away.hidden = navigator.onLine; };
  window.addEventListener("online", network);
  window.addEventListener("offline", network);
  network();

  /* The list of tasks looks again at every hint of the live stream, else each quarter of a minute. */
  const known = () => new Set((($("#tasks") || { dataset: {} }).dataset.new || "").split(" ").filter(Boolean));
  let busy = false;
  const look = async () => {
    if (busy || !$("#tasks")) return;
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const fresh = answer.ok && !answer.redirected
        && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("tasks");
      if (fresh) {
        const before = known();
        $("#tasks").replaceWith(fresh);
        const come = [...known()].filter((one) => !before.has(one));
        come.forEach((one) => {
          const link = $(`a[href="/counter/pick/${one}/"]`);
          if (link) link.parentElement.classList.add("is-fresh");
        });
        if (come.length) {
          ring();
          const said = $("#said");
          if (said) said.textContent = said.dataset.text;
        }
      }
      if (away) away.hidden = true;
    } catch {
      if (away) away.hidden = false;
    }
    busy = false;
  };
  if ($("#tasks")) {
    if (window.EventSource && document.body.dataset.live) {
      const stream = new EventSource(document.body.dataset.live);
      stream.onmessage = look;
      stream.onopen = look;
    }
    setInterval(look, 15000);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  }

  /* A form that must go only once. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    if (event.submitter) event.submitter.classList.add("is-busy");
  });
  window.addEventListener("pageshow", () => each("[data-once]", (form) => { delete form.dataset.sent; }));

  /* Gathering. Counts are kept on the phone until the order is done: a reload or a dead battery loses nothing. */
  const keep = (order) => `counter.pick.${order}`;
  each("[data-done-with]", (one) => { if (one.tagName !== "FORM") localStorage.removeItem(keep(one.dataset.doneWith)); });

  const gather = $("#gather[data-started]");
  if (gather) {
    const goods = [...gather.querySelectorAll("[data-good]")];
    const field = (good) => $(".count__now", good);
    const figure = (text) => parseFloat(text.replace(/\s/g, "").replace(",", "."));
    const most = (good) => figure(field(good).dataset.most);
    const wanted = (good) => figure(field(good).dataset.wanted || field(good).dataset.most);
    const count = (good) => parseFloat(field(good).value.replace(",", ".")) || 0;
    const written = (number) => String(Math.round(number * 1000) / 1000).replace(".", ",");
    const show = (good) => {
      good.classList.toggle("is-whole", count(good) > 0 && count(good) >= wanted(good));
      const sum = (said) => written(goods.reduce((all, one) => all + said(one), 0));
      const progress = $("#progress");
      if (progress) progress.textContent = `${sum(count)} / ${sum(wanted)}`;
    };
    const save = () => {
      const counts = {};
      goods.forEach((good) => { counts[field(good).name] = field(good).value; });
      try { localStorage.setItem(keep(gather.dataset.order), JSON.stringify(counts)); } catch { /* a full phone */ }
    };
    const set = (good, number) => {
      field(good).value = written(Math.min(Math.max(number, 0), most(good)));
      show(good);
      save();
    };

    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(keep(gather.dataset.order)) || "{}"); } catch { kept = {}; }
    goods.forEach((good) => {
      const before = kept[field(good).name];
      if (before && !count(good)) field(good).value = before;
      if (count(good) > most(good)) field(good).value = written(most(good));
      show(good);
      each("[data-step]", (button) => {
        button.hidden = false;
        button.addEventListener("click", () => { set(good, count(good) + Number(button.dataset.step)); shake(20); });
      }, good);
      field(good).addEventListener("change", () => set(good, count(good)));
      field(good).addEventListener("focus", (event) => event.target.select());
    });

    const scan = $("#scan");
    const heard = $("#heard");
    const say = (text, isBad) => {
      heard.textContent = text;
      heard.classList.toggle("is-bad", isBad);
      scan.closest(".scan").classList.toggle("is-bad", isBad);
      scan.closest(".scan").classList.toggle("is-good", !isBad);
      (isBad ? no : yes)();
    };
    const hear = (code) => {
      const word = code.toLowerCase();
      const good = goods.find((one) => one.dataset.codes.split(" ").includes(code) || (one.dataset.article.toLowerCase() === word));
      if (!good && "adds" in gather.dataset) {
        /* A good that is not on the list yet is added by the server, with all the counts made so far. */
        scan.value = code;
        gather.requestSubmit($('[name="do"][value="scan"]', gather));
        return;
      }
      if (!good) { say(gather.dataset.strange.replace("{code}", code), true); return; }
      if (count(good) + 1 > most(good)) { say(gather.dataset.enough.replace("{title}", good.dataset.title), true); return; }
      set(good, count(good) + 1);
      say(`${good.dataset.title}: ${field(good).value} / ${written(wanted(good))}`, false);
      good.scrollIntoView({ block: "center", behavior: "smooth" });
    };
    const take = () => {
      const code = scan.value.trim();
      scan.value = "";
      if (code) hear(code);
    };
    scan.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      take();
    });
    $('[name="do"][value="scan"]', gather).addEventListener("click", (event) => { event.preventDefault(); take(); });

    /* A scanner types very fast and ends with Enter, wherever the cursor stands. */
    let typed = "";
    let last = 0;
    document.addEventListener("keydown", (event) => {
      if (/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
      if (event.timeStamp - last > 100) typed = "";
      last = event.timeStamp;
      if (event.key === "Enter" && typed.length >= 4) { event.preventDefault(); hear(typed); typed = ""; }
      else if (event.key.length === 1) typed += event.key;
    });
  }
})();
