/** What a reader can have the node do. Each says how it went, beside the button and to screen readers. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../core/api.js";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { JsonError, parse, write } from "../core/json.js";
import { live } from "../core/live.js";
import { href } from "../shell/router.js";
import { ErrorNote } from "./error.js";
import { useLive } from "./hooks.js";

/**
 * Something that is being done: { busy, error, done, run }. done is what was returned, in the words of `tell`, which is
 * called while drawing, so that it follows the language.
 */
export function useAction() {
  const [at, set] = useState({ busy: false, error: null, tell: null });
  const run = async (work) => {
    set({ busy: true, error: null, tell: null });
    try {
      const tell = await work();
      set({ busy: false, error: null, tell });
      return true;
    } catch (error) {
      set({ busy: false, error, tell: null });
      return false;
    }
  };
  return { ...at, run };
}

/** How an action went. */
export function Outcome({ action }) {
  return h(
    "div",
    { class: "outcome" },
    h("div", { role: "status" }, action.tell && h("p", { class: "notice good" }, action.tell())),
    h(ErrorNote, { error: action.error }),
  );
}

/** Mine, start and stop mining, send, resolve: a row of buttons and what came of them. */
export function Actions() {
  const { miner } = useLive();
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
      h("button", { class: "button", type: "button", id: "send", onClick: () => setSending(true) }, t("action.send")),
      h("button", { class: "button", type: "button", id: "resolve", disabled: action.busy, onClick: resolve }, t(working === "resolve" ? "action.resolving" : "action.resolve")),
      h("a", { class: "button", id: "register", href: href("net") }, t("action.register")),
    ),
    h(Outcome, { action }),
    sending && h(SendDialog, { onEnd: () => setSending(false) }),
  );
}

/** A text as typed, or any JSON, since the tutorial takes any. */
function SendDialog({ onEnd }) {
  const dialog = useRef(null);
  const form = useRef(null);
  const action = useAction();
  const [asJson, setAsJson] = useState(false);
  const [invalid, setInvalid] = useState("");

  useEffect(() => {
    dialog.current.showModal();
  }, []);

  const body = () => {
    const field = (name) => form.current.elements.namedItem(name).value;
    if (asJson) {
      parse(field("json"));
      return field("json");
    }
    parse(field("amount"));
    return `{"sender": ${write(field("sender"))}, "recipient": ${write(field("recipient"))}, "amount": ${field("amount").trim()}}`;
  };
  const send = async (event) => {
    event.preventDefault();
    let json;
    try {
      json = body();
    } catch (error) {
      if (error instanceof JsonError) {
        setInvalid(t(asJson ? "send.json.bad" : "send.amount.bad"));
        return;
      }
      throw error;
    }
    setInvalid("");
    await action.run(async () => {
      const sent = await api.submit(json);
      live.refresh("pool");
      form.current.reset();
      return () => t.rich("send.done", { transaction: h("a", { href: href("transaction", sent.id), onClick: () => dialog.current.close() }, sent.id.slice(0, 8)), block: count(sent.block) });
    });
  };

  const text = (name, hint) =>
    h(
      "div",
      { class: "field" },
      h("label", { for: "send-" + name }, t("tx." + name)),
      h("input", { id: "send-" + name, name, type: "text", autocomplete: "off", spellcheck: false, autofocus: name === "sender", "aria-describedby": hint && "hint-" + name, "aria-invalid": Boolean(invalid && hint) }),
      hint && h("span", { class: "hint", id: "hint-" + name }, hint),
    );
  return h(
    "dialog",
    { ref: dialog, "aria-labelledby": "send-title", onClose: onEnd },
    h(
      "form",
      { ref: form, onSubmit: send },
      h("h2", { id: "send-title" }, t("send.title")),
      h("p", { class: "soft small" }, t("send.text")),
      asJson
        ? h(
            "div",
            { class: "field" },
            h("label", { for: "send-json" }, t("send.json")),
            h("textarea", { id: "send-json", name: "json", rows: 7, spellcheck: false, "aria-invalid": Boolean(invalid), defaultValue: '{\n  "sender": "ann",\n  "recipient": ["bob", 2],\n  "amount": 1.0\n}' }),
          )
        : [text("sender"), text("recipient"), text("amount", t("send.amount.hint"))],
      h(
        "label",
        { class: "row small" },
        h("input", { type: "checkbox", id: "send-mode", checked: asJson, onChange: (event) => { setAsJson(event.currentTarget.checked); setInvalid(""); } }),
        t("send.asJson"),
      ),
      h("div", { role: "alert" }, invalid && h("p", { class: "notice bad small" }, invalid)),
      h(Outcome, { action }),
      h(
        "div",
        { class: "row" },
        h("button", { class: "button primary", type: "submit", id: "send-now", disabled: action.busy }, t("send.send")),
        h("button", { class: "button", type: "button", id: "send-close", onClick: () => dialog.current.close() }, t("close")),
      ),
    ),
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

/** Registers a neighbour, or follows it, where the node can. */
export function NeighbourForm() {
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
      h("label", { for: "neighbour" }, t("net.address")),
      h("input", { id: "neighbour", ref: input, type: "text", required: true, inputmode: "url", autocomplete: "off", spellcheck: false, placeholder: "http://192.168.0.5:5000", "aria-describedby": "neighbour-hint" }),
      h("span", { class: "hint", id: "neighbour-hint" }, t(mayFollow ? "net.hint.follow" : "net.hint")),
    ),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button primary", type: "submit", id: "register-neighbour", disabled: action.busy }, t("net.register")),
      mayFollow && h("button", { class: "button", type: "button", id: "follow-neighbour", disabled: action.busy, onClick: (event) => event.currentTarget.form.reportValidity() && ask(api.follow, "net.followed") }, t("net.follow")),
    ),
    doubt && h(Doubt, { doubt, run }),
    h(Outcome, { action }),
  );
}
