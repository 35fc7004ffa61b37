/**
 * A receipt, checked by the reader's own machine: nothing is asked of the node but whether it follows the block, and that
 * only says more, it is not needed.
 */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../core/api.js";
import { bytes as size, count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { parse } from "../core/json.js";
import { useLive } from "../parts/hooks.js";
import { Copy, Hash } from "../parts/mark.js";
import { Title } from "../parts/page.js";
import { transactionFacts } from "../rules/strict.js";
import { CheckIcon, CrossIcon } from "../shell/icons.js";
import { href } from "../shell/router.js";
import * as z from "../client/zveno.js";
import { Ladder, rungsOf } from "./parts.js";

/** More than the largest receipt. */
const MAX_RECEIPT = 256 * 1024;

/** A file of this size or less that begins like JSON may be a receipt; anything else is the file that one is about. */
const looksLikeReceipt = (file, text) => file.size <= MAX_RECEIPT && /^\s*\{/.test(text) && text.includes('"receipt"');

let handed = "";

/** Gives the page a receipt that is shown when it opens. */
export function handOver(text) {
  handed = text;
}

/** The SHA-256 of a file, read piece by piece. */
export async function fileHash(file) {
  const hash = new z.Sha256();
  const reader = file.stream().getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    hash.update(part.value);
  }
  return z.hex(hash.digest());
}

/** What a record says of a file: { name, sha256, size }, or null. */
function recordOf(transaction) {
  try {
    const record = z.parse(transaction.data);
    return typeof record.sha256 === "string" && Number.isInteger(record.size) ? record : null;
  } catch {
    return null;
  }
}

async function judge(text, held) {
  const verdict = await z.checkReceipt(text, { held: held || undefined });
  let document = null;
  try {
    document = z.parse(text);
    z.checkReceiptForm(document);
  } catch {
    document = null; // then there is nothing to draw
  }
  return { verdict, document };
}

/** Whether the node follows this block: true, false, or null if it does not answer. */
async function followed(hash) {
  try {
    return (await api.headerOf(hash)).onChain;
  } catch (error) {
    return error.status === 404 ? false : null;
  }
}

export function ReceiptPage() {
  const [text, setText] = useState(handed);
  const [held, setHeld] = useState("");
  const [file, setFile] = useState(null);
  const [over, setOver] = useState(false);
  const [found, setFound] = useState(null);
  const [onChain, setOnChain] = useState(null);
  const { chainChanges } = useLive();
  const turn = useRef(0);

  useEffect(() => {
    handed = "";
  }, []);

  useEffect(() => {
    const mine = ++turn.current;
    if (!text.trim()) {
      setFound(null);
      return;
    }
    judge(text, held.trim()).then((result) => mine === turn.current && setFound(result));
  }, [text, held]);

  const block = found?.verdict.block;
  useEffect(() => {
    let here = true;
    setOnChain(null);
    if (block) {
      followed(block).then((answer) => here && setOnChain(answer));
    }
    return () => {
      here = false;
    };
  }, [block, chainChanges]);

  const take = async (files) => {
    for (const one of files) {
      const beginning = one.size <= MAX_RECEIPT ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(await one.arrayBuffer()) : "";
      if (looksLikeReceipt(one, beginning)) {
        setText(beginning);
      } else {
        setFile({ name: one.name, size: one.size, hash: await fileHash(one) });
      }
    }
  };
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return h(
    "div",
    {
      class: "stack wide receipt",
      id: "receipt",
      onDragOver: (event) => {
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: () => setOver(false),
      onDrop: drop,
    },
    h(Title, { name: t("strict.receipt") }),
    h("p", { class: "soft" }, t("strict.receipt.text")),
    h(
      "section",
      { class: "panel", "aria-label": t("strict.receipt.give") },
      h(
        "label",
        { class: over ? "drop over" : "drop" },
        h("span", null, t("strict.receipt.drop")),
        h("input", { type: "file", id: "receipt-file", multiple: true, onChange: (event) => take(event.currentTarget.files) }),
      ),
      h(
        "div",
        { class: "field" },
        h("label", { for: "receipt-text" }, t("strict.receipt.paste")),
        h("textarea", { id: "receipt-text", rows: 7, spellcheck: false, autocomplete: "off", value: text, "aria-describedby": "receipt-hint", onInput: (event) => setText(event.currentTarget.value) }),
        h("span", { class: "hint", id: "receipt-hint" }, t("strict.receipt.tamper")),
      ),
      h(
        "div",
        { class: "field" },
        h("label", { for: "receipt-held" }, t("strict.receipt.held")),
        h("input", { id: "receipt-held", type: "text", class: "mono", autocomplete: "off", spellcheck: false, value: held, "aria-describedby": "held-hint", onInput: (event) => setHeld(event.currentTarget.value) }),
        h("span", { class: "hint", id: "held-hint" }, t("strict.receipt.held.hint")),
      ),
    ),
    h("div", { role: "status" }, found && h(Verdict, { verdict: found.verdict, held: held.trim(), onChain })),
    found?.verdict.holds && h(About, { document: found.document, verdict: found.verdict, file }),
    file && !found && h("p", { class: "notice" }, t("strict.receipt.file.only", { name: file.name })),
    found?.document && h(Path, { document: found.document }),
  );
}

function Level({ reached, unknown, children }) {
  return h(
    "li",
    { class: "row level " + (reached ? "good" : "open") },
    h("span", { class: "sign", "aria-hidden": "true" }, reached ? h(CheckIcon) : unknown ? "?" : "–"),
    h("div", null, children),
  );
}

function Verdict({ verdict, held, onChain }) {
  if (verdict.cannot) {
    return h("div", { class: "notice warn", id: "verdict" }, h("p", null, t("strict.verdict.cannot")));
  }
  if (!verdict.holds) {
    return h("div", { class: "notice bad stack", id: "verdict" }, h("p", null, h("strong", null, t("strict.verdict.wrong"))), h("p", { class: "small" }, t("strict.verdict.why"), " ", h("q", { lang: "en" }, verdict.words)));
  }
  const below = verdict.levels.includes("below-held-block");
  const open = held !== "" ? "strict.level.held.not" : verdict.anchor ? "strict.level.held.open" : "strict.level.held.own";
  const head = onChain || below ? "good" : "warn";
  return h(
    "div",
    { class: "notice stack " + head, id: "verdict" },
    h("p", null, h("strong", null, t(onChain ? "strict.verdict.chain" : below ? "strict.verdict.held" : "strict.verdict.header"))),
    h(
      "ul",
      { class: "list levels" },
      h(Level, { reached: true }, t("strict.level.header", { n: count(verdict.height) })),
      h(Level, { reached: below }, t(below ? "strict.level.held" : open)),
      h(Level, { reached: onChain === true, unknown: onChain === null }, t(onChain === true ? "strict.level.chain" : onChain === false ? "strict.level.chain.not" : "strict.level.chain.unknown")),
    ),
    h("p", { class: "small" }, t("strict.verdict.worth")),
  );
}

/** What the receipt is about, and the file beside it. */
function About({ document, verdict, file }) {
  const transaction = parse(z.canonical(document.transaction));
  const record = recordOf(document.transaction);
  const same = file && record && file.hash === record.sha256 && file.size === record.size;
  return h(
    "section",
    { class: "panel", "aria-labelledby": "receipt-about" },
    h("h2", { id: "receipt-about" }, t("strict.receipt.about")),
    file && h("p", { id: "receipt-file-verdict", class: "notice " + (same ? "good" : "bad"), role: "status" }, t(same ? "strict.receipt.file.same" : record ? "strict.receipt.file.other" : "strict.receipt.file.none", { name: file.name, size: size(file.size) })),
    !file && record && h("p", { class: "notice" }, t("strict.receipt.file.wanted", { name: record.name ?? "" })),
    h(
      "dl",
      { class: "facts" },
      transactionFacts(transaction).map(([label, value]) => [h("dt", null, label), h("dd", null, value)]),
      h("dt", null, t("tx.id")),
      h("dd", null, h(Hash, { hash: verdict.transaction, long: true, to: href("transaction", verdict.transaction) })),
      h("dt", null, t("transactions.block")),
      h("dd", null, h(Hash, { hash: verdict.block, long: true, to: href("block", verdict.block) })),
      verdict.anchor && [h("dt", null, t("strict.receipt.anchor")), h("dd", { class: "row" }, h(Hash, { hash: verdict.anchor, long: true }), h(Copy, { text: verdict.anchor }))],
    ),
  );
}

function Path({ document }) {
  const rungs = rungsOf(document);
  return (
    rungs.length > 0 &&
    h("section", { class: "panel", "aria-labelledby": "receipt-path" }, h("h2", { id: "receipt-path" }, t("strict.receipt.path")), h("p", { class: "soft" }, t("strict.receipt.path.text")), h(Ladder, { rungs, label: t("strict.receipt.path") }))
  );
}
