// Why these papers: the ranking of the day for this reader, and interests that re-rank it as they are edited.

import { $, announce, el, plural } from "./studio-dom.js";
import { compare, forget, rank } from "./studio-ranking.js";
import { ask, tell } from "./studio-server.js";
import { current, selection } from "./studio-state.js";
import { draft, edit, editing, posted } from "./studio-wishes.js";

const PAUSE = 120; // ms after the last edit
const OVERTAKEN = "The file was changed meanwhile, and saving would be refused: undo your changes to see what it says now.";

const drafts = new Map(); // by reader: edits that are not saved, and the mark of the file that they began with
let given = null; // what the server said last, before any edit
let refused = null; // why the last saving was
let timer = 0;
let loading = false;
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
  const state = current();
  const signal = fresh();
  clearTimeout(timer); // what was edited last is ranked here
  loading = true;
  $("wants").inert = given !== null && given.subscriber !== state.for; // they are another reader's until then
  try {
    take(await ask("/api/why", selection(state), signal));
    loading = false;
    if (drafts.has(given.subscriber)) return await again();
    problem();
    rank(given);
  } catch (err) {
    if (err.name === "AbortError") return;
    loading = false;
    wrong(err);
  }
}

/** Take an answer as what edits begin with; rows are painted anew only where they say something else. */
function take(answer) {
  const stranger = given?.subscriber !== answer.subscriber;
  if (stranger || given.edition !== answer.edition) forget();
  if (stranger) { $("saved").replaceChildren(); refused = null; }
  const edits = drafts.get(answer.subscriber);
  const kept = !stranger && (edits || answer.base === given.base);
  given = answer;
  compare(answer.papers);
  $("wants").inert = false;
  $("wants-title").textContent = `What ${answer.subscriber} wants`;
  if (!kept) edit(edits?.wishes ?? answer);
  buttons();
}

function edited(words) {
  if (!given) return;
  $("saved").replaceChildren();
  refused = null;
  const base = drafts.get(given.subscriber)?.base ?? given.base;
  if (same() && !overtaken()) drafts.delete(given.subscriber);
  else drafts.set(given.subscriber, { base, wishes: draft() });
  buttons();
  clearTimeout(timer);
  timer = setTimeout(() => loading || again(words), PAUSE);
}

/** Rank anew with what is being edited; nothing is stored. */
async function again(words = "") {
  const signal = fresh();
  try {
    const answer = await tell("/api/why", selection(current()), posted(), signal);
    problem();
    const moved = rank(answer);
    announce(`${words ? `${words}. ` : ""}${moved ? plural(moved, "paper") : "No paper"} moved. First: ${answer.papers[0]?.title ?? "none"}`);
  } catch (err) {
    if (err.name !== "AbortError") wrong(err);
  }
}

async function save() {
  refused = null;
  $("save").disabled = true;
  try {
    const answer = await tell("/api/save", selection(current()), { ...posted(), base: drafts.get(given.subscriber)?.base });
    drafts.delete(given.subscriber);
    await explain();
    const lines = answer.changed.map((change) => el("li", { dir: "auto" }, change));
    $("saved").replaceChildren(el("p", {}, `Written to ${answer.path}`), el("ul", {}, ...lines));
    $("saved").scrollIntoView({ block: "nearest" });
  } catch (err) {
    refused = err;
    problem();
    buttons();
  }
}

async function undo() {
  drafts.delete(given.subscriber);
  refused = null;
  edit(given);
  $("add").elements.value.focus({ preventScroll: true }); // the button is about to be disabled
  await explain();
  announce("Changes undone");
}

/** Say whether the file has changed since the edits began. */
const overtaken = () => (drafts.get(given.subscriber)?.base ?? given.base) !== given.base;

const same = () => JSON.stringify(posted()) === JSON.stringify(posted(given));

function buttons() {
  const nothing = given === null || !drafts.has(given.subscriber);
  $("save").disabled = $("undo").disabled = nothing;
}

/** Say what keeps the edits from being saved, if anything does. */
function problem() {
  if (overtaken()) wrong(new Error(OVERTAKEN));
  else wrong(refused, "Not saved: ");
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
