package zveno.node.peerclient;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import zveno.node.peerclient.PeerException.Kind;
import zveno.node.peers.IpLiteral;
import zveno.node.peers.PeerPolicy;

/**
 * Resolves the host of a peer to the addresses to connect to, at each connection: the returned ones
 * are checked, and the name is not resolved again.
 */
final class CheckedAddresses implements SocketAddressResolver {

  /** No more of a name's addresses are tried, one after the other. */
  private static final int MAX = 4;

  private final PeerPolicy policy;
  private final NameLookup names;

  CheckedAddresses(PeerPolicy policy, NameLookup names) {
    this.policy = policy;
    this.names = names;
  }

  @Override
  public void resolve(
      String host,
      int port,
      Map<String, Object> context,
      Promise<List<InetSocketAddress>> promise) {
    Optional<InetAddress> literal = IpLiteral.parse(host); // IPv6 addresses may come in brackets
    if (literal.isPresent()) {
      judge(host, List.of(literal.get()), port, promise);
      return;
    }
    var _ =
        names
            .find(host)
            .whenComplete((found, failure) -> {
              if (failure == null) {
                judge(host, found, port, promise);
              } else {
                promise.failed(
                    new PeerException(Kind.UNREACHABLE, "its name cannot be looked up", failure));
              }
            });
  }

  private void judge(
      String host, List<InetAddress> found, int port, Promise<List<InetSocketAddress>> promise) {
    List<InetSocketAddress> allowed = new ArrayList<>();
    String why = "its name has no address";
    for (InetAddress address : found) {
      Optional<String> objection = policy.objectionTo(address);
      if (objection.isPresent()) {
        why = objection.get();
      } else if (allowed.size() < MAX) {
        allowed.add(new InetSocketAddress(named(host, address), port));
      }
    }
    if (allowed.isEmpty()) {
      promise.failed(new PeerException(Kind.REFUSED, why));
    } else {
      promise.succeeded(allowed);
    }
  }

  /** The address with the requested name, against which certificates are checked. */
  private static InetAddress named(String host, InetAddress address) {
    try {
      return IpLiteral.parse(host).isPresent()
          ? address
          : InetAddress.getByAddress(host, address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address cannot have a wrong length", e);
    }
  }
}
