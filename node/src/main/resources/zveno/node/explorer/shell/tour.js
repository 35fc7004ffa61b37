/** A walk through the pages, offered once: each step goes to its page, and says what there is to see. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { calmMotion } from "../core/format.js";
import { t } from "../core/i18n.js";
import { useRules } from "../rules/rules.js";
import { go } from "./router.js";
import { settings, setToured } from "./settings.js";

/** A page, what of it is pointed at, by its id, and whether a rule set has it. */
const STEPS = [
  ["now", "chain"],
  ["now", "actions"],
  ["now", "happenings"],
  ["now", "schedule", (rules) => Boolean(rules.NowMore)],
  ["block", "recompute", (rules) => rules.Recompute !== null],
  ["wallet", "wallet", (rules) => Boolean(rules.pages?.wallet)],
  ["receipt", "receipt", (rules) => Boolean(rules.pages?.receipt)],
  ["forks", "tree"],
  ["net", "peers"],
  ["lab", "laboratory", (rules) => rules.hasLaboratory],
];

/** A page that is fetched may take so long; 50 ms each. */
const MAX_TRIES = 100;

const stepsOf = (rules) => STEPS.filter(([, , has]) => has?.(rules) ?? true);

export function startTour() {
  window.dispatchEvent(new Event("zveno-tour"));
}

/** Shown until it has been taken or refused. */
export function TourOffer() {
  const rules = useRules();
  if (settings.toured) {
    return null;
  }
  return h(
    "section",
    { class: "offer", "aria-label": t("tour.offer") },
    h("p", null, t("tour.offer.text", { n: stepsOf(rules).length })),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button primary compact", type: "button", id: "take-tour", onClick: startTour }, t("tour.take")),
      h("button", { class: "button compact", type: "button", id: "no-tour", onClick: setToured }, t("tour.no")),
    ),
  );
}

export function Tour() {
  const [step, setStep] = useState(-1);
  const box = useRef(null);
  const back = useRef(null);
  const rules = useRules();
  const steps = stepsOf(rules);

  useEffect(() => {
    const begin = () => {
      back.current = document.activeElement;
      setToured();
      setStep(0);
    };
    window.addEventListener("zveno-tour", begin);
    return () => window.removeEventListener("zveno-tour", begin);
  }, []);

  useEffect(() => {
    if (step < 0) {
      return undefined;
    }
    const [page, id] = steps[step];
    go(page, ...(page === "block" ? [1] : []));
    let pointed = null;
    let tries = 0;
    // The page that was asked for is drawn a little later, some of it when the node has answered.
    const timer = setInterval(() => {
      pointed = document.getElementById(id);
      if (pointed || ++tries > MAX_TRIES) {
        clearInterval(timer);
        pointed?.classList.add("pointed");
        pointed?.scrollIntoView({ block: pointed.clientHeight > window.innerHeight ? "start" : "center", behavior: calmMotion() ? "auto" : "smooth" });
        box.current?.focus({ preventScroll: true });
      }
    }, 50);
    return () => {
      clearInterval(timer);
      pointed?.classList.remove("pointed");
    };
  }, [step]);

  if (step < 0) {
    return null;
  }
  const end = () => {
    setStep(-1);
    back.current?.focus?.();
  };
  const last = step === steps.length - 1;
  const [page, id] = steps[step];
  return h(
    "div",
    { class: "tour", role: "dialog", "aria-labelledby": "tour-title", tabIndex: -1, ref: box, onKeyDown: (event) => event.key === "Escape" && end() },
    h("p", { class: "soft small" }, t("tour.step", { i: step + 1, n: steps.length })),
    h("h2", { id: "tour-title" }, t(`tour.${page}.${id}.title`)),
    h("p", null, t(`tour.${page}.${id}`)),
    h(
      "div",
      { class: "row" },
      h("button", { class: "button primary", type: "button", id: "tour-next", onClick: last ? end : () => setStep(step + 1) }, t(last ? "tour.end" : "tour.next")),
      step > 0 && h("button", { class: "button", type: "button", onClick: () => setStep(step - 1) }, t("tour.back")),
      !last && h("button", { class: "button quiet", type: "button", onClick: end }, t("tour.stop")),
    ),
  );
}
