package zveno.kernel.rules.strict;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.kernel.merkle.SubtreeRoot;
import zveno.kernel.merkle.SubtreeRoots;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.Header;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;
import zveno.kernel.state.StateView;

/**
 * What the strict rules keep in the state, after one block of a chain. All numbers are big-endian.
 *
 * <ul>
 *   <li>{@code a}, address (33): balance (8), nonce (8);
 *   <li>{@code b}, height (8): the seconds that the net was awake up to this block (8); but for the
 *       genesis, the block's header (80), and the amount (8) and the recipient (33) of its reward;
 *   <li>{@code h}, level (1), index (8): the root of a finished subtree of the history (32).
 * </ul>
 */
public final class StrictState implements AccountState, SubtreeRoots {

  private static final byte ACCOUNT = 'a';
  private static final byte BLOCK = 'b';
  private static final byte HISTORY = 'h';

  /** Sorts before the keys of all accounts, and after none; no row has it. */
  public static final StateKey BEFORE_ACCOUNTS = StateKey.of(new byte[] {ACCOUNT});

  private static final int HEADER_AT = Long.BYTES;
  private static final int AMOUNT_AT = HEADER_AT + Header.LENGTH;
  private static final int RECIPIENT_AT = AMOUNT_AT + Long.BYTES;

  private final StateView state;

  /**
   * @param state the state after a block, or before the first
   */
  public StrictState(StateView state) {
    this.state = state;
  }

  @Override
  public Account account(Address address) {
    return state
        .value(accountKey(address))
        .map(ByteBuffer::wrap)
        .map(in -> new Account(new Coins(in.getLong()), in.getLong()))
        .orElse(Account.EMPTY);
  }

  @Override
  public Payout reward(long height) {
    byte[] row = row(blockKey(height));
    Coins amount = new Coins(ByteBuffer.wrap(row).getLong(AMOUNT_AT));
    return new Payout(Address.copiedFrom(row, RECIPIENT_AT), amount);
  }

  /**
   * For how many seconds the net was awake up to a block.
   *
   * @param height 1 to the height of the last block
   */
  public long awake(long height) {
    return ByteBuffer.wrap(row(blockKey(height))).getLong();
  }

  /**
   * The header of a block, 80 bytes.
   *
   * @param height 2 to the height of the last block
   */
  byte[] header(long height) {
    return Arrays.copyOfRange(row(blockKey(height)), HEADER_AT, AMOUNT_AT);
  }

  /** A subtree of the history, whose leaves are all blocks up to the last. */
  @Override
  public Hash root(int level, long index) {
    return Hash.copiedFrom(row(historyKey(level, index)), 0);
  }

  private byte[] row(StateKey key) {
    return state
        .value(key)
        .orElseThrow(() -> new IllegalStateException("the state has no row " + key));
  }

  /** What the first block writes. */
  static StateChanges begunBy(Genesis genesis) {
    Map<StateKey, Optional<byte[]>> rows = new HashMap<>();
    genesis
        .parameters()
        .allocations()
        .forEach((address, units) -> put(rows, address, new Account(units, 0)));
    ChainPoint point = ChainPoint.of(genesis);
    rows.put(blockKey(Genesis.INDEX), Optional.of(awakeRow(point, Long.BYTES)));
    put(rows, new SubtreeRoot(0, 0, point.history().root()));
    return StateChanges.of(rows);
  }

  /** What a later block writes. */
  static StateChanges of(
      PlacedBlock placed, Map<Address, AccountChange> accounts, ChainPoint.Growth grown) {
    Map<StateKey, Optional<byte[]>> rows = new HashMap<>();
    accounts.forEach((address, change) -> {
      if (!change.after().equals(change.before())) {
        put(rows, address, change.after());
      }
    });
    byte[] row = awakeRow(grown.point(), RECIPIENT_AT + Address.LENGTH);
    Reward reward = placed.block().reward();
    ByteBuffer.wrap(row)
        .position(Long.BYTES)
        .put(placed.header().toBytes())
        .putLong(reward.amount().units());
    reward.recipient().copyTo(row, RECIPIENT_AT);
    rows.put(blockKey(grown.point().height()), Optional.of(row));
    List<SubtreeRoot> finished = grown.finished();
    finished.forEach(root -> put(rows, root));
    return StateChanges.of(rows);
  }

  private static byte[] awakeRow(ChainPoint point, int length) {
    return ByteBuffer.allocate(length).putLong(point.awake()).array();
  }

  private static void put(Map<StateKey, Optional<byte[]>> rows, Address address, Account account) {
    byte[] row =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(account.balance().units())
            .putLong(account.nonce())
            .array();
    rows.put(accountKey(address), Optional.of(row));
  }

  private static void put(Map<StateKey, Optional<byte[]>> rows, SubtreeRoot root) {
    rows.put(historyKey(root.level(), root.index()), Optional.of(root.root().toBytes()));
  }

  /** Whose account has this key; nothing if it is not that of an account. */
  public static Optional<Address> owner(StateKey key) {
    byte[] bytes = key.toBytes();
    return bytes.length == 1 + Address.LENGTH && bytes[0] == ACCOUNT
        ? Optional.of(Address.copiedFrom(bytes, 1))
        : Optional.empty();
  }

  private static StateKey accountKey(Address address) {
    byte[] key = new byte[1 + Address.LENGTH];
    key[0] = ACCOUNT;
    address.copyTo(key, 1);
    return StateKey.of(key);
  }

  private static StateKey blockKey(long height) {
    return StateKey.of(ByteBuffer.allocate(1 + Long.BYTES).put(BLOCK).putLong(height).array());
  }

  private static StateKey historyKey(int level, long index) {
    return StateKey.of(
        ByteBuffer.allocate(2 + Long.BYTES).put(HISTORY).put((byte) level).putLong(index).array());
  }
}
