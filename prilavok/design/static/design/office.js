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

  document.querySelectorAll("[data-pv-live]").forEach(function (place) {
    var source = new EventSource(place.dataset.pvLive);
    source.addEventListener("message", function () {
      fetch(window.location.href, { headers: { "X-Requested-With": "XMLHttpRequest" } })
        .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(); })
        .then(function (html) {
          var fresh = new DOMParser().parseFromString(html, "text/html").getElementById(place.id);
          if (fresh) place.innerHTML = fresh.innerHTML;
        })
        .catch(function () { place.classList.add("is-stale"); });
    });
  });
})();
