package zveno.kernel;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.chain.TxIndexEntry;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.TxId;
import zveno.kernel.model.Work;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.classic.ClassicTransaction;

/** Things to put into a store. A store looks into none of them, so they need not be right. */
public final class StoreSamples {

  private StoreSamples() {}

  /** The hash of a name. */
  public static Hash hash(String name) {
    return Hash.of(name.getBytes(StandardCharsets.UTF_8));
  }

  public static BlockId blockId(String name) {
    return new BlockId(hash(name));
  }

  /** A small block of this name, with this chain work. */
  public static StoredBlock block(String name, long chainWork) {
    return new StoredBlock(
        blockId(name), Work.of(chainWork), ("block " + name).getBytes(StandardCharsets.UTF_8));
  }

  /** A block of random bytes, whose chain work takes up to 40 bytes. */
  public static StoredBlock randomBlock(RandomGenerator random, int maxBytes) {
    byte[] bytes = new byte[random.nextInt(maxBytes)];
    random.nextBytes(bytes);
    byte[] work = new byte[random.nextInt(40)];
    random.nextBytes(work);
    BlockId id = new BlockId(Hash.of(bytes));
    return new StoredBlock(id, new Work(new BigInteger(1, work)), bytes);
  }

  /** A transaction whose words are {@code {"words": "..."}}. */
  public static ClassicTransaction transaction(String words) {
    String json = "{\"words\": \"" + words + "\"}";
    return new ClassicTransaction(JsonValue.ofCanonical(json.getBytes(StandardCharsets.US_ASCII)));
  }

  /** What the indexes keep of a transaction with these words that names these addresses. */
  public static TxIndexEntry carried(String words, String... addresses) {
    TxId id = transaction(words).id();
    return new TxIndexEntry(id, List.of(addresses).stream().map(StoreSamples::hash).toList());
  }

  /** An entry as it is when it is posted. */
  public static PoolEntry posted(long place, String words) {
    return entry(place, words, false);
  }

  /** An entry as it is when it is put back. */
  public static PoolEntry returned(long place, String words) {
    return entry(place, words, true);
  }

  private static PoolEntry entry(long place, String words, boolean returned) {
    EntryId id = new EntryId(new UUID(place, words.hashCode()));
    Instant when = Instant.ofEpochMilli(1_700_000_000_123L + place);
    return new PoolEntry(place, id, when, returned, transaction(words));
  }

  /** What a cursor shows from here to its end, as {@code height:text}; it is closed. */
  public static List<String> shownBy(BlockCursor cursor) {
    List<String> shown = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        shown.add(cursor.height() + ":" + new String(cursor.bytes(), StandardCharsets.UTF_8));
      }
    }
    return shown;
  }
}
