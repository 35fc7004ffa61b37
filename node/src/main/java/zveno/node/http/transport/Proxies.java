package zveno.node.http.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The proxies that are trusted to name the client of a request. Addresses are read from right to
 * left: the last one was written by the proxy that is connected to us, the one before by the proxy
 * before it, and so on while each is trusted. Anything further left may be forged. Fields of
 * untrusted senders are ignored.
 */
public final class Proxies {

  private static final String FORWARDED = "Forwarded";
  private static final String FOR = "X-Forwarded-For";
  private static final String HOST = "X-Forwarded-Host";

  private final List<CidrBlock> trusted;

  public Proxies(List<CidrBlock> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /**
   * The client of a request.
   *
   * @param caller the client for limits
   * @param forwarded whether a proxy that is trusted has passed it on
   * @param address the client's address for messages
   * @param hosts the requested hosts, as reported by that proxy
   */
  public record Sender(Caller caller, boolean forwarded, String address, List<String> hosts) {

    public Sender {
      hosts = List.copyOf(hosts);
    }
  }

  /** Whether a proxy with this address is trusted. */
  boolean trust(SocketAddress remote) {
    return !trusted.isEmpty()
        && remote instanceof InetSocketAddress internet
        && !internet.isUnresolved()
        && trust(internet.getAddress());
  }

  private boolean trust(InetAddress address) {
    return trusted.stream().anyMatch(block -> block.contains(address));
  }

  /**
   * The client of a request: behind a trusted proxy the one that the proxy names, else the remote
   * end of the connection.
   *
   * @param remote the remote end of the connection
   * @param fields all values of a header field of the request, by its name
   */
  public Sender sender(SocketAddress remote, Function<String, List<String>> fields) {
    if (trust(remote)) {
      List<String> list = fields.apply(FOR);
      // Nearly all proxies write the older field, and pass the other one on as it came.
      List<Forwarded.Step> steps =
          list.isEmpty() ? Forwarded.of(fields.apply(FORWARDED)) : Forwarded.ofList(list);
      if (!steps.isEmpty()) {
        return forwarded(((InetSocketAddress) remote).getAddress(), steps, fields.apply(HOST));
      }
    }
    return new Sender(Caller.of(remote), false, text(remote), List.of());
  }

  private Sender forwarded(InetAddress proxy, List<Forwarded.Step> steps, List<String> hostFields) {
    List<String> hosts = new ArrayList<>();
    for (String field : hostFields) {
      for (String host : field.split(",", -1)) {
        hosts.add(host.strip());
      }
    }
    InetAddress known = proxy;
    for (Forwarded.Step step : steps.reversed()) {
      step.host().ifPresent(hosts::add);
      Optional<InetAddress> sender = step.sender();
      if (sender.isEmpty()) {
        break; // unknown: counted together with others behind the same proxy
      }
      known = sender.get();
      if (!trust(known)) {
        break;
      }
    }
    return new Sender(Caller.of(known).fromAfar(), true, known.getHostAddress(), hosts);
  }

  private static String text(SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && !internet.isUnresolved()
        ? internet.getAddress().getHostAddress()
        : "unknown";
  }
}
