package zveno.node.http.access;

import java.util.List;
import java.util.Set;
import zveno.node.http.transport.CidrBlock;
import zveno.node.http.transport.HostName;
import zveno.node.http.transport.Quota;

/**
 * Which clients may call, and how often.
 *
 * @param hosts additional host names of the node
 * @param origins other sites whose pages may call it
 * @param tokens the tokens and their roles
 * @param requests per second, for each address
 * @param acts of those, the ones that change something
 * @param connections open at once, for each address
 * @param proxies trusted to name the client
 */
public record CallerSettings(
    Set<HostName> hosts,
    Set<Origin> origins,
    TokenSource tokens,
    Quota requests,
    Quota acts,
    Quota connections,
    List<CidrBlock> proxies) {

  /** No names, no foreign pages, no token; limits for other machines only. */
  public static final CallerSettings DEFAULT =
      new CallerSettings(
          Set.of(),
          Set.of(),
          TokenSource.of(Tokens.NONE),
          Quota.forOthers(100),
          Quota.forOthers(20),
          Quota.forOthers(64));

  public CallerSettings {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
    proxies = List.copyOf(proxies);
  }

  /** Where no proxy is trusted. */
  public CallerSettings(
      Set<HostName> hosts,
      Set<Origin> origins,
      TokenSource tokens,
      Quota requests,
      Quota acts,
      Quota connections) {
    this(hosts, origins, tokens, requests, acts, connections, List.of());
  }

  /** These settings with these trusted proxies. */
  public CallerSettings trusting(CidrBlock... some) {
    return new CallerSettings(hosts, origins, tokens, requests, acts, connections, List.of(some));
  }
}
