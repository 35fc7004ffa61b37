package zveno.kernel.rules.strict.keys;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The curve of Ed25519 by its textbook formulas (RFC 8032, section 5.1): slow, and plain to see.
 */
public final class Curve {

  public static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  public static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);

  public static final Point IDENTITY = new Point(BigInteger.ZERO, BigInteger.ONE);

  public record Point(BigInteger x, BigInteger y) {

    public Point plus(Point o) {
      BigInteger product = D.multiply(x).multiply(o.x).multiply(y).multiply(o.y).mod(P);
      BigInteger px =
          x.multiply(o.y)
              .add(y.multiply(o.x))
              .multiply(BigInteger.ONE.add(product).modInverse(P))
              .mod(P);
      BigInteger py =
          y.multiply(o.y)
              .add(x.multiply(o.x))
              .multiply(BigInteger.ONE.subtract(product).modInverse(P))
              .mod(P);
      return new Point(px, py);
    }

    public Point times(BigInteger n) {
      Point sum = IDENTITY;
      for (int i = n.bitLength() - 1; i >= 0; i--) {
        sum = sum.plus(sum);
        if (n.testBit(i)) {
          sum = sum.plus(this);
        }
      }
      return sum;
    }

    public byte[] encoded() {
      return encode(y, x.testBit(0));
    }
  }

  private Curve() {}

  /** 32 bytes, little-endian, of a y below 2^255, canonical or not. */
  public static byte[] encode(BigInteger y, boolean sign) {
    byte[] bytes = littleEndian(y);
    if (sign) {
      bytes[31] |= (byte) 0x80;
    }
    return bytes;
  }

  /** 32 bytes of a number below 2^256. */
  public static byte[] littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < 32; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  public static BigInteger number(byte[] littleEndian) {
    BigInteger number = BigInteger.ZERO;
    for (int i = littleEndian.length - 1; i >= 0; i--) {
      number = number.shiftLeft(8).or(BigInteger.valueOf(littleEndian[i] & 0xff));
    }
    return number;
  }

  /** The point with this y and the smaller x of the two, if there is one. */
  public static Optional<Point> at(BigInteger y) {
    BigInteger square = y.multiply(y);
    BigInteger quotient =
        square
            .subtract(BigInteger.ONE)
            .multiply(D.multiply(square).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    BigInteger root = quotient.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    BigInteger i = BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
    for (BigInteger x : List.of(root, root.multiply(i).mod(P))) {
      if (x.multiply(x).mod(P).equals(quotient)) {
        return Optional.of(new Point(x.min(P.subtract(x).mod(P)), y.mod(P)));
      }
    }
    return Optional.empty();
  }

  /** All points whose order divides eight. */
  public static List<Point> ofSmallOrder(RandomGenerator random) {
    for (; ; ) {
      Optional<Point> some = at(new BigInteger(254, new java.util.Random(random.nextLong())));
      if (some.isPresent()) {
        Point generator = some.get().times(L);
        if (!generator.times(BigInteger.valueOf(4)).equals(IDENTITY)) {
          List<Point> points = new ArrayList<>();
          for (int k = 0; k < 8; k++) {
            points.add(generator.times(BigInteger.valueOf(k)));
          }
          return points;
        }
      }
    }
  }
}
