// What is shown of one mail beside its frame: subject, text, source, headers, checks, size, and what went wrong.

import { $, el, hidden, kilobytes, plural } from "./studio-dom.js";

const SEVERITIES = { error: "Error", warning: "Warning" };
let shown = null;

/** Show a mail everywhere but in the frame. */
export function show(mail) {
  shown = mail;
  document.title = `${mail.subject} · Studio`;
  $("subject").textContent = mail.subject;
  $("facts").replaceChildren(...facts(mail));
  $("notices").replaceChildren(...mail.notices.map((notice) => el("li", { dir: "auto" }, notice)));
  $("notices").hidden = mail.notices.length === 0;
  $("text").textContent = mail.text || "This mail has no text part.";
  $("headers").replaceChildren(...mail.headers.map(([name, value]) => el(
    "tr", {}, el("th", { scope: "row" }, name), el("td", { dir: "auto" }, value),
  )));
  $("no-html").hidden = mail.html_source !== "";
  $("stage").hidden = mail.html_source === "";
  size(mail);
  checks(mail.findings);
  source();
}

/** Show the source that is chosen: the message as sent, or its HTML part decoded. */
export function source() {
  if (!shown) return;
  const html = $("sources").elements.source.value === "html";
  $("source").textContent = html ? shown.html_source : shown.source;
  const cut = !html && shown.message_bytes > shown.source.length + 1000;
  $("source-size").textContent = html
    ? `${kilobytes(shown.bytes)} decoded`
    : `${kilobytes(shown.message_bytes)} in all${cut ? "; the beginning is shown, the .eml has the rest" : ""}`;
}

/** Say that a mail cannot be made and where the fault is, over what was shown last. */
export function trouble(error) {
  const place = error.file ? `${error.file}${error.line ? `:${error.line}` : ""}` : "";
  const box = $("trouble");
  box.replaceChildren(
    el("h2", {}, "This mail cannot be made"),
    el("p", { class: "what", dir: "auto" }, error.message),
    place ? el("p", { class: "where" }, place) : "",
    error.source.length ? el("pre", { tabindex: "0", role: "group", "aria-label": `Lines of ${error.file}` }, ...error.source.map(line)) : "",
    place ? el("p", { class: "soft" }, "Mend the file and save it: this goes away by itself.") : "",
  );
  box.hidden = false;
  for (const view of document.querySelectorAll("[role=tabpanel]")) view.inert = true;
}

/** Take the trouble away; say whether there was any. */
export function mended() {
  const was = !$("trouble").hidden;
  $("trouble").hidden = true;
  $("trouble").replaceChildren();
  for (const view of document.querySelectorAll("[role=tabpanel]")) view.inert = false;
  return was;
}

function line({ line: number, text, here }) {
  const gutter = el("span", { class: "gutter" }, `${here ? "▸" : " "}${String(number).padStart(4)} `);
  return el(here ? "mark" : "span", { class: "line" }, gutter, here ? hidden("This line: ") : "", `${text}\n`);
}

function facts(mail) {
  const papers = mail.papers ? plural(mail.papers, "paper") : "";
  const known = [mail.to && `To ${mail.to}`, mail.edition, mail.date, papers, mail.theme && `theme ${mail.theme}`, mail.language];
  return known.filter(Boolean).map((fact) => el("span", { dir: "auto" }, fact));
}

function size({ bytes, limit }) {
  const share = bytes / limit;
  const [level, verdict] = share > 1 ? ["over", "too large, Gmail cuts it"]
    : share > 0.9 ? ["near", "nearly full"] : ["fits", "fits"];
  const words = `${kilobytes(bytes)} of ${limit / 1000} kB, ${verdict}`;
  const meter = $("size");
  meter.dataset.level = level;
  meter.setAttribute("aria-valuemax", limit);
  meter.setAttribute("aria-valuenow", Math.min(bytes, limit));
  meter.setAttribute("aria-valuetext", words);
  meter.firstElementChild.style.width = `${Math.min(100, share * 100)}%`;
  $("size-words").textContent = words;
}

function checks(findings) {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  $("checks-count").replaceChildren(...(findings.length ? [
    hidden(", "), el("b", { class: errors ? "badge error" : "badge" }, String(findings.length)),
    hidden(findings.length === 1 ? " finding" : " findings"),
  ] : []));
  $("checks-title").textContent = findings.length ? plural(findings.length, "finding") : "No findings";
  $("checks-note").textContent = findings.length
    ? "What mail programs would show wrongly, cut or refuse, and what to do about it."
    : "Every rule that a program can check holds for this mail.";
  const worst = [...findings].sort((a, b) => Number(b.severity === "error") - Number(a.severity === "error"));
  $("checks").replaceChildren(...worst.map(finding));
}

function finding({ severity, rule, place, found, remedy }) {
  return el("li", { class: `finding ${severity === "error" ? "error" : "warning"}` },
    el("p", { class: "kind" }, el("b", {}, SEVERITIES[severity] ?? severity), el("code", {}, rule)),
    el("p", { class: "found", dir: "auto" }, found),
    place ? el("p", { class: "place" }, el("code", { dir: "auto" }, place)) : "",
    remedy ? el("p", { class: "remedy", dir: "auto" }, remedy) : "");
}
