package zveno.node.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.rules.RuleSet;
import zveno.node.http.transport.HostName;
import zveno.node.stratum.StratumServer;
import zveno.node.stratum.StratumSettings;

/** Whether other machines mine for a node, and where it listens for them. */
public final class StratumOptions {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int MAX_PASSWORD = 256;

  @Option(
      names = "--stratum",
      paramLabel = "[HOST:]PORT",
      description =
          "Let miners that speak Stratum v1 mine for this node, and listen for them here; without a"
              + " host on this machine only. Off by default; strict rules only.")
  @Nullable String listen;

  @Option(
      names = "--stratum-password-file",
      paramLabel = "FILE",
      description =
          "A file whose first line is the password of all miners; by default any will do.")
  @Nullable Path passwordFile;

  /**
   * Where to listen; nothing if miners are not wanted.
   *
   * @throws CommandException if the options are wrong, or if it is not possible to listen there
   */
  public Optional<StratumSettings> settings() {
    String said = listen;
    if (said == null) {
      if (passwordFile != null) {
        throw CommandException.badInput("--stratum-password-file needs --stratum");
      }
      return Optional.empty();
    }
    int colon = said.lastIndexOf(':');
    String host = colon < 0 ? LOOPBACK : said.substring(0, colon);
    StratumSettings settings;
    try {
      settings =
          StratumSettings.on(
              HostName.toListen(host),
              port(said.substring(colon + 1)),
              Optional.ofNullable(passwordFile)
                  .map(file -> password("--stratum-password-file", file)));
    } catch (DecodeException e) {
      throw CommandException.badInput("--stratum: the host " + e.getMessage());
    }
    try {
      StratumServer.tryListening(settings);
    } catch (IOException e) {
      throw CommandException.badInput(
          "--stratum: cannot listen on " + said + ": " + e.getMessage());
    }
    return Optional.of(settings);
  }

  private static int port(String digits) {
    if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(Character::isDigit)) {
      throw noPort(digits);
    }
    int port = Integer.parseInt(digits);
    if (port > 65535) {
      throw noPort(digits);
    }
    return port;
  }

  private static CommandException noPort(String said) {
    return CommandException.badInput("--stratum: the port must be 0 to 65535, not " + said);
  }

  /**
   * The password in the first line of a file.
   *
   * @param option names the file
   * @throws CommandException if there is none
   */
  public static String password(String option, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(8 * MAX_PASSWORD), StandardCharsets.UTF_8);
      String first = text.lines().findFirst().orElse("").strip();
      if (first.isEmpty() || first.length() > MAX_PASSWORD) {
        throw CommandException.badInput(
            option
                + ": the first line of "
                + file
                + " must have 1 to "
                + MAX_PASSWORD
                + " characters");
      }
      return first;
    } catch (IOException e) {
      throw CommandException.badInput(option + ": " + file + " cannot be read: " + IoErrors.of(e));
    }
  }

  /** Refuses rules that have nothing to search for such miners. */
  public void checkRules(RuleSet rules) {
    if (listen != null) {
      StratumServer.problem(rules)
          .ifPresent(problem -> {
            throw CommandException.badInput("--stratum: " + problem);
          });
    }
  }
}
