/** Peers: who they are, where their chains end, and how we get on. Members that a node does not tell are left out. */
import { h } from "preact";
import * as api from "../core/api.js";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { Outcome, useAction } from "./outcome.js";
import { Hash } from "./mark.js";
import { Ago } from "./time.js";
import { useLive } from "./hooks.js";

const KINDS = { following: "good", polling: "good", connecting: "", idle: "", resting: "warn", ourselves: "", duplicate: "" };

export function StateBadge({ peer }) {
  const state = peer.state;
  if (!state) {
    return h("span", { class: "badge" }, t("peer.registered"));
  }
  return h("span", { class: "badge " + (KINDS[state] ?? "") }, state in KINDS ? t("peer." + state) : state);
}

/** Whether a peer's chain ends where ours does. */
export function agreement(peer, tip) {
  if (!peer.tip || !tip) {
    return "unknown";
  }
  return peer.tip.hash === tip.hash ? "same" : peer.tip.height > tip.height ? "ahead" : peer.tip.height < tip.height ? "behind" : "other";
}

/** For one that is followed: what has been said, and how to end it. */
function Following({ peer }) {
  const action = useAction();
  const end = () =>
    action.run(async () => {
      await api.forget(peer.address);
      live.refresh("peers");
      return () => t("net.forgotten", { address: peer.address });
    });
  return [
    peer.traffic && h("div", { class: "small soft" }, t("peer.traffic", { fetched: peer.traffic.blocksFetched, pushed: peer.traffic.blocksPushed })),
    h("div", null, h("button", { class: "button compact", type: "button", disabled: action.busy, "aria-label": t("net.forget.label", { address: peer.address }), onClick: end }, t("net.forget"))),
    h(Outcome, { action }),
  ];
}

export function PeerList({ peers, brief = false }) {
  const { headers } = useLive();
  const tip = headers[0];
  if (peers.length === 0) {
    return h("p", { class: "soft" }, t("net.none"));
  }
  return h(
    "ul",
    { class: "list peers" },
    peers.map((peer) =>
      h(
        "li",
        { key: peer.address },
        h("div", { class: "row apart" }, h("span", { class: "mono address" }, peer.address), h(StateBadge, { peer })),
        peer.tip && h("div", { class: "row small soft" }, h("span", null, t("block.n", { n: count(peer.tip.height) })), h(Hash, { hash: peer.tip.hash }), h("span", null, t("peer." + agreement(peer, tip)))),
        !brief &&
          h(
            "div",
            { class: "row small soft" },
            peer.source && h("span", null, t("peer.source." + peer.source)),
            peer.lastSeen && h("span", null, t("peer.seen"), " ", h(Ago, { at: Date.parse(peer.lastSeen) / 1000 })),
            peer.node && h("span", null, t("peer.node"), " ", h("span", { class: "mono" }, peer.node.slice(0, 8))),
          ),
        !brief && (peer.source === "given" || peer.source === "added" || peer.source === "found") && h(Following, { peer }),
        peer.trouble && h("div", { class: "small trouble" }, t("peer.trouble"), " ", h("q", { lang: "en" }, peer.trouble)),
      ),
    ),
  );
}
