package zveno.kernel.json;

/**
 * What a JSON value is. Integers and floats are two kinds, as in Python: {@code 1} and {@code 1.0}
 * are equal numbers and different texts.
 */
public enum JsonKind {
  OBJECT,
  ARRAY,
  STRING,
  /** A number without fraction and exponent, of any size. */
  INTEGER,
  /** A number with fraction or exponent, or one of {@code NaN}, {@code Infinity}. */
  FLOAT,
  /** {@code true} or {@code false}. */
  BOOLEAN,
  NULL
}
