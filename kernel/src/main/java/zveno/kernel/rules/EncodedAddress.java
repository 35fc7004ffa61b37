package zveno.kernel.rules;

import java.util.Arrays;
import java.util.List;
import zveno.kernel.model.Transaction;

/** An address as {@link BlockCodec#addresses} gives it. */
public final class EncodedAddress {

  private final byte[] bytes;

  public EncodedAddress(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  /** The addresses that a transaction names, each once. */
  public static List<EncodedAddress> of(Transaction transaction, BlockCodec codec) {
    return codec.addresses(transaction).stream().map(EncodedAddress::new).toList();
  }

  /** A copy of its bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EncodedAddress address && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
