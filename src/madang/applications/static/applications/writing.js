// The writing page: each answer is saved by itself while someone writes, and kept on this device until that is done.
// Everything here can be done without this file, by the button "Save".

const form = document.querySelector("form[data-writing]");
if (form) start(form);

function start(form) {
  const kept = `madang.writing.${form.dataset.writing}.`;
  const saved = new Map();    // question -> what the server has acknowledged, as sent
  const sent = new Map();     // question -> what is on its way
  const tries = new Map();    // question -> how often saving failed in a row
  const notes = new Map();    // question -> the timer of writing it down

  // What stands in the fields of one question now, as the server would be sent it. Files travel with the form alone.
  function fields(question) {
    return [...new FormData(form).entries()].filter(
      ([name, value]) => typeof value === "string" && (name === question || name.startsWith(`${question}-`)));
  }
  const written = (question) => JSON.stringify(fields(question));
  const block = (question) => document.getElementById(`q-${question}`);
  const place = (element) => element?.closest?.("[data-question][hx-post]");

  function note(question, words) {
    const line = block(question)?.querySelector("[data-note]");
    if (line) line.textContent = words;
  }

  function remember(question) {
    try { localStorage.setItem(kept + question, JSON.stringify({ fields: fields(question), at: Date.now() })); } catch { /* no room, or not allowed */ }
  }
  function forget(question) {
    try { localStorage.removeItem(kept + question); } catch { /* not allowed */ }
  }

  function rememberAll() {
    for (const [question, then] of saved) if (block(question) && written(question) !== then) remember(question);
  }

  for (const one of form.querySelectorAll("[data-question][hx-post]")) saved.set(one.dataset.question, written(one.dataset.question));

  form.addEventListener("input", (event) => {
    const question = place(event.target)?.dataset.question;
    if (!question) return;
    clearTimeout(notes.get(question));
    if (written(question) === saved.get(question)) { forget(question); return; }
    note(question, form.dataset.unsavedWord);
    notes.set(question, setTimeout(() => remember(question), 250));
  });

  // Only what belongs to the question goes out, and nothing that was saved as it stands.
  form.addEventListener("htmx:configRequest", (event) => {
    const question = place(event.detail.elt)?.dataset.question;
    if (!question || event.detail.verb !== "post") return;
    const own = new Set(["csrfmiddlewaretoken", `v.${question}`]);
    for (const name of new Set([...event.detail.formData.keys()])) {
      if (!own.has(name) && name !== question && !name.startsWith(`${question}-`)) event.detail.formData.delete(name);
    }
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    const question = place(event.detail.elt)?.dataset.question;
    if (!question || event.detail.requestConfig.verb !== "post") return;
    const now = written(question);
    if (event.detail.elt.matches("[data-question]") && now === saved.get(question)) { event.preventDefault(); return; }
    sent.set(question, now);
    note(question, form.dataset.savingWord);
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    const question = place(event.detail.elt)?.dataset.question;
    if (!question || event.detail.requestConfig.verb !== "post") return;
    const status = event.detail.xhr?.status ?? 0;
    if (event.detail.successful) {
      saved.set(question, sent.get(question));
      tries.delete(question);
      if (written(question) === saved.get(question)) forget(question); else remember(question);
    } else if (status === 401) {
      rememberAll();  // signed out: the page is on its way to sign in, and offers this again when it comes back
    } else if (status === 0 || status === 429 || status >= 500) {
      remember(question);
      note(question, form.dataset.keptWord);
      again(question, Number(event.detail.xhr?.getResponseHeader?.("Retry-After")) || 5);
    } else {
      remember(question);  // refused: the person decides; until then nothing of theirs is lost
    }
  });

  form.addEventListener("htmx:afterSwap", (event) => {
    const one = event.target.closest?.("[data-question]");
    one?.classList.toggle("wrong", Boolean(one.querySelector(".error")));
  });

  // Later each time, and never all at once: many pages may be waiting for the same busy minute to pass.
  function again(question, seconds) {
    const count = (tries.get(question) ?? 0) + 1;
    tries.set(question, count);
    const wait = Math.min(seconds * 2 ** (count - 1), 60) * (0.75 + Math.random() / 2);
    setTimeout(() => { if (tries.has(question)) save(question); }, wait * 1000);
  }
  function save(question) {
    const one = block(question);
    if (one) window.htmx?.trigger(one, "change");
  }
  addEventListener("online", () => { for (const question of tries.keys()) save(question); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    for (const [question, then] of saved) if (block(question) && written(question) !== then) save(question);
  });

  // A question that was put in anew stands as the server has it.
  document.addEventListener("htmx:load", (event) => {
    const one = event.detail.elt;
    if (one.matches?.("[data-question][hx-post]")) { saved.set(one.dataset.question, written(one.dataset.question)); forget(one.dataset.question); }
  });

  // Who is writing where: only while the page is looked at.
  const presence = document.getElementById("presence");
  form.addEventListener("focusin", (event) => {
    const question = event.target.closest("[data-question]")?.dataset.question;
    if (question && presence) presence.elements.at.value = question;
  });
  presence?.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.xhr?.status === 401) rememberAll();
  });
  presence?.addEventListener("htmx:beforeRequest", (event) => {
    if (document.visibilityState === "hidden") event.preventDefault();
  });

  // One more row, without a way to the server and back.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-more]");
    if (!button) return;
    event.preventDefault();
    addRow(button.dataset.more)?.querySelector("input, select, textarea")?.focus();
  });
  function addRow(question) {
    const rows = document.getElementById(`rows-${question}`);
    const last = rows?.querySelector("[data-row]:last-of-type");
    if (!last) return null;
    const count = rows.querySelectorAll("[data-row]").length;
    const fresh = last.cloneNode(true);
    const head = new RegExp(`^(f-)?${question}-\\d+`);
    for (const each of fresh.querySelectorAll("[name], [id], [for]")) {
      for (const attribute of ["name", "id", "for"]) {
        const text = each.getAttribute(attribute);
        if (text) each.setAttribute(attribute, text.replace(head, (_all, mark) => `${mark ?? ""}${question}-${count}`));
      }
      if (each.matches("input[type='checkbox'], input[type='radio']")) each.checked = false;
      else if (each.matches("select")) each.selectedIndex = 0;
      else if (each.matches("input, textarea")) each.value = "";
    }
    const number = fresh.querySelector("[data-place]");
    if (number) number.textContent = String(count + 1);
    rows.append(fresh);
    return fresh;
  }

  // What an earlier visit could not save is offered again, one question at a time. Nothing is put back unasked.
  const offers = document.getElementById("kept-here");
  for (const [question, then] of saved) {
    let found = null;
    try { found = JSON.parse(localStorage.getItem(kept + question) ?? "null"); } catch { forget(question); }
    if (!found) continue;
    if (JSON.stringify(found.fields) === then) { forget(question); continue; }
    offer(question, found.fields);
  }
  function offer(question, entries) {
    const label = block(question)?.querySelector("label, legend, summary .label")?.firstChild?.textContent?.trim() ?? question;
    const line = document.createElement("div");
    line.className = "notice wait";
    const words = document.createElement("p");
    words.textContent = `${form.dataset.foundWord} ${label}`;
    const text = document.createElement("p");
    text.className = "quote";
    text.textContent = entries.map(([, value]) => value).filter(Boolean).join(" · ").slice(0, 400);
    const ways = document.createElement("p");
    ways.className = "actions";
    ways.append(
      button(form.dataset.backWord, () => { putBack(question, entries); line.remove(); hideWhenEmpty(); }),
      button(form.dataset.awayWord, () => { forget(question); line.remove(); hideWhenEmpty(); }));
    line.append(words, text, ways);
    offers.append(line);
    offers.hidden = false;
  }
  function button(words, then) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button slim";
    made.textContent = words;
    made.addEventListener("click", then);
    return made;
  }
  function hideWhenEmpty() { offers.hidden = !offers.children.length; }
  function putBack(question, entries) {
    const fold = block(question)?.querySelector("details");
    if (fold) fold.open = true;
    const places = entries.map(([name]) => Number(name.slice(question.length + 1).split("-")[0])).filter(Number.isInteger);
    const rows = document.getElementById(`rows-${question}`);
    while (rows && places.length && rows.querySelectorAll("[data-row]").length <= Math.max(...places)) if (!addRow(question)) break;
    const left = new Map();
    for (const [name, value] of entries) left.set(name, [...(left.get(name) ?? []), value]);
    for (const each of block(question).querySelectorAll("[name]")) {
      if (each.name.startsWith("v.") || !(each.name === question || each.name.startsWith(`${question}-`))) continue;
      const values = left.get(each.name) ?? [];
      if (each.matches("input[type='checkbox'], input[type='radio']")) each.checked = values.includes(each.value);
      else each.value = values[0] ?? "";
    }
    save(question);
  }
}
