/** The Laboratory in English. */
export default {
  "lab.title": "Laboratory",
  "lab.lead":
    "Here you may break the chain, and repair it. You work on a copy in your browser: nothing that you do reaches the node.",
  "lab.contents": "Exercises",
  "lab.startOver": "Start over",
  "lab.done": "done",
  "lab.speed": "This browser: {rate}, one thread",
  "lab.rate": "Hash rate of this browser",
  "lab.time": "Time",
  "lab.tried": "Tries",
  "lab.stop": "Stop",
  "lab.pause": "Pause",
  "lab.again": "From the beginning",
  "lab.progress": "Tried {tried} numbers in {time} …",
  "lab.failed": "That did not work: {why}",
  "lab.away": "the node does not answer",

  "lab.copy.count": "Newest blocks",
  "lab.copy.take": "Take a fresh copy",
  "lab.copy.loading": "Fetching the newest blocks …",
  "lab.copy.aboutOne": "Block {last} of this node, which is",
  "lab.copy.about": "Blocks {first} to {last} of this node; the last one is",
  "lab.copy.rules": "Rules: {rules}, difficulty {zeros}.",
  "lab.copy.failed": "The node gave no copy: {why}",
  "lab.copy.unsteady": "The chain changes faster than it can be copied. Try again in a moment.",
  "lab.copy.tooLarge": "The newest block is too large to be played with. Take a fresh copy when the chain has grown.",

  "lab.card.block": "Block {height}",
  "lab.card.previous": "previous",
  "lab.card.proof": "proof",
  "lab.card.hash": "hash",
  "lab.card.changed": "changed",
  "lab.state.good": "in order",
  "lab.state.adrift": "hangs in the air",
  "lab.state.link": "link broken",
  "lab.state.proof": "proof wrong",
  "lab.state.genesis": "foreign",
  "lab.state.form": "not a block",
  "lab.state.unreadable": "not JSON",

  "lab.fault.unreadable": "Block {block} cannot be read: it is not JSON from character {at} on.",
  "lab.fault.form": "Block {block} is not a block: “{field}” is missing or is not what it must be.",
  "lab.fault.link":
    "The link of block {block} is broken: it says that block {before} hashes to {says}, but block {before} now hashes to {is}.",
  "lab.fault.proof":
    "The proof of block {block} is wrong: sha256({guess}) is {hash}, which does not begin with enough zeros.",
  "lab.fault.genesis": "All chains of this net begin with the block {wanted}, and this one does not.",
  "lab.fault.before": "Nothing can be said of block {block}, since block {before} is not a block.",

  "lab.first.title": "The first example",
  "lab.first.intro":
    "Work that is hard to do and easy to check: that is all there is to a proof of work. The tutorial begins with this one. Given a number x, find a number y so that the hash of x * y ends in 0.",
  "lab.first.rule":
    "Nobody knows a better way than to try one y after the other: a hash looks like chance. One in 16 ends in 0, so 16 tries are needed on average. To check a y takes one.",
  "lab.first.next": "Try y = {y}",
  "lab.first.find": "Go on until it fits",
  "lab.first.invalid": "x must be a whole number.",
  "lab.first.tries": "The last digit of the hash for each y",
  "lab.first.average": "On average",
  "lab.first.agrees": {
    one: "Found. The SHA-256 of this page is right: of {n} copied block, {agreeing} has the hash that the node says.",
    other:
      "Found. The SHA-256 of this page is right: of {n} copied blocks, {agreeing} have the hash that the node says.",
  },
  "lab.first.printed": "This is what the tutorial prints for x = 5: hash(5 * 21) = {hash}.",
  "lab.first.notPrinted": "The tutorial prints another one for x = 5: {hash}.",

  "lab.hashing.title": "What a block’s hash is",
  "lab.hashing.intro":
    "A block’s hash is the SHA-256 of its text, printed in one certain way: names in order, one space after each comma and colon, everything else than plain ASCII escaped. Python prints it so, and so does this node.",
  "lab.hashing.covers":
    "The text holds the hash of the block before. That is the chain: whoever changes a block changes its hash, and the next block does not fit any more.",
  "lab.hashing.block": "Block",
  "lab.hashing.text": "The text that is hashed",
  "lab.hashing.bytes": "Bytes",
  "lab.hashing.padded": "After padding",
  "lab.hashing.pieces": "Pieces of 64 bytes",
  "lab.hashing.back": "← Piece before",
  "lab.hashing.on": "Next piece →",
  "lab.hashing.piece": "Piece {piece} of {pieces}",
  "lab.hashing.padding": "This piece, byte by byte",
  "lab.hashing.paddingWhy":
    "SHA-256 works on pieces of 64 bytes. So a single one bit is put behind the text, then zeros, and in the last eight bytes the length of the text in bits.",
  "lab.hashing.one": "a one bit, the end of the text",
  "lab.hashing.zero": "zeros",
  "lab.hashing.length": "the length in bits",
  "lab.hashing.rounds": "64 rounds",
  "lab.hashing.roundsWhy":
    "The 16 words of the piece are stretched to 64. Each round mixes one of them into eight working words, a to h. In the end these are added to what the pieces before have left.",
  "lab.hashing.round": "Round {round} of {rounds}",
  "lab.hashing.play": "Watch it",
  "lab.hashing.end": "To the end",
  "lab.hashing.schedule": "The 64 words W",
  "lab.hashing.given": "a word of the piece",
  "lab.hashing.start": "Each round takes the next of these words.",
  "lab.hashing.working": "The working words",
  "lab.hashing.before": "Before the first round: what the pieces before have left; for the first piece, constants.",
  "lab.hashing.notYet": "Go through all rounds of all pieces, and you have the hash.",
  "lab.hashing.nextPiece": "This piece is done and leaves {state}. Go on with the next one.",
  "lab.hashing.same": "The same hash as the node’s.",
  "lab.hashing.other": "The node says another hash: {hash}.",

  "lab.tamper.title": "Change one character",
  "lab.tamper.intro":
    "Choose a block, and change any character of its text. Every block is checked at once, as a node would check it: whether each carries the hash of the block before, and whether each proof fits.",
  "lab.tamper.classic":
    "Under the rules “classic” a proof is about the proof before it, and about nothing else. So most changes break one link, and no proof.",
  "lab.tamper.upstream":
    "Under the rules “upstream” a proof covers the hash of the block before. So a change breaks the link of the next block, and its proof with it.",
  "lab.tamper.chain": "The copied blocks",
  "lab.tamper.text": "Block {height}, as it is hashed",
  "lab.tamper.forMe": "Change one for me",
  "lab.tamper.undo": "Take this back",
  "lab.tamper.undoAll": "Take everything back",
  "lab.tamper.nodeSays": "The node’s hash",
  "lab.tamper.now": "The hash now",
  "lab.tamper.same": "Nothing is changed: the hash of each block is the node’s.",
  "lab.tamper.elsewhere": "Block {block} is as the node has it; others are changed.",
  "lab.tamper.rewritten":
    "You have changed how block {block} is written, not what it says. It is printed as before when it is hashed: its hash is still the node’s.",
  "lab.tamper.changed": {
    one: "Block {block} has another hash than the node’s: {n} of 64 digits differs.",
    other: "Block {block} has another hash than the node’s: {n} of 64 digits differ.",
  },
  "lab.tamper.unreadable": "Block {block} is not JSON any more, so it has no hash.",
  "lab.tamper.findings": "What breaks, and why",
  "lab.tamper.adrift": {
    one: "{n} block after the first break hangs in the air: a node refuses the chain at the break, and looks no further.",
    other:
      "{n} blocks after the first break hang in the air: a node refuses the chain at the break, and looks no further.",
  },
  "lab.tamper.unnoticed":
    "Nothing is broken. No block of the copy comes after the change and carries the old hash, so only a comparison with the node shows it. Exercise 7 has more of this.",

  "lab.repair.title": "Repair by mining",
  "lab.repair.intro":
    "A broken link can be put right: write the new hash of the block before into the next one, and search for its proof again. But then that block has a new hash too, and the link after it breaks. So it goes on, block after block, up to the last one.",
  "lab.repair.classic":
    "This is meant to be dear. Watch the proofs, though: under “classic” each one comes out as it was.",
  "lab.repair.upstream": "Under “upstream” each proof has to be found anew: that is the price of changing the past.",
  "lab.repair.break": "Break a block",
  "lab.repair.one": "Mine the next one",
  "lab.repair.all": "Mine all that follow",
  "lab.repair.progress": "Block {height}: tried {tried} numbers in {time} …",
  "lab.repair.estimate": {
    one: "{n} block is left; that is about {tries} hashes, {time} here.",
    other: "{n} blocks are left; that is about {tries} hashes, {time} here.",
  },
  "lab.repair.log": "What was mined",
  "lab.repair.block": "Block",
  "lab.repair.was": "Proof before",
  "lab.repair.is": "Proof found",
  "lab.repair.tried": "Hashes",
  "lab.repair.time": "Time",
  "lab.repair.blocks": "Blocks mined",
  "lab.repair.byHand": "No mining repairs that. Put it right in exercise 3, or take it back.",
  "lab.repair.whole": "The copy is the node’s chain: there is nothing to repair.",
  "lab.repair.broken": "The chain is broken at block {height}.",
  "lab.repair.done":
    "The copy is a right chain again, and no rule tells it from the node’s. But it is another one: it ends with {tip}, the node’s with {node}.",
  "lab.repair.free":
    "The copy is changed, and a right chain all the same; there was nothing to mine. It ends with {tip}, the node’s with {node}.",
  "lab.repair.spared": {
    one: "{n} of {all} proofs came out as it was. To search for it was not needed: a “classic” proof does not cover the block.",
    other:
      "{n} of {all} proofs came out as they were. To search for them was not needed: a “classic” proof does not cover the block.",
  },

  "lab.difficulty.title": "Raise the difficulty",
  "lab.difficulty.intro":
    "The difficulty is the number of hexadecimal zeros that a hash has to begin with. Each zero more makes the search 16 times as long, and the check no longer at all.",
  "lab.difficulty.luck":
    "Each try is a throw of dice: how long a search takes is luck, and its average is not. Search a few times, and compare.",
  "lab.difficulty.zeros": { one: "{n} zero", other: "{n} zeros" },
  "lab.difficulty.once": "Search once",
  "lab.difficulty.many": "Search 20 times",
  "lab.difficulty.table": "Expected and measured",
  "lab.difficulty.rate": "At {rate}, measured here",
  "lab.difficulty.noRate": "Search once, and times appear",
  "lab.difficulty.zero": "Zeros",
  "lab.difficulty.expected": "Tries expected",
  "lab.difficulty.time": "Time expected",
  "lab.difficulty.measured": "Tries measured",
  "lab.difficulty.nodes": "this node",
  "lab.difficulty.mean": { one: "{mean} ({n} search)", other: "{mean} (mean of {n})" },
  "lab.difficulty.strip": {
    one: "{n} search, beside what was expected (×1); {sooner} needed less.",
    other: "{n} searches, beside what was expected (×1); {sooner} needed less. On average 63% do.",
  },
  "lab.difficulty.check": "The node’s own puzzle",
  "lab.difficulty.checkWhy": {
    one: "Search for the proof of block {height} yourself, at the node’s difficulty of {n} zero: about {tries} tries.",
    other:
      "Search for the proof of block {height} yourself, at the node’s difficulty of {n} zeros: about {tries} tries.",
  },
  "lab.difficulty.checkNow": "Search for it",
  "lab.difficulty.nothing":
    "The copy ends with a first block, which nobody had to mine. Mine one, and take a fresh copy.",
  "lab.difficulty.same": "You found {ours}, and that is the proof in the node’s block.",
  "lab.difficulty.other":
    "You found {ours}, the smallest that fits. The node’s block carries {theirs}: whoever mined it did not take the smallest.",

  "lab.fork.title": "Fork, and decide",
  "lab.fork.intro":
    "Ann and Bob each have a copy, and mine without hearing of each other. From then on there are two chains, both right. When they meet, the longer one wins.",
  "lab.fork.rule":
    "If both are equally long, each stays with its own: what came first stays. Wishes in blocks that are given up wait for a block again; the rewards in them are gone.",
  "lab.fork.ann": "Ann",
  "lab.fork.bob": "Bob",
  "lab.fork.common": "What both have",
  "lab.fork.length": { one: "{n} block", other: "{n} blocks" },
  "lab.fork.pays": "{name} pays 1 to",
  "lab.fork.post": "Post",
  "lab.fork.pool": "Waiting:",
  "lab.fork.left": "Given up:",
  "lab.fork.mine": "Mine",
  "lab.fork.meet": "Let them meet",
  "lab.fork.progress": "{who} mines: tried {tried} numbers in {time} …",
  "lab.fork.story": "What happened",
  "lab.fork.mined": "{who} mined block {height} with {tried} tries in {time}.",
  "lab.fork.agreed": "They met, and had the same chain.",
  "lab.fork.tie": "They met. Both chains are equally long, so each stays with its own.",
  "lab.fork.followed": {
    one: "They met. {loser} had nothing of its own, and took over {n} block of {winner}.",
    other: "They met. {loser} had nothing of its own, and took over {n} blocks of {winner}.",
  },
  "lab.fork.decided":
    "They met. The chain of {winner} is longer, {longer} to {shorter}: {loser} gave up {left} and took over {n}.",
  "lab.fork.returned": {
    one: "{n} wish of {loser} waits for a block again.",
    other: "{n} wishes of {loser} wait for a block again.",
  },
  "lab.fork.apart": "Two chains since block {fork}. Let them meet.",
  "lab.fork.together":
    "One chain, by the node’s rules. It goes on from the node’s block {hash}, and the node knows nothing of it.",
  "lab.fork.impossible": "The newest block of this copy is not of a kind that can be played with here.",

  "lab.limits.title": "What is not protected",
  "lab.limits.intro":
    "The tutorial’s rules are for learning. Here is what they do not protect, so that nobody puts anything of value on such a chain.",
  "lab.limits.last": "The last block",
  "lab.limits.lastWhy":
    "A block’s own proof does not cover its content. And no block comes after block {height} that would carry its hash. Have its last payment, the reward, go to “mallory”.",
  "lab.limits.forge": "Forge the last block",
  "lab.limits.compare": "Compare with the node",
  "lab.limits.unnoticed": "All links and all proofs are in order. By the rules nothing has happened.",
  "lab.limits.noticed": "A rule notices it.",
  "lab.limits.compared": {
    one: "Only now it shows. Block {height} is {node} at the node, and {ours} here: {n} digit differs.",
    other: "Only now it shows. Block {height} is {node} at the node, and {ours} here: {n} digits differ.",
  },
  "lab.limits.rewrite": "The whole chain",
  "lab.limits.rewriteWhy.classic":
    "The same with every block of the copy: other content, links put right, and the proofs left as they are. One hash a block, and no search.",
  "lab.limits.rewriteWhy.upstream":
    "The same with every block of the copy: other content, links put right, and the proofs left as they are. Under “upstream” the proofs notice: they cover the hash of the block before.",
  "lab.limits.rewriteNow": { one: "Rewrite {n} block", other: "Rewrite all {n} blocks" },
  "lab.limits.blocks": "Blocks",
  "lab.limits.hashes": "Hashes",
  "lab.limits.time": "Time",
  "lab.limits.million": "A million blocks",
  "lab.limits.rewritten":
    "Another history, and by the rules a right one. A node that has only this chain has no way to tell.",
  "lab.limits.caught": {
    one: "Noticed: {n} of {all} blocks is refused. Its proof has to be searched for again.",
    other: "Noticed: {n} of {all} blocks are refused. Their proofs have to be searched for again.",
  },
  "lab.limits.seal": "Search for the proofs again",
  "lab.limits.sealed":
    "A right chain again, for {tried} hashes in {time}; {expected} were expected. That is the protection.",
  "lab.limits.longer": "A longer chain",
  "lab.limits.longerWhy":
    "The longest chain wins, and under “classic” the proofs that follow are the same for everybody, and go round in a circle. Find them once, and a chain of any length can be written down.",
  "lab.limits.longerNot":
    "Under “upstream” this does not work: each proof depends on the block before, and cannot be known in advance.",
  "lab.limits.longerDear":
    "At difficulty {zeros} the list of proofs is too dear for a browser. But it has to be found once only, by one person.",
  "lab.limits.longerNow": "Add {n} blocks",
  "lab.limits.known": "Proofs searched for",
  "lab.limits.once": "Search, once",
  "lab.limits.forged": "Blocks forged",
  "lab.limits.forgedIn": "{n} in {time}",
  "lab.limits.wins":
    "A right chain of {length} blocks. The node has {node}: whoever is offered this one takes it over.",

  "lab.sequence.title": "Always the same proofs",
  "lab.sequence.intro":
    "The tutorial’s first block carries the proof 100. What comes next depends on 100 only, what comes then on that, and so on: one sequence, for everybody and for ever. As soon as a number comes back, so do all that came after it.",
  "lab.sequence.classic": "This node has those rules. Compute the sequence, and hold it against the node’s blocks.",
  "lab.sequence.upstream":
    "This node has the rules “upstream”: its proofs cover the hash of the block before, so there is no such sequence. Here you see what “classic” would do; at the end of this exercise you can try the difference.",
  "lab.sequence.start": "First proof",
  "lab.sequence.zeros": "Difficulty",
  "lab.sequence.compute": "Compute",
  "lab.sequence.found": "Proofs found",
  "lab.sequence.tried": "Hashes",
  "lab.sequence.estimate":
    "By chance one would expect the circle to close after about {time} here; it may be much sooner.",
  "lab.sequence.bars": { one: "{n} proof, as a bar", other: "{n} proofs, each as a bar" },
  "lab.sequence.circle": "{tail} proofs lead into a circle of {n}",
  "lab.sequence.period": "in the circle",
  "lab.sequence.dot": "Block {height}: {proof}",
  "lab.sequence.first": "{proof}, the beginning",
  "lab.sequence.joins": "block {height}: {proof}",
  "lab.sequence.periodic": {
    one: "From block {from} on the proofs are always the same one. {proofs} proofs, found with {tried} hashes, are enough for a chain of any length.",
    other:
      "From block {from} on the proofs come back every {n} blocks. {proofs} proofs, found with {tried} hashes, are enough for a chain of any length.",
  },
  "lab.sequence.node": {
    one: "Held against the node: {alike} of {n} copied block (block {last}) carries the proof that the sequence has in its place.",
    other:
      "Held against the node: {alike} of {n} copied blocks ({first} to {last}) carry the proof that the sequence has in their place.",
  },
  "lab.sequence.all": { one: "{n} proof", other: "All {n} proofs" },
  "lab.sequence.versions": "Does the next proof depend on the block?",
  "lab.sequence.versionsWhy":
    "Take block {height} as it is, and once more with one character changed, and search for the proof that comes after each.",
  "lab.sequence.versionsNow": "Search after both",
  "lab.sequence.alike": "Both are followed by {one}. The proof does not care what is in the block.",
  "lab.sequence.unlike":
    "The one is followed by {one}, the other by {other}. The proof covers the block before, and cannot be known in advance.",
};
