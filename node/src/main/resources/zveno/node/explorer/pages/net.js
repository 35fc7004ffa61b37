/** The net as this node sees it: its peers around it, each in the colours of the block that its chain ends with. */
import { h } from "preact";
import { t } from "../core/i18n.js";
import { PeerForm } from "../parts/actions.js";
import * as api from "../core/api.js";
import { live } from "../core/live.js";
import { useLive } from "../parts/hooks.js";
import { ClusterPanel } from "../parts/cluster.js";
import { MarkShapes } from "../parts/mark.js";
import { agreement, PeerList } from "../parts/peers.js";
import { Title } from "../parts/page.js";
import { Ago } from "../parts/time.js";
import { Outcome, useAction } from "../parts/outcome.js";

/** More than these would not be told apart in a ring. */
const DRAWN = 24;

export function NetPage() {
  const { peers, followers, headers, status } = useLive();
  const others = followers.filter(({ node }) => !peers.some((peer) => peer.node === node));
  return h(
    "div",
    { class: "stack wide" },
    h(Title, { name: t("net.title") }),
    h("p", { class: "soft lead" }, t("net.text")),
    status?.finality === "majority" && h(ClusterPanel),
    h(
      "div",
      { class: "grid net" },
      h("section", { class: "panel", "aria-labelledby": "net-graph" }, h("h2", { id: "net-graph" }, t("net.graph")), h(Graph, { peers: peers.slice(0, DRAWN), followers: others.slice(0, Math.max(0, DRAWN - peers.length)), tip: headers[0], nodeId: status?.nodeId ?? "" }), peers.length + others.length > DRAWN && h("p", { class: "soft small" }, t("net.graph.more", { n: peers.length + others.length - DRAWN }))),
      h(
        "div",
        { class: "stack" },
        h("section", { class: "panel", "aria-labelledby": "net-add" }, h("h2", { id: "net-add" }, t("net.add")), h(PeerForm)),
        h(ResolvePanel),
      ),
    ),
    h("section", { class: "panel", id: "peers", "aria-labelledby": "net-list" }, h("h2", { id: "net-list" }, t("net.list", { n: peers.length })), h(PeerList, { peers })),
    followers.length > 0 && h("section", { class: "panel", id: "followers", "aria-labelledby": "net-followers" }, h("h2", { id: "net-followers" }, t("net.followers", { n: followers.length })), h("p", { class: "soft small" }, t("net.followers.text")), h(Followers, { followers })),
  );
}

function ResolvePanel() {
  const action = useAction();
  const resolve = () =>
    action.run(async () => {
      const replaced = await api.resolve();
      live.refresh("headers", "pool", "status", "peers");
      return () => t(replaced ? "action.replaced" : "action.authoritative");
    });
  return h(
    "section",
    { class: "panel", "aria-labelledby": "net-resolve" },
    h("h2", { id: "net-resolve" }, t("net.resolve")),
    h("p", { class: "soft small" }, t("net.resolve.text")),
    h("p", null, h("button", { class: "button", type: "button", id: "resolve", disabled: action.busy, onClick: resolve }, t(action.busy ? "action.resolving" : "action.resolve"))),
    h(Outcome, { action }),
  );
}

const addressOf = ({ address }) => (address ? address.replace(/^https?:\/\//, "") : null);

function Followers({ followers }) {
  return h(
    "ul",
    { class: "list" },
    followers.map((follower) =>
      h(
        "li",
        { key: follower.node + follower.since, class: "row apart" },
        h("span", { class: "mono address" }, addressOf(follower) ?? t("net.follower.nowhere")),
        h("span", { class: "row small soft" }, h("span", null, t("peer.node"), " ", h("span", { class: "mono" }, follower.node.slice(0, 8))), h("span", null, t("net.follower.since"), " ", h(Ago, { at: Date.parse(follower.since) / 1000 }))),
      ),
    ),
  );
}

function Graph({ peers, followers, tip, nodeId }) {
  const around = [...peers, ...followers.map((follower) => ({ ...follower, address: addressOf(follower) ?? follower.node.slice(0, 8), follows: true }))];
  // Up to two stand beside this node, more around it.
  const few = around.length <= 2;
  const width = 320;
  const height = few ? 120 : 330;
  const x0 = width / 2;
  const y0 = few ? 46 : height / 2 - 10;
  const radius = around.length > 8 ? 125 : 105;
  const placed = around.map((peer, i) => {
    const angle = (2 * Math.PI * i) / Math.max(around.length, 1) - (few ? 0 : Math.PI / 2);
    return { peer, x: x0 + radius * Math.cos(angle), y: y0 + radius * Math.sin(angle), same: peer.follows ? "unknown" : agreement(peer, tip) };
  });
  const words = [
    peers.length === 0 ? t("net.none") : t("net.graph.text", { n: peers.length, same: placed.filter(({ same }) => same === "same").length }),
    followers.length > 0 && t("net.graph.followers", { n: followers.length }),
  ]
    .filter(Boolean)
    .join(" ");
  return h(
    "figure",
    { class: "graph" },
    h(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words },
      placed.map(({ peer, x, y, same }) => h("path", { key: peer.address + peer.node, class: "limb " + (same === "same" ? "chosen" : peer.follows ? "follows" : ""), d: `M${x0} ${y0}L${x} ${y}` })),
      h(Point, { x: x0, y: y0, hash: tip?.hash, label: t("net.ours"), big: true }),
      placed.map(({ peer, x, y }) => h(Point, { key: peer.address + peer.node, x, y, hash: peer.tip?.hash, label: peer.address.length > 22 ? peer.address.slice(0, 21) + "…" : peer.address })),
    ),
    h("figcaption", { class: "soft small" }, words, " ", t("net.graph.key")),
  );
}

function Point({ x, y, hash, label, big = false }) {
  const scale = big ? 2.6 : 1.9;
  return h(
    "g",
    { transform: `translate(${x} ${y})` },
    h("circle", { r: 8 * scale + 5, class: "ring" }),
    hash ? h("g", { transform: `translate(${-8 * scale} ${-8 * scale}) scale(${scale})` }, h(MarkShapes, { hash })) : h("circle", { r: 8 * scale, class: "unknown" }),
    h("text", { y: 8 * scale + 21, "text-anchor": "middle" }, label),
  );
}
