/** What a reader can have the node do. Each says how it went, beside the button and to screen readers. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../core/api.js";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { href } from "../shell/router.js";
import { useRules } from "../rules/rules.js";
import { useLive } from "./hooks.js";
import { Outcome, useAction } from "./outcome.js";

/** Mine, start and stop mining, send, resolve: a row of buttons and what came of them. */
export function Actions() {
  const { miner } = useLive();
  const { SendDialog, sendPage } = useRules();
  const action = useAction();
  const [sending, setSending] = useState(false);
  const [working, setWorking] = useState("");
  const running = Boolean(miner?.running);

  const start = (name, work) => async () => {
    setWorking(name);
    await action.run(work);
    setWorking("");
  };
  const mine = start("mine", async () => {
    const block = await api.mine();
    live.refresh("headers", "pool", "status");
    return () => t.rich("action.mined", { block: h("a", { href: href("block", block.hash) }, t("block.n", { n: count(block.height) })) });
  });
  const toggle = start("miner", async () => {
    const after = await api.changeMiner({ running: !running });
    live.refresh("status");
    return () => t(after.running ? "action.started" : "action.stopped");
  });
  const resolve = start("resolve", async () => {
    const replaced = await api.resolve();
    live.refresh("headers", "pool", "status", "peers");
    return () => t(replaced ? "action.replaced" : "action.authoritative");
  });

  return h(
    "section",
    { class: "actions", id: "actions", "aria-label": t("action.title") },
    h(
      "div",
      { class: "row" },
      h("button", { class: "button primary", type: "button", id: "mine", disabled: action.busy, onClick: mine }, t(working === "mine" ? "action.mining" : "action.mine")),
      h("button", { class: "button", type: "button", id: "miner", disabled: action.busy || !miner, onClick: toggle }, t(running ? "action.stop" : "action.start")),
      sendPage ? h("a", { class: "button", id: "send", href: href(sendPage) }, t("action.send")) : h("button", { class: "button", type: "button", id: "send", onClick: () => setSending(true) }, t("action.send")),
      h("button", { class: "button", type: "button", id: "resolve", disabled: action.busy, onClick: resolve }, t(working === "resolve" ? "action.resolving" : "action.resolve")),
      h("a", { class: "button", id: "register", href: href("net") }, t("action.register")),
    ),
    h(Outcome, { action }),
    sending && SendDialog && h(SendDialog, { onEnd: () => setSending(false) }),
  );
}

/** Without a port 80 is meant, where hardly a node listens; 5000 is a node's own. */
const lacksPort = (address) => /^(http:\/\/)?[^\s/:]+\/?$/.test(address) || /^(http:\/\/)?\[[0-9a-f:.]+\]\/?$/i.test(address);

/** Asks which port is meant. */
function Doubt({ doubt, run }) {
  const withPort = doubt.address.replace(/\/$/, "") + ":5000";
  return h(
    "div",
    { class: "notice warn stack", role: "alert" },
    h("p", null, t("net.port", { address: doubt.address })),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button compact primary", type: "button", id: "port-5000", onClick: () => run(doubt.call, doubt.key, withPort) }, withPort),
      h("button", { class: "button compact", type: "button", id: "port-80", onClick: () => run(doubt.call, doubt.key, doubt.address) }, t("net.port.80")),
    ),
  );
}

/** Registers a peer, or follows it, where the node can. */
export function PeerForm() {
  const action = useAction();
  const input = useRef(null);
  const [mayFollow, setMayFollow] = useState(false);
  const [doubt, setDoubt] = useState(null);

  useEffect(() => {
    api.canFollow().then(setMayFollow, () => {});
  }, []);

  const ask = (call, key) => {
    const address = input.current.value.trim();
    if (lacksPort(address)) {
      setDoubt({ address, call, key });
    } else {
      run(call, key, address);
    }
  };
  const run = (call, key, address) =>
    action.run(async () => {
      setDoubt(null);
      await call(address);
      live.refresh("peers");
      input.current.value = "";
      return () => t(key, { address });
    });
  return h(
    "form",
    {
      class: "stack",
      onSubmit: (event) => {
        event.preventDefault();
        ask(api.register, "net.registered");
      },
    },
    h(
      "div",
      { class: "field" },
      h("label", { for: "peer" }, t("net.address")),
      h("input", { id: "peer", ref: input, type: "text", required: true, inputmode: "url", autocomplete: "off", spellcheck: false, placeholder: "http://192.168.0.5:5000", "aria-describedby": "peer-hint" }),
      h("span", { class: "hint", id: "peer-hint" }, t(mayFollow ? "net.hint.follow" : "net.hint")),
    ),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button primary", type: "submit", id: "register-peer", disabled: action.busy }, t("net.register")),
      mayFollow && h("button", { class: "button", type: "button", id: "follow-peer", disabled: action.busy, onClick: (event) => event.currentTarget.form.reportValidity() && ask(api.follow, "net.followed") }, t("net.follow")),
    ),
    doubt && h(Doubt, { doubt, run }),
    h(Outcome, { action }),
  );
}
