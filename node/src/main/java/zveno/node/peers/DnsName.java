package zveno.node.peers;

import java.util.regex.Pattern;

/**
 * Which names of hosts there are. Underscores are not for names of hosts (RFC 952), but Compose and
 * Swarm name services with them, and every name server answers.
 */
public final class DnsName {

  private static final int MAX_LENGTH = 253;

  private static final String LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?";

  private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

  private DnsName() {}

  /** Whether a text in lower case is a name, without a dot at its end. */
  public static boolean isName(String text) {
    return text.length() <= MAX_LENGTH && NAME.matcher(text).matches();
  }

  /** A dot at the end says that a name is whole, which ours are in any case. */
  public static String withoutLastDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
