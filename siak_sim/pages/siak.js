"use strict";
// The operator's page: the box that finds, buttons that act, parts that keep themselves fresh.

const POLL = 1000;
const TOKEN = "siak-sim-token";
const $ = (id) => document.getElementById(id);

// ---- acting -------------------------------------------------------------------------------

function headers() {
  const token = sessionStorage.getItem(TOKEN);
  return token ? { "X-Sim-Token": token } : {};
}

let fading = 0;
function tell(text, bad = false) {
  const box = $("kabar");
  box.textContent = text;
  box.className = bad ? "bad" : "good";
  clearTimeout(fading);
  fading = setTimeout(() => { box.textContent = ""; box.className = ""; }, bad ? 12000 : 5000);
}

function whyNot(status, answer) {
  const error = (answer && answer.error) || {};
  if (error.code === "control_refused") return "Perlu token kontrol: isi di bagian atas halaman.";
  if (error.code === "clock_backwards") return "Waktu hanya dapat maju.";
  if (status === 404) return "Sudah tidak ada, atau belum didukung program ini.";
  return `Ditolak: ${error.message || status}`;
}

async function send(how, body, done) {
  const [method, url] = how.split(" ");
  const options = { method, headers: headers() };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  try {
    const answer = await fetch(url, options);
    const told = await answer.json().catch(() => null);
    if (!answer.ok) { tell(whyNot(answer.status, told), true); return false; }
  } catch {
    tell("Simulator tidak menjawab.", true);
    return false;
  }
  tell(done || "Tersimpan.");
  await refresh();
  return true;
}

function readField(field) {
  if (field.type === "checkbox") return field.checked ? true : undefined;
  if (field.value === "") return field.dataset.empty === "null" ? null : undefined;
  if (field.dataset.type === "wita") return `${field.value}${field.value.length === 16 ? ":00" : ""}+08:00`;
  return field.type === "number" ? Number(field.value) : field.value.trim();
}

function bodyOf(form) {
  const body = {};
  for (const field of form.elements) {
    if (!field.name || field.matches(":disabled")) continue;
    const value = readField(field);
    if (value === undefined) continue;
    const [outer, inner] = field.name.split(".");
    if (inner) (body[outer] ||= {})[inner] = value;
    else body[outer] = value;
  }
  if (!form.dataset.append) return body;
  return { [form.dataset.append]: [...JSON.parse(form.dataset.base), body] };
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-send]")) {
    event.preventDefault();
    send(form.dataset.send, bodyOf(form), form.dataset.done);
  } else if (form.matches("[data-token]")) {
    event.preventDefault();
    sessionStorage.setItem(TOKEN, form.elements.sim_token.value.trim());
    tell("Token dipakai sampai jendela ini ditutup.");
    withToken(document);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-send]");
  if (!button) return;
  const body = button.dataset.body;
  send(button.dataset.send, body === undefined ? undefined : JSON.parse(body), button.dataset.done);
});

function choose(select) {
  for (const part of select.form.querySelectorAll("[data-for]")) {
    part.hidden = part.disabled = part.dataset.for !== select.value;
  }
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose]")) choose(event.target);
});

// ---- files --------------------------------------------------------------------------------

function withToken(where) {
  const token = sessionStorage.getItem(TOKEN);
  if (!token) return;
  for (const link of where.querySelectorAll('a[href^="_sim/"]')) {
    link.href = `${link.getAttribute("href").split("?")[0]}?sim_token=${encodeURIComponent(token)}`;
  }
}

function fillFrame(details) {
  const frame = details.querySelector("iframe[data-src]");
  if (!details.open || !frame || frame.src) return;
  const token = sessionStorage.getItem(TOKEN);
  frame.src = frame.dataset.src + (token ? `?sim_token=${encodeURIComponent(token)}` : "");
}
document.addEventListener("toggle", (event) => fillFrame(event.target), true);

// ---- staying fresh ------------------------------------------------------------------------
// Each part marked data-live is compared with what was last received, not with what stands on
// the page: opened details and typed text are no difference.

const received = new Map();
const parts = () => document.querySelectorAll("[data-live][id]");
let pulse = document.body.dataset.pulse;

function isBusy(part) {
  const selection = getSelection();
  if (selection && !selection.isCollapsed && part.contains(selection.anchorNode)) return true;
  const active = document.activeElement;
  return part.contains(active) && active.matches("input, select, textarea");
}

function exchange(part, fresh) {
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const spot = focused && pathTo(part, focused);
  const open = [...part.querySelectorAll("details[id]")].map((d) => [d.id, d.open]);
  const scrolled = [...part.querySelectorAll(".scroll")].map((box) => box.scrollLeft);
  const value = part.value;
  part.replaceChildren(...fresh.cloneNode(true).childNodes);
  if (part.matches("select")) part.value = value;
  for (const [id, isOpen] of open) if ($(id)) $(id).open = isOpen;
  part.querySelectorAll(".scroll").forEach((box, n) => { box.scrollLeft = scrolled[n] || 0; });
  if (spot) refocus(part, spot, focused);
  withToken(part);
}

function pathTo(part, element) {
  const able = [...part.querySelectorAll("a, button, summary, [tabindex]")];
  return { place: able.indexOf(element), href: element.getAttribute("href") };
}

function refocus(part, spot) {
  const able = [...part.querySelectorAll("a, button, summary, [tabindex]")];
  const same = spot.href && able.find((one) => one.getAttribute("href") === spot.href);
  const next = same || able[Math.min(spot.place, able.length - 1)];
  if (next) next.focus({ preventScroll: true });
  else part.closest("section")?.querySelector("button, input, a")?.focus({ preventScroll: true });
}

function shape(where) {
  return [...where.querySelectorAll("main > [id], main .panel[id]")].map((one) => one.id).join();
}

async function refresh() {
  let text;
  try {
    const answer = await fetch(location.href.split("#")[0], { cache: "no-store" });
    text = await answer.text();
  } catch { return; }
  const fresh = new DOMParser().parseFromString(text, "text/html");
  let whole = true;
  if (shape(fresh) !== shape(document)) {
    whole = reshape(fresh);
  } else {
    for (const part of parts()) {
      const other = fresh.getElementById(part.id);
      if (!other || other.innerHTML === received.get(part.id)) continue;
      if (isBusy(part)) { whole = false; continue; }
      exchange(part, other);
      received.set(part.id, other.innerHTML);
    }
  }
  for (const form of fresh.querySelectorAll("form[data-base][id]")) {
    if ($(form.id)) $(form.id).dataset.base = form.dataset.base;
  }
  for (const title of fresh.querySelectorAll(".panel-head h2[id]")) {
    if ($(title.id)) $(title.id).textContent = title.textContent;
  }
  stops();
  if (whole) pulse = fresh.body.dataset.pulse;
}

// A part has come or gone (files were uploaded, reasons appeared): take the new order over,
// keeping each part that is still there as it stands.
function reshape(fresh) {
  const main = $("isi");
  if (isBusy(main)) return false;
  const y = scrollY;
  const open = [...main.querySelectorAll("details[id]")].filter((d) => d.open).map((d) => d.id);
  main.replaceChildren(...document.importNode(fresh.getElementById("isi"), true).childNodes);
  for (const id of open) if ($(id)) $(id).open = true;
  main.querySelectorAll("details").forEach(fillFrame);
  withToken(main);
  remember(fresh);
  scrollTo({ top: y });
  return true;
}

function remember(where) {
  for (const part of where.querySelectorAll("[data-live][id]")) {
    received.set(part.id, part.innerHTML);
  }
}

async function beat() {
  if (!document.hidden) {
    try {
      const answer = await fetch("?denyut", { cache: "no-store" });
      const { mark } = await answer.json();
      document.body.classList.remove("away");
      if (mark !== pulse) await refresh();
    } catch {
      document.body.classList.add("away");
    }
  }
  setTimeout(beat, POLL);
}

// ---- finding ------------------------------------------------------------------------------

const box = $("cari");
const list = $("saran");
let chosen = -1;
let asking = 0;

function close() {
  list.hidden = true;
  list.replaceChildren();
  chosen = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function pick(place) {
  const options = [...list.children];
  if (!options.length) return;
  chosen = (place + options.length) % options.length;
  options.forEach((option, n) => option.setAttribute("aria-selected", String(n === chosen)));
  box.setAttribute("aria-activedescendant", options[chosen].id);
  options[chosen].scrollIntoView({ block: "nearest" });
}

function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function offer(hits) {
  list.replaceChildren(...hits.map((hit, n) => {
    const option = document.createElement("li");
    option.id = `saran-${n}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.href = hit.href;
    option.append(element("small", hit.kind, "kind"), element("span", hit.name),
      element("small", hit.detail));
    return option;
  }));
  chosen = -1;
  list.hidden = hits.length === 0;
  box.setAttribute("aria-expanded", String(hits.length > 0));
}

async function suggest() {
  const text = box.value.trim();
  const mine = ++asking;
  if (text.length < 2) { close(); return; }
  try {
    const answer = await fetch(`?saran=${encodeURIComponent(text)}`);
    const { hits } = await answer.json();
    if (mine === asking && document.activeElement === box) offer(hits);
  } catch { close(); }
}

let pausing = 0;
box.addEventListener("input", () => { clearTimeout(pausing); pausing = setTimeout(suggest, 120); });
box.addEventListener("blur", () => { asking++; close(); });
box.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (list.hidden) { suggest(); return; }
    event.preventDefault();
    pick(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
  } else if (event.key === "Enter" && chosen >= 0) {
    event.preventDefault();
    location.href = list.children[chosen].dataset.href;
  } else if (event.key === "Escape") {
    if (list.hidden) box.blur();
    else { event.preventDefault(); close(); }
  }
});
list.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("[data-href]");
  if (!option) return;
  event.preventDefault();
  location.href = option.dataset.href;
});

// ---- keys everywhere ----------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches("input, select, textarea");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    box.focus();
    box.select();
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.matches("td a")) {
    const row = event.target.closest("tr");
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    const link = next && next.querySelector("td a");
    if (link) { event.preventDefault(); link.focus(); }
  }
});

// A table is a stop for the Tab key only while there is something to scroll.
function stops() {
  for (const frame of document.querySelectorAll(".scroll")) {
    if (frame.scrollWidth > frame.clientWidth) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
  }
}
addEventListener("resize", stops);

// ---- beginning ----------------------------------------------------------------------------

function openTarget() {
  const target = location.hash && $(decodeURIComponent(location.hash.slice(1)));
  if (target && target.matches("details")) { target.open = true; target.scrollIntoView(); }
}

remember(document);
stops();
withToken(document);
document.querySelectorAll("[data-choose]").forEach(choose);
openTarget();
addEventListener("hashchange", openTarget);
setTimeout(beat, POLL);
document.body.classList.add("ready");
