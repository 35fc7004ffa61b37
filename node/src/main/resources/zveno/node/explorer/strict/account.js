/** What the chain and the pool know of an account. */
import { h } from "preact";
import * as api from "../core/api.js";
import { count } from "../core/format.js";
import { t } from "../core/i18n.js";
import { useFetch, useLive } from "../parts/hooks.js";
import { Copy } from "../parts/mark.js";
import { Waiting } from "../parts/page.js";
import * as z from "../client/zveno.js";

/** An account, fetched again after each block and while something waits: { value, … }. */
export function useAccount(address) {
  const { chainChanges, pool } = useLive();
  return useFetch(() => api.account(address), [address, chainChanges, pool]);
}

/** The figures of an account, as rows of a list of facts. */
export function balances(account) {
  const { balance, immature, nonce, pending } = account;
  return [
    h("dt", null, t("strict.balance")),
    h("dd", { class: "number" }, h("strong", { id: "balance" }, t("strict.units", { n: balance }))),
    immature > 0 && [h("dt", null, t("strict.immature")), h("dd", { class: "number" }, t("strict.units", { n: immature }), h("span", { class: "soft small block" }, t("strict.immature.text")))],
    pending &&
      (pending.transactions > 0 || pending.incoming > 0) && [
        h("dt", null, t("strict.pending")),
        h(
          "dd",
          { class: "number", id: "pending" },
          pending.transactions > 0 && h("span", { class: "block" }, t("strict.pending.own", { n: pending.transactions, rest: count(pending.balance) })),
          pending.incoming > 0 && h("span", { class: "block" }, t("strict.pending.incoming", { n: pending.incoming })),
        ),
      ],
    h("dt", null, t("strict.nonce.next")),
    h("dd", { class: "number" }, count(pending?.nonce ?? nonce)),
  ];
}

export function Account({ address }) {
  const got = useAccount(address);
  if (!z.isAddress(address)) {
    return h("p", { class: "notice warn" }, t("strict.address.none"));
  }
  return h(
    "section",
    { class: "panel", id: "account", "aria-label": t("strict.account") },
    h(
      "dl",
      { class: "facts" },
      h("dt", null, t("address.title")),
      h("dd", { class: "row" }, h("span", { class: "mono digits" }, address), h(Copy, { text: address })),
      h("dt", null, t("strict.scheme")),
      h("dd", null, z.SCHEMES[z.readAddress(address).scheme]),
      got.value && balances(got.value),
    ),
    !got.value && h(Waiting, { got }),
  );
}
