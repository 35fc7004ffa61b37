/**
 * Brings signed transactions to the node. One whose post is not answered may have been taken: its bytes are kept, also
 * across a reload, and sent again until the node answers. A new one would have the next nonce, and pay twice.
 */
import * as api from "../core/api.js";
import { keptList } from "./kept.js";

const texts = ["address", "id", "json", "text"];
const list = keptList("zveno.unsettled", (one) => texts.every((name) => typeof one?.[name] === "string"));

/** What the node answers when it will never take a transaction. */
const REFUSALS = [400, 409, 422];

/** Transactions of an address whose fate is not known: [{ address, id, json, text }]. */
export const unsettled = (address) => list.read().filter((one) => one.address === address);

const forget = ({ id }) => list.write(list.read().filter((one) => one.id !== id));

/**
 * Posts a transaction { address, id, json, text }, for the first time or once more.
 *
 * @returns {Promise<boolean>} whether the node has it; false if no answer came
 * @throws {api.ApiError} if the node refuses it
 */
export async function deliver(one) {
  const first = !list.read().some(({ id }) => id === one.id);
  if (first) {
    list.write([...list.read(), one]);
  }
  try {
    await api.submit(one.json);
  } catch (error) {
    const { status } = error;
    if (!REFUSALS.includes(status) && !(first && status >= 300 && status < 500)) {
      return false;
    }
    forget(one);
    throw error;
  }
  forget(one);
  return true;
}
