package zveno.kernel.rules.strict;

import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import zveno.kernel.bytes.Hash;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.model.Block;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.BlockTemplates;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.HeaderTemplate;
import zveno.kernel.rules.SolvedBlock;
import zveno.kernel.rules.WaitingTransaction;
import zveno.kernel.rules.WaitingTransactions;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.Header;

/** Makes blocks of our own: what waits and can be paid for, and then the reward. */
final class StrictTemplates implements BlockTemplates {

  /**
   * What waits is gone through again as long as that lets more in, since a payment may let the
   * recipient pay; but not more often than this.
   */
  private static final int MAX_PASSES = 8;

  private final SharedGenesis shared;
  private final ChainPoints points;
  private final AtomicLong templates = new AtomicLong();

  StrictTemplates(SharedGenesis shared, ChainPoints points) {
    this.shared = shared;
    this.points = points;
  }

  /** There is none: what a net agrees on must be decided by people. */
  @Override
  public Block genesis(Instant now) {
    throw SharedGenesis.unnamed();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the recipient is not an address
   */
  @Override
  public BlockTemplate template(
      ChainContext context, WaitingTransactions waiting, String recipient, InstantSource clock) {
    Genesis genesis = shared.of(context);
    ChainPoint parent = points.at(context, genesis);
    Address miner = address(recipient);
    long index = parent.height() + 1;
    AccountsDraft draft =
        new AccountsDraft(new StrictState(context.state()), genesis.parameters(), index);
    List<WaitingTransaction> carried =
        carried(waiting.front(), draft, genesis.parameters().blockBytes());
    List<StrictTransaction> transactions =
        carried.stream().map(one -> (StrictTransaction) one.transaction()).toList();
    Reward reward =
        new Reward(
            draft.reward(),
            transactions.size(),
            extra(clock),
            index,
            parent.history().root(),
            miner);
    Header fields =
        new Header(
            Header.VERSION,
            parent.digest(),
            Hash.ZERO,
            timestamp(parent, clock),
            parent.nextBits().bits(),
            0);
    return Template.of(
        context.parent().orElseThrow(),
        fields,
        transactions,
        StrictBlock.bodyRoot(transactions),
        reward,
        carried);
  }

  @Override
  public boolean haveHeaders() {
    return true;
  }

  @Override
  public Optional<String> recipientProblem(String recipient) {
    return Address.read(recipient) instanceof Address.Reading.Invalid(String reason, var _)
        ? Optional.of(reason)
        : Optional.empty();
  }

  private static Address address(String recipient) {
    return switch (Address.read(recipient)) {
      case Address.Reading.Valid(Address address) -> address;
      case Address.Reading.Invalid invalid ->
          throw new IllegalArgumentException(
              "the reward cannot go to \"" + recipient + "\": " + invalid.reason());
    };
  }

  /** The later of the clock and the parent's time, as far as 32 bits reach. */
  private static long timestamp(ChainPoint parent, InstantSource clock) {
    long now = Math.min(clock.instant().getEpochSecond(), Header.MAX_WORD);
    return Math.max(now, parent.timestamp());
  }

  /** Other bytes for each template, also after a restart: so each has a puzzle of its own. */
  private long extra(InstantSource clock) {
    return (clock.millis() << 20) + templates.incrementAndGet();
  }

  private static List<WaitingTransaction> carried(
      List<? extends WaitingTransaction> front, AccountsDraft draft, int blockBytes) {
    long room = room(blockBytes);
    List<WaitingTransaction> carried = new ArrayList<>();
    List<WaitingTransaction> rest = new ArrayList<>(front);
    for (int pass = 0; pass < MAX_PASSES && !rest.isEmpty(); pass++) {
      List<WaitingTransaction> left = new ArrayList<>();
      int before = carried.size();
      for (WaitingTransaction one : rest) {
        StrictTransaction transaction = (StrictTransaction) one.transaction();
        long bytes = bytes(transaction.size());
        if (bytes <= room && draft.apply(transaction).isEmpty()) {
          room -= bytes;
          carried.add(one);
        } else {
          left.add(one);
        }
      }
      if (carried.size() == before) {
        break;
      }
      rest = left;
    }
    return carried;
  }

  /** How many bytes a block has for transactions of people. */
  static int room(int blockBytes) {
    return blockBytes - EMPTY_BYTES;
  }

  /** How many of these a transaction of this size takes. */
  static int bytes(int size) {
    return size + SEPARATOR_BYTES;
  }

  /** Between two transactions of a block. */
  private static final int SEPARATOR_BYTES = ", ".length();

  /** More than a block without transactions of people has: all its numbers are the longest. */
  private static final int EMPTY_BYTES = emptyBytes();

  private static int emptyBytes() {
    long most = Header.MAX_WORD;
    Header header = new Header(most, Hash.ZERO, Hash.ZERO, most, most, most);
    Address any = Address.copiedFrom(new byte[Address.LENGTH], 0);
    Reward reward = new Reward(Coins.MAX, Coins.MAX_UNITS, 0, most, Hash.ZERO, any);
    return StrictBlock.assemble(header, List.of(), reward).size();
  }

  private record Template(
      Block parent,
      Header fields,
      HeaderPuzzle puzzle,
      List<StrictTransaction> transactions,
      Hash body,
      Reward reward,
      List<WaitingTransaction> carried)
      implements HeaderTemplate {

    static Template of(
        Block parent,
        Header fields,
        List<StrictTransaction> transactions,
        Hash body,
        Reward reward,
        List<WaitingTransaction> carried) {
      Header header =
          new Header(
              fields.version(),
              fields.previous(),
              reward.merkleRoot(body),
              fields.timestamp(),
              fields.bits(),
              0);
      return new Template(parent, header, header.puzzle(), transactions, body, reward, carried);
    }

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public SolvedBlock solvedBy(BigInteger solution) {
      Header solved = fields.withProof(solution.longValueExact());
      StrictBlock block = StrictBlock.assemble(solved, transactions, reward);
      return new SolvedBlock(new PlacedBlock(block, block.index()), carried);
    }

    @Override
    public byte[] header() {
      return fields.toBytes();
    }

    @Override
    public int minersBits() {
      return (int) Header.MINERS_BITS;
    }

    @Override
    public byte[] coinbaseHead() {
      return Arrays.copyOf(reward.coinbase(), Reward.EXTRA_AT);
    }

    @Override
    public byte[] coinbaseTail() {
      return Arrays.copyOfRange(
          reward.coinbase(), Reward.EXTRA_AT + EXTRA_BYTES, Reward.COINBASE_LENGTH);
    }

    @Override
    public List<Hash> branch() {
      return List.of(body);
    }

    @Override
    public HeaderTemplate paying(String recipient) {
      return of(
          parent, fields, transactions, body, reward.withRecipient(address(recipient)), carried);
    }

    @Override
    public HeaderTemplate choosing(int version, long extra, long timestamp) {
      long chosen = Integer.toUnsignedLong(version) & Header.MINERS_BITS;
      Header changed =
          new Header(
              (fields.version() & ~Header.MINERS_BITS) | chosen,
              fields.previous(),
              Hash.ZERO,
              timestamp,
              fields.bits(),
              0);
      return of(parent, changed, transactions, body, reward.withExtra(extra), carried);
    }
  }
}
