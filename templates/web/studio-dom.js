// Elements, and speaking to whoever cannot see them. All text goes in as text, never as markup.

export const $ = (id) => document.getElementById(id);

/** Return a new element: attributes by name (null and false leave one out), children as elements or text. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== false && value !== undefined) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** Have a screen reader say something, also when it is what was said last. */
export function announce(words) {
  const status = $("status");
  status.textContent = "";
  requestAnimationFrame(() => { status.textContent = words; });
}

/** Return a link to a page elsewhere that opens in a tab of its own, or plain text where it is no web address. */
export function outward(url, words) {
  if (!/^https?:\/\//i.test(url)) return el("span", { dir: "auto" }, words);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", dir: "auto" }, words);
}

export const hidden = (words) => el("span", { class: "visually-hidden" }, words);
export const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
export const kilobytes = (octets) => `${(octets / 1000).toFixed(1)} kB`;
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
