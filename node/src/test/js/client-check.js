/**
 * Holds clients/js/zveno.js against the vectors of the strict rules. A script and no module, since it runs in a page, too.
 *
 * z: the client's exports; v: { pieces, chain, receipts, blocks } as parsed JSON, and answers, the text of
 * known-answers.txt. Returns what is wrong, a list of texts.
 */
async function check(z, v) {
  const wrong = [];
  const is = (what, found, wanted) => {
    const text = (one) => JSON.stringify(one instanceof Uint8Array ? z.hex(one) : typeof one === "bigint" ? String(one) : one);
    const [a, b] = [text(found), text(wanted)];
    if (a !== b) {
      wrong.push(`${what}: ${a}, not ${b}`.slice(0, 300));
    }
  };
  const fails = (what, action, message) => {
    try {
      const got = action();
      wrong.push(`${what} is not refused: ${JSON.stringify(got)}`);
    } catch (error) {
      if (!(error instanceof z.ZvenoError) || !error.message.includes(message)) {
        wrong.push(`${what} is refused otherwise: ${error}`);
      }
    }
  };

  // Hashes: a million times "a", the lengths around a block, and pieces.
  const million = new Uint8Array(1e6).fill(97);
  is("SHA-256", z.sha256(million), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  is("SHA-512", z.sha512(z.bytesOf("abc")), "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  const subtle = globalThis.crypto?.subtle;
  for (const length of [0, 1, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (7 * i) % 256);
    const pieces = new z.Sha256().update(bytes.subarray(0, length / 3)).update(bytes.subarray(length / 3)).digest();
    is("SHA-256 in pieces", pieces, z.sha256(bytes));
    if (subtle) {
      is(`SHA-256 of ${length}`, z.sha256(bytes), new Uint8Array(await subtle.digest("SHA-256", bytes)));
      is(`SHA-512 of ${length}`, z.sha512(bytes), new Uint8Array(await subtle.digest("SHA-512", bytes)));
    }
  }

  // JSON: as Python prints it, as far as there are only integers.
  for (const { json, canonical } of v.blocks) {
    let document;
    try {
      document = z.parse(json);
    } catch {
      continue; // a fraction, say
    }
    is("canonical", z.canonical(document), canonical);
  }
  is("order by code points", z.canonical({ "\ud83d\ude00": 1, "\uffff": 2 }), '{"\\uffff": 2, "\\ud83d\\ude00": 1}');
  for (const [text, message] of [
    ['{"a": 1, "a": 1}', "comes twice"],
    ['{"a": 1, "\\u0061": 1}', "comes twice"],
    ["-0", "no integer"],
    ["1.0", "no integer"],
    ["1e3", "no integer"],
    ["9007199254740992", "no integer"],
    ["01", "no integer"],
    ['"\\ud800"', "half a character"],
    ["[1,]", "missing"],
    ['{"a": 1,}', "missing"],
    ["[1 2]", "missing"],
    ["[1] 2", "after the end"],
    ["[1]\u00a0", "after the end"],
    ["[1]\ufeff", "after the end"],
    ["\ufeff[1]", "no JSON"],
    [Uint8Array.of(0xef, 0xbb, 0xbf, 0x5b, 0x5d), "no JSON"],
    [Uint8Array.of(0x22, 0xff, 0x22), "no UTF-8"],
    [Uint8Array.of(0x5b, 0, 0x5d, 0), "no integer"],
    ['"a\nb"', "no JSON"],
    ["", "no JSON"],
    ["[".repeat(9) + "]".repeat(9), "too deep"],
  ]) {
    fails(text, () => z.parse(text), message);
  }
  is("white space and bytes", z.parse(z.bytesOf(' \t\n\r["\u00e9"] \t\n\r')), ["\u00e9"]);
  is("members of odd names", z.canonical(z.parse('{"__proto__": 1, "b": [], "a": {}}')), '{"__proto__": 1, "a": {}, "b": []}');
  for (const value of [1.5, -0, NaN, 2 ** 53, undefined]) {
    fails(`canonical(${value})`, () => z.canonical(value), "");
  }

  // Addresses.
  for (const { address, payload, scheme } of v.pieces.addresses) {
    const read = z.readAddress(address);
    is("scheme", read.scheme, scheme);
    is("payload", read.payload, payload);
    for (let at = 0; at < address.length; at += 7) {
      const other = address[at] === "q" ? "p" : "q";
      const changed = address.slice(0, at) + other + address.slice(at + 1);
      fails(changed, () => z.readAddress(changed), "");
    }
    fails("capitals", () => z.readAddress(address.toUpperCase()), "begins with zv1");
    fails("a short one", () => z.readAddress(address.slice(0, -1)), "has 62 characters");
  }

  // Keys and signatures, by both makers.
  for (const { seed, genesis, id, message, transaction } of v.pieces.signing) {
    for (const maker of Object.values(z.makers).filter((one) => one.name !== "WebCrypto" || subtle)) {
      const key = await z.Key.fromSeed(z.unhex(seed), maker);
      is(maker.name + " address", key.address, transaction.sender);
      const signed = await z.sign(transaction, key, genesis);
      is(maker.name + " signature", z.canonical(signed), z.canonical(transaction));
    }
    is("signed text", z.signedText(transaction, genesis), message);
    is("id", z.transactionId(transaction), id);
    is("signed", z.isSigned(transaction, genesis), true);
    is("with another amount", z.isSigned({ ...transaction, amount: transaction.amount + 1 }, genesis), false);
    is("for another chain", z.isSigned(transaction, "0".repeat(64)), false);
    fails("a member more", () => z.isSigned({ ...transaction, note: 1 }, genesis), "too many");
    fails("a key too many", () => z.isSigned({ ...transaction, key: "00" }, genesis), "scheme 1");
    fails("empty data", () => z.isSigned({ ...transaction, data: "" }, genesis), "1 to 16384");
    fails("an amount as text", () => z.isSigned({ ...transaction, amount: "5" }, genesis), "must be an integer");
  }
  let judged = 0;
  for (const line of v.answers.split("\n").filter((one) => one && !one.startsWith("#"))) {
    const [name, scheme, verdict, key, message, signature] = line.split(" ");
    if (scheme === "ED25519") {
      const bytes = z.unhex(message === "-" ? "" : message);
      is(name, z.isSignature(z.unhex(signature), bytes, z.unhex(key)), verdict === "right");
      judged++;
    }
  }
  is("some signatures were judged", judged > 5, true);

  // Trees: leaf i is the byte i.
  for (const { leaves, root, path_of_last: path } of v.pieces.trees) {
    const hashes = Array.from({ length: leaves }, (_, i) => z.leafHash(Uint8Array.of(i)));
    is(`root of ${leaves}`, z.merkleRoot(hashes), root);
    if (leaves > 0) {
      is(`path of ${leaves}`, z.merklePath(hashes, leaves - 1).map(z.hex), path);
      for (let i = 0; i < leaves; i++) {
        const own = z.merklePath(hashes, i);
        is(`path of ${i} in ${leaves}`, z.rootOfPath(hashes[i], i, leaves, own), root);
        is("a path too long", z.rootOfPath(hashes[i], i, leaves, [...own, hashes[i]]), null);
        is("no such leaf", z.rootOfPath(hashes[i], leaves, leaves, own), null);
      }
    }
  }
  const tree = Array.from({ length: 20 }, (_, i) => z.leafHash(Uint8Array.of(i)));
  const consistency = (leaves, m, whole = true) => {
    if (m === leaves.length) {
      return whole ? [] : [z.merkleRoot(leaves)];
    }
    const half = 2 ** Math.floor(Math.log2(leaves.length - 1));
    return m <= half
      ? [...consistency(leaves.slice(0, half), m, whole), z.merkleRoot(leaves.slice(half))]
      : [...consistency(leaves.slice(half), m - half, false), z.merkleRoot(leaves.slice(0, half))];
  };
  for (let after = 1; after <= tree.length; after++) {
    for (let before = 1; before <= after; before++) {
      const [small, large] = [before, after].map((n) => z.merkleRoot(tree.slice(0, n)));
      const proof = consistency(tree.slice(0, after), before);
      is(`${before} in ${after}`, z.isConsistent(before, after, small, large, proof), true);
      is(`${before} in ${after}, another root`, z.isConsistent(before, after, large, small, proof), before === after);
      is(`${before} in ${after}, longer`, z.isConsistent(before, after, small, large, [...proof, small]), false);
    }
  }

  // Headers, bits, rewards, whole blocks.
  for (const { header, hash } of v.pieces.headers) {
    is("hash", z.readHeader(z.unhex(header)).hash, hash);
  }
  for (const { bits, target, work } of v.pieces.bits) {
    is("target", z.targetOf(bits).toString(16).padStart(64, "0"), target);
    is("bits", z.bitsOf(z.targetOf(bits)), bits);
    is("work", z.workOf(bits), String(work));
  }
  for (const bits of [0, 0x01000000, 0x04800001, 0x03000001, 0x21010000, 0x20000100]) {
    is(`bits ${bits.toString(16)}`, z.targetOf(bits), null);
  }
  v.chain.chain.forEach((block, i) => {
    const bytes = z.headerBytes(block);
    const header = z.readHeader(bytes);
    is("block", header.hash, v.chain.hashes[i]);
    for (const name of ["version", "previous_hash", "timestamp", "bits", "proof"]) {
      is(name, header[name], block[name]);
    }
    if (i > 0) {
      const reward = block.transactions.at(-1);
      const leaves = block.transactions.slice(0, -1).map((one) => z.leafHash(z.bytesOf(z.canonical(one))));
      is("Merkle root", z.blockRoot(reward, z.merkleRoot(leaves)), block.merkle_root);
      const digests = v.chain.hashes.slice(0, i).map((one) => z.leafHash(z.unhex(one).reverse()));
      is("history", z.merkleRoot(digests), reward.history);
    }
  });

  // Receipts.
  for (const { receipt, anchor, height } of v.receipts.right) {
    const verdict = await z.checkReceipt(JSON.stringify(receipt, null, 1), { held: anchor, followed: () => true });
    is("levels", verdict.levels, z.LEVELS);
    is("height", verdict.height, height);
    is("anchor", verdict.anchor, receipt.anchor ? anchor : null);
    is("on its own", (await z.checkReceipt(receipt)).levels, [z.LEVELS[0]]);
    is("another hash held", (await z.checkReceipt(receipt, { held: "0".repeat(64) })).levels, [z.LEVELS[0]]);
  }
  const quantum = await z.checkReceipt(quantumReceipt(z, v.receipts.right[0].receipt));
  is("a scheme that cannot be checked", [quantum.holds, quantum.cannot, quantum.words.includes("ML-DSA-44")], [false, true, true]);
  const judge = async (verdict) => (await z.checkReceipt(quantumReceipt(z, v.receipts.right[0].receipt), { mlDsa44: () => verdict })).holds;
  is("one that can", [await judge(true), await judge(false)], [true, false]);
  for (const answer of [Promise.resolve(true), Promise.resolve(false), undefined, 1, "true"]) {
    const unsaid = await z.checkReceipt(quantumReceipt(z, v.receipts.right[0].receipt), { mlDsa44: () => answer });
    is(`a verifier that answers ${answer}`, [unsaid.holds, unsaid.cannot], [false, true]);
  }
  const off = quantumReceipt(z, v.receipts.right[0].receipt);
  off.transaction.amount++;
  is("one that is wrong anyway", (await z.checkReceipt(off)).cannot, false);
  for (const { receipt, anchor, why } of v.receipts.wrong) {
    const verdict = await z.checkReceipt(receipt, { held: anchor });
    is(why, verdict.holds, false);
    is(why + " has a reason", typeof verdict.words, "string");
  }
  return wrong;
}

/** A receipt that is right but for its signature, which is of ML-DSA-44, and zeros; made of another one. */
function quantumReceipt(z, { genesis, transaction, block }) {
  const key = new Uint8Array(1312);
  const { recipient } = transaction;
  const signed = { sender: z.addressOf(key, 1), recipient, amount: 5, fee: 0, nonce: 0, expires: 1000, key: z.hex(key), signature: "00".repeat(2420) };
  const reward = { ...block.reward, count: 1 };
  const root = z.hex(z.blockRoot(reward, z.leafHash(z.bytesOf(z.canonical(signed)))));
  for (let proof = 0; ; proof++) {
    const header = z.headerBytes({ version: 0x20000000, previous_hash: "0".repeat(64), merkle_root: root, timestamp: 1, bits: 0x207fff00, proof });
    if (z.readHeader(header).hash < "7ffe") {
      return { receipt: "zveno-1", genesis, transaction: signed, block: { header: z.hex(header), path: [], position: 0, reward } };
    }
  }
}
