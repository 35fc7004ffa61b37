/** What pages begin with, and what stands there while they wait. */
import { h } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n.js";
import { ErrorNote } from "./error.js";

/** The heading, which also names the window. */
export function Title({ children, name, aside }) {
  useEffect(() => {
    document.title = name + " · Zveno";
  }, [name]);
  return h("header", { class: "title" }, h("h1", { tabIndex: -1 }, children ?? name), aside);
}

/** A way to the next page of a list, or what hinders it. */
export function More({ pages, id }) {
  return [
    h(ErrorNote, { error: pages.error, again: pages.items.length === 0 ? undefined : pages.more }),
    pages.loading && h("p", { class: "soft", role: "status" }, t("loading")),
    !pages.loading && pages.next && h("p", null, h("button", { class: "button", type: "button", id, onClick: pages.more }, t("more"))),
  ];
}

/** Shown while there is nothing else. */
export function Waiting({ got }) {
  return got.error ? h(ErrorNote, { error: got.error, again: got.again }) : h("p", { class: "soft", role: "status" }, t("loading"));
}
