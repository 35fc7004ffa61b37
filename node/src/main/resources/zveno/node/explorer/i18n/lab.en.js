/** The Laboratory in English. */
export default {
  "lab.title": "Laboratory",
  "lab.lead":
    "Here you can break the chain and repair it. You work on a copy in your browser: nothing that you do reaches the node.",
  "lab.contents": "Exercises",
  "lab.startOver": "Start over",
  "lab.done": "done",
  "lab.speed": "This browser: {rate}, one thread",
  "lab.rate": "Hash rate of this browser",
  "lab.time": "Time",
  "lab.tried": "Tries",
  "lab.stop": "Stop",
  "lab.pause": "Pause",
  "lab.again": "Start again",
  "lab.progress": "Tried {tried} numbers in {time} …",
  "lab.failed": "Error: {why}",
  "lab.away": "the node does not answer",

  "lab.copy.count": "Newest blocks",
  "lab.copy.take": "Take a fresh copy",
  "lab.copy.loading": "Fetching the newest blocks …",
  "lab.copy.aboutOne": "Block {last} of this node, which is",
  "lab.copy.about": "Blocks {first} to {last} of this node; the last one is",
  "lab.copy.rules": "Rules: {rules}, difficulty {zeros}.",
  "lab.copy.failed": "The chain could not be copied: {why}",
  "lab.copy.unsteady": "The chain changes faster than it can be copied. Try again in a moment.",
  "lab.copy.tooLarge": "The newest block is too large for the Laboratory. Take a fresh copy when the chain has grown.",

  "lab.card.block": "Block {height}",
  "lab.card.previous": "previous",
  "lab.card.proof": "proof",
  "lab.card.hash": "hash",
  "lab.card.changed": "changed",
  "lab.state.good": "valid",
  "lab.state.adrift": "not connected",
  "lab.state.link": "link broken",
  "lab.state.proof": "invalid proof",
  "lab.state.genesis": "foreign",
  "lab.state.form": "not a block",
  "lab.state.unreadable": "not JSON",

  "lab.fault.unreadable": "Block {block} cannot be read: it is not JSON from character {at} on.",
  "lab.fault.form": "Block {block} is not a block: “{field}” is missing or has the wrong type.",
  "lab.fault.link":
    "The link of block {block} is broken: it carries {says} as the hash of block {before}, but block {before} now hashes to {is}.",
  "lab.fault.proof":
    "The proof of block {block} is invalid: sha256({guess}) is {hash}, which does not begin with enough zeros.",
  "lab.fault.genesis": "All chains of this network begin with the block {wanted}, and this one does not.",
  "lab.fault.before": "Cannot check block {block}, since block {before} is not a block.",

  "lab.first.title": "The first example",
  "lab.first.intro":
    "Work that is hard to do and easy to check: that is a proof of work. The tutorial begins with this example. Given a number x, find a number y so that the hash of x * y ends in 0.",
  "lab.first.rule":
    "The only known way is to try one y after another: a hash looks random. One in 16 ends in 0, so 16 tries are needed on average. Checking a given y takes one.",
  "lab.first.next": "Try y = {y}",
  "lab.first.find": "Search until one fits",
  "lab.first.invalid": "x must be a whole number.",
  "lab.first.tries": "The last digit of the hash for each y",
  "lab.first.average": "On average",
  "lab.first.agrees": { one: "Found. The SHA-256 of this page is correct: of {n} copied block, {agreeing} has the hash that the node reports.", other: "Found. The SHA-256 of this page is correct: of {n} copied blocks, {agreeing} have the hash that the node reports." },
  "lab.first.printed": "This is what the tutorial prints for x = 5: hash(5 * 21) = {hash}.",
  "lab.first.notPrinted": "The tutorial prints a different hash for x = 5: {hash}.",

  "lab.hashing.title": "What a block’s hash is",
  "lab.hashing.intro":
    "A block’s hash is the SHA-256 of its text in one exact form: keys in order, one space after each comma and colon, everything except plain ASCII escaped. Python prints it in this form, and so does this node.",
  "lab.hashing.covers":
    "The text includes the hash of the previous block. That makes the chain: a change to a block changes its hash, and the next block no longer fits.",
  "lab.hashing.block": "Block",
  "lab.hashing.text": "The text that is hashed",
  "lab.hashing.bytes": "Bytes",
  "lab.hashing.padded": "After padding",
  "lab.hashing.pieces": "Chunks of 64 bytes",
  "lab.hashing.back": "← Previous chunk",
  "lab.hashing.on": "Next chunk →",
  "lab.hashing.piece": "Chunk {piece} of {pieces}",
  "lab.hashing.padding": "This chunk, byte by byte",
  "lab.hashing.paddingWhy":
    "SHA-256 works on chunks of 64 bytes. Therefore the text is followed by a single one bit, then by zeros, and the last eight bytes hold the length of the text in bits.",
  "lab.hashing.one": "a one bit, the end of the text",
  "lab.hashing.zero": "zeros",
  "lab.hashing.length": "the length in bits",
  "lab.hashing.rounds": "64 rounds",
  "lab.hashing.roundsWhy":
    "The 16 words of the chunk are expanded to 64. Each round mixes one of them into eight working words, a to h. At the end these are added to the state that the previous chunks have left.",
  "lab.hashing.round": "Round {round} of {rounds}",
  "lab.hashing.play": "Play",
  "lab.hashing.end": "To the end",
  "lab.hashing.schedule": "The 64 words W",
  "lab.hashing.given": "a word of the chunk",
  "lab.hashing.start": "Each round takes the next of these words.",
  "lab.hashing.working": "The working words",
  "lab.hashing.before":
    "Before the first round: the state that the previous chunks have left; for the first chunk, constants.",
  "lab.hashing.notYet": "After all rounds of all chunks you have the hash.",
  "lab.hashing.nextPiece": "This chunk is done and leaves {state}. Continue with the next one.",
  "lab.hashing.same": "The same hash as the node’s.",
  "lab.hashing.other": "The node reports a different hash: {hash}.",

  "lab.tamper.title": "Change one character",
  "lab.tamper.intro":
    "Choose a block, and change any character of its text. Every block is checked at once, as a node would check it: whether it carries the hash of the previous block, and whether its proof is valid.",
  "lab.tamper.classic":
    "Under the rules “classic” a proof depends on the previous proof only. So most changes break one link, and no proof.",
  "lab.tamper.upstream":
    "Under the rules “upstream” a proof covers the hash of the previous block. So a change breaks the link of the next block, and its proof with it.",
  "lab.tamper.chain": "The copied blocks",
  "lab.tamper.text": "Block {height}, as it is hashed",
  "lab.tamper.forMe": "Change a character for me",
  "lab.tamper.undo": "Undo in this block",
  "lab.tamper.undoAll": "Undo everything",
  "lab.tamper.nodeSays": "The node’s hash",
  "lab.tamper.now": "Current hash",
  "lab.tamper.same": "Nothing is changed: each block has the node’s hash.",
  "lab.tamper.elsewhere": "Block {block} is the same as the node’s; others are changed.",
  "lab.tamper.rewritten":
    "You have changed the formatting of block {block}, not its content. It is printed in the exact form before it is hashed: its hash is still the node’s.",
  "lab.tamper.changed": { one: "The hash of block {block} differs from the node’s: {n} of 64 digits differs.", other: "The hash of block {block} differs from the node’s: {n} of 64 digits differ." },
  "lab.tamper.unreadable": "Block {block} is no longer JSON, so it has no hash.",
  "lab.tamper.findings": "What breaks, and why",
  "lab.tamper.adrift": { one: "{n} block after the first break is not connected: a node rejects the chain at the break and checks no further.", other: "{n} blocks after the first break are not connected: a node rejects the chain at the break and checks no further." },
  "lab.tamper.unnoticed":
    "Nothing is broken. No later block of the copy carries the old hash, so only a comparison with the node shows the change. Exercise 7 has more on this.",

  "lab.repair.title": "Repair by mining",
  "lab.repair.intro":
    "A broken link can be repaired: write the new hash of the previous block into the next one, and search for its proof again. But then that block has a new hash too, and the link after it breaks. This continues, block after block, up to the last one.",
  "lab.repair.classic":
    "This is meant to be expensive. Watch the proofs, though: under “classic” each one comes out as it was.",
  "lab.repair.upstream":
    "Under “upstream” each proof must be searched for again: that is the price of changing the past.",
  "lab.repair.break": "Break a block",
  "lab.repair.one": "Mine the next block",
  "lab.repair.all": "Mine all remaining blocks",
  "lab.repair.progress": "Block {height}: tried {tried} numbers in {time} …",
  "lab.repair.estimate": { one: "{n} block remains: about {tries} hashes, {time} in this browser.", other: "{n} blocks remain: about {tries} hashes, {time} in this browser." },
  "lab.repair.log": "What was mined",
  "lab.repair.block": "Block",
  "lab.repair.was": "Proof before",
  "lab.repair.is": "Proof found",
  "lab.repair.tried": "Hashes",
  "lab.repair.time": "Time",
  "lab.repair.blocks": "Blocks mined",
  "lab.repair.byHand": "Mining cannot repair that. Correct it in exercise 3, or undo it.",
  "lab.repair.whole": "The copy is the node’s chain: there is nothing to repair.",
  "lab.repair.broken": "The chain is broken at block {height}.",
  "lab.repair.done":
    "The copy is a valid chain again, and no rule distinguishes it from the node’s. But it is a different chain: it ends with {tip}, the node’s with {node}.",
  "lab.repair.free":
    "The copy is changed, and is still a valid chain; there was nothing to mine. It ends with {tip}, the node’s with {node}.",
  "lab.repair.spared": { one: "{n} of {all} proofs came out as it was. The search was not necessary: a “classic” proof does not cover the block.", other: "{n} of {all} proofs came out as they were. The searches were not necessary: a “classic” proof does not cover the block." },

  "lab.difficulty.title": "Raise the difficulty",
  "lab.difficulty.intro":
    "The difficulty is the number of hexadecimal zeros that a hash must begin with. Each additional zero makes the search 16 times as long; the check takes no longer.",
  "lab.difficulty.luck":
    "Each try is like a throw of dice: the length of one search is luck, the average is not. Search a few times, and compare.",
  "lab.difficulty.zeros": { one: "{n} zero", other: "{n} zeros" },
  "lab.difficulty.once": "Search once",
  "lab.difficulty.many": "Search 20 times",
  "lab.difficulty.table": "Expected and measured",
  "lab.difficulty.rate": "At {rate}, measured here",
  "lab.difficulty.noRate": "Search once to see times",
  "lab.difficulty.zero": "Zeros",
  "lab.difficulty.expected": "Tries expected",
  "lab.difficulty.time": "Time expected",
  "lab.difficulty.measured": "Tries measured",
  "lab.difficulty.nodes": "this node",
  "lab.difficulty.mean": { one: "{mean} ({n} search)", other: "{mean} (mean of {n})" },
  "lab.difficulty.strip": { one: "{n} search, relative to the expected length (×1); {sooner} needed less.", other: "{n} searches, relative to the expected length (×1); {sooner} needed less. On average 63% do." },
  "lab.difficulty.check": "The node’s own puzzle",
  "lab.difficulty.checkWhy": {
    one: "Search for the proof of block {height} yourself, at the node’s difficulty of {n} zero: about {tries} tries.",
    other:
      "Search for the proof of block {height} yourself, at the node’s difficulty of {n} zeros: about {tries} tries.",
  },
  "lab.difficulty.checkNow": "Search for it",
  "lab.difficulty.nothing":
    "The copy ends with the first block, which was not mined. Mine a block, and take a fresh copy.",
  "lab.difficulty.same": "You found {ours}, and that is the proof in the node’s block.",
  "lab.difficulty.other":
    "You found {ours}, the smallest valid proof. The node’s block carries {theirs}: its miner did not choose the smallest.",

  "lab.fork.title": "Fork, and resolve",
  "lab.fork.intro":
    "Ann and Bob each have a copy, and mine without a connection to each other. From then on there are two chains, both valid. When they connect, the longer one wins.",
  "lab.fork.rule":
    "If both are equally long, each node keeps its own chain: the first seen wins. Transactions in abandoned blocks return to the pool; the rewards in them are lost.",
  "lab.fork.ann": "Ann",
  "lab.fork.bob": "Bob",
  "lab.fork.common": "Common blocks",
  "lab.fork.length": { one: "{n} block", other: "{n} blocks" },
  "lab.fork.pays": "{name} pays 1 to",
  "lab.fork.post": "Post",
  "lab.fork.pool": "Pool:",
  "lab.fork.left": "Abandoned:",
  "lab.fork.mine": "Mine",
  "lab.fork.meet": "Connect them",
  "lab.fork.progress": "{who} is mining: tried {tried} numbers in {time} …",
  "lab.fork.story": "What happened",
  "lab.fork.mined": "{who} mined block {height} with {tried} tries in {time}.",
  "lab.fork.agreed": "They connected, and had the same chain.",
  "lab.fork.tie": "They connected. Both chains are equally long, so each keeps its own.",
  "lab.fork.followed": { one: "They connected. {loser} had no blocks of its own, and took over {n} block of {winner}.", other: "They connected. {loser} had no blocks of its own, and took over {n} blocks of {winner}." },
  "lab.fork.decided":
    "They connected. The chain of {winner} is longer, {longer} to {shorter}: {loser} abandoned {left} and took over {n}.",
  "lab.fork.returned": { one: "{n} transaction of {loser} returned to the pool.", other: "{n} transactions of {loser} returned to the pool." },
  "lab.fork.apart": "Two chains since block {fork}. Connect them.",
  "lab.fork.together":
    "One chain, valid by the node’s rules. It continues from the node’s block {hash}; the node does not have it.",
  "lab.fork.impossible": "The newest block of this copy cannot be used in this exercise.",

  "lab.limits.title": "What is not protected",
  "lab.limits.intro":
    "The tutorial’s rules are for learning. This exercise shows what they do not protect: do not put anything of value on such a chain.",
  "lab.limits.last": "The last block",
  "lab.limits.lastWhy":
    "A block’s own proof does not cover its content. And there is no block after block {height} that would carry its hash. Redirect its last payment, the reward, to “mallory”.",
  "lab.limits.forge": "Forge the last block",
  "lab.limits.compare": "Compare with the node",
  "lab.limits.unnoticed": "All links and all proofs are valid. By the rules nothing has happened.",
  "lab.limits.noticed": "A rule detects it.",
  "lab.limits.compared": { one: "Only the comparison shows it. Block {height} is {node} at the node, and {ours} here: {n} digit differs.", other: "Only the comparison shows it. Block {height} is {node} at the node, and {ours} here: {n} digits differ." },
  "lab.limits.rewrite": "The whole chain",
  "lab.limits.rewriteWhy.classic":
    "Do this to every block of the copy: change the content, repair the links, and leave the proofs as they are. It takes one hash a block, and no search.",
  "lab.limits.rewriteWhy.upstream":
    "Do this to every block of the copy: change the content, repair the links, and leave the proofs as they are. Under “upstream” the proofs become invalid: they cover the hash of the previous block.",
  "lab.limits.rewriteNow": { one: "Rewrite {n} block", other: "Rewrite all {n} blocks" },
  "lab.limits.blocks": "Blocks",
  "lab.limits.hashes": "Hashes",
  "lab.limits.time": "Time",
  "lab.limits.million": "A million blocks",
  "lab.limits.rewritten":
    "A different history, and a valid one by the rules. A node that has only this chain cannot distinguish it.",
  "lab.limits.caught": { one: "Detected: {n} of {all} blocks is rejected. Its proof must be searched for again.", other: "Detected: {n} of {all} blocks are rejected. Their proofs must be searched for again." },
  "lab.limits.seal": "Search for the proofs again",
  "lab.limits.sealed":
    "A valid chain again, for {tried} hashes in {time}; {expected} were expected. That is the protection.",
  "lab.limits.longer": "A longer chain",
  "lab.limits.longerWhy":
    "The longest chain wins, and under “classic” the next proofs are the same for every node and become periodic. Find them once, and you can write a chain of any length.",
  "lab.limits.longerNot":
    "Under “upstream” this does not work: each proof depends on the previous block, and cannot be known in advance.",
  "lab.limits.longerDear":
    "At difficulty {zeros} the list of proofs takes too long to find in a browser. But it must be found only once, by one person.",
  "lab.limits.longerNow": "Add {n} blocks",
  "lab.limits.known": "Proofs searched for",
  "lab.limits.once": "Search, once",
  "lab.limits.forged": "Blocks forged",
  "lab.limits.forgedIn": "{n} in {time}",
  "lab.limits.wins":
    "A valid chain of {length} blocks. The node has {node}: any node that is offered this chain adopts it.",

  "lab.sequence.title": "Always the same proofs",
  "lab.sequence.intro":
    "The tutorial’s first block carries the proof 100. The next proof depends on 100 only, the one after that only on the next, and so on: one sequence, for every node and for ever. As soon as a number repeats, so do all that came after it.",
  "lab.sequence.classic": "This node has those rules. Compute the sequence, and compare it with the node’s blocks.",
  "lab.sequence.upstream":
    "This node has the rules “upstream”: its proofs cover the hash of the previous block, so there is no such sequence. Here you see what “classic” would do; at the end of this exercise you can try the difference.",
  "lab.sequence.start": "First proof",
  "lab.sequence.zeros": "Difficulty",
  "lab.sequence.compute": "Compute",
  "lab.sequence.found": "Proofs found",
  "lab.sequence.tried": "Hashes",
  "lab.sequence.estimate":
    "On average the cycle would close after about {time} in this browser; it may close much sooner.",
  "lab.sequence.bars": { one: "{n} proof, as a bar", other: "{n} proofs, each as a bar" },
  "lab.sequence.circle": "{tail} proofs lead into a cycle of {n}",
  "lab.sequence.period": "in the cycle",
  "lab.sequence.dot": "Block {height}: {proof}",
  "lab.sequence.first": "{proof}, the beginning",
  "lab.sequence.joins": "block {height}: {proof}",
  "lab.sequence.periodic": { one: "From block {from} on the proof is always the same. {proofs} proofs, found with {tried} hashes, are enough for a chain of any length.", other: "From block {from} on the proofs repeat every {n} blocks. {proofs} proofs, found with {tried} hashes, are enough for a chain of any length." },
  "lab.sequence.node": { one: "Compared with the node: {alike} of {n} copied block (block {last}) carries the proof that the sequence gives for it.", other: "Compared with the node: {alike} of {n} copied blocks ({first} to {last}) carry the proof that the sequence gives for them." },
  "lab.sequence.all": { one: "{n} proof", other: "All {n} proofs" },
  "lab.sequence.versions": "Does the next proof depend on the block?",
  "lab.sequence.versionsWhy":
    "Take block {height} as it is, and again with one character changed, and search for the next proof after each.",
  "lab.sequence.versionsNow": "Search after both",
  "lab.sequence.alike": "Both are followed by {one}. The proof does not depend on the block’s content.",
  "lab.sequence.unlike":
    "One is followed by {one}, the other by {other}. The proof covers the previous block, and cannot be known in advance.",
};
