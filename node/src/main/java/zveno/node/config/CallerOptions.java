package zveno.node.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.DecodeException;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.access.Origin;
import zveno.node.http.access.Token;
import zveno.node.http.access.TokenSource;
import zveno.node.http.access.Tokens;
import zveno.node.http.access.TokensFile;
import zveno.node.http.transport.CidrBlock;
import zveno.node.http.transport.HostName;
import zveno.node.http.transport.Quota;

/** Options for callers: hosts, origins, tokens, rates and connections. */
public final class CallerOptions {

  private static final String TOKEN = "ZVENO_TOKEN";

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description =
          "A host name that the node answers to, besides localhost and, if it listens beyond this"
              + " machine, any IP address. May be repeated.")
  List<String> hosts = new ArrayList<>();

  @Option(
      names = "--allow-origin",
      paramLabel = "ORIGIN",
      description =
          "An origin whose pages may call the node from a browser, like https://shop.example. May"
              + " be repeated.")
  List<String> origins = new ArrayList<>();

  @Option(
      names = "--trusted-proxy",
      paramLabel = "CIDR",
      description =
          "A trusted proxy: its X-Forwarded-For or Forwarded field names the client. An address or"
              + " a block, like 127.0.0.1 or 10.0.0.0/8. May be repeated.")
  List<String> proxies = new ArrayList<>();

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Calls that change something must carry the first line of this file, 16 to 1024"
              + " characters:%nAuthorization: Bearer TOKEN. Default: $ZVENO_TOKEN, if it is set.")
  @Nullable Path tokenFile;

  @Option(
      names = "--tokens",
      paramLabel = "FILE",
      description =
          "Instead of --token-file: a file of tokens with roles, one line NAME ROLE[,ROLE...] TOKEN"
              + " each. Roles: read, post, mine, administer. If any token has the role read,"
              + " reading needs a token too. The file is read again when it changes.")
  @Nullable Path tokensFile;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Requests per second from one address, on average; 0 for no limit. Default 100, and no"
              + " limit for this machine.")
  @Nullable Integer rate;

  @Option(
      names = "--acting-rate",
      paramLabel = "N",
      description =
          "Requests per second from one address that change something; 0 for no limit. Default 20,"
              + " and no limit for this machine.")
  @Nullable Integer actingRate;

  @Option(
      names = "--connections-per-address",
      paramLabel = "N",
      description =
          "Open connections from one address; 0 for no limit. Default 64, and no limit for this"
              + " machine.")
  @Nullable Integer connections;

  /** What was said, and the defaults for the rest. */
  public CallerSettings settings() {
    CallerSettings usual = CallerSettings.DEFAULT;
    return new CallerSettings(
        allowedHosts(),
        allowedOrigins(),
        tokens(System.getenv(TOKEN)),
        quota("--rate", rate, usual.requests()),
        quota("--acting-rate", actingRate, usual.acts()),
        quota("--connections-per-address", connections, usual.connections()),
        trustedProxies());
  }

  private Set<HostName> allowedHosts() {
    Set<HostName> names = new HashSet<>();
    for (String host : hosts) {
      try {
        names.add(HostName.allowed(host));
      } catch (DecodeException e) {
        throw CommandException.badInput("--allow-host: " + e.getMessage());
      }
    }
    return names;
  }

  private Set<Origin> allowedOrigins() {
    Set<Origin> allowed = new HashSet<>();
    for (String origin : origins) {
      try {
        allowed.add(Origin.allowed(origin));
      } catch (DecodeException e) {
        throw CommandException.badInput("--allow-origin: " + e.getMessage());
      }
    }
    return allowed;
  }

  private List<CidrBlock> trustedProxies() {
    List<CidrBlock> trusted = new ArrayList<>();
    for (String proxy : proxies) {
      try {
        trusted.add(CidrBlock.parse(proxy));
      } catch (DecodeException e) {
        throw CommandException.badInput("--trusted-proxy: " + e.getMessage());
      }
    }
    return trusted;
  }

  private TokenSource tokens(@Nullable String fromEnvironment) {
    Path roles = tokensFile;
    Path file = tokenFile;
    if (roles != null && file != null) {
      throw CommandException.badInput(
          "--tokens and --token-file exclude each other; give only one");
    }
    if (roles != null) {
      return withRoles(roles);
    }
    if (file != null) {
      return TokenSource.of(Tokens.of(new TokenFile("--token-file", file).read()));
    }
    if (fromEnvironment == null || fromEnvironment.isEmpty()) {
      return TokenSource.of(Tokens.NONE);
    }
    try {
      return TokenSource.of(Tokens.of(Token.of(fromEnvironment.strip())));
    } catch (DecodeException e) {
      throw CommandException.badInput(TOKEN + ": " + e.getMessage());
    }
  }

  private static TokenSource withRoles(Path file) {
    try {
      TokensFile tokens = new TokensFile(file);
      TokenFile.warnIfOthersCanRead(file);
      return tokens;
    } catch (DecodeException e) {
      throw CommandException.badInput("--tokens: " + e.getMessage());
    } catch (IOException e) {
      throw CommandException.badInput("--tokens: " + file + " cannot be read: " + e.getMessage());
    }
  }

  /** What was said counts for everyone, also for the programs of this machine. */
  private static Quota quota(String option, @Nullable Integer wanted, Quota usual) {
    if (wanted == null) {
      return usual;
    }
    if (wanted < 0 || wanted > Quota.GREATEST) {
      throw CommandException.badInput(
          option + " must be 0 (no limit) to " + Quota.GREATEST + ", not " + wanted);
    }
    return Quota.forAll(wanted);
  }
}
