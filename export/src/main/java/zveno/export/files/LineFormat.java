package zveno.export.files;

import java.math.BigInteger;
import java.util.Optional;
import zveno.export.rows.BlockRow;
import zveno.export.rows.TransactionRow;

/** How a row becomes a line of text. The columns come in the order of {@code docs/exports.md}. */
abstract class LineFormat {

  static final String[] BLOCKS = {
    "height", "hash", "parent", "time", "transactions", "bytes", "text"
  };
  static final String[] TRANSACTIONS = {
    "height", "block", "position", "id", "sender", "recipient", "amount", "amount_float", "text"
  };

  /** The first line of a file; empty if there is none. */
  abstract String head(String[] columns);

  /** Begins a line. */
  abstract void begin();

  abstract void number(String column, long value);

  /** Hexadecimal digits, a time, or another word without anything to escape. */
  abstract void word(String column, String value);

  abstract void text(String column, String value);

  /** A whole number of any size, in digits. */
  abstract void whole(String column, BigInteger value);

  abstract void real(String column, double value);

  abstract void none(String column);

  /** The line, with its end. */
  abstract String end();

  final String line(BlockRow block) {
    begin();
    number("height", block.height());
    word("hash", block.hash().hex());
    word("parent", block.parent().hex());
    block.time().ifPresentOrElse(time -> word("time", time.toString()), () -> none("time"));
    number("transactions", block.transactions().size());
    number("bytes", block.text().length());
    text("text", block.text());
    return end();
  }

  final String line(BlockRow block, TransactionRow row) {
    begin();
    number("height", block.height());
    word("block", block.hash().hex());
    number("position", row.position());
    word("id", row.id().hex());
    text("sender", row.sender());
    text("recipient", row.recipient());
    row.amount().ifPresentOrElse(value -> whole("amount", value), () -> none("amount"));
    row.amountFloat()
        .ifPresentOrElse(value -> real("amount_float", value), () -> none("amount_float"));
    text("text", row.text());
    return end();
  }

  private void text(String column, Optional<String> value) {
    value.ifPresentOrElse(text -> text(column, text), () -> none(column));
  }
}
