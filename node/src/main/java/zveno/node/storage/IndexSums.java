package zveno.node.storage;

import java.security.SecureRandom;
import java.util.Arrays;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.TxLocation;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;

/**
 * What a chain's rows in the indexes add up to: how many there are in each, and two sums of 64 bits
 * over a hash of each row, with secret coefficients that are drawn anew each time. Two sets of rows
 * that differ have the same sums with a probability of about 2<sup>-128</sup>, whatever the rows
 * are and in whatever order they come. So the rows that the blocks ask for can be compared with
 * those that are there without a look-up for each. Which row is missing, the sums do not say.
 *
 * <p>For one thread.
 */
public final class IndexSums {

  private enum Index {
    BLOCKS(Column.HASHES, 0),
    TRANSACTIONS(Column.TRANSACTIONS, 3),
    ADDRESSES(Column.ADDRESSES, 6),
    ENTRIES(Column.ENTRY_BLOCKS, 9);

    private final Column column;

    /** Where its three numbers begin in {@link IndexSums#sums}. */
    private final int place;

    Index(Column column, int place) {
      this.column = column;
      this.place = place;
    }
  }

  /** Words of the longest row, key and value. */
  private static final int MAX_WORDS = 10;

  /** For each index: how many, first sum, second sum. */
  private final long[] sums = new long[3 * Index.values().length];

  private final long[] first;
  private final long[] second;

  /** With fresh coefficients. */
  public IndexSums() {
    SecureRandom random = new SecureRandom();
    first = odd(random);
    second = odd(random);
  }

  private IndexSums(IndexSums other) {
    first = other.first;
    second = other.second;
  }

  private static long[] odd(SecureRandom random) {
    return random.longs(MAX_WORDS + 1).map(bits -> bits | 1).toArray();
  }

  /** Nothing yet, to be compared with this one. */
  public IndexSums another() {
    return new IndexSums(this);
  }

  /** Counts the index row of a block. */
  public void add(BlockId id, BlockPosition where) {
    add(Index.BLOCKS, Keys.hash(id.hash(), where.branch()), where.height());
  }

  /** Counts the index row of a transaction in a block. */
  public void add(TxId id, TxLocation where) {
    add(Index.TRANSACTIONS, Keys.standing(id.hash(), where.block(), where.position()), 0);
  }

  /** Counts the index row of an address that a transaction names. */
  public void add(Hash address, TxLocation where) {
    add(Index.ADDRESSES, Keys.standing(address, where.block(), where.position()), 0);
  }

  /** Counts the index row of an entry. */
  public void add(EntryKey entry, BlockPosition where) {
    add(Index.ENTRIES, Keys.entryIn(entry, where.branch()), where.height());
  }

  private void add(Index index, byte[] key, long value) {
    long one = first[MAX_WORDS] * key.length + first[0] * value;
    long other = second[MAX_WORDS] * key.length + second[0] * value;
    int word = 1;
    int at = 0;
    for (; at + 8 <= key.length; at += 8) {
      long bits = Keys.longAt(key, at);
      one += first[word] * bits;
      other += second[word++] * bits;
    }
    if (at < key.length) { // all keys are of words and half words
      long bits = Keys.intAt(key, at);
      one += first[word] * bits;
      other += second[word] * bits;
    }
    int place = index.place;
    sums[place]++;
    sums[place + 1] += mixed(one);
    sums[place + 2] += mixed(other);
  }

  /** The finalizer of MurmurHash3: each bit depends on all. */
  private static long mixed(long bits) {
    long mixed = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }

  /** Counts all rows of the indexes that belong to blocks of a path. Reads all of them. */
  void addStored(EngineReader reader, ChainPath path) {
    for (Index index : Index.values()) {
      addStored(index, reader, path);
    }
  }

  private void addStored(Index index, EngineReader reader, ChainPath path) {
    byte[] value = new byte[8];
    try (RowIterator rows = reader.rows(index.column, new byte[0], null, RowIterator.Plan.ALL)) {
      for (boolean there = rows.first(); there; there = rows.next()) {
        byte[] key = rows.key();
        boolean inValue = index == Index.BLOCKS || index == Index.ENTRIES;
        if (key.length < Hash.LENGTH + 8 || (inValue && rows.value(value) != 8)) {
          sums[index.place]++; // no row of ours, so that the sums differ
          continue;
        }
        long branch = Keys.longAt(key, key.length - 8);
        long height = inValue ? Keys.longAt(value, 0) : Keys.longAt(key, Hash.LENGTH);
        if (path.contains(new BlockPosition(branch, height))) {
          add(index, key, inValue ? height : 0);
        }
      }
    }
  }

  /** Are the rows of the other the same? */
  public boolean matches(IndexSums other) {
    return Arrays.equals(first, other.first) && Arrays.equals(sums, other.sums);
  }
}
