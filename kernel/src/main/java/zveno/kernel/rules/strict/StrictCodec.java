package zveno.kernel.rules.strict;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.EncodedAddress;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/** Blocks and transactions as their canonical JSON. */
final class StrictCodec implements BlockCodec {

  private final SharedGenesis shared;
  private final Supplier<SignatureVerifier> verifier;

  StrictCodec(SharedGenesis shared, Supplier<SignatureVerifier> verifier) {
    this.shared = shared;
    this.verifier = verifier;
  }

  @Override
  public Form form() {
    return Form.JSON;
  }

  @Override
  public boolean isUnambiguous() {
    return true;
  }

  /** Looks at the form only; what else must be right is asked when the block joins a chain. */
  @Override
  public StrictChainBlock block(byte[] encoded, long height) throws DecodeException {
    try {
      if (height == Genesis.INDEX) {
        GenesisBlock first = GenesisBlock.decode(encoded);
        var _ = shared.is(first);
        return first;
      }
      return PlacedBlock.decode(encoded, height);
    } catch (RefusedException e) {
      throw refused(e);
    }
  }

  @Override
  public StrictChainBlock untrustedBlock(byte[] bytes, long height) throws DecodeException {
    byte[] canonical =
        JsonReader.canonicalize(bytes, StrictJson.limits(Parameters.MAX_BLOCK_BYTES));
    if (!Arrays.equals(canonical, bytes)) {
      throw new DecodeException("its bytes are not canonical");
    }
    return block(bytes, height);
  }

  @Override
  public StrictTransaction transaction(byte[] bytes, int from) {
    JsonValue json = JsonValue.ofCanonical(bytes, from, bytes.length);
    try {
      return StrictTransaction.decode(json);
    } catch (RefusedException e) {
      throw new IllegalArgumentException("no transaction of the strict rules: " + json, e);
    }
  }

  /** The signature is verified too. */
  @Override
  public StrictTransaction relayed(byte[] encoded) throws DecodeException {
    try {
      StrictTransaction transaction = StrictTransaction.parse(encoded);
      BlockId genesis = shared.requiredId();
      Refusal refusal = StrictChecks.signature(transaction, genesis, verifier.get()).orElse(null);
      if (refusal != null) {
        throw new RefusedException(refusal);
      }
      return transaction;
    } catch (RefusedException e) {
      throw refused(e);
    }
  }

  @Override
  public long spentNanos() {
    return verifier.get().spentNanos();
  }

  private static DecodeException refused(RefusedException why) {
    return new DecodeException(why.refusal().detail(), why);
  }

  /** The 33 bytes of each address; the sender's first. */
  @Override
  public List<byte[]> addresses(Transaction transaction) {
    return switch (transaction) {
      case StrictTransaction moved when moved.sender().equals(moved.recipient()) ->
          List.of(bytes(moved.sender()));
      case StrictTransaction moved -> List.of(bytes(moved.sender()), bytes(moved.recipient()));
      case Reward reward -> List.of(bytes(reward.recipient()));
      default ->
          throw new IllegalArgumentException("not a transaction of these rules: " + transaction);
    };
  }

  /** An address as {@link #addresses} gives it. */
  static EncodedAddress encoded(Address address) {
    return new EncodedAddress(bytes(address));
  }

  private static byte[] bytes(Address address) {
    byte[] bytes = new byte[Address.LENGTH];
    address.copyTo(bytes, 0);
    return bytes;
  }
}
