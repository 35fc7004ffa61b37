/** The machines that mine for this node by Stratum: how fast, how well, and for which address. */
import { h } from "preact";
import { useEffect } from "preact/hooks";
import * as api from "../core/api.js";
import { brief, count, hashRate, percent } from "../core/format.js";
import { t } from "../core/i18n.js";
import { useFetch } from "../parts/hooks.js";
import { Title, Waiting } from "../parts/page.js";
import { Ago } from "../parts/time.js";
import { Party } from "../parts/values.js";

/** Milliseconds between two looks: shares come about every five seconds. */
const BETWEEN = 5_000;

export function WorkersPage() {
  const got = useFetch(api.workers, []);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || got.again(), BETWEEN);
    return () => clearInterval(timer);
  }, []);
  const all = got.value;
  return h(
    "div",
    { class: "stack wide" },
    h(Title, { name: t("strict.workers.title") }),
    h("p", { class: "soft lead" }, t("strict.workers.text")),
    h("p", { class: "notice", id: "solo" }, t("strict.workers.solo")),
    all ? [h(Sums, { key: "sums", all }), h(List, { key: "list", all })] : h(Waiting, { got }),
  );
}

function Sums({ all }) {
  const sum = (of) => all.workers.reduce((total, worker) => total + of(worker), 0);
  return h(
    "section",
    { class: "panel", "aria-labelledby": "workers-sums" },
    h("h2", { id: "workers-sums" }, t("strict.workers.sums")),
    h(
      "dl",
      { class: "facts" },
      h("dt", null, t("strict.workers.listen")),
      h("dd", { id: "listen" }, all.listen ? h("span", { class: "mono" }, all.listen) : t("strict.workers.off")),
      h("dt", null, t("strict.workers.connections")),
      h("dd", { id: "connections" }, count(all.connections)),
      h("dt", null, t("strict.workers.rate")),
      h("dd", null, hashRate(sum(({ hashRate: rate }) => rate))),
      h("dt", null, t("strict.workers.blocks")),
      h("dd", null, count(sum(({ blocks }) => blocks))),
    ),
  );
}

function List({ all }) {
  return h(
    "section",
    { class: "panel", "aria-labelledby": "workers-list" },
    h("h2", { id: "workers-list" }, t("strict.workers.list", { n: all.workers.length })),
    all.workers.length === 0
      ? h("p", { class: "soft" }, t("strict.workers.none"))
      : h("ul", { class: "list", id: "workers" }, all.workers.map((worker) => h(Worker, { key: worker.name, worker }))),
  );
}

/** A name often begins with the address, which stands below it in full. */
const labelOf = ({ name, recipient }) => (name.startsWith(recipient) ? name.slice(recipient.length + 1) || t("strict.workers.unlabelled") : name);

function Worker({ worker }) {
  const shares = worker.accepted + worker.stale + worker.rejected;
  const fact = (name, ...children) => h("div", null, h("dt", null, t("strict.workers." + name)), h("dd", { class: "worker-" + name }, ...children));
  return h(
    "li",
    { class: "stack small" },
    h(
      "div",
      { class: "row apart" },
      h("strong", { class: "worker-name" }, labelOf(worker)),
      worker.connections === 0 && h("span", { class: "badge" }, t("strict.workers.gone")),
    ),
    h("p", null, t("strict.workers.pays"), " ", h(Party, { value: worker.recipient })),
    h(
      "dl",
      { class: "worker" },
      fact("rate", hashRate(worker.hashRate)),
      fact("difficulty", brief(worker.difficulty)),
      fact("best", brief(worker.bestShare)),
      fact("accepted", count(worker.accepted)),
      fact("stale", percent(shares === 0 ? 0 : worker.stale / shares)),
      fact("rejected", count(worker.rejected)),
      fact("blocks", count(worker.blocks)),
      fact("last", worker.lastShare ? h(Ago, { at: Date.parse(worker.lastShare) / 1000 }) : t("strict.workers.never")),
    ),
  );
}
