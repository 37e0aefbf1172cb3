"use strict";

// While somebody types, the server says what the text would cost: it alone counts segments.
const form = document.getElementById("words");
const verdict = document.getElementById("verdict");
let waiting = 0;
let asked = null;

async function check() {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(form.dataset.check, {
      method: "POST", body: new URLSearchParams({csrf_token: form.elements.csrf_token.value, text: form.elements.text.value}),
      headers: {"X-Requested-With": "fetch"}, signal: asked.signal,
    });
    if (answer.ok) verdict.innerHTML = await answer.text();
    else if (answer.status === 401) verdict.textContent = form.dataset.gone;
  } catch {
    // Overtaken by a later one, or there is no network now: the button still asks.
  }
}

form.elements.text.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(check, 300);
});
