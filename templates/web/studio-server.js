// The studio's server, on this machine.

const TOKEN = document.querySelector("meta[name=studio-token]").content;

/** What the server said instead of an answer: message, and where there is a place: file, line, source. */
export class Refused extends Error {
  constructor(error, status) {
    super(error.message);
    Object.assign(this, { status, file: error.file ?? "", line: error.line ?? 0, source: error.source ?? [] });
  }
}

/** The server could not be asked. */
export class Unreachable extends Error {}

export const ask = (path, query, signal) => answered(`${path}?${query ?? ""}`, { signal });

export const tell = (path, query, body, signal) => answered(`${path}?${query}`, {
  method: "POST",
  headers: { "Content-Type": "application/json", "X-Studio-Token": TOKEN },
  body: JSON.stringify(body),
  signal,
});

async function answered(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (err) {
    if (err.name === "AbortError") throw err;
    throw new Unreachable("the studio’s server does not answer");
  }
  let body = {};
  try {
    body = await response.json();
  } catch (err) {
    if (err.name === "AbortError") throw err;
    if (response.ok) throw new Refused({ message: `the answer to ${url} is not JSON` }, response.status);
  }
  if (response.ok) return body;
  throw new Refused(body.error ?? { message: `the studio’s server answered ${response.status}` }, response.status);
}

/** Call `changed(what)` whenever a file behind the page changed, and `reached(yes)` as the server comes and goes. */
export function listen(changed, reached) {
  const events = new EventSource("/events");
  events.addEventListener("changed", (event) => changed(JSON.parse(event.data).what));
  events.addEventListener("open", () => reached(true));
  events.addEventListener("error", () => reached(false));
}
