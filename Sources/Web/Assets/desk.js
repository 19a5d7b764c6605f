// Live updates: the desk sends whole sections as HTML; only what differs is changed on the page, so that focus and a
// press of a button survive. Rows are matched by data-key: a button never becomes that of another row.
"use strict";
// Only a browser that opened the link Sarathi printed has it; without it there are no buttons.
const token = document.querySelector('meta[name="sarathi-token"]')?.content;
const byId = (id) => document.getElementById(id);

function morph(from, to) {
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  morphChildren(from, to);
}

function morphChildren(from, to) {
  const keyed = new Map();
  for (const child of from.children) if (child.dataset.key) keyed.set(child.dataset.key, child);
  let cursor = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    const key = wanted.dataset?.key;
    let match = key ? keyed.get(key) : null;
    if (!key && cursor && !cursor.dataset?.key && cursor.nodeName === wanted.nodeName) match = cursor;
    if (!match) { from.insertBefore(wanted, cursor); continue; }
    if (match === cursor) cursor = cursor.nextSibling; else from.insertBefore(match, cursor);
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, wanted);
    else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
  }
  while (cursor) { const next = cursor.nextSibling; cursor.remove(); cursor = next; }
}

const events = new EventSource(token ? "/events?commands" : "/events");
for (const name of ["status", "positions", "trades", "orders", "decisions", "activity", "report"]) {
  events.addEventListener(name, (event) => {
    const holder = document.createElement("template");
    holder.innerHTML = event.data;
    morphChildren(byId(name), holder.content);
  });
}
events.onopen = () => { byId("connection").hidden = true; };
events.onerror = () => { byId("connection").hidden = false; };

function say(text, isBad) {
  byId("answer").textContent = text;
  byId("answer").classList.toggle("bad", isBad);
}

// The policy of the page forbids forms, so the dialog's buttons close it themselves; Escape means no.
byId("confirm-yes").onclick = () => byId("confirm").close("yes");
byId("confirm-no").onclick = () => byId("confirm").close("no");

function confirmed(button) {
  if (!button.dataset.confirm) return Promise.resolve(true);
  const dialog = byId("confirm");
  byId("confirm-text").textContent = button.dataset.confirm;
  byId("confirm-yes").textContent = button.dataset.yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-command]");
  if (!button) return;
  const command = button.dataset.command;
  if (!(await confirmed(button))) return;
  say("…", false);
  try {
    const response = await fetch(command, { method: "POST", headers: { "X-Sarathi-Token": token } });
    const answer = await response.json();
    say(answer.message, !response.ok);
  } catch {
    say("The desk did not answer. Look at the positions before you try again.", true);
  }
});
