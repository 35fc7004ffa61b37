package zveno.node.cluster;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;

/**
 * The file that all members of a cluster have, made once by {@code zveno cluster new}. Each line is
 * a word and its values, separated by spaces: {@code cluster UUID}, {@code begun TIME}, and for
 * each member {@code member NAME HOST:PORT URL}. Empty lines and those that begin with {@code #}
 * are ignored.
 *
 * @param id the cluster's id
 * @param begun when the cluster was made: the time of a first block that no file gives
 * @param members 3 to 7 members
 */
public record ClusterFile(UUID id, Instant begun, List<Member> members) {

  /** The fewest members: one may be lost. */
  public static final int MIN_MEMBERS = 3;

  /** The most members: three may be lost. */
  public static final int MAX_MEMBERS = 7;

  /**
   * A member.
   *
   * @param name 1 to 32 lowercase letters, digits and hyphens
   * @param host where its log is reached
   * @param port the port there, 1 to 65535
   * @param url where its API is, without a slash at the end
   */
  public record Member(String name, String host, int port, String url) {

    /** Where its log is reached, HOST:PORT. */
    public String address() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** Is its log reached from its own machine only? A name that is not known is not. */
    boolean isLoopback() {
      try {
        return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
      } catch (UnknownHostException e) {
        return false;
      }
    }
  }

  public ClusterFile {
    members = List.copyOf(members);
  }

  /**
   * A new cluster of these members.
   *
   * @throws DecodeException if these are too few or too many, or two share a name or an address
   */
  public static ClusterFile of(List<Member> members, Instant now) throws DecodeException {
    ClusterFile file =
        new ClusterFile(UUID.randomUUID(), Instant.ofEpochMilli(now.toEpochMilli()), members);
    file.check();
    return file;
  }

  private void check() throws DecodeException {
    if (members.size() < MIN_MEMBERS || members.size() > MAX_MEMBERS) {
      throw new DecodeException(
          "a cluster has "
              + MIN_MEMBERS
              + " to "
              + MAX_MEMBERS
              + " members, not "
              + members.size());
    }
    Set<String> seen = new HashSet<>();
    for (Member member : members) {
      if (!seen.add(member.name()) || !seen.add(member.address()) || !seen.add(member.url())) {
        throw new DecodeException(
            "the member " + member.name() + " has the name or an address of another member");
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws DecodeException if it is none, with the line that is wrong
   */
  public static ClusterFile parse(String text) throws DecodeException {
    Optional<UUID> id = Optional.empty();
    Optional<Instant> begun = Optional.empty();
    List<Member> members = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String[] words = line.strip().split("\\s+", -1);
      if (line.isBlank() || words[0].startsWith("#")) {
        continue;
      }
      try {
        switch (words[0] + " " + (words.length - 1)) {
          case "cluster 1" -> id = Optional.of(UUID.fromString(words[1]));
          case "begun 1" -> begun = Optional.of(Instant.parse(words[1]));
          case "member 3" -> members.add(member(words[1], words[2], words[3]));
          default ->
              throw new DecodeException(
                  "it must be cluster UUID, begun TIME, or member NAME HOST:PORT URL");
        }
      } catch (IllegalArgumentException | DateTimeException e) {
        throw new DecodeException("line " + number + ": " + e.getMessage());
      } catch (DecodeException e) {
        throw new DecodeException("line " + number + ": " + e.getMessage());
      }
    }
    if (id.isEmpty() || begun.isEmpty()) {
      throw new DecodeException("the line cluster or begun is missing");
    }
    ClusterFile file = new ClusterFile(id.get(), begun.get(), members);
    file.check();
    return file;
  }

  /**
   * A member of these words.
   *
   * @throws DecodeException if one of them is wrong
   */
  public static Member member(String name, String address, String url) throws DecodeException {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,31}")) {
      throw new DecodeException(
          "a member's name has 1 to 32 lowercase letters, digits and hyphens, unlike " + name);
    }
    URI where = uri("raft://" + address);
    if (where == null
        || where.getHost() == null
        || where.getPort() < 1
        || where.getPort() > 65535
        || !where.getRawAuthority().equals(address)
        || where.getUserInfo() != null) {
      throw new DecodeException("a member's address must be HOST:PORT, not " + address);
    }
    URI api = uri(url);
    if (api == null
        || !url.matches("https?://.*")
        || api.getHost() == null
        || !api.getRawPath().isEmpty()
        || api.getQuery() != null
        || api.getFragment() != null
        || api.getUserInfo() != null) {
      throw new DecodeException("a member's URL must be like http://10.0.0.1:5000, not " + url);
    }
    String host = where.getHost();
    return new Member(
        name,
        host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
        where.getPort(),
        url);
  }

  private static @Nullable URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** The member of this name. */
  public Optional<Member> member(String name) {
    return members.stream().filter(member -> member.name().equals(name)).findFirst();
  }

  /** The file's text. */
  public String text() {
    StringBuilder text = new StringBuilder("# The same file for all members of the cluster.\n");
    text.append("cluster ").append(id).append('\n');
    text.append("begun ").append(begun).append('\n');
    for (Member member : members) {
      text.append("member ")
          .append(member.name())
          .append(' ')
          .append(member.address())
          .append(' ')
          .append(member.url())
          .append('\n');
    }
    return text.toString();
  }
}
