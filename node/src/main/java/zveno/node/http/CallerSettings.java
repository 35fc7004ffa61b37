package zveno.node.http;

import java.util.Optional;
import java.util.Set;

/**
 * Who may call, and how often.
 *
 * @param hosts names of the node beyond those that it has anyway
 * @param origins foreign pages that may call it
 * @param token what has to be known to change something; nothing, if nobody has to know anything
 * @param requests a second, for each address
 * @param acts of those, the ones that change something
 * @param connections open at once, for each address
 */
public record CallerSettings(
    Set<HostName> hosts,
    Set<Origin> origins,
    Optional<Token> token,
    Quota requests,
    Quota acts,
    Quota connections) {

  /** No names, no foreign pages, no token; limits for other machines only. */
  public static final CallerSettings DEFAULT =
      new CallerSettings(
          Set.of(),
          Set.of(),
          Optional.empty(),
          Quota.forOthers(100),
          Quota.forOthers(20),
          Quota.forOthers(64));

  public CallerSettings {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }
}
