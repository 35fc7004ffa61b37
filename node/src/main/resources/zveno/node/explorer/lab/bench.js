/** The workbench: the copied blocks as they are by now, side by side with what they were. */

import { examine, ground, isBlock, readBlock } from "./chain.js";
import { compare } from "./canonical.js";

/**
 * The copy with its present texts, examined.
 *
 * @returns `{rows, firstFault}`; a row is `{height, original, text, block, faults, change, adrift}`:
 *     `change` is what {@link compare} says, and `adrift` whether a block before it is at fault
 */
export function inspect(copy, texts) {
  const examined = examine(texts, copy.rules, copy.anchor);
  const firstFault = examined.findIndex(({ faults }) => faults.length > 0);
  const rows = examined.map(({ block, faults }, i) => ({
    height: copy.blocks[i].height,
    original: copy.blocks[i],
    text: texts[i],
    block,
    faults,
    change: compare(copy.blocks[i].text, texts[i]),
    adrift: firstFault >= 0 && i > firstFault,
  }));
  return { rows, firstFault };
}

/** The texts as the node has them. */
export const untouched = (copy) => copy.blocks.map(({ text }) => text);

/** What a block hangs on: the block before it, or what lies below the copy. */
export function below(copy, texts, i) {
  if (i === 0) {
    return copy.anchor;
  }
  const block = readBlock(texts[i - 1], i === 1 && copy.anchor === null);
  return isBlock(block) ? ground(block) : null;
}

/** Changes one character so that the block says something else. */
export function tamper(text) {
  const places = [/"recipient": "(?=[ !#-[\]-~])/, /"timestamp": (?=[1-9])/, /"index": (?=[1-9])/];
  for (const place of places) {
    const match = place.exec(text);
    if (match !== null) {
      const at = match.index + match[0].length;
      const other = text[at] === "7" ? "4" : "7";
      return text.slice(0, at) + other + text.slice(at + 1);
    }
  }
  return text;
}

/** Where two texts differ: what they begin with, what each has there, and what they end with. */
export function difference(before, after) {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) {
    head++;
  }
  let end = 0;
  while (end < shorter - head && before.at(-1 - end) === after.at(-1 - end)) {
    end++;
  }
  return {
    head: before.slice(0, head),
    was: before.slice(head, before.length - end),
    is: after.slice(head, after.length - end),
    tail: before.slice(before.length - end),
  };
}

/** How many hexadecimal digits of two hashes differ. */
export function digitsApart(one, other) {
  return [...one].filter((digit, i) => digit !== other[i]).length;
}
