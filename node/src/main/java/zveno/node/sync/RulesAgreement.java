package zveno.node.sync;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.Hello;

/**
 * Whether a peer keeps the same rules as this node.
 *
 * @param ours the parameters of our rule set, by name
 */
public record RulesAgreement(Map<String, String> ours) {

  /** What a parameter can be: a name, a number or a hash. */
  private static final Pattern VALUE = Pattern.compile("[a-z0-9-]{1,64}");

  public RulesAgreement {
    ours = Map.copyOf(ours);
  }

  /**
   * Insists that a peer's rules are ours.
   *
   * @throws BadChainException if they are not; the message names what differs
   */
  public void check(Hello hello) throws BadChainException {
    if (!hello.rules().equals(ours)) {
      String different =
          ours.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(rule -> difference(rule, hello.rules().getOrDefault(rule.getKey(), "nothing")))
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining(", "));
      throw new BadChainException(
          "incompatible rules: " + (different.isEmpty() ? "it has further parameters" : different));
    }
  }

  /** Nothing if there is none. The peer's value is shown only if it could be true. */
  private static String difference(Map.Entry<String, String> rule, String theirs) {
    String ours = rule.getValue();
    String shown = VALUE.matcher(theirs).matches() ? theirs : "a different value";
    return ours.equals(theirs)
        ? ""
        : rule.getKey() + " is " + shown + " there and " + ours + " here";
  }
}
