// The studio's page: what is chosen stands in the address, what is shown follows it and the files behind it.

import { $, announce, el, plural } from "./studio-dom.js";
import { fit, load } from "./studio-frame.js";
import { mended, show, source, trouble } from "./studio-mail.js";
import { sending } from "./studio-send.js";
import { Refused, ask, listen } from "./studio-server.js";
import { change, current, selection } from "./studio-state.js";
import { explain, why } from "./studio-why.js";

const inbox = document.body.dataset.mode === "inbox";
const tabs = [...$("tabs").querySelectorAll("[role=tab]")];
let choices = null;
let before = null; // the state that is shown
let turn = 0; // of the latest asking: answers to earlier ones are not shown

function start() {
  if (!inbox) {
    $("choices").addEventListener("change", ({ target }) => go({ [target.name]: target.value }));
    $("choices").addEventListener("submit", (event) => event.preventDefault());
    why();
    sending(() => choices);
  }
  $("looks").addEventListener("change", ({ target }) => go({ [target.name]: target.value }));
  $("sources").addEventListener("change", source);
  $("tabs").addEventListener("click", ({ target }) => {
    const tab = target.closest("[role=tab]");
    if (tab) go({ tab: nameOf(tab) });
  });
  $("tabs").addEventListener("keydown", arrows);
  addEventListener("popstate", apply);
  listen(changed, reached);
  refresh();
}

function go(changes) {
  change(changes);
  apply();
}

/** Show what the address says, asking the server only for what is not shown already. */
function apply() {
  const state = current();
  const was = before ?? {};
  before = state;
  controls(state);
  const differs = (...keys) => keys.some((key) => state[key] !== was[key]);
  if (differs("width")) fit(state.width);
  if (differs("for", "date", "theme", "language", "mail")) mail(state);
  else if (differs("dark", "images")) mail(state, { words: false });
  if (state.tab === "why" && differs("tab", "for", "date", "theme", "language")) explain();
}

/** Ask for everything anew: at the start, and when a file behind the page changed. */
async function refresh() {
  if (choices) {
    await mail(current()); // first: it is what is looked at
    if (current().tab === "why") explain();
  }
  try {
    choices = await ask("/api/choices");
  } catch (err) {
    return failed(err);
  }
  offer();
  return apply();
}

/** Show the mail that is chosen, all of it or its frame alone; what is shown stays until the new one is there. */
async function mail(state, { words = true } = {}) {
  const mine = ++turn;
  if (inbox && !state.mail) return;
  const query = selection(state);
  $("eml").href = `/mail.eml?${query}`;
  const looks = { dark: state.dark, ...(state.images === "off" ? { images: "off" } : {}) };
  try {
    const told = words ? await ask("/api/mail", query) : null; // first: the frame cannot say what is wrong
    if (mine !== turn) return;
    const frame = await load(`/mail.html?${selection(state, looks)}`);
    if (mine !== turn) return frame.discard();
    if (told) show(told);
    frame.swap();
    if (words && mended()) announce("Mended: the mail is shown again");
  } catch (err) {
    if (mine === turn) failed(err);
  }
}

function failed(err) {
  if (err instanceof Refused) trouble(err);
  else reached(false);
}

function changed(what) {
  refresh();
  if (what?.length) announce(`Changed: ${what.join(", ")}`);
}

let away = false;

function reached(yes) {
  if (yes && away) refresh();
  away = !yes;
  $("offline").hidden = yes;
  $("offline").textContent = yes ? "" : "The studio’s server does not answer. What you see is what was shown last; the page goes on by itself when the server is back.";
}

// ---- what can be chosen

function offer() {
  $("note").textContent = choices.note;
  $("note").hidden = !choices.note;
  const state = current();
  if (inbox) {
    const ids = choices.mails.map(({ id }) => String(id));
    if (!ids.includes(state.mail)) change({ mail: ids[0] ?? "" }, { replace: true });
    if (!ids.length) $("subject").textContent = "No mail yet";
    mails();
    return;
  }
  const { subscribers, dates, themes, languages } = choices;
  if (!state.for && subscribers.length) change({ for: subscribers[0].email }, { replace: true });
  const people = subscribers.map(({ email, name }) => [email, name ? `${name} · ${email}` : email]);
  const left = state.for && !subscribers.some(({ email }) => email === state.for);
  options("for", left ? [[state.for, `${state.for} · left out`], ...people] : people); // the mail says why
  options("date", [["", "Now"], ...dates.map((date) => [date, day(date)])]);
  options("theme", [["", "Reader’s own"], ...themes.map((theme) => [theme, theme])]);
  options("language", [["", "Reader’s own"], ...languages.map(({ tag, name }) => [tag, name])]);
  controls(current());
}

function options(name, pairs) {
  $("choices").elements[name].replaceChildren(...pairs.map(([value, words]) => el("option", { value }, words)));
}

function day(date) {
  const format = { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat("en-GB", format).format(new Date(`${date}T00:00:00Z`));
}

function mails() {
  $("mails-none").hidden = choices.mails.length > 0;
  $("mails-count").textContent = plural(choices.mails.length, "mail");
  const list = $("mails").querySelector("ol");
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.mail : null;
  list.replaceChildren(...choices.mails.map(({ id, to, subject, date }) => {
    const link = el("a", { href: `?mail=${encodeURIComponent(id)}`, "data-mail": id },
      el("b", { dir: "auto" }, subject), el("span", { dir: "auto" }, to), el("span", {}, date));
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go({ mail: String(id) });
    });
    return el("li", {}, link);
  }));
  if (focused) list.querySelector(`[data-mail="${CSS.escape(focused)}"]`)?.focus();
  controls(current());
}

/** Make every control say what the address says. */
function controls(state) {
  for (const name of ["width", "dark", "images"]) $("looks").elements[name].value = state[name];
  if (inbox) {
    for (const link of $("mails").querySelectorAll("a")) {
      link.toggleAttribute("aria-current", false);
      if (link.dataset.mail === state.mail) link.setAttribute("aria-current", "page");
    }
  } else {
    for (const name of ["for", "date", "theme", "language"]) $("choices").elements[name].value = state[name];
  }
  const open = tabs.some((tab) => nameOf(tab) === state.tab) ? state.tab : "html";
  for (const tab of tabs) {
    const selected = nameOf(tab) === open;
    tab.setAttribute("aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    if (selected) $("tabs").scrollLeft = tab.offsetLeft - $("tabs").offsetLeft - 40; // it may be out of sight
    $(tab.getAttribute("aria-controls")).hidden = !selected;
  }
}

const nameOf = (tab) => tab.id.slice("tab-".length);

function arrows(event) {
  const at = tabs.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const tab = tabs.at(to % tabs.length);
  tab.focus();
  go({ tab: nameOf(tab) });
}

start();
