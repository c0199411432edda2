/* The office's own small behaviours: keys in tables, live hints, forms that send themselves when a filter changes. */
(function () {
  "use strict";

  function rows() {
    return Array.from(document.querySelectorAll(".pv-table tbody tr[data-href]"));
  }

  function move(step) {
    var all = rows();
    if (!all.length) return;
    var at = all.findIndex(function (row) { return row.classList.contains("is-current"); });
    if (at >= 0) all[at].classList.remove("is-current");
    at = Math.min(all.length - 1, Math.max(0, at + step));
    all[at].classList.add("is-current");
    all[at].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      var search = document.querySelector("[data-pv-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
      return;
    }
    if (/^(input|textarea|select)$/i.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "о") move(1);
    if (event.key === "k" || event.key === "л") move(-1);
    if (event.key === "Enter") {
      var current = document.querySelector(".pv-table tr.is-current[data-href]");
      if (current) window.location.href = current.dataset.href;
    }
  });

  document.addEventListener("change", function (event) {
    var form = event.target.closest("form[data-pv-instant]");
    if (form) form.requestSubmit();
  });

  document.querySelectorAll(".pv-map [data-node]").forEach(function (node) {
    var map = node.closest("svg");
    node.addEventListener("mouseenter", function () {
      map.classList.add("has-focus");
      map.querySelectorAll("[data-source]").forEach(function (edge) {
        var near = edge.dataset.source === node.dataset.node || edge.dataset.target === node.dataset.node;
        edge.classList.toggle("is-near", near);
      });
    });
    node.addEventListener("mouseleave", function () { map.classList.remove("has-focus"); });
  });

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-pv-print]")) { window.print(); return; }
    var button = event.target.closest("[data-pv-copy]");
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.pvCopy).then(function () {
      button.classList.add("is-done");
      window.setTimeout(function () { button.classList.remove("is-done"); }, 1500);
    });
  });

  /* A place is renewed at most every two seconds, and not while somebody types in it; what is unfolded stays so. */
  document.querySelectorAll("[data-pv-begins]").forEach(function (place) {
    place.scrollLeft = place.scrollWidth * Number(place.dataset.pvBegins) / 100 - place.clientWidth / 10;
  });
  document.querySelectorAll("[data-pv-live]").forEach(function (place) {
    var source = new EventSource(place.dataset.pvLive);
    var planned = 0;
    function isBusy() {
      var at = document.activeElement;
      return at && place.contains(at) && /^(input|textarea|select)$/i.test(at.tagName);
    }
    function renew() {
      planned = 0;
      if (isBusy()) { plan(); return; }
      fetch(window.location.href, { headers: { "X-Requested-With": "XMLHttpRequest" } })
        .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(); })
        .then(function (html) {
          var fresh = new DOMParser().parseFromString(html, "text/html").getElementById(place.id);
          if (!fresh || isBusy()) return;
          place.querySelectorAll("details[id][open]").forEach(function (one) {
            var same = fresh.querySelector("#" + one.id);
            if (same) same.open = true;
          });
          place.innerHTML = fresh.innerHTML;
          place.classList.remove("is-stale");
        })
        .catch(function () { place.classList.add("is-stale"); });
    }
    function plan() { if (!planned) planned = window.setTimeout(renew, 2000); }
    var renewed = 0;
    source.addEventListener("message", function () {
      if (planned) return;
      var wait = Math.max(200, 2000 - (Date.now() - renewed));
      planned = window.setTimeout(function () { renewed = Date.now(); renew(); }, wait);
    });
    if (place.dataset.pvEvery) window.setInterval(function () { if (!document.hidden) plan(); }, Number(place.dataset.pvEvery) * 1000);
  });
})();
