package zveno.node.http.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.node.http.routing.Role;
import zveno.node.http.transport.Printable;

/**
 * Tokens and their roles. Without any token every call is allowed; if no token has the role {@code
 * read} by name, reading needs no token.
 */
public final class Tokens {

  /** No tokens: every call is allowed. */
  public static final Tokens NONE = new Tokens(List.of(), false);

  private static final int MAX_TOKENS = 1_000;
  private static final int MAX_NAME = 64;
  private static final String FORM =
      "a line must be NAME ROLE[,ROLE...] TOKEN, or a comment after #";

  /**
   * The holder of a token.
   *
   * @param name for refusals and the log
   * @param roles what the holder may do
   */
  record Holder(String name, Set<Role> roles, Token token) {

    Holder {
      roles = Set.copyOf(roles);
    }

    private String described() {
      return name
          + " ("
          + roles.stream().sorted().map(Role::title).collect(Collectors.joining(", "))
          + ")";
    }
  }

  private final List<Holder> holders;
  private final boolean guardsReading;

  private Tokens(List<Holder> holders, boolean guardsReading) {
    this.holders = List.copyOf(holders);
    this.guardsReading = guardsReading;
  }

  /** One token with all roles; reading does not need it. */
  public static Tokens of(Token token) {
    return new Tokens(List.of(new Holder("owner", EnumSet.allOf(Role.class), token)), false);
  }

  /**
   * Reads a file: lines of a name, roles and a token.
   *
   * @throws DecodeException if a line is not right, a name or a token is there twice, or there is
   *     none; the message names the line, and no token
   */
  public static Tokens parse(String text) throws DecodeException {
    List<Holder> holders = new ArrayList<>();
    Set<Role> named = new HashSet<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          holders.add(holder(line, named, holders));
        } catch (DecodeException e) {
          throw new DecodeException("line " + (i + 1) + ": " + e.getMessage());
        }
      }
    }
    if (holders.isEmpty()) {
      throw new DecodeException("no token; " + FORM);
    }
    if (holders.size() > MAX_TOKENS) {
      throw new DecodeException("more than " + MAX_TOKENS + " tokens");
    }
    return new Tokens(holders, named.contains(Role.READ));
  }

  private static Holder holder(String line, Set<Role> named, List<Holder> before)
      throws DecodeException {
    String[] words = line.split("\\s+", -1);
    if (words.length != 3) {
      throw new DecodeException(FORM);
    }
    String name = words[0];
    if (name.length() > MAX_NAME || !name.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new DecodeException(
          "a name must have at most " + MAX_NAME + " visible ASCII characters");
    }
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String role : words[1].split(",", -1)) {
      roles.add(
          Role.named(role)
              .orElseThrow(() ->
                  new DecodeException(
                      "unknown role \""
                          + Printable.shortened(role)
                          + "\"; there are "
                          + titles())));
    }
    named.addAll(roles);
    Token token = Token.of(words[2]);
    for (Holder other : before) {
      if (other.name().equals(name) || other.token().matches(words[2])) {
        throw new DecodeException(name + " repeats the name or the token of an earlier line");
      }
    }
    return new Holder(name, Role.with(roles), token);
  }

  private static String titles() {
    return Arrays.stream(Role.values()).map(Role::title).collect(Collectors.joining(", "));
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return holders.isEmpty();
  }

  /** Whether it takes a token to do this. */
  boolean guards(Role role) {
    return role == Role.READ ? guardsReading : !holders.isEmpty();
  }

  /** The holder of this secret, in constant time, also if there is none. */
  Optional<Holder> holderOf(String given) {
    @Nullable Holder found = null;
    for (Holder holder : holders) {
      if (holder.token().matches(given)) {
        found = holder;
      }
    }
    return Optional.ofNullable(found);
  }

  /** Names and roles. */
  @Override
  public String toString() {
    return holders.stream().map(Holder::described).collect(Collectors.joining(", "))
        + (guardsReading ? "; reading needs one of them" : "; reading needs no token");
  }
}
