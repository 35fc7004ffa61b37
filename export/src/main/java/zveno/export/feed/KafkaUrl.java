package zveno.export.feed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zveno.node.config.CommandException;

/**
 * A topic of a cluster: {@code kafka://HOST:PORT,HOST:PORT/TOPIC}, at least one host.
 *
 * @param servers where to begin, as Kafka's {@code bootstrap.servers} takes it
 */
record KafkaUrl(String servers, String topic) {

  static final String SCHEME = "kafka://";

  private static final String SERVER = "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}";

  /** Names of topics: Kafka's {@code Topic} class, at most 249 characters, not a dot or two. */
  private static final Pattern URL =
      Pattern.compile(
          SCHEME + "(" + SERVER + "(?:," + SERVER + ")*)/((?!\\.{1,2}$)[A-Za-z0-9._-]{1,249})");

  /**
   * Reads a URL.
   *
   * @throws CommandException if it is none; the URL is not repeated
   */
  static KafkaUrl parse(String text) {
    Matcher parts = URL.matcher(text);
    if (!parts.matches()) {
      throw CommandException.badInput("TARGET must be like kafka://127.0.0.1:9092/zveno");
    }
    return new KafkaUrl(parts.group(1), parts.group(2));
  }

  /** For people. */
  String shown() {
    return SCHEME + servers + "/" + topic;
  }
}
