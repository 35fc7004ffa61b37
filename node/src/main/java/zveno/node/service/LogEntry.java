package zveno.node.service;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.rules.BlockCodec;

/**
 * An entry of a cluster's log: one change of chain and pool, which comes out the same on every
 * member, since what a member has of its own (the time, new ids) is taken from the entry.
 *
 * @param id names the entry, so that one that was appended twice is applied once
 * @param at the time of the member that made it, to the millisecond
 * @param chain names the chain that it is for: rules, parameters and first block
 * @param change what it changes
 */
record LogEntry(UUID id, Instant at, Hash chain, Change change) {

  /** The version of the form, the first byte. */
  private static final int VERSION = 1;

  /** What an entry changes. */
  sealed interface Change {}

  /** Posts that the writer takes together. */
  record Posts(List<Post> posts) implements Change {
    Posts {
      posts = List.copyOf(posts);
    }
  }

  /**
   * Transactions that were posted together.
   *
   * @param key what makes a repetition of it known as one
   */
  record Post(List<Transaction> transactions, Optional<IdempotencyKey> key) {
    Post {
      transactions = List.copyOf(transactions);
    }
  }

  /** Entries that wait at a node outside. */
  record Relayed(List<ForeignEntry> entries) implements Change {
    Relayed {
      entries = List.copyOf(entries);
    }
  }

  /** Entries that are taken out of the pool. */
  record Removals(List<EntryKey> keys) implements Change {
    Removals {
      keys = List.copyOf(keys);
    }
  }

  /**
   * A block after the present one.
   *
   * @param block the block and its memo
   * @param carried what it takes out of the pool: if something of it does not wait any more, the
   *     block is not taken
   */
  record Mined(NewBlock block, List<EntryKey> carried) implements Change {
    Mined {
      carried = List.copyOf(carried);
    }
  }

  /** Nothing: it shows that the cluster works. */
  record Idle() implements Change {}

  /** An entry of this moment with a new name. */
  static LogEntry of(Change change, Instant now, Hash chain) {
    return new LogEntry(UUID.randomUUID(), Instant.ofEpochMilli(now.toEpochMilli()), chain, change);
  }

  /** Its bytes. */
  byte[] encoded() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(id, out);
      out.writeLong(at.toEpochMilli());
      out.write(chain.toBytes());
      switch (change) {
        case Posts posts -> {
          out.writeByte('P');
          out.writeInt(posts.posts().size());
          for (Post post : posts.posts()) {
            write(post, out);
          }
        }
        case Relayed relayed -> {
          out.writeByte('R');
          out.writeInt(relayed.entries().size());
          for (ForeignEntry entry : relayed.entries()) {
            write(entry.id().bits(), out);
            write(entry.transaction().encoded(), out);
          }
        }
        case Removals removals -> {
          out.writeByte('X');
          write(removals.keys(), out);
        }
        case Mined mined -> {
          out.writeByte('B');
          out.writeLong(mined.block().block().height());
          write(mined.block().block().encoded(), out);
          write(mined.block().memo().toBytes(), out);
          write(mined.carried(), out);
        }
        case Idle _ -> out.writeByte('I');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private static void write(Post post, DataOutputStream out) throws IOException {
    out.writeBoolean(post.key().isPresent());
    if (post.key().isPresent()) {
      out.write(post.key().get().name().toBytes());
      out.write(post.key().get().request().toBytes());
    }
    out.writeInt(post.transactions().size());
    for (Transaction transaction : post.transactions()) {
      write(transaction.encoded(), out);
    }
  }

  private static void write(List<EntryKey> keys, DataOutputStream out) throws IOException {
    out.writeInt(keys.size());
    for (EntryKey key : keys) {
      write(key.id().bits(), out);
      out.write(key.transaction().hash().toBytes());
    }
  }

  private static void write(UUID id, DataOutputStream out) throws IOException {
    out.writeLong(id.getMostSignificantBits());
    out.writeLong(id.getLeastSignificantBits());
  }

  private static void write(byte[] bytes, DataOutputStream out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads an entry.
   *
   * @throws DecodeException if these bytes are none, or of a later version
   */
  static LogEntry of(byte[] encoded, BlockCodec codec) throws DecodeException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new DecodeException(
            "the entry has the form " + version + ", which a later version of Zveno has written");
      }
      UUID id = readId(in);
      Instant at = Instant.ofEpochMilli(in.readLong());
      return new LogEntry(id, at, readHash(in), readChange(in, codec));
    } catch (IOException e) {
      throw new DecodeException("the entry ends too early");
    }
  }

  private static Change readChange(DataInputStream in, BlockCodec codec)
      throws IOException, DecodeException {
    int kind = in.readByte();
    return switch (kind) {
      case 'P' -> {
        List<Post> posts = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          posts.add(readPost(in, codec));
        }
        yield new Posts(posts);
      }
      case 'R' -> {
        List<ForeignEntry> entries = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
          EntryId id = new EntryId(readId(in));
          entries.add(new ForeignEntry(id, codec.transaction(readBytes(in), 0)));
        }
        yield new Relayed(entries);
      }
      case 'X' -> new Removals(readKeys(in));
      case 'B' -> {
        long height = in.readLong();
        Block block = codec.block(readBytes(in), height);
        BlockMemo memo = BlockMemo.of(readBytes(in), true);
        yield new Mined(new NewBlock(block, memo), readKeys(in));
      }
      case 'I' -> new Idle();
      default -> throw new DecodeException("an entry of the unknown kind " + kind);
    };
  }

  private static Post readPost(DataInputStream in, BlockCodec codec) throws IOException {
    Optional<IdempotencyKey> key =
        in.readBoolean()
            ? Optional.of(new IdempotencyKey(readHash(in), readHash(in)))
            : Optional.empty();
    List<Transaction> transactions = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      transactions.add(codec.transaction(readBytes(in), 0));
    }
    return new Post(transactions, key);
  }

  private static List<EntryKey> readKeys(DataInputStream in) throws IOException {
    List<EntryKey> keys = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      EntryId id = new EntryId(readId(in));
      keys.add(new EntryKey(id, new TxId(readHash(in))));
    }
    return keys;
  }

  private static UUID readId(DataInputStream in) throws IOException {
    return new UUID(in.readLong(), in.readLong());
  }

  private static Hash readHash(DataInputStream in) throws IOException {
    byte[] bytes = new byte[Hash.LENGTH];
    in.readFully(bytes);
    return Hash.copiedFrom(bytes, 0);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a length of " + length);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
