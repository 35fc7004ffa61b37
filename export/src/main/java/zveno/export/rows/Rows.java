package zveno.export.rows;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;

/** Makes rows of blocks, and blocks of their texts again. For any number of threads. */
public final class Rows {

  /** The greatest amount that {@code DECIMAL(38,0)} holds. */
  private static final BigInteger MAX_AMOUNT = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("9999-12-31T23:59:59.999Z");

  private final BlockCodec codec;

  public Rows(BlockCodec codec) {
    this.codec = codec;
  }

  /** The row of a block, with those of its transactions. */
  public BlockRow of(Block block) {
    List<TransactionRow> transactions = new ArrayList<>(block.transactionCount());
    for (Transaction transaction : block.transactions()) {
      transactions.add(row(transactions.size(), transaction));
    }
    return new BlockRow(
        block.height(),
        block.id().hash(),
        block.parent().hash(),
        block.time().filter(time -> !time.isBefore(FIRST) && !time.isAfter(END)),
        transactions,
        text(block.encoded()));
  }

  private TransactionRow row(int position, Transaction transaction) {
    byte[] encoded = transaction.encoded();
    Hash id = transaction.id().hash();
    if (codec.form() != BlockCodec.Form.JSON) {
      return new TransactionRow(
          position,
          id,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          text(encoded));
    }
    JsonValue json = JsonValue.ofCanonical(encoded);
    Optional<JsonValue> amount = json.member("amount");
    return new TransactionRow(
        position,
        id,
        json.member("sender").flatMap(Rows::plain),
        json.member("recipient").flatMap(Rows::plain),
        amount.flatMap(Rows::whole),
        amount.filter(value -> value.kind() == JsonKind.FLOAT).map(JsonValue::number),
        text(encoded));
  }

  /** A string that every database can hold. */
  private static Optional<String> plain(JsonValue value) {
    if (value.kind() != JsonKind.STRING) {
      return Optional.empty();
    }
    String text = value.text();
    boolean odd =
        text.codePoints()
            .anyMatch(
                c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    return odd ? Optional.empty() : Optional.of(text);
  }

  private static Optional<BigInteger> whole(JsonValue value) {
    return value.kind() == JsonKind.INTEGER
        ? Optional.of(value.integer()).filter(number -> number.abs().compareTo(MAX_AMOUNT) <= 0)
        : Optional.empty();
  }

  private String text(byte[] encoded) {
    return switch (codec.form()) {
      case JSON -> new String(encoded, StandardCharsets.US_ASCII);
      case BINARY -> Base64.getEncoder().encodeToString(encoded);
    };
  }

  /**
   * The block of a text.
   *
   * @param height its position in the chain, from 1 on
   * @throws DecodeException if this is not exactly the text of a block
   */
  public Block block(String text, long height) throws DecodeException {
    byte[] encoded =
        switch (codec.form()) {
          case JSON -> text.getBytes(StandardCharsets.UTF_8);
          case BINARY -> decoded(text);
        };
    return codec.untrustedBlock(encoded, height);
  }

  private static byte[] decoded(String text) throws DecodeException {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new DecodeException("not base64: " + e.getMessage());
    }
  }
}
