package zveno.node.peers;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which addresses a node may send requests to. A client that registers a peer decides where our
 * requests go; the policy keeps them away from places that no peer can be at. Each constant refuses
 * what those before it refuse, and more.
 */
public enum PeerPolicy {

  /** All but link-local, multicast and unspecified addresses. */
  ANY,

  /** Nor this machine itself. */
  LAN,

  /** Only what can be reached from everywhere: no private ranges either. */
  PUBLIC;

  /** Sources: the IANA registries of special-purpose addresses for IPv4 and IPv6. */
  private static final List<Range> RANGES =
      List.of(
          range(ANY, "0.0.0.0/8", "an unspecified address"),
          range(ANY, "169.254.0.0/16", "a link-local address"),
          range(ANY, "224.0.0.0/4", "a multicast address"),
          range(ANY, "255.255.255.255/32", "the broadcast address"),
          range(ANY, "::/128", "an unspecified address"),
          range(ANY, "fe80::/10", "a link-local address"),
          range(ANY, "ff00::/8", "a multicast address"),
          range(ANY, "64:ff9b:1::/48", "an address for local translation"),
          range(LAN, "127.0.0.0/8", "a loopback address"),
          range(LAN, "::1/128", "a loopback address"),
          range(PUBLIC, "10.0.0.0/8", "a private address"),
          range(PUBLIC, "100.64.0.0/10", "a carrier's private address"),
          range(PUBLIC, "172.16.0.0/12", "a private address"),
          range(PUBLIC, "192.0.0.0/24", "a reserved address"),
          range(PUBLIC, "192.0.2.0/24", "an address for documentation"),
          range(PUBLIC, "192.88.99.0/24", "a reserved address"),
          range(PUBLIC, "192.168.0.0/16", "a private address"),
          range(PUBLIC, "198.18.0.0/15", "an address for benchmarks"),
          range(PUBLIC, "198.51.100.0/24", "an address for documentation"),
          range(PUBLIC, "203.0.113.0/24", "an address for documentation"),
          range(PUBLIC, "240.0.0.0/4", "a reserved address"),
          range(PUBLIC, "100::/64", "a discard address"),
          range(PUBLIC, "2001:2::/48", "an address for benchmarks"),
          range(PUBLIC, "2001:db8::/32", "an address for documentation"),
          range(PUBLIC, "3fff::/20", "an address for documentation"),
          range(PUBLIC, "fc00::/7", "a private address"),
          range(PUBLIC, "fec0::/10", "a private address"));

  /** IPv6 addresses that lead to the IPv4 address inside them. */
  private static final List<Embedding> EMBEDDINGS =
      List.of(
          new Embedding("00000000000000000000ffff", 0, 12, 0), // mapped
          new Embedding("000000000000000000000000", 0, 12, 0), // compatible, long out of use
          new Embedding("0000000000000000ffff0000", 0, 12, 0), // translated, RFC 2765
          new Embedding("0064ff9b0000000000000000", 0, 12, 0), // NAT64, RFC 6052
          new Embedding("2002", 0, 2, 0), // 6to4, RFC 3056
          new Embedding("20010000", 0, 12, 0xff), // Teredo, RFC 4380
          new Embedding("00005efe", 8, 12, 0), // ISATAP, RFC 5214
          new Embedding("02005efe", 8, 12, 0));

  private record Range(PeerPolicy from, InetAddress first, int bits, String what) {

    boolean contains(byte[] address) {
      byte[] prefix = first.getAddress();
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      int mask = 0xff00 >> bits % 8 & 0xff;
      return Arrays.equals(address, 0, whole, prefix, 0, whole)
          && (mask == 0 || ((address[whole] ^ prefix[whole]) & mask) == 0);
    }
  }

  private record Embedding(String prefix, int prefixAt, int at, int flipped) {

    Optional<byte[]> in(byte[] address) {
      byte[] wanted = HexFormat.of().parseHex(prefix);
      if (address.length != 16
          || !Arrays.equals(
              address, prefixAt, prefixAt + wanted.length, wanted, 0, wanted.length)) {
        return Optional.empty();
      }
      byte[] inner = Arrays.copyOfRange(address, at, at + 4);
      for (int i = 0; i < inner.length; i++) {
        inner[i] ^= (byte) flipped;
      }
      boolean whole = prefix.equals("000000000000000000000000") && isZeroOrOne(inner);
      return whole ? Optional.empty() : Optional.of(inner);
    }
  }

  /** Then the IPv6 address around it is {@code ::} or {@code ::1}, and has no other inside it. */
  private static boolean isZeroOrOne(byte[] address) {
    return address[0] == 0 && address[1] == 0 && address[2] == 0 && (address[3] & 0xfe) == 0;
  }

  private static Range range(PeerPolicy from, String text, String what) {
    int slash = text.indexOf('/');
    InetAddress first = InetAddress.ofLiteral(text.substring(0, slash));
    return new Range(from, first, Integer.parseInt(text.substring(slash + 1)), what);
  }

  /**
   * Names that lead nowhere from elsewhere. Sources: IANA's registry of special-use domain names
   * (RFC 6761), and ICANN's resolution 2024.07.29.06 for {@code internal}.
   */
  private static final List<Names> NAMES =
      List.of(
          new Names(ANY, "onion", "a name of the Tor network"), // RFC 7686: not to be looked up
          new Names(LAN, "localhost", "this machine's own name"),
          new Names(PUBLIC, "local", "a name of the local network"), // RFC 6762
          new Names(PUBLIC, "internal", "a private name"),
          new Names(PUBLIC, "home.arpa", "a private name"), // RFC 8375
          new Names(PUBLIC, "alt", "a name outside the DNS"), // RFC 9476
          new Names(PUBLIC, "test", "a name for tests"),
          new Names(PUBLIC, "example", "a name for documentation"),
          new Names(PUBLIC, "invalid", "a name that cannot exist"));

  /** A name and all that end with it. */
  private record Names(PeerPolicy from, String name, String what) {

    boolean contains(String host) {
      return host.equals(name) || host.endsWith("." + name);
    }
  }

  /** As people type it: {@code any}, {@code lan} or {@code public}. */
  public static Optional<PeerPolicy> named(String title) {
    return Arrays.stream(values()).filter(policy -> policy.title().equals(title)).findFirst();
  }

  /** As people type it. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Why this address of a peer must not be added; nothing if it may be. What a name leads to is
   * judged later, each time that it is connected to, for that may change.
   */
  public Optional<String> objectionTo(PeerAddress peer) {
    Optional<InetAddress> literal = peer.literal();
    return literal.isPresent()
        ? objectionTo(literal.get())
        : objection(peer.host(), policy -> policy.whatIs(peer.host()));
  }

  /** Why no request may go to this address, however it was spelled; nothing if one may. */
  public Optional<String> objectionTo(InetAddress address) {
    return objection(IpLiteral.canonical(address), policy -> policy.whatIs(address.getAddress()));
  }

  private Optional<String> objection(String host, Function<PeerPolicy, Optional<String>> whatItIs) {
    return whatItIs
        .apply(this)
        .map(what ->
            host
                + " is "
                + what
                + ", which the peer policy "
                + title()
                + " refuses"
                + remedy(whatItIs));
  }

  private static String remedy(Function<PeerPolicy, Optional<String>> whatItIs) {
    return Arrays.stream(values())
        .sorted(Comparator.reverseOrder())
        .filter(policy -> whatItIs.apply(policy).isEmpty())
        .findFirst()
        .map(policy -> "; --peer-policy " + policy.title() + " allows it")
        .orElse("");
  }

  private Optional<String> whatIs(String name) {
    return NAMES.stream()
        .filter(names -> names.from.compareTo(this) <= 0 && names.contains(name))
        .findFirst()
        .map(Names::what);
  }

  private Optional<String> whatIs(byte[] address) {
    for (Range range : RANGES) {
      if (range.from.compareTo(this) <= 0 && range.contains(address)) {
        return Optional.of(range.what);
      }
    }
    for (Embedding embedding : EMBEDDINGS) {
      Optional<String> inside = embedding.in(address).flatMap(this::whatIs);
      if (inside.isPresent()) {
        return inside;
      }
    }
    return Optional.empty();
  }
}
