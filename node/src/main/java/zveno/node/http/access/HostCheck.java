package zveno.node.http.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.HostName;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.Printable;

/**
 * Answers to its own names only. A page from anywhere can have its own name lead to this machine
 * (DNS rebinding), and would then be of the same origin; but the name that it asks for gives it
 * away. An IP literal leads where it says, so beyond loopback any will do. No name at all is for
 * HTTP/1.0 only, which no browser speaks.
 */
public final class HostCheck {

  private final Set<HostName> names;
  private final boolean anyAddress;

  /** What was found to be ours last: nearly all callers say the same. */
  private volatile @Nullable String known;

  /**
   * @param names beyond {@code localhost} and the loopback addresses
   * @param anyAddress whether any IP literal will do
   */
  public HostCheck(Set<HostName> names, boolean anyAddress) {
    this.names = names;
    this.anyAddress = anyAddress;
  }

  /**
   * @throws HttpException if the request names another host
   */
  void check(Exchange exchange) {
    for (String field : exchange.hosts()) {
      if (!field.equals(known) && HostName.ofField(field).filter(this::isOurs).isEmpty()) {
        throw new HttpException(
            403,
            "this node does not answer to the host name "
                + Printable.shortened(field)
                + "; to allow it, start the node with --allow-host NAME");
      }
      known = field;
    }
  }

  public boolean isOurs(HostName name) {
    return name.isLoopback() || names.contains(name) || (anyAddress && name.literal().isPresent());
  }
}
