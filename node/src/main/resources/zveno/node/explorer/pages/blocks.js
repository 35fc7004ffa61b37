/** All blocks, newest first, a page at a time. */
import { h } from "preact";
import { useRef } from "preact/hooks";
import * as api from "../core/api.js";
import { bytes, count, seconds } from "../core/format.js";
import { t } from "../core/i18n.js";
import { usePages } from "../parts/hooks.js";
import { Hash } from "../parts/mark.js";
import { More, Title } from "../parts/page.js";
import { Age } from "../parts/time.js";
import { useRules } from "../rules/rules.js";
import { go, href } from "../shell/router.js";

const PAGE = 50;

export function BlocksPage({ args }) {
  const to = /^[0-9]{1,15}$/.test(args[0] ?? "") ? args[0] : undefined;
  const pages = usePages(async (cursor) => {
    const page = await api.headers({ to, limit: PAGE, cursor });
    return { items: page.headers, next: page.next };
  }, [to]);
  const { blockHeads, blockCells } = useRules();
  /** A narrow screen leaves these to the page of the block. */
  const more = [...blockHeads, "size"];
  const input = useRef(null);
  const jump = (event) => {
    event.preventDefault();
    go("blocks", input.current.value.trim());
  };
  return h(
    "div",
    { class: "stack wide" },
    h(Title, {
      name: t("blocks.title"),
      aside: h(
        "form",
        { class: "row jump", onSubmit: jump },
        h("label", { for: "jump", class: "small" }, t("blocks.from")),
        h("input", { id: "jump", ref: input, type: "text", inputmode: "numeric", pattern: "[0-9]{1,15}", required: true, defaultValue: to ?? "" }),
        h("button", { class: "button", type: "submit" }, t("blocks.jump")),
      ),
    }),
    h(
      "section",
      { class: "panel", "aria-label": t("blocks.title") },
      h(
        "div",
        { class: "scroll", tabIndex: 0, role: "region", "aria-label": t("blocks.table") },
        h(
          "table",
          { class: "table" },
          h("thead", null, h("tr", null, ["height", "hash", "age", "transactions", ...more].map((name) => h("th", { key: name, scope: "col", class: more.includes(name) ? "wide-only" : undefined }, t("blocks." + name))))),
          h(
            "tbody",
            null,
            pages.items.map((header) =>
              h(
                "tr",
                { key: header.hash },
                h("td", { class: "number" }, h("a", { href: href("block", header.hash) }, count(header.height))),
                h("td", null, h(Hash, { hash: header.hash, to: href("block", header.hash) })),
                h("td", null, h(Age, { at: seconds(header.timestamp) })),
                h("td", { class: "number" }, count(header.transactions)),
                blockHeads.map((name) => h("td", { key: name, class: "mono wide-only" }, blockCells(header)[name])),
                h("td", { class: "number wide-only" }, bytes(header.size)),
              ),
            ),
          ),
        ),
      ),
      h(More, { pages, id: "more-blocks" }),
    ),
  );
}
