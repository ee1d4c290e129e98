// The day's papers, best first, with what each score is made of.

import { $, calm, el, hidden, outward, plural } from "./studio-dom.js";

const COLOURS = 8; // as many as the style sheet has
const SECTIONS = { trending: "Trending", outside: "Outside your usual" };

const rows = new Map(); // by paper: its row and the row of its details
const colours = new Map(); // by label of a term
let baseline = new Map(); // by paper: its place before any edit

/** Take these places as those that later ones are compared with. */
export function compare(papers) {
  baseline = new Map(papers.map(({ paper, place }) => [paper, place]));
}

/** Show a ranking; rows that stay keep their focus and whether they are open. Return how many papers moved. */
export function rank({ papers, considered }) {
  const shown = colour(papers);
  $("legend").replaceChildren(...shown.map((label) => el("li", {}, swatch(label), el("bdi", {}, label))));
  const picked = papers.filter((paper) => paper.picked).length;
  $("ranking-note").textContent = `${plural(considered, "paper")} considered; ${picked === 1 ? "1 is" : `${picked} are`} in the mail, marked ✓.`;
  $("ranking-none").hidden = papers.length > 0;
  const ranked = papers.filter(({ place }) => place !== null);
  const scale = extent(ranked);
  const before = tops();
  const focused = document.activeElement;
  const kept = new Set(papers.map(({ paper }) => paper));
  for (const paper of [...rows.keys()]) if (!kept.has(paper)) rows.delete(paper);
  const out = papers.filter(({ place }) => place === null);
  const heading = el("tr", { class: "out" }, el("th", { colspan: "3", scope: "colgroup" }, "Kept out"));
  $("papers").replaceChildren(
    ...ranked.flatMap((paper) => row(paper, scale)),
    ...(out.length ? [heading] : []),
    ...out.flatMap((paper) => row(paper, null)),
  );
  if (focused !== document.activeElement && $("papers").contains(focused)) focused.focus({ preventScroll: true });
  slide(before);
  return papers.filter(({ paper, place }) => baseline.get(paper) !== place).length;
}

/** Forget which rows are open: they are of another mail. */
export function forget() {
  rows.clear();
}

function row(paper, scale) {
  if (!rows.has(paper.paper)) rows.set(paper.paper, blank(`terms-${rows.size}-${paper.paper}`));
  const { main, detail, toggle } = rows.get(paper.paper);
  main.className = paper.picked ? "picked" : "";
  main.cells[0].replaceChildren(paper.place === null ? "–" : String(paper.place), moved(paper));
  const reason = paper.why_not ? el("p", { class: "soft", dir: "auto" }, paper.why_not) : "";
  main.cells[1].replaceChildren(outward(paper.url, paper.title), ...marks(paper), scale ? bar(paper, scale) : "", reason);
  toggle.firstElementChild.textContent = paper.score.toFixed(2).replace("-", "−");
  toggle.lastElementChild.textContent = `, what it is made of: ${paper.title}`;
  detail.cells[0].replaceChildren(...details(paper));
  return [main, detail];
}

function blank(id) {
  const toggle = el("button", { type: "button", class: "score", "aria-expanded": "false", "aria-controls": id }, el("span"), hidden(""));
  const main = el("tr", {}, el("td", { class: "place" }), el("td", { class: "paper" }), el("td", { class: "number" }, toggle));
  const detail = el("tr", { id, class: "terms", hidden: true }, el("td", { colspan: "3" }));
  toggle.addEventListener("click", () => {
    detail.hidden = !detail.hidden;
    toggle.setAttribute("aria-expanded", String(!detail.hidden));
  });
  return { main, detail, toggle };
}

function marks({ picked, section }) {
  if (!picked) return [];
  const tick = el("span", { class: "mark" }, el("span", { "aria-hidden": "true" }, "✓"), hidden(", in the mail"));
  return SECTIONS[section] ? [tick, el("span", { class: "mark" }, SECTIONS[section])] : [tick];
}

function moved({ paper, place }) {
  const was = baseline.get(paper);
  if (was === place) return "";
  if (place === null) return el("span", { class: "moved down" }, "out");
  if (was == null) return el("span", { class: "moved up" }, "new");
  const steps = Math.abs(was - place);
  const up = was > place;
  return el("span", { class: `moved ${up ? "up" : "down"}` },
    el("span", { "aria-hidden": "true" }, `${up ? "↑" : "↓"}${steps}`), hidden(` ${up ? "up" : "down"} ${steps}`));
}

/** Return the terms as lengths from a common zero: what counts for the paper to the right, against it to the left. */
function bar({ terms }, { left, right }) {
  const parts = terms.filter(({ value }) => value !== 0).sort((a, b) => b.value - a.value);
  const made = el("div", { class: "bar", "aria-hidden": "true" });
  const whole = left + right || 1;
  if (left) {
    const zero = el("i", { class: "zero" });
    zero.style.left = `${(left / whole) * 100}%`;
    made.append(zero);
  }
  let [against, by] = [left, left];
  for (const { label, value } of parts) {
    const length = Math.abs(value);
    const part = el("i", { class: `term c${colours.get(label)}${value < 0 ? " against" : ""}`, title: `${label} ${signed(value)}` });
    if (value < 0) against -= length;
    part.style.left = `${((value < 0 ? against : by) / whole) * 100}%`;
    part.style.width = `${(length / whole) * 100}%`;
    if (value > 0) by += length;
    made.append(part);
  }
  return made;
}

function details(paper) {
  const terms = paper.terms.filter(({ value }) => value !== 0).map(({ label, value }) => el("div", {},
    el("dt", {}, swatch(label), el("bdi", {}, label)),
    el("dd", {}, signed(value))));
  const sum = el("div", { class: "sum" }, el("dt", {}, "Score"), el("dd", {}, paper.score.toFixed(3).replace("-", "−")));
  return [el("dl", {}, ...terms, sum), ...shares(paper.shares ?? [])];
}

function shares(listed) {
  if (!listed.length) return [];
  const rows = listed.map(({ kind, label, words, value }) => el("div", {},
    el("dt", {}, el("span", { class: "tag" }, kind), " ", el("bdi", {}, label), words.length ? el("span", { class: "soft" }, ` (${words.join(", ")})`) : ""),
    el("dd", {}, signed(value))));
  return [el("p", { class: "soft" }, "What it would lose without one of the interests:"), el("dl", {}, ...rows)];
}

function extent(papers) {
  const sums = (sign) => papers.map(({ terms }) => terms.reduce((sum, { value }) => sum + Math.max(0, sign * value), 0));
  return { left: Math.max(0, ...sums(-1)), right: Math.max(0, ...sums(1)) };
}

/** Give each label a colour that it keeps while the page is open; return the labels that count for something. */
function colour(papers) {
  const counted = papers.flatMap(({ terms }) => terms).filter(({ value }) => value !== 0);
  const labels = [...new Set(counted.map(({ label }) => label))];
  for (const label of labels) if (!colours.has(label)) colours.set(label, colours.size % COLOURS);
  return labels;
}

const swatch = (label) => el("i", { class: `swatch c${colours.get(label)}`, "aria-hidden": "true" });

const tops = () => new Map([...rows].map(([paper, { main }]) => [paper, main.isConnected ? main.getBoundingClientRect().top : null]));

function slide(before) {
  if (calm()) return;
  for (const [paper, { main }] of rows) {
    const from = before.get(paper);
    const by = from == null ? 0 : from - main.getBoundingClientRect().top;
    if (by) main.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 260, easing: "ease-out" });
  }
}

const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
