// The live page: the server says what changed (server-sent events) and renders the lines; this puts
// them in their places. Without it the page is one that is loaded again.
"use strict";
(() => {
  const wire = document.getElementById("wire");
  const live = document.getElementById("live");
  const state = document.getElementById("state");
  const pause = document.getElementById("pause");
  const news = document.getElementById("news");
  const strip = document.getElementById("strip");
  const help = document.getElementById("help");
  const MOST = 1000; // lines kept on the page
  const AT_ONCE = 200; // lines asked for at a time; when more wait, the whole page is
  const LOOK_MS = 20000; // how often the sources' health is asked for: one failed poll is no event
  const ITEMS = ["new", "revised", "retimed", "delisted", "returned"];
  const SOURCES = ["source_failed", "source_silent", "source_recovered", "gap", "bulk_change"];
  const TITLE = document.title;
  let cursor = wire.dataset.seq;
  let paused = false;
  const waiting = new Set(); // ids of lines to fetch
  let whole = false; // whether the whole page is to be fetched instead
  let fetching = false;
  let timer = 0;
  let unread = 0; // lines that came while nobody looked

  const say = (text, how) => { if (state.textContent !== text) { state.textContent = text; } state.className = how; };
  const zone = () => (wire.dataset.zone ? `zone=${encodeURIComponent(wire.dataset.zone)}` : "");

  function listen() {
    const asked = new URLSearchParams(wire.dataset.question);
    asked.delete("zone");
    asked.set("after", cursor);
    const source = new EventSource(`/v1/stream?${asked}`);
    source.onopen = () => { if (!paused) { say("live", "on"); } };
    source.onerror = () => {
      if (!paused) { say("no connection", "off"); }
      // The browser comes back by itself from all but a refusal.
      if (source.readyState === EventSource.CLOSED) { setTimeout(listen, 3000); }
    };
    for (const kind of ITEMS) { source.addEventListener(kind, onItem); }
    for (const kind of SOURCES) { source.addEventListener(kind, onSource); }
    source.addEventListener("reset", () => location.reload());
  }

  function onItem(event) {
    cursor = event.lastEventId;
    const change = JSON.parse(event.data);
    if (change.item_id !== null) { waiting.add(change.item_id); }
    soon();
  }

  function onSource(event) {
    cursor = event.lastEventId;
    const change = JSON.parse(event.data);
    whole = true;
    if (!paused && event.type === "gap") { tell(`${change.source}: items may be missing`); }
    soon();
  }

  // What arrives within a tenth of a second is shown together.
  function soon() {
    if (paused) { say(`paused, ${waiting.size} waiting`, ""); return; }
    if (!timer) { timer = setTimeout(show, 100); }
  }

  async function show() {
    timer = 0;
    if (fetching || paused || (!waiting.size && !whole)) { return; }
    fetching = true;
    const ids = [...waiting];
    const all = whole || ids.length > AT_ONCE;
    waiting.clear();
    whole = false;
    try {
      if (all) { await refresh(); } else { await fill(ids); whole = await isStale() || whole; }
    } catch {
      ids.forEach((id) => waiting.add(id));
      whole = whole || all;
      setTimeout(soon, 2000);
    } finally {
      fetching = false;
    }
    if (waiting.size || whole) { soon(); }
  }

  async function fill(ids) {
    const page = parsed(await fetchText(`/lines?ids=${ids.join(",")}&${zone()}`));
    [...page.querySelectorAll(".line")].forEach(place);
    while (wire.children.length > MOST) { wire.lastElementChild.remove(); }
  }

  // Gaps, grey lines, very many lines: the server knows where they go.
  async function refresh() {
    const page = parsed(await fetchText(location.href));
    const known = new Set([...wire.querySelectorAll(".line")].map((one) => one.id));
    const focused = document.activeElement?.closest?.(".line")?.id;
    const fresh = page.getElementById("wire");
    wire.replaceChildren(...fresh.children);
    strip.replaceChildren(...page.getElementById("strip").children);
    for (const line of wire.querySelectorAll(".line")) {
      if (!known.has(line.id)) { arrived(line); }
    }
    if (focused) { focusOn(document.getElementById(focused)); }
  }

  // Whether the sources do not stand as the page says: whoever brings news is well again.
  async function isStale() {
    const now = parsed(await fetchText(`/strip?${zone()}`)).body;
    return now.textContent.trim() !== strip.textContent.trim();
  }

  async function look() {
    if (paused || document.hidden || fetching) { return; }
    if (await isStale()) { whole = true; soon(); }
  }

  async function fetchText(address) {
    const answer = await fetch(address);
    if (!answer.ok) { throw new Error(answer.statusText); }
    return answer.text();
  }

  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  // Newest first, by the time of publication: an edit stays where its item is. A gap stands where it
  // ends, above the lines of that instant and before.
  function place(line) {
    const old = document.getElementById(line.id);
    const focused = old && old.contains(document.activeElement);
    const rows = [...wire.querySelectorAll(".line, .blind")];
    const next = rows.find((one) => one !== old && isBelow(one, line)) ?? null;
    if (old && old.nextElementSibling === next && old.dataset.day === line.dataset.day) {
      old.replaceWith(line);
    } else {
      if (old) { takeOut(old); }
      insert(line, next);
    }
    wire.querySelector(".none")?.remove();
    if (focused) { focusOn(line); }
    arrived(line);
  }

  function isBelow(one, line) {
    const [a, b] = [one.dataset.sort, line.dataset.sort];
    if (a !== b) { return a < b; }
    return one.className !== "blind" && Number(one.id.slice(1)) < Number(line.id.slice(1));
  }

  // The nearest line or heading before or after, beyond the gaps.
  function beyond(one, way) {
    let found = one?.[way];
    while (found && found.className === "blind") { found = found[way]; }
    return found;
  }

  // A line, and the heading of its day where it was the only one.
  function takeOut(line) {
    const above = beyond(line, "previousElementSibling");
    const below = beyond(line, "nextElementSibling");
    line.remove();
    if (above?.className === "day" && (!below || below.className === "day")) { above.remove(); }
  }

  function insert(line, next) {
    let at = next;
    const head = next?.previousElementSibling;
    if (head?.className === "day" && head.dataset.day !== line.dataset.day) { at = head; }
    wire.insertBefore(line, at);
    const above = beyond(line, "previousElementSibling");
    if (above?.dataset.day !== line.dataset.day) { wire.insertBefore(heading(line), line); }
  }

  function heading(line) {
    const head = document.createElement("li");
    head.className = "day";
    head.dataset.day = line.dataset.day;
    const words = document.createElement("h2");
    words.textContent = line.dataset.heading;
    head.append(words);
    return head;
  }

  function arrived(line) {
    line.classList.add("fresh");
    const words = line.querySelector(".headline").textContent.trim();
    tell(`${line.querySelector(".clock").textContent.slice(0, 5)} ${line.querySelector(".source").textContent}: ${words}`);
    if (document.hidden) { unread += 1; document.title = `(${unread}) ${TITLE}`; }
  }

  function tell(words) {
    const one = document.createElement("p");
    one.textContent = words;
    news.append(one);
    while (news.children.length > 5) { news.firstElementChild.remove(); }
  }

  function toggle() {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Go on" : "Pause";
    say(paused ? "paused" : "live", paused ? "" : "on");
    if (!paused) { soon(); }
  }

  function focusOn(line) {
    if (!line) { return; }
    line.tabIndex = -1;
    line.focus();
    line.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = [...wire.querySelectorAll(".line")];
    const at = all.findIndex((one) => one.contains(document.activeElement));
    focusOn(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))]);
  }

  function current() { return document.activeElement?.closest?.(".line"); }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) { return; }
    if (event.target.closest("input, select, textarea")) {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    const keys = {
      j: () => step(1),
      k: () => step(-1),
      p: toggle,
      g: () => { scrollTo(0, 0); step(-Infinity); },
      o: () => current()?.querySelector(".out")?.click(),
      Enter: () => { if (current() && document.activeElement === current()) { current().querySelector(".headline").click(); } },
      "/": () => document.getElementById("text").focus(),
      "?": () => help.showModal(),
    };
    if (Object.hasOwn(keys, event.key)) {
      if (event.key !== "Enter") { event.preventDefault(); }
      keys[event.key]();
    }
  });

  pause.addEventListener("click", toggle);
  // A bookmark keeps what was asked, and nothing else.
  document.getElementById("filters").addEventListener("formdata", (event) => {
    const said = [...event.formData].filter(([, value]) => value);
    for (const name of [...event.formData.keys()]) { event.formData.delete(name); }
    for (const [name, value] of said) { event.formData.append(name, value); }
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) { unread = 0; document.title = TITLE; look().catch(() => {}); }
  });
  // Back to a page that the browser kept: its stream was cut, and what came meanwhile is fetched.
  addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });
  setInterval(() => { look().catch(() => {}); }, LOOK_MS);
  live.hidden = false;
  listen();
})();
