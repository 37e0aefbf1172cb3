"use strict";

// A details element that was opened to pause is closed again by Escape, and gives the focus back.
document.addEventListener("keydown", (event) => {
  const open = document.querySelector("details.pause[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

// On a narrow screen the ways on lie in one row that moves: the page that is shown is not left out of sight.
const current = document.querySelector(".pages [aria-current]");
if (current) {
  const row = current.parentElement;
  row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}

// What changes of itself is asked for every 15 seconds while the page is seen; without this there is a link.
const age = document.getElementById("age");
if (age) {
  const PIECES = ["live-state", "live-till", "live-act", "live-figures"];
  const OFTEN = 15_000;
  const SELDOM = 60_000;
  let tag = "";
  let timer = 0;
  let asking = false;
  let over = false;

  const element = (id, within = document) => within.getElementById(id);
  const tokenless = (html) => html.replace(/name="csrf_token" value="[^"]*"/g, "");

  // Who is pausing, or typing a code, is not disturbed.
  const isInUse = (piece) => piece.querySelector("details[open]") || piece.contains(document.activeElement);

  const show = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    let whole = true;
    for (const id of PIECES) {
      const [old, now] = [element(id), element(id, fresh)];
      if (!old || !now || tokenless(old.innerHTML) === tokenless(now.innerHTML)) {
        continue;
      }
      if (isInUse(old)) {
        whole = false;
      } else {
        old.innerHTML = now.innerHTML;
      }
    }
    element("strip").className = element("strip", fresh).className;
    return whole;
  };

  const later = (wait) => {
    clearTimeout(timer);
    timer = over ? 0 : setTimeout(ask, wait);
  };

  async function ask() {
    if (document.hidden || asking || over) {
      return;
    }
    asking = true;
    let wait = OFTEN;
    try {
      const headers = { "X-Requested-With": "fetch", ...(tag && { "If-None-Match": tag }) };
      const answer = await fetch(age.dataset.live, { headers, cache: "no-store", signal: AbortSignal.timeout(10_000) });
      if (answer.status === 401) {
        over = true;
        element("live-out").hidden = false;
      } else if (answer.status === 200 || answer.status === 304) {
        if (answer.status === 200) {
          tag = show(await answer.text()) ? answer.headers.get("ETag") : "";
        }
        element("as-of").textContent = answer.headers.get("X-As-Of");
      } else {
        throw new Error(String(answer.status));
      }
      element("live-cut").hidden = true;
    } catch {
      element("live-cut").hidden = false;
      wait = SELDOM;
    }
    asking = false;
    later(wait);
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : ask()));
  later(OFTEN);
}
