/** How a key comes into the wallet: made here, from a file, or from words. */
import { h } from "preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../core/i18n.js";
import { armor, binary } from "./age.js";
import { keyOfWords, newKey, readWords, seal, storeKey, unseal, wordList } from "./keys.js";
import { KeyNote, Words, Working } from "./wallet.js";

/** How many of the words are asked back. */
const ASKED = 3;

const MAX_FILE = 64 * 1024;

/** onTaken({ name, address, file }, opened) is told of the key once it is kept. */
export function KeyForms({ names, onTaken }) {
  const name = nextName(names);
  const keep = (chosen, own, file) => {
    const stored = { name: chosen || name, address: own.key.address, file };
    storeKey(stored);
    onTaken(stored, own);
  };
  return h("div", { class: "grid halves" }, h(MakeKey, { name, keep }), h(ImportKey, { keep }));
}

function nextName(names) {
  for (let n = names.length + 1; ; n++) {
    const name = t("strict.key.n", { n });
    if (!names.includes(name)) {
      return name;
    }
  }
}

/** Places of words that are asked back, each once, in order. */
function somePlaces(n) {
  const places = new Set();
  while (places.size < ASKED) {
    places.add(globalThis.crypto.getRandomValues(new Uint8Array(1))[0] % n);
  }
  return [...places].sort((a, b) => a - b);
}

function Text({ id, label, hint, ...attributes }) {
  return h("div", { class: "field" }, h("label", { for: id }, label), h("input", { id, type: "text", autocomplete: "off", spellcheck: false, "aria-describedby": hint ? id + "-hint" : undefined, ...attributes }), hint && h("span", { class: "hint", id: id + "-hint" }, hint));
}

function NewPassphrase({ id, value, again, onValue, onAgain }) {
  return [
    h(Text, { id: id + "-passphrase", key: "one", label: t("strict.passphrase.new"), type: "password", autocomplete: "new-password", required: true, hint: t("strict.passphrase.hint"), value, onInput: (event) => onValue(event.currentTarget.value) }),
    h(Text, { id: id + "-again", key: "two", label: t("strict.passphrase.again"), type: "password", autocomplete: "new-password", required: true, value: again, onInput: (event) => onAgain(event.currentTarget.value) }),
  ];
}

/** Makes a key: shows its words, asks some of them back, and keeps it encrypted. */
function MakeKey({ name, keep }) {
  const [own, setOwn] = useState(null);
  const [places, setPlaces] = useState(null);
  const [chosen, setChosen] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [fault, setFault] = useState("");
  const [progress, setProgress] = useState(null);
  const [error, setError] = useState(null);

  const make = async (event) => {
    event.preventDefault();
    setFault(passphrase === again ? "" : t("strict.passphrase.differ"));
    if (passphrase === again) {
      await attempt(async () => setOwn(await newKey()));
    }
  };
  const attempt = async (work) => {
    setError(null);
    try {
      await work();
    } catch (failure) {
      setError(failure);
    }
    setProgress(null);
  };
  const check = async (event) => {
    event.preventDefault();
    const fields = event.currentTarget.elements;
    const wrong = places.filter((place) => fields.namedItem("word-" + place).value.trim().toLowerCase() !== own.words[place]);
    setFault(wrong.length > 0 ? t("strict.words.wrong", { places: wrong.map((place) => place + 1).join(", ") }) : "");
    if (wrong.length === 0) {
      setProgress(0);
      await attempt(async () => keep(chosen.trim(), own, await seal(own, passphrase, setProgress)));
    }
  };
  const notes = [h("div", { role: "alert", key: "fault" }, fault && h("p", { class: "notice bad small" }, fault)), h(KeyNote, { error, key: "error" }), h(Working, { progress, key: "working" })];
  return h(
    "section",
    { class: "panel", "aria-labelledby": "make-title" },
    h("h2", { id: "make-title" }, t("strict.make")),
    !own
      ? h(
          "form",
          { class: "stack", id: "make", onSubmit: make },
          h("p", { class: "soft small" }, t("strict.make.text")),
          h(Text, { id: "make-name", label: t("strict.name"), placeholder: name, value: chosen, maxlength: 40, onInput: (event) => setChosen(event.currentTarget.value) }),
          h(NewPassphrase, { id: "make", value: passphrase, again, onValue: setPassphrase, onAgain: setAgain }),
          notes,
          h("div", null, h("button", { class: "button primary", type: "submit", id: "make-now" }, t("strict.make.now"))),
        )
      : !places
        ? h(
            "div",
            { class: "stack", id: "make-words" },
            h("p", { class: "notice warn" }, t("strict.words.write")),
            h(Words, { words: own.words }),
            h("div", { class: "row" }, h("button", { class: "button primary", type: "button", id: "words-written", onClick: () => setPlaces(somePlaces(own.words.length)) }, t("strict.words.written")), h("button", { class: "button", type: "button", onClick: () => setOwn(null) }, t("cancel"))),
          )
        : h(
            "form",
            { class: "stack", id: "make-check", onSubmit: check },
            h("p", null, t("strict.words.ask")),
            places.map((place) => h(Text, { id: "word-" + place, key: place, name: "word-" + place, label: t("strict.words.n", { n: place + 1 }), required: true, lang: "en", autocapitalize: "none" })),
            notes,
            h("div", { class: "row" }, h("button", { class: "button primary", type: "submit", id: "words-check", disabled: progress !== null }, t("strict.words.check")), h("button", { class: "button", type: "button", disabled: progress !== null, onClick: () => setPlaces(null) }, t("strict.words.back"))),
          ),
  );
}

/** Takes a key from a file of `zveno wallet` or of this page, or from 24 words. */
function ImportKey({ keep }) {
  const form = useRef(null);
  const [kind, setKind] = useState("file");
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [fault, setFault] = useState("");
  const [progress, setProgress] = useState(null);
  const [error, setError] = useState(null);

  const fromFile = async (fields) => {
    const file = fields.namedItem("key-file").files[0];
    const bytes = new Uint8Array(await file.slice(0, MAX_FILE).arrayBuffer());
    const own = await unseal(bytes, fields.namedItem("file-passphrase").value, setProgress);
    keep(file.name.replace(/\.(age|txt)$/, "").slice(0, 40), own, armor(binary(bytes)));
  };
  const fromWords = async (fields) => {
    await wordList();
    const own = await keyOfWords(await readWords(fields.namedItem("words").value));
    keep("", own, await seal(own, passphrase, setProgress));
  };
  const take = async (event) => {
    event.preventDefault();
    const differ = kind === "words" && passphrase !== again;
    setFault(differ ? t("strict.passphrase.differ") : "");
    if (differ) {
      return;
    }
    setError(null);
    setProgress(0);
    try {
      await (kind === "file" ? fromFile : fromWords)(form.current.elements);
    } catch (failure) {
      setError(failure);
    }
    setProgress(null);
  };
  const option = (value) => h("label", { class: "row small" }, h("input", { type: "radio", name: "kind", id: "import-" + value, checked: kind === value, onChange: () => setKind(value) }), t("strict.import." + value));
  return h(
    "section",
    { class: "panel", "aria-labelledby": "import-title" },
    h("h2", { id: "import-title" }, t("strict.import")),
    h(
      "form",
      { class: "stack", id: "import", ref: form, onSubmit: take },
      h("fieldset", { class: "plain" }, h("legend", { class: "visually-hidden" }, t("strict.import")), option("file"), option("words")),
      kind === "file"
        ? [
            h("div", { class: "field", key: "file" }, h("label", { for: "key-file" }, t("strict.import.file.label")), h("input", { id: "key-file", name: "key-file", type: "file", required: true })),
            h(Text, { id: "file-passphrase", key: "pass", name: "file-passphrase", type: "password", autocomplete: "current-password", required: true, label: t("strict.import.passphrase") }),
          ]
        : [
            h("div", { class: "field", key: "words" }, h("label", { for: "words" }, t("strict.import.words.label")), h("textarea", { id: "words", name: "words", rows: 4, required: true, spellcheck: false, autocomplete: "off", autocapitalize: "none", lang: "en", "aria-describedby": "words-hint" }), h("span", { class: "hint", id: "words-hint" }, t("strict.import.words.hint"))),
            h(NewPassphrase, { id: "import", key: "new", value: passphrase, again, onValue: setPassphrase, onAgain: setAgain }),
          ],
      h("div", { role: "alert" }, fault && h("p", { class: "notice bad small" }, fault)),
      h(KeyNote, { error }),
      h(Working, { progress }),
      h("div", null, h("button", { class: "button", type: "submit", id: "import-now", disabled: progress !== null }, t("strict.import.now"))),
    ),
  );
}
