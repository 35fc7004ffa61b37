package zveno.node.http.routing;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a caller may do. */
public enum Role {

  /** Ask for what is there. */
  READ,

  /** Bring transactions, and show blocks and entries as our nodes do. */
  POST,

  /** Ask for blocks, and start, stop and pace the miner. */
  MINE,

  /** Everything, peers included. */
  ADMINISTER;

  /** How the file of tokens, the API's description and refusals name it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that is named so; nothing if there is none. */
  public static Optional<Role> named(String title) {
    return Arrays.stream(values()).filter(role -> role.title().equals(title)).findFirst();
  }

  /** All roles of a caller with these: every role includes reading. */
  public static Set<Role> with(Set<Role> said) {
    Set<Role> all = said.contains(ADMINISTER) ? EnumSet.allOf(Role.class) : EnumSet.copyOf(said);
    all.add(READ);
    return all;
  }
}
