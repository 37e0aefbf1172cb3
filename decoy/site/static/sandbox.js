// The page works without this: it only saves reloading. It sends the forms itself, and once a second, while the
// page is visible, fetches what changes of itself. A recording that plays is never touched by that.
"use strict";

const EVERY = 1000;
const live = document.body.dataset.liveUrl;

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** Make a list like another, item by item, so that readers of the screen hear only what is new. */
function reconcile(list, fresh) {
  const known = new Map([...list.children].map((item) => [item.dataset.key, item]));
  [...fresh.children].forEach((item, place) => {
    const old = known.get(item.dataset.key);
    known.delete(item.dataset.key);
    const kept = old && sameText(old, item) ? old : adopt(item, old);
    if (list.children[place] !== kept) list.insertBefore(kept, list.children[place] ?? null);
    if (old && old !== kept) old.remove();
  });
  known.forEach((item) => item.remove());
}

const sameText = (old, item) => old.textContent === item.textContent && old.className === item.className;

/** Take an item into this page; what the old one had open stays open. */
function adopt(item, old) {
  const adopted = document.importNode(item, true);
  const details = adopted.querySelector("details");
  if (details && old?.querySelector("details")?.open) details.open = true;
  return adopted;
}

function refresh(fresh) {
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!other) continue;
    const list = part.querySelector("[data-keyed]");
    if (list) reconcile(list, other.querySelector("[data-keyed]"));
    else if (part.innerHTML !== other.innerHTML) part.innerHTML = other.innerHTML;
  }
  const thread = document.querySelector(".thread");
  if (thread && thread.dataset.length !== String(thread.scrollHeight)) {
    thread.dataset.length = thread.scrollHeight;
    thread.scrollTop = thread.scrollHeight;
  }
}

let actions = 0;

async function poll() {
  if (document.visibilityState === "visible") {
    const before = actions;
    const answer = await fetch(live).catch(() => null);
    const html = answer?.ok && (await answer.text());
    if (html && before === actions) refresh(parse(html)); // not what was true before the last action
  }
  setTimeout(poll, EVERY);
}

/** Send a form and show the screen of the phone that comes back; the keyboard stays where it was. */
async function act(form, button) {
  const focused = document.activeElement?.id;
  form.setAttribute("aria-busy", "true");
  if (button) button.disabled = true;
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
  form.removeAttribute("aria-busy");
  if (button) button.disabled = false;
  if (!answer?.ok) return location.reload();
  const fresh = parse(await answer.text());
  actions += 1;
  document.getElementById("screen").replaceWith(document.importNode(fresh.getElementById("screen"), true));
  refresh(fresh);
  if (focused) document.getElementById(focused)?.focus();
  document.querySelector("audio[data-recording]")?.play().catch(() => {});
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-action]")) return;
  event.preventDefault();
  act(event.target, event.submitter);
});

// When the recording has ended, so has the call: the provider hangs up.
document.addEventListener("ended", (event) => {
  if (event.target.matches("[data-recording]")) document.querySelector("[data-hang-up]")?.requestSubmit();
}, true);

// Enter sends, as on a phone; with Shift it begins a new line.
document.addEventListener("keydown", (event) => {
  if (event.target.id !== "body" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

refresh(document);
poll();
