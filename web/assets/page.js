/** What all pages share: finding elements, and remembering things in this browser. */

export const element = (id) => document.getElementById(id);

/** Reads a value remembered earlier; storage may be switched off or hold anything. */
export function recall(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(`signald.${key}`)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(key, value) {
  try {
    localStorage.setItem(`signald.${key}`, JSON.stringify(value));
  } catch {
    // Without storage the page works and forgets.
  }
}

/** Shows a message, or hides its box when there is none. */
export function say(box, message) {
  box.textContent = message ?? '';
  box.hidden = !message;
}
