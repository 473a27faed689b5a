// Small courtesies. Every page does its work without this file.

// A dialog is opened by data-dialog="id" and closed by data-close or the Escape key.
// data-copy="text" copies it; data-share shares this page's address, or copies it where sharing is unknown.
addEventListener("click", async (event) => {
  const target = event.target.closest?.("[data-dialog], [data-close], [data-copy], [data-share], .button[aria-disabled='true']");
  if (!target) return;
  if (target.matches("[aria-disabled='true']")) { event.preventDefault(); return; }
  if (target.dataset.dialog) {
    const dialog = document.getElementById(target.dataset.dialog);
    if (dialog?.showModal) { event.preventDefault(); dialog.showModal(); }
  } else if ("close" in target.dataset) {
    target.closest("dialog")?.close();
  } else if ("share" in target.dataset && navigator.share) {
    try { await navigator.share({ title: document.title, url: target.dataset.share || location.href }); } catch { /* the reader changed their mind */ }
  } else {
    await navigator.clipboard?.writeText(target.dataset.copy || target.dataset.share || location.href);
    tell(target);
  }
});

// A word beside the button, read out too, that it was done.
function tell(button) {
  const word = button.dataset.done;
  if (!word) return;
  let place = button.nextElementSibling;
  if (!place?.matches("[role='status']")) {
    place = document.createElement("span");
    place.setAttribute("role", "status");
    place.className = "small muted";
    button.after(place);
  }
  place.textContent = word;
  setTimeout(() => { place.textContent = ""; }, 4000);
}

// A filter form with data-auto sends itself when a choice changes; its button stays for everyone else.
addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && "auto" in form.dataset && event.target.matches("select, input[type='checkbox'], input[type='radio'], input[type='date']")) form.requestSubmit();
});

// A form with data-unsaved asks before it is left with words in it that were not sent.
const changed = new WeakSet();
addEventListener("input", (event) => { if (event.target.form && "unsaved" in event.target.form.dataset) changed.add(event.target.form); });
addEventListener("submit", (event) => {
  changed.delete(event.target);
  const button = event.submitter;
  if (event.target.method === "post" && button?.matches(".button") && !event.target.matches("[hx-post]")) {
    if (button.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    setTimeout(() => button.setAttribute("aria-busy", "true"));
  }
});
addEventListener("pageshow", () => { for (const button of document.querySelectorAll(".button[aria-busy='true'][type='submit']")) button.removeAttribute("aria-busy"); });
addEventListener("beforeunload", (event) => {
  for (const form of document.querySelectorAll("form[data-unsaved]")) if (changed.has(form)) event.preventDefault();
});

// An open menu closes by Escape or a click elsewhere.
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

// What is wrong comes first: the summary of errors takes the focus.
function attend(scope) { scope.querySelector?.("[data-focus]")?.focus(); }
addEventListener("htmx:load", (event) => attend(event.target));
attend(document);

// A row of tabs that slides shows the page one is on.
for (const here of document.querySelectorAll("nav > .tabs [aria-current]")) {
  const row = here.closest(".tabs");
  row.scrollLeft = here.parentElement.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}
