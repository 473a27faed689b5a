// Read-aloud for any element named by a button's data-read. The button is there only where the browser can speak.
function ready(scope) {
  if (!("speechSynthesis" in window)) return;
  for (const button of scope.querySelectorAll("button[data-read][hidden]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", "false");
    button.dataset.start = button.lastElementChild.textContent;
  }
}

function rest(button) {
  button.lastElementChild.textContent = button.dataset.start;
  button.setAttribute("aria-pressed", "false");
}

function read(button) {
  const text = document.getElementById(button.dataset.read);
  if (speechSynthesis.speaking || !text) { speechSynthesis.cancel(); rest(button); return; }
  for (const part of text.querySelectorAll("h2, h3, h4, p:not(.gloss), li, dt, dd")) {
    if (part.querySelector("p, li")) continue;
    const said = new SpeechSynthesisUtterance(part.textContent);
    said.lang = part.closest("[lang]").lang;
    said.onend = () => { if (!speechSynthesis.pending) rest(button); };
    speechSynthesis.speak(said);
  }
  button.lastElementChild.textContent = button.dataset.stop;
  button.setAttribute("aria-pressed", "true");
}

addEventListener("click", (event) => {
  const button = event.target.closest?.("button[data-read]");
  if (button) read(button);
});
addEventListener("htmx:load", (event) => ready(event.target));
addEventListener("pagehide", () => window.speechSynthesis?.cancel());
ready(document);
