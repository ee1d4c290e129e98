// What a reader wants, as rows that can be edited: kind, value, weight; and what they never want.

import { $, el, hidden } from "./studio-dom.js";

const LIGHTEST = 0.1;
const HEAVIEST = 5;
const WHAT = {
  topic: "Words", keyword: "Word or phrase", author: "Name", organization: "Name or handle",
  category: "Category, as in cs.CL", like: "Id of a paper, as in 2106.09685", library: "File",
};

const INHERITED = "These stand under defaults, for everybody. Saving a change gives this reader a list of their own.";

let wishes = { interests: [], never: [] };
let inherited = [];
let changed = () => {};

/** Call `listener` after every edit. */
export function editing(listener) {
  changed = listener;
  const form = $("add");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(event.submitter?.value ?? "interests", form.elements.kind.value, form.elements.value.value.trim());
  });
  form.elements.kind.addEventListener("change", () => { $("add-what").textContent = WHAT[form.elements.kind.value]; });
}

/** Show these interests and never's in place of the others. */
export function edit(given) {
  wishes = structuredClone({ interests: given.interests, never: given.never });
  inherited = given.inherited ?? [];
  for (const list of ["interests", "never"]) paint(list);
}

/** Return what is being edited, to be put back with `edit`. */
export const draft = () => structuredClone({ ...wishes, inherited });

/** Return wishes as the server takes them: votes, which cannot be edited here, it knows by itself. */
export function posted({ interests, never } = wishes) {
  const own = ({ editable }) => editable !== false;
  return {
    interests: interests.filter(own).map(({ kind, value, weight }) => ({ kind, value, weight })),
    never: never.filter(own).map(({ kind, value }) => ({ kind, value })),
  };
}

function add(list, kind, value) {
  if (!value) return;
  const wish = { kind, value, ...(list === "interests" ? { weight: 1 } : {}), editable: true };
  wishes[list].push(wish);
  $("add").elements.value.value = "";
  paint(list);
  changed(`Added ${kind} ${value}`);
}

function remove(list, wish) {
  const at = wishes[list].indexOf(wish);
  wishes[list].splice(at, 1);
  paint(list);
  const next = $(list).querySelectorAll("button")[Math.min(at, wishes[list].length - 1)];
  (next ?? $("add").elements.value).focus();
  changed(`Removed ${wish.kind} ${wish.value}`);
}

function paint(list) {
  const rows = wishes[list].map((wish) => row(list, wish));
  const none = list === "never" ? "Nothing is ruled out." : "No interests: this reader gets what most readers voted for.";
  $(list).replaceChildren(
    ...(inherited.includes(list) ? [el("li", { class: "none" }, INHERITED)] : []),
    ...(rows.length ? rows : [el("li", { class: "none" }, none)]),
  );
}

function row(list, wish) {
  const fixed = wish.editable === false;
  const label = wish.label || wish.value;
  const name = el("p", { class: "wish" }, el("span", { class: "tag" }, wish.kind), " ", el("bdi", {}, label));
  if (label !== wish.value) name.append(el("span", { class: "value" }, wish.value));
  if (fixed) {
    const weight = wish.weight === undefined ? "" : `Weight ${round(wish.weight)}. `;
    return el("li", { class: "fixed" }, name, el("p", { class: "soft" }, `${weight}Not editable here: ${wish.why_not || "it does not stand with this reader"}`));
  }
  const gone = el("button", { type: "button", class: "remove" }, el("span", { "aria-hidden": "true" }, "×"), hidden(`Remove ${label}`));
  gone.addEventListener("click", () => remove(list, wish));
  const note = wish.why_not ? el("p", { class: "soft" }, wish.why_not) : "";
  return el("li", {}, name, gone, list === "interests" ? weight(wish, label) : "", note);
}

/** Return a slider and a number for one weight; each follows the other. */
function weight(wish, label) {
  const most = Math.max(HEAVIEST, wish.weight);
  const slider = el("input", { type: "range", min: LIGHTEST, max: most, step: "0.1", "aria-label": `Weight of ${label}` });
  const number = el("input", { type: "number", min: LIGHTEST, max: most, step: "any", "aria-label": `Weight of ${label}, as a number` });
  slider.value = wish.weight;
  number.value = round(wish.weight);
  const take = (from, other) => () => {
    const value = Number(from.value);
    if (!from.value || !from.checkValidity()) return; // half typed: the browser says what is wanted
    wish.weight = round(value);
    other.value = wish.weight;
    changed("");
  };
  slider.addEventListener("input", take(slider, number));
  number.addEventListener("input", take(number, slider));
  number.addEventListener("change", () => { if (!number.reportValidity()) number.value = wish.weight; });
  return el("div", { class: "weight" }, slider, number);
}

const round = (value) => Math.round(value * 100) / 100;
