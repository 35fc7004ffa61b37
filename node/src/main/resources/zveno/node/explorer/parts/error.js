/** What went wrong, in words that help. The node's own words, which are English, come with it. */
import { h } from "preact";
import { t } from "../core/i18n.js";

const KNOWN = [0, 400, 401, 403, 404, 409, 413, 415, 429, 500, 503, 507];

/** A sentence for a failure. */
export function explain(error) {
  const status = error.status ?? -1;
  if (status < 0 && /import|module/i.test(String(error.message))) {
    return t("error.part");
  }
  if (status < 0) {
    return t("error.page", { what: String(error.message ?? error) });
  }
  const text = KNOWN.includes(status) ? t("error." + status) : t("error.other", { status });
  return status === 429 && error.retryAfter ? text + " " + t("error.wait", { n: error.retryAfter }) : text;
}

/** A box with the sentence, and a button to try again if there is something to try. */
export function ErrorNote({ error, again }) {
  if (!error) {
    return null;
  }
  return h(
    "div",
    { class: "notice bad stack", role: "alert" },
    h("p", null, explain(error)),
    error.detail && h("p", { class: "small" }, t("error.says"), " ", h("q", { lang: "en" }, error.detail)),
    again && h("p", null, h("button", { class: "button compact", type: "button", onClick: again }, t("again"))),
  );
}
