"use strict";

// A details element that was opened to pause is closed again by Escape, and gives the focus back.
document.addEventListener("keydown", (event) => {
  const open = document.querySelector("details.pause[open]");
  if (event.key === "Escape" && open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
