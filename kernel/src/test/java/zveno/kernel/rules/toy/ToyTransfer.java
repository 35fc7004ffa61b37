package zveno.kernel.rules.toy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;

/**
 * A transfer of the toy rules, 32 bytes: payer (8), payee (8), amount (8), a number that tells it
 * from others (8), all big-endian.
 *
 * @param amount at least 1
 */
public record ToyTransfer(long payer, long payee, long amount, long number) implements Transaction {

  static final int LENGTH = 32;

  /** Reads a transfer. */
  static ToyTransfer decode(byte[] bytes, int from) throws DecodeException {
    if (bytes.length - from < LENGTH) {
      throw new DecodeException("a transfer has " + LENGTH + " bytes");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, from, LENGTH);
    ToyTransfer transfer = new ToyTransfer(in.getLong(), in.getLong(), in.getLong(), in.getLong());
    if (transfer.amount < 1) {
      throw new DecodeException("an amount is at least 1");
    }
    return transfer;
  }

  @Override
  public TxId id() {
    return new TxId(Hash.of(encoded()));
  }

  @Override
  public byte[] encoded() {
    return ByteBuffer.allocate(LENGTH)
        .putLong(payer)
        .putLong(payee)
        .putLong(amount)
        .putLong(number)
        .array();
  }

  @Override
  public int size() {
    return LENGTH;
  }

  /** An account as bytes. */
  static byte[] address(long account) {
    return ByteBuffer.allocate(Long.BYTES).putLong(account).array();
  }

  /** An account as people see it in generic views. */
  public static String hex(long account) {
    return HexFormat.of().toHexDigits(account);
  }
}
