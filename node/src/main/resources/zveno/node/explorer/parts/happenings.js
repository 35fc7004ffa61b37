/** What happened last, told in words. */
import { h } from "preact";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { href } from "../shell/router.js";
import { useLive } from "./hooks.js";
import { Hash } from "./mark.js";

export function Happenings({ most, only = () => true }) {
  const { happenings } = useLive();
  const shown = happenings.filter(only).slice(0, most);
  if (shown.length === 0) {
    return h("p", { class: "soft" }, t("happenings.none"));
  }
  return h(
    "ol",
    { class: "list happenings", reversed: true },
    shown.map((happening) => h("li", { key: happening.id, class: happening.kind + (happening.past ? " past" : "") }, h("span", { class: "dot", "aria-hidden": "true" }), h("span", null, tell(happening)))),
  );
}

function tell({ kind, data, times = 1 }) {
  switch (kind) {
    case "block":
      return t.rich("happened.block", { n: data.transactions, height: count(data.height), hash: h(Hash, { hash: data.hash, to: href("block", data.hash) }) });
    case "reorganisation":
      return reorganisation(data);
    case "transaction":
      return times === 1
        ? t.rich("happened.transaction", { id: h("a", { class: "mono", href: href("transaction", data.id) }, data.id.slice(0, 8)), block: count(data.block) })
        : t("happened.transactions", { n: times, block: count(data.block) });
    case "removed":
      return t("happened.removed", { n: times });
    case "dropped":
      return t("happened.dropped", { n: times });
    default:
      return t("happened.reset", { height: count(data.height) });
  }
}

/** A peer's chain has been taken over, or has only lengthened ours. */
function reorganisation(data) {
  const tip = h(Hash, { hash: data.hash, to: href("block", data.hash) });
  const joining = t("blocks.joined", { n: data.joining });
  if (data.leaving === 0) {
    return t.rich("happened.extended", { joining, height: count(data.height), tip });
  }
  const key = data.forkHeight === 0 ? "happened.replaced" : "happened.reorganised";
  return t.rich(key, { joining, leaving: t("blocks.left", { n: data.leaving }), fork: count(data.forkHeight), height: count(data.height), tip });
}
