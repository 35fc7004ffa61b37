package zveno.node.http.transport;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zveno.kernel.bytes.DecodeException;

/**
 * A block of IP addresses in CIDR notation (RFC 4632; RFC 4291, 2.3): {@code 10.0.0.0/8}, {@code
 * fd00::/8}; a single address is a block of its own.
 *
 * @param network its first address
 * @param bits how many leading bits all of its addresses share, 0 to 32 or 128
 */
public record CidrBlock(InetAddress network, int bits) {

  private static final Pattern SHAPE =
      Pattern.compile("(?<address>[0-9A-Fa-f:.]{2,45})(?:/(?<bits>[0-9]{1,3}))?");

  /**
   * Reads {@code 10.0.0.0/8} or {@code 127.0.0.1}.
   *
   * @throws DecodeException if it is neither; the message says what is wanted
   */
  public static CidrBlock parse(String text) throws DecodeException {
    Matcher parts = SHAPE.matcher(text);
    Optional<InetAddress> address =
        parts.matches() ? literal(parts.group("address")) : Optional.empty();
    if (address.isEmpty()) {
      throw new DecodeException(
          "must be an address like 127.0.0.1 or a block like 10.0.0.0/8, not "
              + Printable.shortened(text));
    }
    int size = 8 * address.get().getAddress().length;
    int bits = parts.group("bits") == null ? size : Integer.parseInt(parts.group("bits"));
    if (bits > size) {
      throw new DecodeException(
          Printable.shortened(text) + ": after the slash there must be at most " + size);
    }
    CidrBlock block = new CidrBlock(address.get(), bits);
    if (!block.endsInZeros()) {
      throw new DecodeException(
          Printable.shortened(text)
              + ": there are bits after the first "
              + bits
              + "; is it a typo?");
    }
    return block;
  }

  /** An IP address in its usual notation; no name is looked up. */
  static Optional<InetAddress> literal(String text) {
    boolean six = text.contains(":");
    if (!six && !text.matches("[0-9]{1,3}([.][0-9]{1,3}){3}")) {
      return Optional.empty(); // not one of the short forms either, which others read differently
    }
    if (text.contains("%")) {
      return Optional.empty(); // a zone means something on one machine only
    }
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return six || address.getHostAddress().equals(text) ? Optional.of(address) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean endsInZeros() {
    byte[] bytes = network.getAddress();
    for (int bit = bits; bit < 8 * bytes.length; bit++) {
      if (bit(bytes, bit)) {
        return false;
      }
    }
    return true;
  }

  /** Whether an address lies in it. */
  boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      if (bit(ours, bit) != bit(theirs, bit)) {
        return false;
      }
    }
    return true;
  }

  private static boolean bit(byte[] bytes, int at) {
    return (bytes[at / 8] & (0x80 >> (at % 8))) != 0;
  }

  @Override
  public String toString() {
    return network.getHostAddress() + "/" + bits;
  }
}
