package zveno.export.feed;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.node.cli.AddedCommand;
import zveno.node.client.NodeOptions;
import zveno.node.config.CommandException;
import zveno.node.logging.LogSetup;

/** {@code zveno feed}: keeps a database or a topic equal to the chain of a running node. */
@Command(
    name = "feed",
    description =
        "Follow the chain of a running node into a database or a topic, until it is stopped."
            + " Nothing is removed there; blocks that leave the chain are marked, or an event says"
            + " so, in one transaction per reorganisation. After any end of either side it resumes"
            + " where it was (see docs/exports.md).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class FeedCommand implements AddedCommand, Callable<Integer> {

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "TARGET",
      description =
          "postgresql://USER@HOST:PORT/DATABASE, the password in the URL, or better in"
              + " $$PGPASSWORD; or kafka://HOST:PORT/TOPIC, several hosts with commas between.")
  String target = "";

  @Mixin NodeOptions node = new NodeOptions();

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      description = "PostgreSQL: the schema of the tables, one for each chain; default zveno.")
  @Nullable String schema;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "Kafka: settings of its clients, like security.protocol, one NAME=VALUE a line.")
  @Nullable Path kafkaConfig;

  @Option(names = "--once", description = "End when the target has the node's chain as it is now.")
  boolean once;

  @Override
  public Integer call() throws InterruptedException {
    Feed feed =
        new Feed(
            new NodeChain(node.client(NodeChain.MAX_ANSWER_BYTES)),
            target(),
            line -> {
              spec.commandLine().getErr().println(line);
              spec.commandLine().getErr().flush();
            });
    feed.run(once);
    return 0;
  }

  private Target.Opening target() {
    if (target.startsWith(KafkaUrl.SCHEME)) {
      if (schema != null) {
        throw CommandException.badInput("--schema is for PostgreSQL; a topic is named in TARGET");
      }
      KafkaUrl url = KafkaUrl.parse(target);
      Properties settings = kafkaSettings();
      LogSetup.silence("org.apache.kafka"); // what matters is in the exceptions
      return () -> KafkaTopic.open(url, settings);
    }
    if (kafkaConfig != null) {
      throw CommandException.badInput(
          "--kafka-config is for a TARGET like kafka://HOST:PORT/TOPIC");
    }
    PostgresUrl url = PostgresUrl.parse(target, System.getenv());
    String name = schema == null ? "zveno" : schema;
    return () -> PostgresTables.open(url, name);
  }

  private Properties kafkaSettings() {
    Properties settings = new Properties();
    Path file = kafkaConfig;
    if (file != null) {
      try (Reader reader = Files.newBufferedReader(file)) {
        settings.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw CommandException.badInput("--kafka-config " + file + " cannot be read: " + e);
      }
    }
    return settings;
  }
}
