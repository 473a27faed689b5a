// Theme and text size at once, without a page load. The server reads the same cookie, so the next page is drawn right from the start.
const root = document.documentElement;

function keep() {
  const chosen = [root.dataset.theme, root.dataset.text].filter(Boolean).join(".");
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `look=${chosen};path=/;max-age=${chosen ? 31536000 : 0};samesite=lax${secure}`;
}

function choose(name, value) {
  if (value && value !== "m") root.dataset[name] = value; else delete root.dataset[name];
  for (const button of document.querySelectorAll(`.look button[name="${name}"]`)) {
    button.setAttribute("aria-pressed", String(button.value === (root.dataset[name] ?? "")));
  }
  for (const radio of document.querySelectorAll(`.aids input[name="${name}"]`)) {
    radio.checked = radio.value === (root.dataset[name] ?? "m");
  }
  keep();
}

addEventListener("submit", (event) => {
  if (!event.target.matches("form.look") || !event.submitter?.name) return;
  event.preventDefault();
  choose(event.submitter.name, event.submitter.value);
});
addEventListener("change", (event) => {
  if (event.target.matches(".aids input[name='text']")) choose("text", event.target.value);
});
