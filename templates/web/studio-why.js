// Why these papers: the ranking of the day for this reader, and interests that re-rank it as they are edited.

import { $, announce, el, plural } from "./studio-dom.js";
import { compare, forget, rank } from "./studio-ranking.js";
import { ask, tell } from "./studio-server.js";
import { current, selection } from "./studio-state.js";
import { draft, edit, editing, posted } from "./studio-wishes.js";

const PAUSE = 120; // ms after the last edit

const drafts = new Map(); // by reader: edits that are not saved, and the mark of the file that they began with
let given = null; // what the server said last, before any edit
let timer = 0;
let asking = new AbortController();

/** Get the controls ready. */
export function why() {
  editing(edited);
  $("save").addEventListener("click", save);
  $("undo").addEventListener("click", undo);
  addEventListener("beforeunload", (event) => { if (drafts.size) event.preventDefault(); });
}

/** Show the ranking for the mail that is chosen, with the edits made for its reader so far. */
export async function explain() {
  const query = selection(current());
  const signal = fresh();
  try {
    const answer = await ask("/api/why", query, signal);
    const other = given?.subscriber !== answer.subscriber || given?.edition !== answer.edition;
    if (other) forget();
    if (given?.subscriber !== answer.subscriber) $("saved").replaceChildren();
    given = answer;
    compare(answer.papers);
    wrong(null);
    $("wants-title").textContent = `What ${answer.subscriber} wants`;
    const edits = drafts.get(answer.subscriber);
    edit(edits?.wishes ?? answer);
    buttons();
    if (edits) await again();
    else rank(answer);
  } catch (err) {
    if (err.name !== "AbortError") wrong(err);
  }
}

function edited(words) {
  $("saved").replaceChildren();
  const base = drafts.get(given.subscriber)?.base ?? given.base;
  if (same()) drafts.delete(given.subscriber);
  else drafts.set(given.subscriber, { base, wishes: draft() });
  buttons();
  clearTimeout(timer);
  timer = setTimeout(() => again(words), PAUSE);
}

/** Rank anew with what is being edited; nothing is stored. */
async function again(words = "") {
  const query = selection(current());
  const signal = fresh();
  try {
    const answer = await tell("/api/why", query, posted(), signal);
    wrong(null);
    const moved = rank(answer);
    announce(`${words ? `${words}. ` : ""}${moved ? plural(moved, "paper") : "No paper"} moved. First: ${answer.papers[0]?.title ?? "none"}`);
  } catch (err) {
    if (err.name !== "AbortError") wrong(err);
  }
}

async function save() {
  $("save").disabled = true;
  try {
    const answer = await tell("/api/save", selection(current()), { ...posted(), base: drafts.get(given.subscriber)?.base });
    drafts.delete(given.subscriber);
    await explain();
    const lines = answer.changed.map((change) => el("li", { dir: "auto" }, change));
    $("saved").replaceChildren(el("p", {}, `Written to ${answer.path}`), el("ul", {}, ...lines));
  } catch (err) {
    wrong(err, "Not saved: ");
    buttons();
  }
}

function undo() {
  drafts.delete(given.subscriber);
  clearTimeout(timer);
  fresh();
  edit(given);
  wrong(null);
  rank(given);
  buttons();
  announce("Changes undone");
  $("add").elements.value.focus({ preventScroll: true });
}

const same = () => JSON.stringify(posted()) === JSON.stringify(posted(given));

function buttons() {
  const nothing = given === null || same();
  $("save").disabled = $("undo").disabled = nothing;
}

function wrong(err, before = "") {
  const box = $("wrong");
  box.hidden = err === null;
  if (err === null) return box.replaceChildren();
  const place = err.file ? ` (${err.file}${err.line ? `:${err.line}` : ""})` : "";
  return box.replaceChildren(el("p", { dir: "auto" }, `${before}${err.message}${place}`));
}

/** Give up what is being asked; return the signal of the next asking. */
function fresh() {
  asking.abort();
  asking = new AbortController();
  return asking.signal;
}
