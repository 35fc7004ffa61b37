package zveno.node.cluster.command;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.node.cli.AddedCommand;
import zveno.node.client.NodeClient;
import zveno.node.client.NodeOptions;
import zveno.node.cluster.ClusterFile;
import zveno.node.cluster.Membership;
import zveno.node.config.ClusterOptions;
import zveno.node.config.CommandException;

/** {@code zveno cluster}: makes a cluster, and shows how it stands. */
@Command(
    name = "cluster",
    description = "Make a cluster of nodes, or show how it stands.",
    mixinStandardHelpOptions = true,
    subcommands = {
      ClusterCommand.New.class,
      ClusterCommand.Begin.class,
      ClusterCommand.Add.class,
      ClusterCommand.Remove.class,
      ClusterCommand.Status.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class ClusterCommand implements AddedCommand, Callable<Integer> {

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "name a command: new, begin, add, remove or status");
  }

  private static ClusterFile.Member member(String text) throws DecodeException {
    String[] parts = text.split(",", -1);
    if (parts.length != 3) {
      throw new DecodeException("a member is NAME,HOST:PORT,URL, not " + text);
    }
    return ClusterFile.member(parts[0], parts[1], parts[2]);
  }

  /** {@code zveno cluster add}. */
  @Command(
      name = "add",
      description =
          "Give a member that runs (cluster begin --from) a vote, once it has what the others"
              + " have.",
      mixinStandardHelpOptions = true)
  static final class Add implements Callable<Integer> {

    @Parameters(
        paramLabel = "NAME,HOST:PORT,URL",
        description = "The new member, as in cluster new.")
    String text = "";

    @Mixin NodeOptions node = new NodeOptions();

    @Override
    public Integer call() throws InterruptedException {
      try {
        ClusterFile.Member added = member(text);
        JsonWriter json = new JsonWriter();
        json.beginObject().name("name").string(added.name());
        json.name("address").string(added.address());
        json.name("url").string(added.url()).endObject();
        expect(201, node.client().post("/api/v1/cluster/members", json.toBytes()));
        System.out.println(added.name() + " is a member of the cluster");
        return 0;
      } catch (DecodeException e) {
        throw CommandException.badInput(String.valueOf(e.getMessage()));
      }
    }
  }

  /** {@code zveno cluster remove}. */
  @Command(
      name = "remove",
      description =
          "Take a member's vote away, for good. It need not run; if it runs, it ends. A cluster has"
              + " at least 3 members: add its replacement first.",
      mixinStandardHelpOptions = true)
  static final class Remove implements Callable<Integer> {

    @Parameters(paramLabel = "NAME", description = "The member.")
    String name = "";

    @Mixin NodeOptions node = new NodeOptions();

    @Override
    public Integer call() throws InterruptedException {
      if (!name.matches("[a-z0-9-]+")) {
        throw CommandException.badInput("no member has the name " + name);
      }
      expect(200, node.client().delete("/api/v1/cluster/members/" + name));
      System.out.println(name + " is no member of the cluster any more");
      return 0;
    }
  }

  private static void expect(int status, NodeClient.Answer answer) {
    if (answer.status() != status) {
      throw CommandException.failed(answer.refusal());
    }
  }

  /** {@code zveno cluster new}. */
  @Command(
      name = "new",
      description =
          "Print the file of a new cluster, which all its members need: zveno node --cluster FILE"
              + " --member NAME.",
      mixinStandardHelpOptions = true)
  static final class New implements Callable<Integer> {

    @Parameters(
        paramLabel = "NAME,HOST:PORT,URL",
        arity = "1..*",
        description =
            "For each of 3 to 7 members: its name, where the other members reach its log, and where"
                + " its API is, such as a,10.0.0.1:7000,http://10.0.0.1:5000.")
    List<String> members = new ArrayList<>();

    @Override
    public Integer call() {
      try {
        List<ClusterFile.Member> all = new ArrayList<>();
        for (String member : members) {
          all.add(member(member));
        }
        System.out.print(ClusterFile.of(all, Clock.systemUTC().instant()).text());
        return 0;
      } catch (DecodeException e) {
        throw CommandException.badInput(String.valueOf(e.getMessage()));
      }
    }
  }

  /** {@code zveno cluster begin}. */
  @Command(
      name = "begin",
      description =
          "Prepare a member's new data folder, once, before its first start. Never for a member"
              + " that has lost its disk.",
      mixinStandardHelpOptions = true)
  static final class Begin implements Callable<Integer> {

    @Mixin ClusterOptions options = new ClusterOptions();

    @Option(names = "--data-dir", paramLabel = "DIR", required = true, description = "The folder.")
    @Nullable Path folder;

    @Option(
        names = "--from",
        paramLabel = "BACKUP",
        description =
            "For a member that comes to a cluster which runs: begin with this copy of another"
                + " member's folder, made by zveno backup. Then start it, and name it to zveno"
                + " cluster add.")
    @Nullable Path backup;

    @Override
    public Integer call() {
      Path named = Objects.requireNonNull(folder);
      Membership member =
          options
              .membership(named, Optional.empty())
              .orElseThrow(() -> CommandException.badInput("--cluster and --member are needed"));
      Path from = backup;
      if (from == null) {
        member.begin();
      } else {
        member.beginFrom(from);
      }
      System.out.println(named + " is ready for the member " + member.self().name());
      return 0;
    }
  }

  /** {@code zveno cluster status}. */
  @Command(
      name = "status",
      description =
          "Show the members of a node's cluster, its leader, and how far each member is. Exit code"
              + " 0; 1 if there is no leader or the node does not answer.",
      mixinStandardHelpOptions = true)
  static final class Status implements Callable<Integer> {

    @Mixin NodeOptions node = new NodeOptions();

    @Override
    public Integer call() throws InterruptedException {
      NodeClient.Answer answer = node.client().get("/api/v1/cluster");
      if (answer.status() != 200) {
        throw CommandException.failed(answer.refusal());
      }
      JsonValue state = answer.json();
      JsonValue leader = member(state, "leader");
      boolean led = leader.kind() == JsonKind.STRING;
      System.out.printf(
          "cluster %s, term %s, leader %s%n",
          member(state, "cluster").text(),
          member(state, "term").integer(),
          led ? leader.text() : "none");
      for (JsonValue one : member(state, "members").elements()) {
        JsonValue lag = member(one, "lag");
        System.out.printf(
            "%-12s %-24s %-32s %s%n",
            member(one, "name").text(),
            member(one, "address").text(),
            member(one, "url").text(),
            lag.kind() == JsonKind.NULL ? "not known" : lag.integer() + " entries behind");
      }
      return led ? 0 : 1;
    }

    private static JsonValue member(JsonValue object, String name) {
      return object
          .member(name)
          .orElseThrow(() -> CommandException.failed("the answer has no member " + name));
    }
  }
}
