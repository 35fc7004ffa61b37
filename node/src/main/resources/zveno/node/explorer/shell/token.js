/** Asks for the node's token when it wants one. It is kept in memory, and gone when the page is left. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { onTokenWanted } from "../core/api.js";
import { t } from "../core/i18n.js";

export function TokenDialog() {
  const [question, setQuestion] = useState(null);
  const dialog = useRef(null);
  const input = useRef(null);

  useEffect(() => {
    onTokenWanted((wrong, role) => new Promise((answer) => setQuestion({ wrong, role, answer })));
  }, []);

  useEffect(() => {
    if (question && !dialog.current.open) {
      dialog.current.showModal();
    }
  }, [question]);

  const end = (token) => {
    dialog.current.close();
    setQuestion(null);
    question?.answer(token);
  };

  return h(
    "dialog",
    { ref: dialog, "aria-labelledby": "token-title", onCancel: (event) => { event.preventDefault(); end(null); } },
    question &&
      h(
        "form",
        {
          onSubmit: (event) => {
            event.preventDefault();
            end(input.current.value.trim());
          },
        },
        h("h2", { id: "token-title" }, t("token.title")),
        h("p", { class: "soft" }, t("token.text")),
        h(
          "div",
          { class: "field" },
          h("label", { for: "token" }, t("token.label")),
          h("input", { id: "token", ref: input, type: "password", autocomplete: "off", required: true, autofocus: true }),
          question.wrong && h("p", { class: "notice bad small", role: "alert" }, question.role ? t("token.role", { role: question.role }) : t("token.wrong")),
        ),
        h(
          "div",
          { class: "row" },
          h("button", { class: "button primary", type: "submit" }, t("token.send")),
          h("button", { class: "button", type: "button", onClick: () => end(null) }, t("cancel")),
        ),
      ),
  );
}
