package zveno.kernel.rules.strict;

import java.math.BigInteger;
import java.util.Optional;
import java.util.stream.Stream;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.model.EntryKey;
import zveno.kernel.rules.PoolDecision;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.strict.PooledSender.Payment;

/**
 * What is asked of a transaction before it may wait, but for room in the pool.
 *
 * @param height of the last block
 * @param blockRoom how many bytes of transactions a block has room for
 */
record StrictPoolChecks(long height, int blockRoom) {

  /**
   * What speaks against it.
   *
   * @param sender what waits of its sender
   */
  Optional<PoolDecision.Refused> check(StrictTransaction posted, PooledSender sender) {
    Optional<Payment> before = sender.at(posted.nonce());
    long next = sender.account().nonce();
    if (posted.nonce() < next) {
      return refused(StrictPoolReason.NONCE_USED, used(posted.nonce(), next));
    }
    if (posted.expires() <= height) {
      return refused(StrictPoolReason.EXPIRED, expired(posted.expires()));
    }
    if (StrictTemplates.bytes(posted.size()) > blockRoom) {
      return refused(
          StrictPoolReason.TOO_LARGE,
          "it has " + posted.size() + " bytes, and a block has room for " + blockRoom);
    }
    if (before.isEmpty() && sender.count() >= PooledSender.MAX_WAITING) {
      return refused(StrictPoolReason.TOO_MANY, tooMany());
    }
    return before
        .flatMap(other -> underpriced(posted, other))
        .or(() -> unpaid(posted, sender, before.map(Payment::cost).orElse(0L)));
  }

  /** May it take the place of another with the same nonce? */
  static boolean outbids(StrictTransaction one, Payment other) {
    return leastFee(one, other).compareTo(BigInteger.valueOf(one.fee().units())) <= 0;
  }

  private static BigInteger leastFee(StrictTransaction one, Payment other) {
    return other.rate().outbidding(one.size());
  }

  private static Optional<PoolDecision.Refused> underpriced(
      StrictTransaction posted, Payment before) {
    return outbids(posted, before)
        ? Optional.empty()
        : refused(
            StrictPoolReason.UNDERPRICED,
            "another transaction with nonce "
                + posted.nonce()
                + " waits; to replace it, fee must be at least "
                + leastFee(posted, before)
                + ", not "
                + posted.fee());
  }

  /**
   * @param freed what is not to be paid any more if this waits
   */
  private static Optional<PoolDecision.Refused> unpaid(
      StrictTransaction posted, PooledSender sender, long freed) {
    long others = sender.cost() - freed;
    long cost = PooledSender.costOf(posted);
    if (others + cost <= sender.account().balance().units()) {
      return Optional.empty();
    }
    if (sender.account().equals(Account.EMPTY)) {
      return refused(
          StrictPoolReason.UNKNOWN_SENDER,
          "amount and fee are " + cost + ", and no block has paid anything to the sender yet");
    }
    String detail =
        "amount and fee are " + cost + ", and the sender has " + sender.account().balance();
    return refused(
        StrictPoolReason.BALANCE,
        others == 0 ? detail : detail + ", of which " + others + " is for what waits already");
  }

  private static Optional<PoolDecision.Refused> refused(StrictPoolReason reason, String detail) {
    return Optional.of(new PoolDecision.Refused(reason, detail));
  }

  static String used(long nonce, long next) {
    return "nonce " + nonce + " is used: the sender's next is " + next;
  }

  String expired(long expires) {
    return "expires must be at least " + (height + 1) + ", not " + expires;
  }

  static String tooMany() {
    return Quantity.of(PooledSender.MAX_WAITING, "transaction")
        + " of the sender wait already, and no more may";
  }

  static PoolDrop replaced(Payment one, EntryKey by) {
    return drop(
        one,
        StrictPoolReason.REPLACED,
        "transaction " + by.transaction() + " has the same nonce and was preferred");
  }

  static PoolDrop evicted(Payment one) {
    return drop(
        one,
        StrictPoolReason.EVICTED,
        "the pool was full, and others pay more than "
            + one.rate().fee()
            + " for "
            + Quantity.of(one.rate().size(), "byte"));
  }

  static PoolDrop passed(Payment one) {
    return drop(
        one, StrictPoolReason.NONCE_USED, used(one.nonce(), one.sender().account().nonce()));
  }

  static PoolDrop unpaid(Payment one) {
    return drop(
        one,
        StrictPoolReason.BALANCE,
        "what waits of the sender costs "
            + one.sender().cost()
            + ", and the sender has "
            + one.sender().account().balance());
  }

  static PoolDrop tooMany(Payment one) {
    return drop(one, StrictPoolReason.TOO_MANY, tooMany());
  }

  PoolDrop expired(Payment one) {
    return drop(one, StrictPoolReason.EXPIRED, expired(one.expires()));
  }

  private static PoolDrop drop(Payment one, StrictPoolReason reason, String detail) {
    return new PoolDrop(
        one.slot(),
        reason,
        detail,
        Stream.of(one.sender().address(), one.recipient())
            .distinct()
            .map(StrictCodec::encoded)
            .toList());
  }
}
