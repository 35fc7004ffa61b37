package zveno.kernel.rules.strict;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.work.CompactBits;

/**
 * A block of a naive model, with all that the chain has come to: nothing is clever, everything is
 * worked out from the beginning, with plain numbers.
 */
final class NaiveBlock {

  private static final BigInteger MAX = BigInteger.TWO.pow(53).subtract(BigInteger.ONE);

  final @Nullable NaiveBlock parent;
  final Genesis genesis;
  final @Nullable StrictBlock block;
  final BlockId id;
  final int height;
  final long timestamp;
  final BigInteger work;
  final Map<Address, BigInteger> balances = new HashMap<>();
  final Map<Address, Integer> nonces = new HashMap<>();

  private @Nullable Hash history;

  /** The first block. */
  NaiveBlock(Genesis genesis) {
    this.parent = null;
    this.genesis = genesis;
    this.block = null;
    this.id = genesis.id();
    this.height = 1;
    this.timestamp = genesis.timestamp();
    this.work = work(genesis.bits());
    genesis
        .parameters()
        .allocations()
        .forEach((who, what) -> balances.put(who, BigInteger.valueOf(what.units())));
  }

  /** A block that {@link #wrong} has nothing against. */
  NaiveBlock(NaiveBlock parent, StrictBlock block) {
    this.parent = parent;
    this.genesis = parent.genesis;
    this.block = block;
    this.id = block.id();
    this.height = parent.height + 1;
    this.timestamp = block.header().timestamp();
    this.work = parent.work.add(work(new CompactBits(block.header().bits())));
    balances.putAll(parent.balances);
    nonces.putAll(parent.nonces);
    block.transactions().forEach(this::move);
    int due = height - (int) genesis.parameters().maturity();
    if (due > 1) {
      Reward reward = at(due).block().reward();
      add(reward.recipient(), BigInteger.valueOf(reward.amount().units()));
    }
  }

  private static BigInteger work(CompactBits bits) {
    return BigInteger.TWO.pow(256).divide(bits.target().add(BigInteger.ONE));
  }

  StrictBlock block() {
    if (block == null) {
      throw new IllegalStateException("the first block");
    }
    return block;
  }

  /** This block or one below it. */
  NaiveBlock at(int wanted) {
    NaiveBlock here = this;
    while (here.height > wanted) {
      here = here.parent();
    }
    return here;
  }

  private NaiveBlock parent() {
    if (parent == null) {
      throw new IllegalStateException("nothing is below the first block");
    }
    return parent;
  }

  /** All blocks up to this one, the first first. */
  List<NaiveBlock> chain() {
    List<NaiveBlock> up = new ArrayList<>();
    for (@Nullable NaiveBlock here = this; here != null; here = here.parent) {
      up.add(here);
    }
    return up.reversed();
  }

  BigInteger balance(Address who) {
    return balances.getOrDefault(who, BigInteger.ZERO);
  }

  int nonce(Address who) {
    return nonces.getOrDefault(who, 0);
  }

  private void add(Address who, BigInteger sum) {
    balances.merge(who, sum, BigInteger::add);
  }

  private void move(StrictTransaction transaction) {
    add(transaction.sender(), cost(transaction).negate());
    add(transaction.recipient(), BigInteger.valueOf(transaction.amount().units()));
    nonces.merge(transaction.sender(), 1, Integer::sum);
  }

  private static BigInteger cost(StrictTransaction transaction) {
    return BigInteger.valueOf(transaction.amount().units())
        .add(BigInteger.valueOf(transaction.fee().units()));
  }

  /** What blocks 2 to this height have brought, one by one. */
  BigInteger issued(int upTo) {
    BigInteger supply = BigInteger.valueOf(genesis.parameters().allocated().units());
    BigInteger before = supply;
    for (int index = 2; index <= upTo; index++) {
      supply = supply.add(uncut(index)).min(MAX);
    }
    return supply.subtract(before);
  }

  private BigInteger uncut(int index) {
    Parameters parameters = genesis.parameters();
    long halvings = parameters.halving() == 0 ? 0 : (index - 2) / parameters.halving();
    return halvings >= 64
        ? BigInteger.ZERO
        : BigInteger.valueOf(parameters.reward().units()).shiftRight((int) halvings);
  }

  BigInteger nextSubsidy() {
    return issued(height + 1).subtract(issued(height));
  }

  /** Rewards that are not due yet. */
  BigInteger immature() {
    BigInteger sum = BigInteger.ZERO;
    for (NaiveBlock each : chain()) {
      if (each.height > 1 && each.height > height - genesis.parameters().maturity()) {
        sum = sum.add(BigInteger.valueOf(each.block().reward().amount().units()));
      }
    }
    return sum;
  }

  BigInteger spendable() {
    return balances.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** The bits of the next block. */
  long nextBits() {
    long awake = 0;
    for (NaiveBlock each : chain()) {
      if (each.parent != null) {
        awake += Math.min(each.timestamp - each.parent.timestamp, genesis.parameters().halfLife());
      }
    }
    long behind = awake - genesis.parameters().spacing() * (height - 1);
    return genesis.schedule().bits(behind).bits();
  }

  Hash digest() {
    return block == null ? genesis.header().digest() : block.header().digest();
  }

  /** The root over the digests of all blocks up to this one (RFC 6962, section 2.1). */
  Hash history() {
    Hash known = history;
    if (known == null) {
      known = rootOfAll();
      history = known;
    }
    return known;
  }

  private Hash rootOfAll() {
    List<byte[]> leaves = new ArrayList<>();
    for (NaiveBlock each : chain()) {
      leaves.add(sha256(new byte[] {0}, each.digest().toBytes()));
    }
    return Hash.copiedFrom(root(leaves), 0);
  }

  private static byte[] root(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int split = 1;
    while (2 * split < leaves.size()) {
      split *= 2;
    }
    return sha256(
        new byte[] {1}, root(leaves.subList(0, split)), root(leaves.subList(split, leaves.size())));
  }

  private static byte[] sha256(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return Hash.of(all.toByteArray()).toBytes();
  }

  /** What the rules have against a block that is to follow this one, of all the first. */
  Optional<StrictReason> wrong(StrictBlock next) {
    if ((next.header().version() & 0xe0001fffL) != 0x20000000L) {
      return Optional.of(StrictReason.FORM);
    }
    if (next.reward().count() != next.transactions().size()) {
      return Optional.of(StrictReason.REWARD);
    }
    List<byte[]> leaves = new ArrayList<>();
    for (StrictTransaction each : next.transactions()) {
      leaves.add(sha256(new byte[] {0}, each.json().bytes()));
    }
    byte[] body = leaves.isEmpty() ? sha256() : root(leaves);
    byte[] both = sha256(sha256(next.reward().leaf().toBytes(), body));
    if (!next.header().merkleRoot().equals(Hash.copiedFrom(both, 0))) {
      return Optional.of(StrictReason.MERKLE);
    }
    if (new BigInteger(next.id().hex(), 16)
            .compareTo(new CompactBits(next.header().bits()).target())
        > 0) {
      return Optional.of(StrictReason.WORK);
    }
    if (!next.header().previous().equals(digest())) {
      return Optional.of(StrictReason.LINK);
    }
    if (next.header().bits() != nextBits()) {
      return Optional.of(StrictReason.BITS);
    }
    if (next.header().timestamp() < timestamp) {
      return Optional.of(StrictReason.TIME);
    }
    if (next.index() != height + 1 || next.reward().height() != height + 1) {
      return Optional.of(StrictReason.INDEX);
    }
    if (!next.reward().history().equals(history())) {
      return Optional.of(StrictReason.HISTORY);
    }
    for (StrictTransaction each : next.transactions()) {
      byte[] key = each.sender().payload().toBytes();
      byte[] right = PlainSignatures.sign(key, each.content().signedText(genesis.id()));
      String signature = each.json().member("signature").orElseThrow().text();
      if (!signature.equals(HexFormat.of().formatHex(right))) {
        return Optional.of(StrictReason.SIGNATURE);
      }
    }
    return wrongOnAccounts(next);
  }

  private Optional<StrictReason> wrongOnAccounts(StrictBlock next) {
    Map<Address, BigInteger> has = new HashMap<>(balances);
    Map<Address, Integer> sent = new HashMap<>(nonces);
    BigInteger reward = nextSubsidy();
    for (StrictTransaction each : next.transactions()) {
      if (each.nonce() != sent.getOrDefault(each.sender(), 0)) {
        return Optional.of(StrictReason.NONCE);
      }
      if (each.expires() < height + 1) {
        return Optional.of(StrictReason.EXPIRED);
      }
      if (cost(each).compareTo(has.getOrDefault(each.sender(), BigInteger.ZERO)) > 0) {
        return Optional.of(StrictReason.BALANCE);
      }
      sent.merge(each.sender(), 1, Integer::sum);
      has.merge(each.sender(), cost(each).negate(), BigInteger::add);
      has.merge(each.recipient(), BigInteger.valueOf(each.amount().units()), BigInteger::add);
      reward = reward.add(BigInteger.valueOf(each.fee().units()));
    }
    return reward.equals(BigInteger.valueOf(next.reward().amount().units()))
        ? Optional.empty()
        : Optional.of(StrictReason.REWARD);
  }
}
