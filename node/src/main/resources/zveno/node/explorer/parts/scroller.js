/** Something wide that is scrolled to the side, with a sign, and a button, wherever there is more than is seen. */
import { h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { calmMotion } from "../core/format.js";

/** Half a pixel more or less is nothing that could be scrolled to. */
const SLACK = 2;

/**
 * before and after name what the buttons lead to. Stands at its end whenever one of `ends` changes; measured is told the
 * width that there is.
 */
export function Scroller({ label, before, after, ends = [], measured = () => {}, children }) {
  const box = useRef(null);
  const [more, setMore] = useState({ before: false, after: false });
  const look = () => {
    const { scrollLeft, clientWidth, scrollWidth } = box.current;
    const now = { before: scrollLeft > SLACK, after: scrollLeft + clientWidth < scrollWidth - SLACK };
    setMore((was) => (was.before === now.before && was.after === now.after ? was : now));
  };
  useEffect(() => {
    const sized = new ResizeObserver(() => {
      measured(box.current.clientWidth);
      look();
    });
    sized.observe(box.current);
    return () => sized.disconnect();
  }, []);
  useEffect(() => {
    box.current.scrollLeft = box.current.scrollWidth;
  }, ends);
  useEffect(look);
  const turn = (way) => () => box.current.scrollBy({ left: way * box.current.clientWidth * 0.8, behavior: calmMotion() ? "auto" : "smooth" });
  return h(
    "div",
    { class: "scroller" + (more.before ? " more-before" : "") + (more.after ? " more-after" : "") },
    h("div", { class: "scroll", ref: box, tabIndex: 0, role: "region", "aria-label": label, onScroll: look }, children),
    more.before && h("button", { class: "button compact turn before", type: "button", title: before, "aria-label": before, onClick: turn(-1) }, "‹"),
    more.after && h("button", { class: "button compact turn after", type: "button", title: after, "aria-label": after, onClick: turn(1) }, "›"),
  );
}
