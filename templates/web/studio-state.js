// What is shown stands in the address, so that reload and back work and a link can be shared.

const SELECTION = ["for", "date", "theme", "language", "mail"];
const DEFAULTS = { tab: "html", width: "", dark: "none", images: "on" };
const ALLOWED = {
  tab: ["html", "text", "source", "headers", "checks", "why"],
  width: ["375", "600", "700", "full"],
  dark: ["none", "media", "inverted"],
  images: ["on", "off"],
};

/** Return the state that the address names; what it does not name, or names wrongly, is the default. */
export function current() {
  const query = new URLSearchParams(location.search);
  const state = Object.fromEntries(SELECTION.map((key) => [key, query.get(key) ?? ""]));
  for (const [key, values] of Object.entries(ALLOWED)) {
    state[key] = values.includes(query.get(key)) ? query.get(key) : DEFAULTS[key];
  }
  state.width ||= innerWidth < 800 ? "full" : "700";
  return state;
}

/** Change the address; with `replace` there is no step back to what was before. */
export function change(changes, { replace = false } = {}) {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value && value !== DEFAULTS[key]) query.set(key, value);
    else query.delete(key);
  }
  const address = `${location.pathname}${query.size ? `?${query}` : ""}`;
  if (replace) history.replaceState(null, "", address);
  else if (address !== location.pathname + location.search) history.pushState(null, "", address);
}

/** Return the parameters that say which mail, for the server. */
export function selection(state, extra = {}) {
  const chosen = SELECTION.filter((key) => state[key]).map((key) => [key, state[key]]);
  return new URLSearchParams([...chosen, ...Object.entries(extra)]);
}
