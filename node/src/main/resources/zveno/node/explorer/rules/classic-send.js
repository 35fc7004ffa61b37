/** Sends a transaction of the tutorial. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../core/api.js";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { JsonError, parse, write } from "../core/json.js";
import { live } from "../core/live.js";
import { Outcome, useAction } from "../parts/outcome.js";
import { href } from "../shell/router.js";

/** A text as typed, or any JSON, since the tutorial takes any. With jsonOnly there is no form, just the JSON. */
export function SendDialog({ onEnd, jsonOnly = false }) {
  const dialog = useRef(null);
  const form = useRef(null);
  const action = useAction();
  const [asJson, setAsJson] = useState(jsonOnly);
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
      !jsonOnly && h("p", { class: "soft small" }, t("send.text")),
      asJson
        ? h(
            "div",
            { class: "field" },
            h("label", { for: "send-json" }, t("send.json")),
            h("textarea", { id: "send-json", name: "json", rows: 7, spellcheck: false, "aria-invalid": Boolean(invalid), defaultValue: jsonOnly ? "" : '{\n  "sender": "ann",\n  "recipient": ["bob", 2],\n  "amount": 1.0\n}' }),
          )
        : [text("sender"), text("recipient"), text("amount", t("send.amount.hint"))],
      !jsonOnly && h(
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
