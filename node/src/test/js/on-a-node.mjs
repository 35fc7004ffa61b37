/**
 * Uses the client on a strict node: on-a-node.mjs CLIENT NODE SEED, the seed being of a key that has units. Prints what it
 * found, one fact a line; throws where the client does not what it says.
 */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const [client, url, seed] = process.argv.slice(2);
const { Client, Key, ZvenoError, checkReceipt, sign, unhex } = await import(pathToFileURL(client));
const node = new Client(url);
const mine = () => fetch(new URL("api/v1/blocks", node.base), { method: "POST" }).then((response) => assert.equal(response.status, 201));

const ann = await Key.fromSeed(unhex(seed));
const bob = await Key.generate();
const { newest } = (await node.status()).events;

// Pay, and wait for two confirmations.
const sent = await node.pay(ann, { recipient: bob.address, amount: 100, fee: 2 });
const waiting = node.confirmed(sent.id, { confirmations: 2 });
await mine();
await mine();
const found = await waiting;
assert.equal(found.block, 2);
assert.equal((await node.account(bob.address)).balance, 100);
console.log("paid and confirmed");

// Record a text, as the new owner.
const recorded = await node.record(bob, "the door was opened, 日本");
await mine();
assert.equal((await node.confirmed(recorded.id)).block, 4);
console.log("recorded");

// What is wrong is refused with the node's reason.
const stale = await sign({ recipient: ann.address, amount: 1, fee: 0, nonce: 0, expires: 100 }, ann, await node.genesis());
await assert.rejects(node.send(stale), (error) => error instanceof ZvenoError && error.status >= 400 && error.status < 500 && error.message.length > 5);
await assert.rejects(new Client("http://127.0.0.1:1").status(), (error) => error.status === 0);
console.log("refused with a reason");

// Events, from the first on, across a client that stops and one that goes on.
const seen = [];
for await (const event of node.events({ after: newest })) {
  seen.push(event);
  if (seen.length === 3) {
    break;
  }
}
const stop = new AbortController();
for await (const event of node.events({ after: seen.at(-1).id, signal: stop.signal })) {
  seen.push(event);
  if (seen.filter((one) => one.name === "block").length === 3) {
    stop.abort();
  }
}
const ids = seen.filter((one) => one.id !== undefined).map((one) => Number(one.id));
assert.deepEqual(ids, ids.map((_, i) => newest + 1 + i));
console.log("followed events, each once");

// Whoever waits can stop waiting.
const given = AbortSignal.timeout(50);
await assert.rejects(node.confirmed("0".repeat(64), { signal: given }), (error) => error.name === "TimeoutError");
assert.equal(await node.follows((await node.status()).tip.hash), true);
assert.equal(await node.follows("0".repeat(64)), false);
console.log("gave up in time");

// Payments of one key at the same time, and what becomes of them.
const [one, two] = await Promise.all([1, 2].map((amount) => node.pay(ann, { recipient: bob.address, amount })));
assert.equal(two.transaction.nonce, one.transaction.nonce + 1);
await node.pay(ann, { recipient: bob.address, amount: 2, fee: 9, nonce: two.transaction.nonce });
await assert.rejects(node.confirmed(two.id), /was dropped: .*nonce/);
await fetch(new URL("api/v1/pool", node.base), { method: "DELETE" });
await assert.rejects(node.confirmed(one.id), /was removed: by a call/);
console.log("told what was dropped");

// An answer that is lost: the node has the payment, and is sent the same one again, and no other.
await mine();
const real = globalThis.fetch;
const losing = (count) => {
  const bodies = [];
  globalThis.fetch = async (address, options) => {
    const response = await real(address, options);
    if (options?.method === "POST") {
      bodies.push(options.body);
      if (bodies.length <= count) {
        throw new TypeError("the connection is gone");
      }
    }
    return response;
  };
  return bodies;
};
const { nonce } = await node.account(ann.address);
const once = losing(1);
const kept = await node.pay(ann, { recipient: bob.address, amount: 3 });
assert.deepEqual(once, [once[0], once[0]]);
losing(3);
const unknown = await node.pay(ann, { recipient: bob.address, amount: 4 }).catch((error) => error);
globalThis.fetch = real;
assert.match(unknown.message, /is not known/);
assert.equal(unknown.id, (await node.send(unknown.transaction)).id);
await mine();
await node.confirmed(kept.id);
await node.confirmed(unknown.id);
assert.equal((await node.account(ann.address)).nonce, nonce + 2);
console.log("paid once though answers were lost");

// A chain that is named.
assert.equal(await new Client(url, { genesis: await node.genesis() }).genesis(), await node.genesis());
await assert.rejects(new Client(url, { genesis: "ab".repeat(32) }).pay(ann, { recipient: bob.address, amount: 1 }), /the node's chain is/);
console.log("signed for no other chain");

// The token goes to no other node than the one that was named.
const heard = [];
const listening = (answer) => new Promise((resolve) => {
  const server = createServer((request, response) => (heard.push([server, request.headers.authorization]), answer(response))).listen(0, "127.0.0.1", () => resolve(server));
});
const other = await listening((response) => response.end("{}"));
const named = await listening((response) => response.writeHead(302, { Location: `http://localhost:${other.address().port}/` }).end());
await assert.rejects(new Client(`http://127.0.0.1:${named.address().port}`, { token: "secret" }).status(), /redirects/);
assert.deepEqual(heard, [[named, "Bearer secret"]]);
[named, other].forEach((server) => server.close());
console.log("kept the token");

// A receipt.
const receipt = await node.receipt(sent.id);
const { hash } = (await node.status()).tip;
const verdict = await checkReceipt(receipt, { held: hash, followed: node.follows });
assert.deepEqual([verdict.holds, verdict.level, verdict.height], [true, "on-this-chain", 2], verdict.words);
assert.equal((await checkReceipt({ ...receipt, transaction: { ...receipt.transaction, amount: 101 } })).holds, false);
console.log("checked a receipt");
