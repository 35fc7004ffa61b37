/**
 * The wallet. Keys are made here, kept by this browser in encrypted files, and opened here: the node gets signed
 * transactions and never a seed, a word or a passphrase.
 */
import { h } from "preact";
import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import * as api from "../core/api.js";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { live } from "../core/live.js";
import { ErrorNote } from "../parts/error.js";
import { End, isEnd } from "../parts/fate.js";
import { useFetch, useLive } from "../parts/hooks.js";
import { Copy, Hash } from "../parts/mark.js";
import { Title, Waiting } from "../parts/page.js";
import { shortAddress } from "../rules/strict.js";
import { href } from "../shell/router.js";
import * as z from "../client/zveno.js";
import { encode } from "../uqr/uqr.js";
import { balances, useAccount } from "./account.js";
import { KeyForms } from "./key-forms.js";
import { deliver, unsettled } from "./delivery.js";
import { dropKey, KeyError, keepsKeys, storedKeys, unseal } from "./keys.js";
import { fileHash } from "./receipt.js";

/** An open key that is not used is closed after so long. */
const LOCK_AFTER = 10 * 60_000;

/** Words that are shown are hidden after so long. */
const WORDS_FOR = 60_000;

/** Keys that are open: address => { key, words, path }. They live as long as the page. */
const opened = new Map();
let lockTimer = 0;

/** What this page has sent, newest first: { id, text }. */
let sent = [];

/** Transactions are made one after the other, so that no two take the same nonce. */
let signing = Promise.resolve();

const listeners = new Set();
const changed = () => listeners.forEach((listener) => listener());

function keepOpen(address, own) {
  opened.set(address, own);
  clearTimeout(lockTimer);
  lockTimer = setTimeout(lock, LOCK_AFTER);
  changed();
}

function lock() {
  opened.clear();
  changed();
}

/** Words for what is wrong with a key, a passphrase, or anything else. */
export function KeyNote({ error }) {
  return error instanceof KeyError ? h("p", { class: "notice bad", role: "alert" }, t("strict.keys." + error.code, { value: error.value })) : h(ErrorNote, { error });
}

export function WalletPage() {
  const [, again] = useReducer((n) => n + 1, 0);
  const [chosen, choose] = useState(null);
  const [adding, setAdding] = useState(false);
  const [asking, setAsking] = useState(null);
  useEffect(() => {
    listeners.add(again);
    return () => listeners.delete(again);
  }, []);

  const keys = storedKeys();
  const stored = keys.find(({ address }) => address === chosen) ?? keys[0];
  const taken = (key, own) => {
    keepOpen(key.address, own);
    choose(key.address);
    setAdding(false);
  };
  /** The open key, for which the passphrase is asked if need be; null if the reader would rather not. */
  const unlock = (always = false) => {
    const own = opened.get(stored.address);
    return own && !always ? Promise.resolve(own) : new Promise((resolve) => setAsking({ stored, resolve }));
  };
  const answered = (own) => {
    asking.resolve(own);
    setAsking(null);
    if (own) {
      keepOpen(asking.stored.address, own);
    }
  };
  return h(
    "div",
    { class: "stack wide wallet", id: "wallet" },
    h(Title, { name: t("strict.wallet") }),
    h("p", { class: "soft" }, t("strict.wallet.text")),
    !globalThis.isSecureContext && h("p", { class: "notice warn", id: "insecure" }, t("strict.wallet.insecure")),
    !keepsKeys() && h("p", { class: "notice warn" }, t("strict.wallet.forgets")),
    keys.length > 0 &&
      h(
        "ul",
        { class: "keys", "aria-label": t("strict.wallet.keys") },
        keys.map((one) =>
          h(
            "li",
            { key: one.address },
            h("button", { class: "button", type: "button", "aria-pressed": !adding && one === stored, onClick: () => (choose(one.address), setAdding(false)) }, one.name, " ", h("span", { class: "soft small mono" }, shortAddress(one.address))),
          ),
        ),
        h("li", null, h("button", { class: "button quiet", type: "button", id: "add-key", "aria-expanded": adding, onClick: () => setAdding(!adding) }, t("strict.wallet.add"))),
      ),
    adding || !stored ? h(KeyForms, { names: keys.map(({ name }) => name), onTaken: taken }) : h(Purse, { key: stored.address, stored, unlock }),
    asking && h(PassphraseDialog, { stored: asking.stored, onEnd: answered }),
  );
}

/** Asks for the passphrase of a key, and opens it. */
function PassphraseDialog({ stored, onEnd }) {
  const dialog = useRef(null);
  const answer = useRef(null);
  const [progress, setProgress] = useState(null);
  const [error, setError] = useState(null);
  useEffect(() => dialog.current.showModal(), []);
  const open = async (event) => {
    event.preventDefault();
    setError(null);
    setProgress(0);
    try {
      answer.current = await unseal(stored.file, event.currentTarget.elements.namedItem("passphrase").value, setProgress);
      dialog.current.close();
    } catch (failure) {
      setError(failure);
    }
    setProgress(null);
  };
  return h(
    "dialog",
    { ref: dialog, "aria-labelledby": "unlock-title", onClose: () => onEnd(answer.current) },
    h(
      "form",
      { class: "stack", onSubmit: open },
      h("h2", { id: "unlock-title" }, t("strict.unlock", { name: stored.name })),
      h("div", { class: "field" }, h("label", { for: "unlock-passphrase" }, t("strict.passphrase")), h("input", { id: "unlock-passphrase", name: "passphrase", type: "password", autocomplete: "current-password", autofocus: true, required: true })),
      h(Working, { progress }),
      h(KeyNote, { error }),
      h("div", { class: "row" }, h("button", { class: "button primary", type: "submit", id: "unlock-now", disabled: progress !== null }, t("strict.unlock.now")), h("button", { class: "button", type: "button", onClick: () => dialog.current.close() }, t("cancel"))),
    ),
  );
}

/** How far the passphrase's key is. */
export function Working({ progress }) {
  return h("div", { role: "status" }, progress !== null && h("p", { class: "row" }, h("progress", { value: progress, "aria-label": t("strict.working") }), h("span", { class: "soft small" }, t("strict.working"))));
}

/** One key: what it has, and what can be done with it. */
function Purse({ stored, unlock }) {
  const got = useAccount(stored.address);
  const [refused, setRefused] = useState(null);
  return [
    h(
      "div",
      { class: "grid halves" },
      h(
        "section",
        { class: "panel", "aria-labelledby": "purse-balance" },
        h("h2", { id: "purse-balance" }, stored.name),
        got.value ? h("dl", { class: "facts" }, balances(got.value)) : h(Waiting, { got }),
        got.value && got.error && h(ErrorNote, { error: got.error }),
        h("p", null, h("a", { href: href("address", JSON.stringify(stored.address)) }, t("strict.wallet.history"))),
        opened.has(stored.address) ? h("p", { class: "row" }, h("span", { class: "badge warn" }, t("strict.open")), h("button", { class: "button compact", type: "button", id: "lock", onClick: lock }, t("strict.lock"))) : h("p", null, h("span", { class: "badge good" }, t("strict.locked"))),
      ),
      h(Receive, { address: stored.address }),
    ),
    unsettled(stored.address).map((one) => h(Unsettled, { key: one.id, one, onRefused: setRefused })),
    refused && h("div", { class: "stack", key: "refused" }, h("p", { class: "notice bad", role: "alert" }, t("strict.unsettled.refused", { text: refused.one.text })), h(ErrorNote, { error: refused.error })),
    h("div", { class: "grid halves" }, h(SendForm, { stored, account: got.value, unlock }), h(RecordForm, { stored, account: got.value, unlock })),
    sent.length > 0 && h("section", { class: "panel", id: "sent", "aria-labelledby": "sent-title" }, h("h2", { id: "sent-title" }, t("strict.sent")), h("ul", { class: "list" }, sent.map((one) => h("li", { key: one.id }, h(Followed, one))))),
    h(Keeping, { stored, unlock }),
  ];
}

/** A signed transaction that the node may have, or not: it can be sent again as it is, and no other way. */
function Unsettled({ one, onRefused }) {
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try {
      await bring(one);
    } catch (error) {
      onRefused({ one, error });
    }
    setBusy(false);
  };
  return h(
    "section",
    { class: "panel stack unsettled", "aria-labelledby": "unsettled-" + one.id.slice(0, 8) },
    h("h2", { id: "unsettled-" + one.id.slice(0, 8) }, t("strict.unsettled")),
    h("div", { class: "row" }, h("span", null, one.text), h(Hash, { hash: one.id, to: href("transaction", one.id) })),
    h("p", { class: "notice warn", role: "alert" }, t("strict.unsettled.text")),
    h("div", null, h("button", { class: "button primary resend", type: "button", disabled: busy, onClick: again }, t("strict.unsettled.again"))),
  );
}

function Receive({ address }) {
  const drawing = useMemo(() => {
    const { data, size } = encode(address, { ecc: "M", border: 3 });
    return { size, path: data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("") };
  }, [address]);
  return h(
    "section",
    { class: "panel", "aria-labelledby": "receive-title" },
    h("h2", { id: "receive-title" }, t("strict.receive")),
    h("p", { class: "row" }, h("span", { class: "mono digits", id: "own-address" }, address), h(Copy, { text: address })),
    h("svg", { class: "qr", viewBox: `0 0 ${drawing.size} ${drawing.size}`, role: "img", "aria-label": t("strict.receive.qr"), "shape-rendering": "crispEdges" }, h("path", { d: drawing.path })),
  );
}

/** A whole number of units from a field; NaN if it is none. */
const whole = (text) => (/^[0-9]{1,16}$/.test(text.trim()) && Number.isSafeInteger(Number(text)) ? Number(text) : NaN);

/** What is wrong with an address, in words; "" if nothing is. */
function addressFault(text) {
  try {
    z.readAddress(text);
    return "";
  } catch (error) {
    if (error.at !== undefined) {
      return t("strict.address.at", { n: error.at + 1 });
    }
    return text.length === z.ADDRESS_LENGTH ? t("strict.address.sum") : t("strict.address.length", { n: text.length });
  }
}

/** What a new transaction is filled up with: the chain, and this account's turn in it. */
function useTurn(account) {
  const { status } = useLive();
  return status && account ? turnOf(account, status) : null;
}

const turnOf = (account, status) => ({ genesis: status.rules.genesis, nonce: account.pending?.nonce ?? account.nonce, expires: status.height + z.USUAL_EXPIRY });

/** What would be signed is not what was shown. */
class Moved extends Error {}

/**
 * Signs what was shown, and sends it.
 *
 * @returns {Promise<string>} "cancelled" if the reader would rather not open the key; "sent"; or "unsettled": no answer came
 */
async function signAndSend(content, turn, unlock, text) {
  const own = await unlock();
  if (!own) {
    return "cancelled";
  }
  const done = signing.then(() => submit(content, turn, own.key, text));
  signing = done.catch(() => {});
  const isSent = await done;
  if (opened.has(own.key.address)) {
    keepOpen(own.key.address, own); // it was not locked meanwhile
  }
  return isSent ? "sent" : "unsettled";
}

async function submit(content, turn, key, text) {
  const [account, status] = await Promise.all([api.account(key.address), api.status()]);
  const now = turnOf(account, status);
  if (now.genesis !== turn.genesis || now.nonce !== turn.nonce) {
    live.refresh("pool");
    throw new Moved();
  }
  const transaction = await z.sign({ ...content, nonce: turn.nonce, expires: turn.expires }, key, turn.genesis);
  return bring({ address: key.address, id: z.transactionId(transaction), json: z.canonical(transaction), text });
}

/** Posts what is signed; whether the node has answered. */
async function bring(one) {
  try {
    const isSent = await deliver(one);
    if (isSent) {
      sent = [{ id: one.id, text: one.text }, ...sent.filter(({ id }) => id !== one.id)];
      live.refresh("pool");
    }
    return isSent;
  } finally {
    changed();
  }
}

/** A form that ends in a signed transaction: its fields, what is wrong with them, what will be signed, and the button. */
function SigningForm({ id, title, text, content, fault, stored, account, unlock, about, onSent, children }) {
  const turn = useTurn(account);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(null);
  const [done, setDone] = useState(false);
  const ready = content !== null && fault === "" && turn !== null && unsettled(stored.address).length === 0;
  const send = async (event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    setDone(false);
    try {
      const end = await signAndSend(content, turn, unlock, about);
      setDone(end === "sent");
      if (end !== "cancelled") {
        onSent();
      }
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return h(
    "section",
    { class: "panel", "aria-labelledby": id + "-title" },
    h("h2", { id: id + "-title" }, title),
    text && h("p", { class: "soft small" }, text),
    h(
      "form",
      { class: "stack", id, onSubmit: send },
      children,
      h("div", { role: "alert", id: id + "-fault" }, fault && h("p", { class: "notice bad small" }, fault)),
      ready &&
        h(
          "details",
          null,
          h("summary", null, t("strict.signed")),
          h("p", { class: "soft small" }, t("strict.signed.text")),
          h("pre", { class: "signed-text", tabIndex: 0, role: "group", "aria-label": t("strict.signed") }, z.signedText({ ...content, sender: stored.address, nonce: turn.nonce, expires: turn.expires }, turn.genesis)),
        ),
      h("div", null, h("button", { class: "button primary", type: "submit", id: id + "-now", disabled: !ready || busy }, t("strict.sign"))),
      h("div", { role: "status" }, done && h("p", { class: "notice good" }, t("strict.sent.done"))),
      error instanceof Moved ? h("p", { class: "notice warn", role: "alert" }, t("strict.moved")) : h(ErrorNote, { error }),
    ),
  );
}

function Field({ id, label, hint, invalid, ...attributes }) {
  return h(
    "div",
    { class: "field" },
    h("label", { for: id }, label),
    h("input", { id, type: "text", autocomplete: "off", spellcheck: false, "aria-invalid": Boolean(invalid), "aria-describedby": hint ? id + "-hint" : undefined, ...attributes }),
    hint && h("span", { class: "hint", id: id + "-hint" }, hint),
  );
}

function FeeField({ id, fee, setFee }) {
  const { pool } = useLive();
  return h(Field, { id, label: t("strict.fee"), inputmode: "numeric", value: fee, invalid: feeFault(fee), hint: pool?.count > 0 ? t("strict.fee.hint.waiting", { n: pool.count }) : t("strict.fee.hint"), onInput: (event) => setFee(event.currentTarget.value) });
}

const feeFault = (fee) => (Number.isNaN(whole(fee)) ? t("strict.fee.bad") : "");

/** What an account can spend, with what waits counted. */
const fundsOf = (account) => account?.pending?.balance ?? account?.balance ?? 0;

/** What is wrong with spending so much, in words; "" if nothing is, or it is not known yet. */
const fundsFault = (account, units) => (account && units > fundsOf(account) ? t("strict.funds", { n: fundsOf(account) }) : "");

function SendForm({ stored, account, unlock }) {
  const [recipient, setRecipient] = useState("");
  const [amount, setAmount] = useState("");
  const [fee, setFee] = useState("0");
  const to = recipient.trim();
  const [units, cost] = [whole(amount), whole(fee)];
  const toFault = to && addressFault(to);
  const amountFault = amount && Number.isNaN(units) ? t("strict.amount.bad") : "";
  const tooMuch = amountFault ? "" : fundsFault(account, units + cost);
  const complete = to && amount && !Number.isNaN(units) && !Number.isNaN(cost);
  return h(
    SigningForm,
    {
      id: "pay",
      title: t("strict.send"),
      content: complete ? { recipient: to, amount: units, fee: cost } : null,
      fault: toFault || amountFault || feeFault(fee) || tooMuch,
      stored,
      account,
      unlock,
      about: t("strict.sent.paid", { n: Number.isNaN(units) ? 0 : units, to: shortAddress(to) }),
      onSent: () => {
        setRecipient("");
        setAmount("");
      },
    },
    h(Field, { id: "pay-recipient", label: t("tx.recipient"), class: "mono", value: recipient, invalid: toFault, placeholder: "zv1…", onInput: (event) => setRecipient(event.currentTarget.value) }),
    h(Field, { id: "pay-amount", label: t("tx.amount"), inputmode: "numeric", value: amount, invalid: amountFault || tooMuch, hint: account && t("strict.available", { n: fundsOf(account) }), onInput: (event) => setAmount(event.currentTarget.value) }),
    h(FeeField, { id: "pay-fee", fee, setFee }),
  );
}

function RecordForm({ stored, account, unlock }) {
  const [text, setText] = useState("");
  const [file, setFile] = useState(null);
  const [fee, setFee] = useState("0");
  const chooser = useRef(null);
  const cost = whole(fee);
  const data = file ? z.canonical({ name: file.name, sha256: file.hash, size: file.size }) : text;
  const length = z.bytesOf(data).length;
  const dataFault = length > z.MAX_DATA ? t("strict.record.long", { n: length, most: z.MAX_DATA }) : /\p{Surrogate}/u.test(data) ? t("strict.record.half") : "";
  const take = async (event) => {
    const one = event.currentTarget.files[0];
    setFile(one ? { name: one.name.toWellFormed(), size: one.size, hash: await fileHash(one) } : null);
  };
  return h(
    SigningForm,
    {
      id: "record",
      title: t("strict.record"),
      text: t("strict.record.text"),
      content: length > 0 && !Number.isNaN(cost) ? { recipient: stored.address, amount: 0, fee: cost, data } : null,
      fault: dataFault || feeFault(fee) || fundsFault(account, cost),
      stored,
      account,
      unlock,
      about: t("strict.sent.recorded", { what: file?.name ?? text.slice(0, 40) }),
      onSent: () => {
        setText("");
        setFile(null);
        chooser.current.value = "";
      },
    },
    h("div", { class: "field" }, h("label", { for: "record-file" }, t("strict.record.file")), h("input", { id: "record-file", ref: chooser, type: "file", "aria-describedby": "record-file-hint", onChange: take }), h("span", { class: "hint", id: "record-file-hint" }, file ? `SHA-256 ${file.hash.slice(0, 16)}…` : t("strict.record.file.hint"))),
    !file && h("div", { class: "field" }, h("label", { for: "record-data" }, t("strict.record.data")), h("textarea", { id: "record-data", rows: 3, value: text, onInput: (event) => setText(event.currentTarget.value) })),
    h(FeeField, { id: "record-fee", fee, setFee }),
  );
}

/** A transaction that was sent from here, on its way to a block. */
function Followed({ id, text }) {
  const { chainChanges, pool } = useLive();
  const got = useFetch(() => api.transaction(id), [id, chainChanges, pool]);
  const place = got.value?.occurrences.find((one) => one.status === "confirmed") ?? got.value?.occurrences[0];
  const ended = place && isEnd(place);
  const gone = ended || got.error?.status === 404;
  return h(
    "div",
    { class: "row" },
    h("span", null, text),
    h(Hash, { hash: id, to: href("transaction", id) }),
    gone && (ended ? h(End, { place }) : h("span", { class: "badge bad" }, t("tx.dropped"))),
    !gone && place?.status === "pending" && h("span", { class: "badge warn" }, t("tx.pending")),
    !gone &&
      place?.status === "confirmed" && [
        h("span", { class: "badge good" }, t("tx.confirmed", { n: place.confirmations })),
        h("a", { href: href("block", place.hash) }, t("block.n", { n: count(place.block) })),
        h("a", { href: api.receiptPath(id), download: `receipt-${id.slice(0, 8)}.json` }, t("strict.receipt.download")),
      ],
  );
}

/** What the reader does to keep the key: take the file, see the words, remove it from this browser. */
function Keeping({ stored, unlock }) {
  const [words, setWords] = useState(null);
  const [sure, setSure] = useState(false);
  const file = useMemo(() => URL.createObjectURL(new Blob([stored.file], { type: "text/plain" })), [stored.file]);
  useEffect(() => () => URL.revokeObjectURL(file), [file]);
  const open = opened.has(stored.address);
  useEffect(() => {
    if (!open) {
      setWords(null);
    }
    const timer = words ? setTimeout(() => setWords(null), WORDS_FOR) : 0;
    return () => clearTimeout(timer);
  }, [open, words]);
  const show = async () => {
    const own = await unlock(true);
    if (own) {
      setWords(own.words ?? []);
    }
  };
  return h(
    "section",
    { class: "panel", "aria-labelledby": "keeping-title" },
    h("h2", { id: "keeping-title" }, t("strict.keeping")),
    h("p", { class: "soft" }, t("strict.keeping.text")),
    h(
      "div",
      { class: "row" },
      h("a", { class: "button", id: "export-key", href: file, download: stored.name.replace(/[^\p{L}\p{N}._-]+/gu, "-") + ".age" }, t("strict.export")),
      h("button", { class: "button", type: "button", id: "show-words", onClick: words ? () => setWords(null) : show }, t(words ? "strict.words.hide" : "strict.words.show")),
      h("button", { class: "button danger", type: "button", id: "remove-key", onClick: () => setSure(true) }, t("strict.remove")),
    ),
    open && words && (words.length > 0 ? h(Words, { words }) : h("p", { class: "notice" }, t("strict.words.none"))),
    sure &&
      h(
        "div",
        { class: "notice warn stack", role: "alert" },
        h("p", null, t("strict.remove.sure", { name: stored.name })),
        h(
          "div",
          { class: "row" },
          h("button", { class: "button danger", type: "button", id: "remove-key-now", onClick: () => (dropKey(stored.address), opened.delete(stored.address), changed()) }, t("strict.remove.now")),
          h("button", { class: "button", type: "button", onClick: () => setSure(false) }, t("cancel")),
        ),
      ),
  );
}

/** Words with their numbers. */
export function Words({ words }) {
  return h("ol", { class: "words-list", lang: "en", translate: "no", "aria-label": t("strict.words") }, words.map((word, i) => h("li", { key: i }, word)));
}
