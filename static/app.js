// What Errdex's pages gain with a script. Every page works without it, so each part looks for the elements
// that it adds to and leaves the rest alone. It makes elements, never markup: the pages' policy refuses that.

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function make(tag, attributes = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...content);
  return element;
}

// What a reader chose stays in the browser; where it keeps nothing, the choice holds for the page.
const kept = {
  get(name) { try { return localStorage.getItem(name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(name, value); } catch { /* private window */ } },
};

async function copy(text, button) {
  const words = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copying is not allowed here";
  }
  setTimeout(() => { button.textContent = words; }, 2000);
}

const copyButton = (label, text) =>
  make("button", { type: "button", class: "quiet copy", onclick: (event) => copy(text(), event.currentTarget) }, label);

function chooseScheme() {
  const label = find(".scheme"), select = find("select", label);
  const use = (scheme) => { scheme ? document.documentElement.dataset.scheme = scheme : delete document.documentElement.dataset.scheme; };
  select.value = kept.get("scheme") ?? "";
  use(select.value);
  select.addEventListener("change", () => { kept.set("scheme", select.value); use(select.value); });
  label.hidden = false;
}

// The paste box.

const bytes = (text) => new TextEncoder().encode(text).length;

const kibibytes = (size) => `${Math.ceil(size / 1024)} KiB`;

/** Counts the secrets in a text that show by their first characters, by kind. */
export function preview(text, shapes) {
  const found = new Map();
  const letter = (c) => c !== undefined && /[A-Za-z0-9]/.test(c);
  for (let at = 0; at < text.length; at++) {
    for (const shape of shapes) {
      if (!text.startsWith(shape.literal, at)) continue;
      const escaped = text[at - 2] === "\\" && "nrt".includes(text[at - 1]);
      if (!shape.in_word && letter(text[at - 1]) && !escaped) continue;
      const start = at + shape.literal.length;
      let end = start;
      while (end < text.length && ((shape.upper ? /[A-Z0-9]/ : /[A-Za-z0-9]/).test(text[end]) || (shape.marks ?? "").includes(text[end]))) end++;
      if (end - start < shape.least || (shape.digit && !/[0-9]/.test(text.slice(start, Math.min(end, start + 64))))) continue;
      found.set(shape.kind, (found.get(shape.kind) ?? 0) + 1);
      at = end - 1;
      break;
    }
  }
  return found;
}

/** Says of bytes that were dropped what stands in the way of reading them, or returns their text. */
export function readable(data, type) {
  const marks = data.subarray(0, 2).join();
  if (type.startsWith("image/")) return { problem: "That is a picture. Errdex reads text: copy the words from it, or from where they were printed." };
  if (marks === "255,254" || marks === "254,255") return { text: new TextDecoder(marks === "255,254" ? "utf-16le" : "utf-16be").decode(data) };
  if (data.subarray(0, 8192).includes(0)) return { problem: "That is a binary file. Errdex reads text: open it with the program that wrote it, and paste what it shows." };
  return { text: new TextDecoder().decode(data) };
}

function pasteBox(form) {
  const area = find("textarea", form), note = find(".note", form), limit = Number(form.dataset.limit);
  let shapes, waiting;
  const say = (words) => { note.textContent = words; note.hidden = !words; };

  async function look() {
    const size = bytes(area.value), words = [];
    if (size > limit) words.push(`${kibibytes(size - limit)} too much: keep the part around the error.`);
    else if (size > limit / 4) words.push(`${kibibytes(limit - size)} left.`);
    if (area.value.length > 8) {
      try {
        shapes ??= (await fetch("/secrets.json")).json();
        const found = [...preview(area.value, await shapes)];
        if (found.length) words.push(`Will be cut out: ${found.map(([kind, count]) => `${count} × ${kind}`).join(", ")}, and what else the server recognises.`);
      } catch { shapes = undefined; /* the preview is a courtesy; the server cuts in any case */ }
    }
    say(words.join(" "));
  }

  async function take(file) {
    if (file.size > limit * 2) return say(`That file has ${kibibytes(file.size)}, a paste at most ${kibibytes(limit)}: keep the part around the error.`);
    const { text, problem } = readable(new Uint8Array(await file.arrayBuffer()), file.type);
    if (problem) return say(problem);
    area.value = text;
    look();
  }

  area.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 250); });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("drop"); });
  form.addEventListener("dragleave", () => form.classList.remove("drop"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("drop");
    if (!event.dataTransfer.files.length) return; // text: the browser puts it in
    event.preventDefault();
    take(event.dataTransfer.files[0]);
  });
  area.addEventListener("paste", (event) => {
    const [file] = event.clipboardData.files;
    if (!file || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    take(file);
  });
  look();
}

// In a long paste the evidence is far down: the box opens where it begins.
function showEvidence() {
  const pasted = find(".pasted"), mark = find(".pasted mark");
  if (!mark || pasted.scrollHeight <= pasted.clientHeight) return;
  const down = mark.getBoundingClientRect().top - pasted.getBoundingClientRect().top;
  if (down > pasted.clientHeight * 0.8) pasted.scrollTop = down - pasted.clientHeight / 4;
}

// Links to a diagnosis: the redacted paste, compressed, behind the #.

const longestLink = 16000; // characters; chats and mail programs cut longer ones

async function through(stream, data) {
  return new Response(new Blob([data]).stream().pipeThrough(stream));
}

export async function pack(text) {
  const packed = new Uint8Array(await (await through(new CompressionStream("deflate-raw"), text)).arrayBuffer());
  let binary = "";
  for (const byte of packed) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Undoes pack; a text longer than limit bytes, which a small link can hold, is an error. */
export async function unpack(link, limit) {
  const packed = Uint8Array.from(atob(link.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const reader = (await through(new DecompressionStream("deflate-raw"), packed)).body.getReader();
  const parts = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > limit) { reader.cancel(); throw new RangeError("too long"); }
    parts.push(value);
  }
  return new TextDecoder("utf-8", { fatal: true }).decode(await new Blob(parts).arrayBuffer());
}

function shareDiagnosis() {
  const pasted = find(".pasted");
  if (!pasted || !globalThis.CompressionStream) return;
  for (const part of all("[data-share]")) part.hidden = false;
  find("button[data-share]").addEventListener("click", async (event) => {
    const button = event.currentTarget, marked = pasted.cloneNode(true);
    for (const number of all(".number", marked)) number.remove();
    const link = `${location.origin}/#d=${await pack(marked.textContent)}`;
    if (link.length > longestLink) button.textContent = "Too long for a link: use the report below";
    else copy(link, button);
  });
}

async function openDiagnosis(form) {
  const link = /^#d=(.*)$/.exec(location.hash)?.[1];
  if (link === undefined) return;
  history.replaceState(null, "", "/"); // going back must not send it again
  try {
    find("textarea", form).value = await unpack(link, Number(form.dataset.limit));
    form.requestSubmit();
  } catch {
    const note = find(".note", form);
    note.textContent = "This link is damaged: ask for it again, or for the text itself.";
    note.hidden = false;
  }
}

// Times.

function countDown(element) {
  const end = Date.now() + Number(element.dataset.seconds) * 1000;
  element.hidden = false;
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000);
    const clock = new Date(end).toLocaleTimeString();
    element.textContent = left > 0 ? `${left} s left, until ${clock}` : `The wait is over since ${clock}.`;
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}

function localTime(element) {
  const time = new Date(element.dateTime);
  if (element.dateTime.includes("T") && !Number.isNaN(time.valueOf())) element.append(` (${time.toLocaleString()} where you are)`);
}

// Articles.

function copyButtons() {
  for (const block of all(".body pre, .bundle pre")) {
    const frame = make("div", { class: "block" });
    block.replaceWith(frame);
    frame.append(make("div", { class: "bar" }, make("span", {}, languageOf(block) ?? ""), copyButton("Copy", () => block.textContent)), block);
  }
  for (const heading of all(".article .body > h2[id]")) {
    heading.append(copyButton("Copy link", () => location.href.split("#")[0] + "#" + heading.id));
  }
  for (const value of all(".copyable")) value.append(" ", copyButton("Copy", () => find("code", value).textContent));
  for (const link of all("a[data-copy]")) {
    link.after(copyButton("Copy as Markdown", () => link.dataset.text ?? ""));
    const button = link.nextElementSibling;
    button.addEventListener("pointerenter", () => load(link), { once: true });
    button.addEventListener("focus", () => load(link), { once: true });
  }
}

// A clipboard takes text only in the moment of the click, so the text is there before it.
async function load(link) { link.dataset.text = await (await fetch(link.href)).text(); }

const languages = { python: "Python", py: "Python", ts: "TypeScript", typescript: "TypeScript", js: "TypeScript", javascript: "TypeScript", sh: "Shell", bash: "Shell" };

const languageOf = (block) => languages[/language-(\w+)/.exec(find("code", block)?.className ?? "")?.[1]];

// Blocks that stand together and say the same in several languages become tabs.
function languageTabs() {
  const groups = [];
  for (const frame of all(".body .block")) {
    const last = groups.at(-1), language = languageOf(frame);
    if (!language) continue;
    if (last && last.at(-1).nextElementSibling === frame && !last.some((other) => languageOf(other) === language)) last.push(frame);
    else groups.push([frame]);
  }
  const show = (language) => {
    for (const group of groups) {
      if (group.tabs && group.some((frame) => languageOf(frame) === language)) group.show(language);
    }
  };
  for (const [n, group] of groups.entries()) {
    if (group.length < 2) continue;
    group.tabs = make("div", { class: "tabs", role: "tablist", "aria-label": "Language" });
    for (const [i, frame] of group.entries()) {
      const language = languageOf(frame);
      frame.id ||= `code-${n}-${i}`;
      frame.setAttribute("role", "tabpanel");
      frame.setAttribute("aria-label", language);
      group.tabs.append(make("button", {
        type: "button", role: "tab", "aria-controls": frame.id,
        onclick: () => { kept.set("language", language); show(language); },
        onkeydown: (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (!step) return;
          const next = group.tabs.children[(i + step + group.length) % group.length];
          next.click();
          next.focus();
        },
      }, language));
    }
    group.show = (language) => {
      for (const [i, frame] of group.entries()) {
        const chosen = languageOf(frame) === language, tab = group.tabs.children[i];
        frame.hidden = !chosen;
        tab.setAttribute("aria-selected", chosen);
        tab.tabIndex = chosen ? 0 : -1;
      }
    };
    group[0].before(group.tabs);
    group.show(languageOf(group[0]));
  }
  const chosen = kept.get("language");
  if (chosen) show(chosen);
}

// What scrolls sideways can be scrolled by keys; not every browser sees to that by itself.
function scrollByKeys() {
  const watch = new ResizeObserver((seen) => {
    for (const { target } of seen) target.scrollWidth > target.clientWidth ? target.tabIndex = 0 : target.removeAttribute("tabindex");
  });
  for (const element of all(".body pre, .body table")) watch.observe(element);
}

// The palette: / or Ctrl+K, type, arrows, Enter.

function palette() {
  let dialog, input, list, hint, results = [], chosen = 0, moved = false, asked = 0;
  const build = () => {
    input = make("input", { type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list", "aria-label": "Find an error", placeholder: "429, overloaded, ECONNRESET", autocomplete: "off" });
    list = make("ul", { id: "found", role: "listbox", "aria-label": "Found" });
    hint = make("p", { class: "hint", role: "status" });
    dialog = make("dialog", { class: "palette", "aria-label": "Find an error" }, input, list, hint);
    document.body.append(dialog);
    input.addEventListener("input", () => { moved = false; search(); });
    input.addEventListener("keydown", keys);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  };
  const choose = (next) => {
    chosen = results.length ? (next + results.length) % results.length : 0;
    for (const [i, item] of [...list.children].entries()) {
      item.setAttribute("aria-selected", i === chosen);
      if (i === chosen) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
    }
  };
  const search = async () => {
    const query = input.value.trim(), mine = ++asked;
    let found = [];
    list.setAttribute("aria-busy", "true");
    if (query) {
      try {
        const answer = await fetch(`/api/v1/search?q=${encodeURIComponent(query)}`);
        if (!answer.ok) throw new Error(answer.statusText);
        found = (await answer.json()).results;
      } catch {
        if (mine !== asked) return;
        list.setAttribute("aria-busy", "false");
        hint.textContent = "The search does not answer. Enter opens the search page.";
        return;
      }
    }
    if (mine !== asked) return; // a later key has asked again
    const held = moved ? results[chosen]?.url : undefined; // a late answer leaves the choice where it is
    results = found.slice(0, 8);
    list.replaceChildren(...results.map((result, i) => make("li", { id: `found-${i}`, role: "option", "aria-selected": "false", onclick: () => { location.href = result.url; } },
      make("strong", {}, result.title), make("span", {}, result.summary))));
    input.setAttribute("aria-expanded", results.length > 0);
    input.removeAttribute("aria-activedescendant");
    hint.textContent = !query || results.length ? "" : "Nothing found. Paste the whole error on the first page.";
    choose(Math.max(0, results.findIndex((result) => result.url === held)));
    list.setAttribute("aria-busy", "false");
  };
  const keys = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { moved = true; choose(chosen + step); }
    else if (event.key === "Escape") dialog.close(); // a search box would take the first one to clear itself
    else if (event.key === "Enter" && input.value.trim()) location.href = results[chosen]?.url ?? `/search?q=${encodeURIComponent(input.value)}`;
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    const k = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (!slash && !k) return;
    event.preventDefault();
    if (!dialog) build();
    if (!dialog.open) dialog.showModal();
    input.select();
  });
}

if (globalThis.document && find(".scheme")) {
  chooseScheme();
  palette();
  for (const form of all("form.paste")) pasteBox(form);
  if (location.pathname === "/" && find("form.paste")) openDiagnosis(find("form.paste"));
  showEvidence();
  shareDiagnosis();
  for (const element of all(".countdown")) countDown(element);
  for (const element of all("time[datetime]")) localTime(element);
  copyButtons();
  languageTabs();
  scrollByKeys();
}
