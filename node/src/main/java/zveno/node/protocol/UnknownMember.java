package zveno.node.protocol;

import java.util.List;
import zveno.kernel.bytes.DecodeException;

/**
 * What is asked of us is meant, so a member that we do not know is refused by its name. In answers
 * it is passed over: newer nodes may tell more.
 */
final class UnknownMember {

  private static final int MAX_SHOWN = 40;

  private UnknownMember() {}

  static DecodeException member(String name, List<String> known) {
    String shown = name.length() > MAX_SHOWN ? name.substring(0, MAX_SHOWN) + "..." : name;
    return new DecodeException(
        "unknown member \"" + shown.replaceAll("[^ -~]", "?") + "\"; allowed: " + known);
  }
}
