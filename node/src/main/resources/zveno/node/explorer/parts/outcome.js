/** Something that a reader has the node do, and how it went. */
import { h } from "preact";
import { useState } from "preact/hooks";
import { ErrorNote } from "./error.js";

/**
 * Something that is being done: { busy, error, done, run }. done is what was returned, in the words of `tell`, which is
 * called while drawing, so that it follows the language.
 */
export function useAction() {
  const [at, set] = useState({ busy: false, error: null, tell: null });
  const run = async (work) => {
    set({ busy: true, error: null, tell: null });
    try {
      const tell = await work();
      set({ busy: false, error: null, tell });
      return true;
    } catch (error) {
      set({ busy: false, error, tell: null });
      return false;
    }
  };
  return { ...at, run };
}

/** How an action went. */
export function Outcome({ action }) {
  return h(
    "div",
    { class: "outcome" },
    h("div", { role: "status" }, action.tell && h("p", { class: "notice good" }, action.tell())),
    h(ErrorNote, { error: action.error }),
  );
}
