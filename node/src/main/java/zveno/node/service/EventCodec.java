package zveno.node.service;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.kernel.model.Work;
import zveno.kernel.rules.EncodedAddress;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryDropped;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;

/**
 * The bytes of an event on disk: a byte for its kind, its members in their order, numbers and
 * hashes big-endian; work and reason come last, as the rest of the bytes. An event that changes
 * accounts has them before all that: a byte of its own, whether there may be more, how many are
 * named, and for each its length (2) and its bytes.
 */
final class EventCodec {

  private static final byte BLOCK_ADDED = 0;
  private static final byte REORGANISED = 1;
  private static final byte ENTRY_ACCEPTED = 2;
  private static final byte ENTRY_REMOVED = 3;
  private static final byte ENTRY_DROPPED = 4;
  private static final byte ACCOUNTS = 5;

  private static final int ENTRY_BYTES = 2 * Long.BYTES + Hash.LENGTH;

  private EventCodec() {}

  static byte[] encode(ChainEvent event) {
    ChangedAccounts accounts = event.accounts();
    byte[] rest = withoutAccounts(event);
    if (accounts.equals(ChangedAccounts.NONE)) {
      return rest;
    }
    ByteArrayOutputStream to = new ByteArrayOutputStream();
    to.write(ACCOUNTS);
    to.write(accounts.more() ? 1 : 0);
    to.write(accounts.named().size());
    for (EncodedAddress address : accounts.named()) {
      byte[] bytes = address.toBytes();
      to.writeBytes(ByteBuffer.allocate(Short.BYTES).putShort((short) bytes.length).array());
      to.writeBytes(bytes);
    }
    to.writeBytes(rest);
    return to.toByteArray();
  }

  @SuppressWarnings("ByteBufferBackingArray") // each was allocated in begin
  private static byte[] withoutAccounts(ChainEvent event) {
    return switch (event) {
      case BlockAdded block -> {
        byte[] work = bytes(block.chainWork());
        ByteBuffer to =
            begin(BLOCK_ADDED, Long.BYTES + 2 * Hash.LENGTH + Integer.BYTES + work.length);
        to.putLong(block.height());
        put(block.id().hash(), to);
        put(block.parent().hash(), to);
        yield to.putInt(block.transactions()).put(work).array();
      }
      case Reorganised reorg -> {
        byte[] work = bytes(reorg.chainWork());
        ByteBuffer to = begin(REORGANISED, 4 * Long.BYTES + Hash.LENGTH + work.length);
        to.putLong(reorg.forkHeight()).putLong(reorg.leaving()).putLong(reorg.joining());
        to.putLong(reorg.height());
        put(reorg.tip().hash(), to);
        yield to.put(work).array();
      }
      case EntryAccepted accepted -> {
        ByteBuffer to = begin(ENTRY_ACCEPTED, ENTRY_BYTES + Long.BYTES);
        put(accepted.entry(), to);
        yield to.putLong(accepted.block()).array();
      }
      case EntryRemoved removed -> {
        ByteBuffer to = begin(ENTRY_REMOVED, ENTRY_BYTES);
        put(removed.entry(), to);
        yield to.array();
      }
      case EntryDropped dropped -> {
        byte[] reason = dropped.reason().getBytes(StandardCharsets.UTF_8);
        ByteBuffer to = begin(ENTRY_DROPPED, ENTRY_BYTES + reason.length);
        put(dropped.entry(), to);
        yield to.put(reason).array();
      }
    };
  }

  private static ByteBuffer begin(byte kind, int length) {
    return ByteBuffer.allocate(1 + length).put(kind);
  }

  private static byte[] bytes(Work work) {
    return work.units().toByteArray();
  }

  private static void put(Hash hash, ByteBuffer to) {
    byte[] bytes = new byte[Hash.LENGTH];
    hash.copyTo(bytes, 0);
    to.put(bytes);
  }

  private static void put(EntryKey entry, ByteBuffer to) {
    UUID id = entry.id().bits();
    to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    put(entry.transaction().hash(), to);
  }

  /**
   * Reads what {@link #encode} writes.
   *
   * @throws IllegalArgumentException if these bytes are no event
   */
  static ChainEvent decode(byte[] bytes) {
    ByteBuffer from = ByteBuffer.wrap(bytes);
    try {
      byte kind = from.get();
      ChangedAccounts accounts = ChangedAccounts.NONE;
      if (kind == ACCOUNTS) {
        accounts = accounts(from);
        kind = from.get();
      }
      ChainEvent event =
          switch (kind) {
            case BLOCK_ADDED -> block(from, accounts);
            case REORGANISED -> reorganised(from, accounts);
            case ENTRY_ACCEPTED -> new EntryAccepted(entry(from), from.getLong(), accounts);
            case ENTRY_REMOVED -> new EntryRemoved(entry(from), accounts);
            case ENTRY_DROPPED -> new EntryDropped(entry(from), text(from), accounts);
            default -> throw new IllegalArgumentException("no event is of this kind");
          };
      if (from.hasRemaining()) {
        throw new IllegalArgumentException("an event is followed by more bytes");
      }
      return event;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("an event is cut off", e);
    }
  }

  private static ChangedAccounts accounts(ByteBuffer from) {
    boolean more = from.get() != 0;
    List<EncodedAddress> named = new ArrayList<>();
    for (int count = Byte.toUnsignedInt(from.get()); count > 0; count--) {
      byte[] bytes = new byte[Short.toUnsignedInt(from.getShort())];
      from.get(bytes);
      named.add(new EncodedAddress(bytes));
    }
    return new ChangedAccounts(named, more);
  }

  private static BlockAdded block(ByteBuffer from, ChangedAccounts accounts) {
    long height = from.getLong();
    BlockId id = new BlockId(hash(from));
    BlockId parent = new BlockId(hash(from));
    int transactions = from.getInt();
    return new BlockAdded(height, id, parent, work(from), transactions, accounts);
  }

  private static Reorganised reorganised(ByteBuffer from, ChangedAccounts accounts) {
    long forkHeight = from.getLong();
    long leaving = from.getLong();
    long joining = from.getLong();
    long height = from.getLong();
    return new Reorganised(
        forkHeight, leaving, joining, height, new BlockId(hash(from)), work(from), accounts);
  }

  private static Hash hash(ByteBuffer from) {
    byte[] bytes = new byte[Hash.LENGTH];
    from.get(bytes);
    return Hash.copiedFrom(bytes, 0);
  }

  private static EntryKey entry(ByteBuffer from) {
    EntryId id = new EntryId(new UUID(from.getLong(), from.getLong()));
    return new EntryKey(id, new TxId(hash(from)));
  }

  private static String text(ByteBuffer from) {
    byte[] text = new byte[from.remaining()];
    from.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static Work work(ByteBuffer from) {
    byte[] units = new byte[from.remaining()];
    from.get(units);
    return new Work(new BigInteger(units));
  }
}
