package zveno.node.http.access;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.Operation;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.Printable;

/**
 * Keeps foreign pages from using the visitor's browser to reach the node. Browsers say where a
 * request comes from ({@code Origin}, and {@code Sec-Fetch-Site} of the W3C's Fetch Metadata);
 * programs say nothing, and need not.
 */
final class OriginCheck {

  private static final String SITE = "Sec-Fetch-Site";
  private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

  /** A prefetch is marked here by current browsers, and there by old ones. */
  private static final Set<String> PURPOSES = Set.of("Sec-Purpose", "Purpose", "X-Moz");

  private final Set<Origin> listed;

  /**
   * @param listed foreign pages that may call all the same
   */
  OriginCheck(Set<Origin> listed) {
    this.listed = listed;
  }

  /**
   * @throws HttpException if another site's page makes the request, or this cannot be excluded
   */
  void check(Exchange exchange, Operation.Kind kind) {
    if (kind == Operation.Kind.PAGE) {
      return; // public; browsers name an Origin with modules, which a proxy's Host need not match
    }
    if (!checkOrigin(exchange)) {
      checkSite(exchange);
    }
    if (kind.acts()) {
      checkPurpose(exchange);
      checkUnsaid(exchange);
    }
  }

  /** Returns whether it is a listed one. */
  private boolean checkOrigin(Exchange exchange) {
    boolean welcome = false;
    for (String field : exchange.fields(HttpHeader.ORIGIN.asString())) {
      Origin origin = Origin.ofField(field);
      if (listed.contains(origin)) {
        welcome = true;
      } else if (!isOwn(origin, exchange)) {
        throw new HttpException(
            403,
            "pages of "
                + Printable.shortened(field)
                + " may not call this node; to allow them, start it with --allow-origin ORIGIN, or"
                + " make the proxy pass on the Host field unchanged");
      }
    }
    return welcome;
  }

  private static boolean isOwn(Origin origin, Exchange exchange) {
    return exchange.hosts().stream().anyMatch(host -> origin.isOf(host, exchange.isSecure()));
  }

  private static void checkSite(Exchange exchange) {
    for (String site : exchange.fields(SITE)) {
      if (!OWN_SITES.contains(site)) {
        throw new HttpException(
            403,
            "a page of another site ("
                + Printable.shortened(site)
                + ") may not call this node; enter the address yourself, or allow the page with"
                + " --allow-origin ORIGIN");
      }
    }
  }

  private static void checkPurpose(Exchange exchange) {
    for (String name : PURPOSES) {
      for (String purpose : exchange.fields(name)) {
        if (purpose.toLowerCase(Locale.ROOT).contains("pre")) { // prefetch, prerender, preview
          throw new HttpException(
              403, "this call changes something, so it is not done for a prefetch");
        }
      }
    }
  }

  /**
   * Browsers leave {@code Sec-Fetch-Site} out when they are old, and when the node is reached by
   * plain HTTP beyond the own machine; and {@code Origin} with every GET. Then a picture on a
   * foreign page looks like an address that was typed; only a {@code Referer} tells them apart, if
   * it names our own page or a listed one.
   */
  private void checkUnsaid(Exchange exchange) {
    boolean said =
        !exchange.fields(SITE).isEmpty()
            || !exchange.fields(HttpHeader.ORIGIN.asString()).isEmpty();
    if (!said && isBrowser(exchange) && !comesFromWelcomePage(exchange)) {
      throw new HttpException(
          403,
          "this browser does not report which page makes the request; open the page at localhost on"
              + " the node's machine, or use /docs, or a program such as curl");
    }
  }

  /** All browsers call themselves so, and pages cannot change it; so does PowerShell. */
  private static boolean isBrowser(Exchange exchange) {
    return exchange
        .field(HttpHeader.USER_AGENT.asString())
        .filter(agent -> agent.startsWith("Mozilla/") && !agent.contains("PowerShell"))
        .isPresent();
  }

  private boolean comesFromWelcomePage(Exchange exchange) {
    return exchange
        .field(HttpHeader.REFERER.asString())
        .flatMap(OriginCheck::originOf)
        .filter(origin -> isOwn(origin, exchange) || listed.contains(origin))
        .isPresent();
  }

  private static Optional<Origin> originOf(String address) {
    try {
      URI uri = URI.create(address);
      return Optional.of(Origin.ofField(uri.getScheme() + "://" + uri.getRawAuthority()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The header fields with which a browser shows the answer to an allowed page (CORS, in the Fetch
   * standard).
   *
   * @param allow the allowed methods, for a preflight request
   */
  Map<String, String> welcome(Exchange exchange, Optional<String> allow) {
    Optional<String> origin =
        exchange
            .field(HttpHeader.ORIGIN.asString())
            .filter(field -> listed.contains(Origin.ofField(field)));
    if (origin.isEmpty()) {
      return listed.isEmpty() ? Map.of() : Map.of("Vary", "Origin");
    }
    String expose = "Idempotency-Replayed, Location, Retry-After, WWW-Authenticate";
    Map<String, String> always =
        Map.of(
            "Vary",
            "Origin",
            "Access-Control-Allow-Origin",
            origin.get(),
            "Access-Control-Expose-Headers",
            expose);
    return allow
        .map(methods ->
            Map.of(
                "Vary", "Origin",
                "Access-Control-Allow-Origin", origin.get(),
                "Access-Control-Allow-Methods", methods,
                "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, Idempotency-Key, Last-Event-ID",
                "Access-Control-Max-Age", "600"))
        .orElse(always);
  }
}
