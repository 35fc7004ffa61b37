package zveno.export.rows;

import java.math.BigInteger;
import java.util.Optional;
import zveno.kernel.bytes.Hash;

/**
 * A transaction of an export. A column is empty where its type cannot hold the value exactly; the
 * text always has it.
 *
 * @param position in its block, from 0 on
 * @param id as the rules define it
 * @param sender if it is a string without NUL and without half a character
 * @param recipient the same
 * @param amount if it is a whole number of at most 38 digits
 * @param amountFloat if it was written as a float: 0.5, 1e16, -0.0
 * @param text its canonical text, in ASCII; base64 under rules whose transactions are other bytes
 */
public record TransactionRow(
    int position,
    Hash id,
    Optional<String> sender,
    Optional<String> recipient,
    Optional<BigInteger> amount,
    Optional<Double> amountFloat,
    String text) {}
