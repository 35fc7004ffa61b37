/** What the second half of the Laboratory needs of a strict chain: its beginning, and where it is by now. */

/**
 * A chain that does not exist, for readers whose node has the tutorial's rules: what `zveno genesis` would write, and a
 * height and hashes that are made up.
 */
export const EXAMPLE = {
  example: true,
  genesis: "00005a0e0f1c2d3b4a59687766554433221100ffeeddccbbaa99887766554433",
  parameters: {
    network: "example",
    spacing: 10,
    half_life: 3600,
    limit: 0x207fffff,
    reward: 50,
    halving: 0,
    maturity: 10,
    block_bytes: 4_194_304,
  },
  bits: 0x1d00ffff,
  timestamp: 1_800_000_000,
  height: 120,
  hash: "0000b1a5e0d4c3f2a1908f7e6d5c4b3a29180706f5e4d3c2b1a09f8e7d6c5b4a",
};

/**
 * Takes what is needed.
 *
 * @param api core/api.js
 * @returns `{rules, height, blocks, base}`: the node's rules; the height of its last block; no blocks, which only the first
 *     half needs; and `base`, of the form of {@link EXAMPLE}
 */
export async function takeStrictCopy(api) {
  const { rules, height, tip } = await api.status();
  const first = api.plain(await api.get(api.at("api/v1/headers/1")));
  return {
    rules,
    height,
    blocks: [],
    base: {
      example: false,
      genesis: first.hash,
      parameters: first.parameters,
      bits: first.bits,
      timestamp: first.timestamp,
      height,
      hash: tip.hash,
    },
  };
}

/** The history of a block is checked over so many blocks at most. */
const MAX_HISTORY = 16;

/**
 * The tree over the first blocks of the node's chain.
 *
 * @returns `{index, hashes, history}`: a block's height, the hashes of all blocks below it as people see them, and the root
 *     that its reward says; null if the chain has only its first block
 */
export async function historyOf(api) {
  const { height } = await api.status();
  const index = Math.min(height, MAX_HISTORY + 1);
  if (index < 2) {
    return null;
  }
  const { headers } = api.plain(await api.get(api.at(`api/v1/headers?order=asc&limit=${index - 1}`)));
  const { block } = api.plain(await api.get(api.at(`api/v1/blocks/${index}`)));
  return { index, hashes: headers.map(({ hash }) => hash), history: block.transactions.at(-1).history };
}
