/* Refreshes the page's main part every few seconds while nobody is typing in it. */
(function () {
  var me = document.currentScript;
  var every = Number(me.dataset.refresh);
  var main = document.querySelector("main");
  function bottom() {
    var screen = document.getElementById("live");
    if (me.dataset.bottom && screen) screen.scrollTop = screen.scrollHeight;
  }
  function busy() {
    var at = document.activeElement;
    return document.hidden || (at && /INPUT|SELECT|TEXTAREA/.test(at.tagName));
  }
  function refresh() {
    if (busy()) return;
    fetch(location.href, { headers: { "X-Refresh": "1" } })
      .then(function (answer) { return answer.ok ? answer.text() : Promise.reject(); })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
        fresh.querySelectorAll(".notice").forEach(function (one) { one.remove(); });
        var open = Array.prototype.map.call(main.querySelectorAll("details"), function (one) { return one.open; });
        fresh.querySelectorAll("details").forEach(function (one, at) { one.open = open[at] || false; });
        if (fresh.innerHTML !== main.innerHTML && !busy()) { main.innerHTML = fresh.innerHTML; bottom(); }
      })
      .catch(function () {});
  }
  bottom();
  setInterval(refresh, every);
})();
