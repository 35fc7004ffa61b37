/** The cluster whose member this node is: its members, who leads, and how far each is behind. */
import { h } from "preact";
import { useEffect, useReducer } from "preact/hooks";
import * as api from "../core/api.js";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { ErrorNote } from "./error.js";
import { useFetch, useLive } from "./hooks.js";

/** No event says how far the others are, so that is asked for while the page is seen. */
const EVERY = 3_000;

/** Up to so many entries are under way at any time. */
const USUAL = 10;

export function ClusterPanel() {
  const { chainChanges, link } = useLive();
  const [turn, again] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || again(), EVERY);
    return () => clearInterval(timer);
  }, []);
  const { value, error } = useFetch(api.cluster, [turn, chainChanges, link]);
  return h(
    "section",
    { class: "panel", id: "cluster", "aria-labelledby": "cluster-title" },
    h("h2", { id: "cluster-title" }, t("cluster.title")),
    h("p", { class: "soft small" }, t("cluster.text")),
    error && h(ErrorNote, { error, again }),
    value && h(Members, { cluster: value }),
  );
}

function Members({ cluster }) {
  return [
    h("p", { role: "status" }, cluster.leader === null ? t("cluster.leaderless") : t("cluster.leader", { name: cluster.leader, term: count(cluster.term) })),
    h(
      "ul",
      { class: "list" },
      cluster.members.map((member) =>
        h(
          "li",
          { key: member.name, class: "row apart" },
          h("span", { class: "row" }, h("a", { class: "mono address", href: member.url, rel: "noopener" }, member.name), h("span", { class: "small soft mono" }, member.address)),
          h(
            "span",
            { class: "row small" },
            member.name === cluster.self && h("span", { class: "badge" }, t("cluster.self")),
            member.name === cluster.leader && h("span", { class: "badge good" }, t("cluster.leads")),
            h("span", { class: "badge " + (member.lag === null || member.lag > USUAL ? "warn" : "") }, member.lag === null ? t("cluster.unknown") : t("cluster.lag", { n: member.lag })),
          ),
        ),
      ),
    ),
  ];
}
