/** Sign and forge: one changed character, another key or another chain, and the signature is wrong. */
import { h } from "preact";
import { useEffect, useState } from "preact/hooks";
import { canonical, hex, Key, parse, sha256, bytesOf, sign, signedText, ZvenoError } from "../client/zveno.js";
import { faultOf } from "./ledger.js";
import { Button, Facts, Prose, Tools, Verdict, WholeHash } from "./parts.js";
import { signedBy, usePeople } from "./people.js";

/** Another chain of the same name has another first block. */
const elsewhere = (genesis) => hex(sha256(bytesOf(`another chain than ${genesis}`)));

/** The text with one digit changed behind a mark. */
function changed(text, mark) {
  const at = text.indexOf(mark) + mark.length;
  return text.slice(0, at) + (text[at] === "7" ? "4" : "7") + text.slice(at + 1);
}

/** What is wrong with a text as a transaction of this chain: a word, or null. */
function faultIn(text, genesis) {
  try {
    return faultOf(parse(text), genesis);
  } catch (error) {
    if (error instanceof ZvenoError) {
      return "form";
    }
    throw error;
  }
}

export function Sign({ t, base, onDone }) {
  const keys = usePeople();
  const [ann, setAnn] = useState(null);
  const [amount, setAmount] = useState("5");
  const [data, setData] = useState("");
  const [original, setOriginal] = useState(null);
  const [text, setText] = useState("");
  const [other, setOther] = useState(false);
  const [seen, setSeen] = useState({});
  useEffect(() => {
    Key.generate().then(setAnn);
  }, []);
  if (keys === null || ann === null) {
    return h("p", { class: "lab-progress", role: "status" }, t("lab.who.loading"));
  }
  const valid = /^[0-9]{1,15}$/.test(amount);
  const genesis = other ? elsewhere(base.genesis) : base.genesis;
  const fault = original === null ? null : faultIn(text, genesis);

  const content = () => ({
    amount: Number(amount),
    ...(data === "" ? {} : { data: data.toWellFormed() }),
    expires: base.height + 1000,
    fee: 1,
    nonce: 0,
    recipient: keys.bob.address,
  });
  /** Notes what the reader has seen; all three belong to the exercise. */
  const show = (next, elsewhereNow) => {
    setText(next);
    setOther(elsewhereNow);
    const now = faultIn(next, elsewhereNow ? elsewhere(base.genesis) : base.genesis);
    const kind = now === null ? "right" : now === "signature" && elsewhereNow ? "elsewhere" : now === "signature" ? "forged" : "form";
    const after = { ...seen, [kind]: true };
    setSeen(after);
    onDone(after.right && after.forged && after.elsewhere);
  };
  const make = async () => {
    const transaction = await sign(content(), ann, base.genesis);
    setOriginal(canonical(transaction));
    show(canonical(transaction), false);
  };
  const forge = async () => {
    const transaction = await signedBy(keys.mallory, ann.address, content(), base.genesis);
    show(canonical(transaction), false);
  };
  const renew = async () => {
    setAnn(await Key.generate());
    setOriginal(null);
    setText("");
    setOther(false);
  };

  return [
    h(Prose, null, h("p", null, t("lab.sign.intro")), h("p", null, t("lab.sign.chain"))),
    h("h3", null, t("lab.sign.key")),
    h(Facts, {
      items: [
        [t("lab.sign.seed"), h(WholeHash, { hash: hex(ann.seed) })],
        [t("lab.sign.address"), h(WholeHash, { hash: ann.address, id: "lab-address" })],
      ],
    }),
    h(Tools, null, h(Button, { id: "lab-new-key", plain: true, onClick: renew }, t("lab.sign.renew"))),
    h("h3", null, t("lab.sign.transaction")),
    h(
      Tools,
      null,
      h(
        "label",
        { class: "lab-field" },
        h("span", null, t("lab.sign.amount")),
        h("input", {
          id: "lab-amount",
          type: "text",
          inputmode: "numeric",
          value: amount,
          size: 8,
          autocomplete: "off",
          "aria-invalid": String(!valid),
          onInput: (event) => setAmount(event.currentTarget.value.trim()),
        }),
      ),
      h(
        "label",
        { class: "lab-field is-wide" },
        h("span", null, t("lab.sign.data")),
        h("input", {
          id: "lab-data",
          type: "text",
          value: data,
          maxlength: 100,
          autocomplete: "off",
          onInput: (event) => setData(event.currentTarget.value),
        }),
      ),
      h(Button, { id: "lab-sign", disabled: !valid, onClick: make }, t("lab.sign.sign")),
    ),
    !valid && h("p", { class: "lab-note" }, t("lab.sign.invalid")),
    original !== null && [
      h(
        "div",
        { class: "field" },
        h("label", { for: "lab-signed" }, t("lab.sign.text")),
        h("textarea", {
          id: "lab-signed",
          class: "lab-text",
          rows: 7,
          spellcheck: false,
          autocapitalize: "off",
          autocomplete: "off",
          value: text,
          "aria-describedby": "lab-sign-verdict",
          onInput: (event) => show(event.currentTarget.value, other),
        }),
      ),
      h(
        Tools,
        null,
        h(Button, { id: "lab-forge-amount", onClick: () => show(changed(original, '"amount": '), other) }, t("lab.sign.forgeAmount")),
        h(Button, { id: "lab-forge-signature", plain: true, onClick: () => show(changed(original, '"signature": "'), other) }, t("lab.sign.forgeSignature")),
        h(Button, { id: "lab-forge-key", plain: true, onClick: forge }, t("lab.sign.forgeKey")),
        h(Button, { id: "lab-sign-undo", plain: true, disabled: text === original, onClick: () => show(original, other) }, t("lab.sign.undo")),
      ),
      h(
        "label",
        { class: "lab-check" },
        h("input", { id: "lab-elsewhere", type: "checkbox", checked: other, onChange: (event) => show(text, event.currentTarget.checked) }),
        h("span", null, t("lab.sign.elsewhere")),
      ),
      h(
        Verdict,
        { id: "lab-sign-verdict", ok: fault === null },
        t(`lab.sign.verdict.${fault === "signature" && other && text === original ? "elsewhere" : (fault ?? "right")}`),
      ),
      h("h3", null, t("lab.sign.bytes")),
      h("p", null, t("lab.sign.bytesWhy")),
      h("pre", { class: "lab-code lab-line", id: "lab-signed-bytes" }, bytesThatAreSigned(text, genesis) ?? t("lab.sign.none")),
    ],
  ];
}

/** What a signature of this transaction covers; null if it is none. */
function bytesThatAreSigned(text, genesis) {
  try {
    return signedText(parse(text), genesis);
  } catch {
    return null;
  }
}
