// "Send this to me": one test mail, after a dialog that says what will happen.

import { $, announce } from "./studio-dom.js";
import { tell } from "./studio-server.js";
import { current, selection } from "./studio-state.js";

const OUTCOMES = { refused: "Not sent", cancelled: "Not sent", in_doubt: "Nobody can know whether it was sent" };

const dialog = $("sending"); // an inbox has none: what it shows was sent
const form = dialog?.querySelector("form");
const [cancel, submit] = form?.querySelectorAll("button") ?? [];

/** Get the button and the dialog ready; `choices` returns what the server said may be done. */
export function sending(choices) {
  $("send").addEventListener("click", () => open(choices()));
  cancel.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
}

function open({ can_send: can, why_not_send: reason, smtp, send_to: to }) {
  wrong("");
  $("sending-what").textContent = can
    ? `The mail you see goes out once, now, through ${smtp}, marked as a test. No edition is counted as sent, and nobody else is written to.`
    : `Nothing can be sent from here: ${reason}`;
  $("sending-to").hidden = submit.hidden = !can;
  cancel.textContent = can ? "Cancel" : "Close";
  form.elements.to.disabled = !can;
  form.elements.to.value ||= to ?? "";
  dialog.showModal();
}

async function send() {
  const to = form.elements.to.value.trim();
  wrong("");
  submit.disabled = true;
  try {
    const { state, text } = await tell("/api/send", selection(current()), { to });
    if (state === "accepted") done(`The mail server took the test mail for ${to}: ${text}`);
    else wrong(`${OUTCOMES[state] ?? state}: ${text}`);
  } catch (err) {
    wrong(`Not sent: ${err.message}`);
  } finally {
    submit.disabled = false;
  }
}

function done(words) {
  dialog.close();
  announce(words);
  const toast = $("toast");
  toast.textContent = words;
  toast.hidden = false;
  setTimeout(() => { toast.hidden = true; }, 12_000);
}

function wrong(words) {
  $("sending-state").textContent = words;
  $("sending-state").hidden = !words;
}
