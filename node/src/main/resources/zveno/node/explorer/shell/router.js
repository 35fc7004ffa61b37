/**
 * Where the reader is: #/block/7, #/address/…. Everything after # stays in the browser, so each page has an address that
 * can be kept and sent, and the node serves one page.
 */
import { useEffect, useReducer } from "preact/hooks";

/** The address of a page: href("block", hash). */
export function href(page, ...args) {
  return "#/" + [page, ...args].map((part) => encodeURIComponent(wellFormed(String(part)))).join("/");
}

/** Half a character cannot stand in an address. */
function wellFormed(text) {
  return text.toWellFormed ? text.toWellFormed() : text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

/** The page and what it is about. */
export function here() {
  const parts = location.hash.replace(/^#\/?/, "").split("/");
  const decoded = parts.map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  });
  return { page: decoded[0] || "now", args: decoded.slice(1) };
}

export function go(page, ...args) {
  location.hash = href(page, ...args);
}

/** The same without a step in the history. */
export function replace(page, ...args) {
  if (location.hash !== href(page, ...args)) {
    location.replace(href(page, ...args));
  }
}

export function useRoute() {
  const [, again] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    window.addEventListener("hashchange", again);
    return () => window.removeEventListener("hashchange", again);
  }, []);
  return here();
}
