// The public pages work without this. It copies the number, and leaves for good: Back does not lead here again.
"use strict";

const leave = document.getElementById("leave");
const PRESSES = 3;
const WITHIN = 3000; // ms
const TYPED = "input, select, textarea"; // there Shift is for capital letters
let presses = [];

function go(event) {
  event?.preventDefault();
  document.body.hidden = true;
  window.location.replace(leave.href);
}

leave.addEventListener("click", go);
document.getElementById("keys").hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift" || event.target.matches?.(TYPED)) {
    presses = [];
  } else if (!event.repeat) {
    presses = [...presses, event.timeStamp].filter((at) => event.timeStamp - at < WITHIN);
    if (presses.length >= PRESSES) go();
  }
});

window.addEventListener("pageshow", () => {
  document.body.hidden = false;
});

for (const button of document.querySelectorAll("[data-copy]")) {
  const said = button.nextElementSibling;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      said.textContent = button.dataset.copied;
    } catch {
      window.getSelection().selectAllChildren(document.querySelector(".number"));
    }
  });
}
