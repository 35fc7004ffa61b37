package zveno.node.http.access;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.Operation;
import zveno.node.http.routing.Role;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HostName;
import zveno.node.http.transport.HttpException;

/**
 * Which clients may call, and how often. A request is checked twice: when it has arrived, and when
 * its route is known. The {@link Operation}'s kind and role say what a client needs.
 */
public final class AccessControl {

  private static final String BEARER = "bearer ";

  private final HostCheck hosts;
  private final OriginCheck browsers;
  private final TokenSource tokens;
  private final RateLimit requests;
  private final RateLimit acts;
  private final boolean encrypted;

  /**
   * @param settings access rules
   * @param hosts where the server listens, as typed
   * @param loopback whether only this machine can reach it
   * @param encrypted whether it speaks TLS
   */
  public AccessControl(
      CallerSettings settings, List<String> hosts, boolean loopback, boolean encrypted) {
    this.encrypted = encrypted;
    Set<HostName> names = new HashSet<>(settings.hosts());
    hosts.forEach(host -> HostName.ofField(host).ifPresent(names::add));
    this.hosts = new HostCheck(names, !loopback);
    this.browsers = new OriginCheck(settings.origins());
    this.tokens = settings.tokens();
    this.requests = new RateLimit(settings.requests(), System::nanoTime);
    this.acts = new RateLimit(settings.acts(), System::nanoTime);
  }

  /**
   * Checks a request's sender and its {@code Host}.
   *
   * @throws HttpException if it exceeds a limit, names another host, or lacks TLS
   */
  public void receive(Exchange exchange) {
    if (encrypted && !exchange.isSecure()) {
      throw HttpException.badRequest("this port requires TLS: use https instead of http").closing();
    }
    count(exchange, requests, "--rate");
    hosts.check(exchange);
  }

  /**
   * Looks at a request of which it is known what it asks for.
   *
   * @throws HttpException if this caller may not ask for that
   */
  public void check(Exchange exchange, Operation operation) {
    check(exchange, operation.kind(), operation.role());
  }

  /**
   * Looks at a request for something that is not there.
   *
   * @throws HttpException if this caller may not even ask
   */
  public void checkUnrouted(Exchange exchange) {
    check(exchange, Operation.Kind.READ, Optional.empty());
  }

  private void check(Exchange exchange, Operation.Kind kind, Optional<Role> role) {
    browsers.check(exchange, kind);
    if (kind.acts()) {
      count(exchange, acts, "--acting-rate");
    }
    Tokens known = tokens.now();
    role.filter(known::guards).ifPresent(wanted -> checkToken(known, wanted, exchange));
    role.ifPresent(wanted -> exchange.allowedAsLongAs(permission(wanted, exchange)));
  }

  /** Whether the caller may still do this: tokens change while a long answer is being sent. */
  private BooleanSupplier permission(Role role, Exchange exchange) {
    Optional<String> given = bearer(exchange);
    return () -> {
      Tokens known = tokens.now();
      return !known.guards(role)
          || given
              .flatMap(known::holderOf)
              .filter(holder -> holder.roles().contains(role))
              .isPresent();
    };
  }

  /** The token that comes with a request. */
  private static Optional<String> bearer(Exchange exchange) {
    return exchange
        .field(HttpHeader.AUTHORIZATION.asString())
        .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(BEARER))
        .map(field -> field.substring(BEARER.length()).strip());
  }

  private static void count(Exchange exchange, RateLimit limit, String option) {
    int seconds = limit.refuse(exchange.caller());
    if (seconds > 0) {
      throw new HttpException(
              429,
              "too many requests from your address; try again in "
                  + seconds
                  + " s, or start the node with more than "
                  + option
                  + " "
                  + limit.quota().most())
          .with("Retry-After", Integer.toString(seconds));
    }
  }

  /** Notes whose token it is. Sources: RFC 6750, section 3, for the header of both refusals. */
  private static void checkToken(Tokens known, Role wanted, Exchange exchange) {
    if (exchange.field(HttpHeader.AUTHORIZATION.asString()).isEmpty()) {
      throw unauthorized("send the node's token with the header Authorization: Bearer TOKEN", "");
    }
    Optional<Tokens.Holder> holder = bearer(exchange).flatMap(known::holderOf);
    if (holder.isEmpty()) {
      throw unauthorized("wrong token", ", error=\"invalid_token\"");
    }
    if (!holder.get().roles().contains(wanted)) {
      throw new HttpException(
              403,
              "the token of "
                  + holder.get().name()
                  + " may not do this; the call needs the role "
                  + wanted.title())
          .with(
              "WWW-Authenticate",
              "Bearer realm=\"zveno\", error=\"insufficient_scope\", scope=\""
                  + wanted.title()
                  + "\"");
    }
    exchange.identify(holder.get().name());
  }

  private static HttpException unauthorized(String detail, String error) {
    return new HttpException(401, detail)
        .with("WWW-Authenticate", "Bearer realm=\"zveno\"" + error);
  }

  /** The header fields that a listed foreign page needs with an answer. */
  public Map<String, String> welcome(Exchange exchange, Answer answer) {
    Optional<String> allow =
        exchange.method().equals("OPTIONS")
            ? Optional.ofNullable(answer.fields().get("Allow"))
            : Optional.empty();
    return browsers.welcome(exchange, allow);
  }
}
