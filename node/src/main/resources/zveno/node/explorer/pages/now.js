/** What is going on: the newest blocks and the next one, what waits, the miner, the peers, and what happened last. */
import { h } from "preact";
import { brief, count, duration, hashRate, seconds } from "../core/format.js";
import { t } from "../core/i18n.js";
import { Actions } from "../parts/actions.js";
import { Chain } from "../parts/chain.js";
import { Happenings } from "../parts/happenings.js";
import { SECONDS } from "../core/live.js";
import { useLive } from "../parts/hooks.js";
import { Hash } from "../parts/mark.js";
import { PeerList } from "../parts/peers.js";
import { Title } from "../parts/page.js";
import { CLOCK, Plot } from "../parts/plot.js";
import { TransactionLine } from "../parts/values.js";
import { useRules } from "../rules/rules.js";
import { href } from "../shell/router.js";

const CARDS = 12;

export function NowPage() {
  const { status, headers, link } = useLive();
  const { NowMore } = useRules();
  const tip = headers[0];
  return h(
    "div",
    { class: "stack wide" },
    h(
      "div",
      { class: "hero" },
      h(Title, { name: t("now.title") }, tip || status ? t("now.height", { n: count((tip ?? status).height) }) : t("now.title")),
      h(
        "p",
        { class: "row soft" },
        h("span", { class: "badge " + (link === "live" ? "good" : "warn") }, h("span", { class: "dot", "aria-hidden": "true" }), t("link." + link)),
        tip && h(Hash, { hash: tip.hash, to: href("block", tip.hash) }),
        tip && h("a", { href: href("blocks") }, t("now.all")),
      ),
    ),
    h("div", { id: "chain" }, h(Chain, { headers: headers.slice(0, CARDS) })),
    h(Actions),
    h("div", { class: "grid plots" }, h(BlockTimes), h(HashRate), h(Traffic)),
    NowMore && h(NowMore),
    h("div", { class: "grid halves" }, h("div", { class: "stack" }, h(Pool), h(PeerPanel)), h(LastHappenings)),
  );
}

function BlockTimes() {
  const { headers } = useLive();
  const points = [];
  for (let i = headers.length - 2; i >= 0; i--) {
    const gap = seconds(headers[i].timestamp) - seconds(headers[i + 1].timestamp);
    if (Number.isFinite(gap)) {
      points.push([headers[i].height, Math.max(0, gap)]);
    }
  }
  const gaps = points.map(([, gap]) => gap).sort((a, b) => a - b);
  const middle = gaps.length ? gaps[Math.floor(gaps.length / 2)] : 0;
  const summary = gaps.length ? t("plot.times.summary", { n: gaps.length, middle: duration(middle) }) : t("plot.none");
  return h(
    Panel,
    { title: t("plot.times"), aside: gaps.length > 0 && duration(middle), note: t("plot.times.note", { n: gaps.length }) },
    h(Plot, { summary, bars: true, xs: points.map(([x]) => x), ys: points.map(([, y]) => y), steps: CLOCK, format: (v) => duration(v), xFormat: (v) => count(v) }),
  );
}

function HashRate() {
  const { seconds: past, miner } = useLive();
  const rate = miner?.hashRate ?? 0;
  const searching = rate > 0 && miner.expectedSeconds !== null;
  return h(
    Panel,
    {
      title: t("plot.rate"),
      aside: hashRate(rate),
      note: !miner ? "" : searching ? t("plot.rate.expected", { time: duration(miner.expectedSeconds), n: miner.threads }) : t(miner.running ? "plot.rate.soon" : "plot.rate.idle"),
    },
    h(Plot, { summary: t("plot.rate.summary", { rate: hashRate(rate) }), ...overTime(past, (s) => s.hashRate), format: hashRate }),
  );
}

function Traffic() {
  const { seconds: past } = useLive();
  const known = past.slice(-10).filter((s) => s.transactions !== null);
  const lately = known.reduce((sum, s) => sum + s.transactions, 0) / Math.max(1, known.length);
  return h(
    Panel,
    { title: t("plot.traffic"), aside: known.length > 0 && t("plot.traffic.rate", { n: brief(lately) }), note: t("plot.traffic.note") },
    h(Plot, { summary: t("plot.traffic.summary", { n: brief(lately) }), ...overTime(past, (s) => s.transactions), format: brief }),
  );
}

/** The last seconds, counted from now. */
function overTime(past, value) {
  const now = past.at(-1)?.time ?? 0;
  return { xs: past.map((s) => s.time - now), ys: past.map(value), span: [1 - SECONDS, 0], xSteps: [5, 10, 30, 60], xFormat: (x) => (x === 0 ? t("time.now") : `${-x} ${t("unit.s")}`) };
}

function Panel({ title, aside, note, children, id }) {
  return h(
    "section",
    { class: "panel", "aria-label": title, id },
    h("header", null, h("h2", null, title), aside && h("span", { class: "number reading" }, aside)),
    children,
    note && h("p", { class: "soft small" }, note),
  );
}

function Pool() {
  const { pool } = useLive();
  if (!pool) {
    return null;
  }
  return h(
    Panel,
    { title: t("pool.title"), aside: t("pool.n", { n: pool.count }), id: "pool" },
    pool.entries.length === 0
      ? h("p", { class: "soft" }, t("pool.empty"))
      : h("ul", { class: "list" }, pool.entries.map((entry) => h("li", { key: entry.entry }, h(TransactionLine, entry, entry.returned && h("span", { class: "badge warn" }, t("pool.returned")))))),
    pool.count > pool.entries.length && h("p", null, h("a", { href: href("pool") }, t("pool.all", { n: pool.count }))),
  );
}

function LastHappenings() {
  return h(Panel, { title: t("happenings.title"), id: "happenings" }, h(Happenings, { most: 9 }));
}

function PeerPanel() {
  const { peers } = useLive();
  return h(
    Panel,
    { title: t("net.title"), aside: count(peers.length), id: "peers" },
    h(PeerList, { peers: peers.slice(0, 8), brief: true }),
    h("p", null, h("a", { href: href("net") }, t("net.more"))),
  );
}
