/** What waits for a block, in the order in which it will be taken. */
import { h } from "preact";
import * as api from "../core/api.js";
import { bytes } from "../core/format.js";
import { t } from "../core/i18n.js";
import { useLive, usePages } from "../parts/hooks.js";
import { More, Title } from "../parts/page.js";
import { TransactionTable } from "../parts/transactions.js";

const PAGE = 50;

/** An entry of the pool as a row of a table. */
export const waiting = (entry) => ({ ...entry, key: entry.entry, waits: true, at: Date.parse(entry.acceptedAt) / 1000 });

export function PoolPage() {
  const { pool, chainChanges } = useLive();
  const pages = usePages(async (cursor) => {
    const page = await api.pool({ limit: PAGE, cursor });
    return { items: page.entries, next: page.next };
  }, [chainChanges]);
  return h(
    "div",
    { class: "stack wide" },
    h(Title, { name: t("pool.title") }),
    pool && h("p", { class: "soft" }, t("pool.n", { n: pool.count }), " · ", bytes(pool.bytes)),
    h(
      "section",
      { class: "panel", "aria-label": t("pool.title") },
      !pages.loading && !pages.error && pages.items.length === 0 && h("p", { class: "soft" }, t("pool.empty")),
      pages.items.length > 0 && h(TransactionTable, { label: t("pool.title"), items: pages.items.map(waiting) }),
      h(More, { pages, id: "more-pool" }),
    ),
  );
}
