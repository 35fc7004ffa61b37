package zveno.export.feed;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.node.cli.AddedCommand;
import zveno.node.client.NodeOptions;

/** {@code zveno feed}: keeps tables of a database equal to the chain of a running node. */
@Command(
    name = "feed",
    description =
        "Follow the chain of a running node into a database, until it is stopped. Rows stay; what"
            + " leaves the chain is marked, in one transaction per reorganisation. After any end of"
            + " either side it resumes where it was (see docs/exports.md).",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class FeedCommand implements AddedCommand, Callable<Integer> {

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "TARGET",
      description =
          "postgresql://USER@HOST:PORT/DATABASE. The password is in the URL, or better in"
              + " $$PGPASSWORD.")
  String target = "";

  @Mixin NodeOptions node = new NodeOptions();

  @Option(
      names = "--schema",
      paramLabel = "NAME",
      defaultValue = "zveno",
      description = "The schema of the tables, one for each chain; default ${DEFAULT-VALUE}.")
  String schema = "zveno";

  @Option(
      names = "--once",
      description = "End when the database has the node's chain as it is now.")
  boolean once;

  @Override
  public Integer call() throws InterruptedException {
    PostgresUrl url = PostgresUrl.parse(target, System.getenv());
    Feed feed =
        new Feed(
            new NodeChain(node.client(NodeChain.MAX_ANSWER_BYTES)),
            () -> PostgresTables.open(url, schema),
            line -> {
              spec.commandLine().getErr().println(line);
              spec.commandLine().getErr().flush();
            });
    feed.run(once);
    return 0;
  }
}
