// The mail's HTML in a frame that can do nothing, as tall as the mail, so that the page scrolls and not the frame.
//
// A sandboxed frame does not tell its height. So the same HTML is laid out a second time, unseen, from elements
// and attributes that are known to be harmless, and that copy is measured. Because the scroll position is the
// page's own, it stays where it is when a new frame takes the place of the old one.

import { $, el } from "./studio-dom.js";

const SANDBOX = "allow-popups allow-popups-to-escape-sandbox";
const TALLEST = 60_000; // CSS pixels; what a mail may claim
const LONGEST = 4_000_000; // characters, pictures among them; longer mails scroll in their frame
const MOST = 20_000; // tags; so do mails with more
const ELEMENTS = new Set(("a abbr b big blockquote br center code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li "
  + "ol p pre s small span strong sub sup table tbody td tfoot th thead tr u ul").split(" "));
const LEFT_OUT = new Set("base embed form frame head iframe link meta object script style svg math template title".split(" "));
const ATTRIBUTES = ("align alt border cellpadding cellspacing class colspan dir height hidden lang nowrap rowspan size "
  + "valign width").split(" ");

const sheet = $("sheet");
let mirror = null; // the unseen copy's frame, once it is there
let measurable = false;

/** Start loading a mail; the returned `swap` puts it in the old one's place, `discard` forgets it. */
export async function load(url) {
  const frame = el("iframe", {
    sandbox: SANDBOX, title: "The mail as HTML", referrerpolicy: "no-referrer", class: "coming", src: url,
  });
  const loaded = new Promise((resolve) => { frame.addEventListener("load", resolve, { once: true }); });
  sheet.append(frame);
  try {
    const [html] = await Promise.all([source(url), loaded]);
    return { swap: () => swap(frame, html), discard: () => frame.remove() };
  } catch (err) {
    frame.remove();
    throw err;
  }
}

/** Give the frame the width that was chosen, and the height that the mail then has. */
export function fit(width = sheet.dataset.width) {
  sheet.dataset.width = width;
  const frame = sheet.querySelector("iframe:not(.coming)");
  if (frame) size(frame);
}

function size(frame) {
  if (!frame.clientWidth) return; // not on screen: the observer below calls again
  frame.style.height = measurable ? `${height(frame.clientWidth)}px` : "";
}

new ResizeObserver(() => fit()).observe(sheet);

async function source(url) {
  const [response] = await Promise.all([fetch(url), mirrored()]);
  return response.ok ? response.text() : "";
}

function swap(frame, html) {
  copy(html);
  frame.classList.remove("coming");
  size(frame); // before the old one goes: a page that is short for a moment scrolls up
  for (const old of sheet.querySelectorAll("iframe")) if (old !== frame) old.remove();
}

async function mirrored() {
  if (mirror) return;
  mirror = el("iframe", { class: "mirror", title: "", "aria-hidden": "true", tabindex: "-1", srcdoc: "<!DOCTYPE html>" });
  await new Promise((resolve) => {
    mirror.addEventListener("load", resolve, { once: true });
    document.body.append(mirror);
  });
  mirror.contentDocument.addEventListener("load", () => fit(), true); // a picture came
}

function height(width) {
  mirror.style.width = `${width}px`;
  return Math.min(TALLEST, mirror.contentDocument.documentElement.scrollHeight + 1);
}

/** Lay a mail out in the mirror. */
function copy(html) {
  measurable = html !== "" && html.length <= LONGEST && html.split("<", MOST).length < MOST;
  if (!measurable) return;
  const page = mirror.contentDocument;
  const sheets = [];
  const plain = html // the page's policy forbids styles in markup: they are applied by other means
    .replace(/<style\b[^>]*>(.*?)<\/style\s*>/gis, (_, rules) => { sheets.push(styles(rules)); return ""; })
    .replace(/(?<=[\s"'/])(style|on\w+)(?=\s*=)/gi, "data-$1");
  const parsed = new DOMParser().parseFromString(plain, "text/html");
  page.adoptedStyleSheets = sheets;
  dress(page.documentElement, parsed.documentElement);
  dress(page.body, parsed.body);
  page.body.replaceChildren(...children(parsed.body, page));
}

function styles(rules) {
  const made = new mirror.contentWindow.CSSStyleSheet();
  made.replaceSync(inert(rules));
  return made;
}

/** Return rules that ask for no picture: none of them makes a mail taller. */
const inert = (rules) => rules.replace(/(url|src|image|image-set)\s*\(/gi, "none(");

function* children(original, page) {
  for (const node of original.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) yield page.createTextNode(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || LEFT_OUT.has(node.localName)) continue;
    const made = page.createElement(ELEMENTS.has(node.localName) ? node.localName : "span");
    dress(made, node);
    made.append(...children(node, page));
    yield made;
  }
}

function dress(made, original) {
  for (const name of ATTRIBUTES) {
    if (original.hasAttribute(name)) made.setAttribute(name, original.getAttribute(name));
    else made.removeAttribute(name);
  }
  made.style.cssText = inert(original.dataset.style ?? "");
  const picture = original.localName === "img" ? original.getAttribute("src") ?? "" : "";
  if (/^(\/picture\/|data:image\/)/.test(picture)) made.src = picture;
}
