package zveno.kernel.rules.strict;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.keys.SignatureVerifier;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.kernel.rules.strict.work.Digests;
import zveno.kernel.rules.strict.work.Header;

/**
 * What makes a block right by itself and in its place; on the accounts, see {@link AccountsDraft}.
 * Its form was looked at when it was read. Each check can be asked alone, the cheap ones first, and
 * those of a header without a body. All take what the checks before them found right for granted.
 */
public final class StrictChecks {

  private StrictChecks() {}

  /** A header by itself: version, sound bits, and the work that they ask for. */
  public static Optional<Refusal> alone(Header header) {
    return form(header).or(() -> work(header));
  }

  private static Optional<Refusal> form(Header header) {
    if (!header.hasRightVersion()) {
      return refused(
          StrictReason.FORM,
          "version must be "
              + Header.VERSION
              + " except for bits 13 to 28, not "
              + header.version());
    }
    if (CompactBits.of(header.bits()).isEmpty()) {
      return refused(
          StrictReason.BITS, "bits must be the shortest form of a target, not " + header.bits());
    }
    return Optional.empty();
  }

  private static Optional<Refusal> work(Header header) {
    return header.hasWork()
        ? Optional.empty()
        : refused(
            StrictReason.WORK, "the hash " + header.id() + " is above the target of its bits");
  }

  /** A header in its place: what it follows, its bits and its time. */
  public static Optional<Refusal> inPlace(Header header, ChainPoint parent) {
    if (!header.previous().equals(parent.digest())) {
      return refused(
          StrictReason.LINK,
          "previous_hash must be "
              + Digests.id(parent.digest())
              + ", not "
              + Digests.id(header.previous()));
    }
    long bits = parent.nextBits().bits();
    if (header.bits() != bits) {
      return refused(StrictReason.BITS, "bits must be " + bits + ", not " + header.bits());
    }
    if (header.timestamp() < parent.timestamp()) {
      return refused(
          StrictReason.TIME,
          "timestamp must be at least the parent's, "
              + parent.timestamp()
              + ", not "
              + header.timestamp());
    }
    return Optional.empty();
  }

  /** A block by itself, all but the signatures. */
  public static Optional<Refusal> alone(StrictBlock block, Parameters parameters) {
    if (block.size() > parameters.blockBytes()) {
      return refused(
          StrictReason.FORM,
          "a block has at most " + parameters.blockBytes() + " bytes, not " + block.size());
    }
    return form(block.header()).or(() -> content(block)).or(() -> work(block.header()));
  }

  /** Do header and body fit? If not, that says nothing of the header. */
  static Optional<Refusal> content(StrictBlock block) {
    int count = block.transactions().size();
    if (block.reward().count() != count) {
      return refused(
          StrictReason.REWARD,
          "the reward's count must be " + count + ", not " + block.reward().count());
    }
    if (!block.reward().merkleRoot(block.body().root()).equals(block.header().merkleRoot())) {
      return refused(StrictReason.MERKLE, "merkle_root is not that of the transactions");
    }
    return Optional.empty();
  }

  /**
   * All signatures of a block.
   *
   * @param genesis of the chain
   */
  public static Optional<Refusal> signatures(
      StrictBlock block, BlockId genesis, SignatureVerifier verifier) {
    List<StrictTransaction> all = block.transactions();
    List<SignatureVerifier.Check> checks = new ArrayList<>(all.size());
    addSignatures(block, genesis, checks);
    OptionalInt wrong = verifier.firstWrong(checks);
    return wrong.isPresent()
        ? Optional.of(
            unsigned(all.get(wrong.getAsInt()), genesis).within("transaction " + wrong.getAsInt()))
        : Optional.empty();
  }

  /** Adds what there is to verify of a block to what is verified together. */
  static void addSignatures(
      StrictBlock block, BlockId genesis, List<SignatureVerifier.Check> checks) {
    block.transactions().forEach(each -> checks.add(each.signatureCheck(genesis)));
  }

  /**
   * The signature of one transaction.
   *
   * @param genesis of the chain
   */
  public static Optional<Refusal> signature(
      StrictTransaction transaction, BlockId genesis, SignatureVerifier verifier) {
    return verifier.firstWrong(List.of(transaction.signatureCheck(genesis))).isPresent()
        ? Optional.of(unsigned(transaction, genesis))
        : Optional.empty();
  }

  private static Refusal unsigned(StrictTransaction transaction, BlockId genesis) {
    return new Refusal(
        StrictReason.SIGNATURE,
        "the signature is not of "
            + transaction.sender()
            + " for this transaction on the chain of genesis "
            + genesis);
  }

  /** A block in its place. */
  public static Optional<Refusal> inPlace(StrictBlock block, ChainPoint parent) {
    return inPlace(block.header(), parent).or(() -> bodyInPlace(block, parent));
  }

  private static Optional<Refusal> bodyInPlace(StrictBlock block, ChainPoint parent) {
    long index = parent.height() + 1;
    if (block.index() != index) {
      return refused(StrictReason.INDEX, "index must be " + index + ", not " + block.index());
    }
    if (block.reward().height() != index) {
      return refused(
          StrictReason.INDEX,
          "the reward's height must be " + index + ", not " + block.reward().height());
    }
    if (!block.reward().history().equals(parent.history().root())) {
      return refused(
          StrictReason.HISTORY,
          "history must be " + parent.history().root() + ", not " + block.reward().history());
    }
    return Optional.empty();
  }

  static Optional<Refusal> refused(StrictReason reason, String detail) {
    return Optional.of(new Refusal(reason, detail));
  }
}
