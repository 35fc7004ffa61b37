package zveno.node.storage.schema;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The column families, and what they hold. All numbers are big-endian, so that keys sort. */
public enum Column {
  /** See {@link Meta}. */
  META("default", 0),
  /** Branch number (8) → {@link BranchRow}. */
  BRANCHES("branches", 0),
  /** Branch number (8), height (8) → {@link BlockRow}. */
  BLOCKS("blocks", 0),
  /** Block id (32), branch number (8) → height (8). */
  HASHES("hashes", 32),
  /** Transaction id (32), height (8), position (4), branch number (8) → nothing. */
  TRANSACTIONS("transactions", 32),
  /** SHA-256 of the address (32), height (8), position (4), branch number (8) → nothing. */
  ADDRESSES("addresses", 32),
  /** Place (8, sign bit turned over) → {@link PoolRow}. */
  POOL("pool", 0),
  /** Transaction id (32), place (8, sign bit turned over) → nothing. */
  POOL_INDEX("poolIndex", 32),
  /** Entry id (16), transaction id (32), place (8, sign bit turned over) → nothing. */
  ENTRIES("entries", 48),
  /** Branch number (8), height (8) → {@link MemoRow}. */
  MEMOS("memos", 0),
  /** Entry id (16), transaction id (32), branch number (8) → height (8). */
  ENTRY_BLOCKS("entryBlocks", 48),
  /** Entry id (16), transaction id (32) → nothing: it waited, and was removed by a person. */
  REMOVED("removed", 48),
  /**
   * Entry id (16), transaction id (32) → {@link DroppedRow}. Also, number of a dropped entry modulo
   * {@link zveno.kernel.pool.PoolView#MAX_DROPPED} (8) → its entry id (16), transaction id (32).
   */
  DROPPED("dropped", 0),
  /** SHA-256 of an idempotency key (32) → {@link AnswerRow}. */
  KEYS("keys", 32),
  /** When an idempotency key was first used (8), its SHA-256 (32) → nothing. */
  KEY_TIMES("keyTimes", 0),
  /** {@link StateKeys}: state key, branch number, height → its value; nothing if it has none. */
  STATE("state", StateKeys.PREFIX),
  /** Branch number (8), height (8) → {@link StateKeys}: those that the block there has written. */
  STATE_KEYS("stateKeys", 0),
  /** Number of the first event (8) → how many (4), frames. */
  EVENTS("events", 0),
  /** Name in UTF-8 → what the address book says. */
  PEERS("peers", 0);

  private final String engineName;
  private final int prefix;

  Column(String engineName, int prefix) {
    this.engineName = engineName;
    this.prefix = prefix;
  }

  /** What people call it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Is this the name of its column family? */
  public boolean isCalled(String name) {
    return engineName.equals(name);
  }

  /** The name of the column family in the engine. */
  public byte[] engineName() {
    return engineName.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * How many bytes at the beginning of each key are looked up as one and have a filter; 0 if none.
   * Such a column can be read only by keys that share these bytes.
   */
  public int prefix() {
    return prefix;
  }
}
