package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;

/** The members of a cluster, each in a process of its own; those that run are ended when closed. */
final class ClusterProcesses implements AutoCloseable {

  private static final long MAX_SECONDS = 120;

  private final Path home;
  private final String[][] options;
  private final Path file;
  private final int[] ports;
  private final NodeProcess[] running;
  private final UnaryOperator<Api> seen;

  /** Members with the same options. */
  ClusterProcesses(Path home, int members, String... options)
      throws IOException, InterruptedException {
    this(
        home,
        Collections.nCopies(members, options).toArray(String[][]::new),
        UnaryOperator.identity());
  }

  /**
   * @param options those of each member
   * @param seen how a member is asked
   */
  ClusterProcesses(Path home, String[][] options, UnaryOperator<Api> seen)
      throws IOException, InterruptedException {
    this.home = home;
    this.options = options.clone();
    this.seen = seen;
    int members = options.length;
    file = home.resolve("cluster");
    running = new NodeProcess[members];
    int[] free = freePorts(2 * members);
    ports = Arrays.copyOf(free, members);
    Program made = Program.zveno("cluster", "new");
    for (int i = 0; i < members; i++) {
      made =
          made.and(
              "%s,127.0.0.1:%d,http://127.0.0.1:%d"
                  .formatted(name(i), free[members + i], ports[i]));
    }
    Program.Outcome text = made.run();
    assertThat(text.exitCode()).as(text.errors()).isZero();
    Files.writeString(file, text.text(), StandardCharsets.UTF_8);
    for (int i = 0; i < members; i++) {
      Program.Outcome begun = withMember(i, Program.zveno("cluster", "begin")).run();
      assertThat(begun.exitCode()).as(begun.errors()).isZero();
    }
  }

  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  static String name(int member) {
    return "m" + member;
  }

  Path folder(int member) {
    return home.resolve(name(member));
  }

  Path file() {
    return file;
  }

  int size() {
    return running.length;
  }

  private Program withMember(int member, Program program) {
    return program.and(
        "--cluster",
        file.toString(),
        "--member",
        name(member),
        "--data-dir",
        folder(member).toString());
  }

  /** Starts a member. */
  void start(int member) throws IOException, InterruptedException {
    Program node =
        Program.zveno("node", "--port", Integer.toString(ports[member])).and(options[member]);
    running[member] = NodeProcess.start(withMember(member, node));
  }

  void startAll() throws IOException, InterruptedException {
    for (int i = 0; i < size(); i++) {
      if (running[i] == null) {
        start(i);
      }
    }
    for (int i = 0; i < size(); i++) {
      awaitCurrent(i); // Ratis does not count the vote of a member that has no entry yet
    }
  }

  NodeProcess member(int member) {
    return running[member];
  }

  Api api(int member) {
    return seen.apply(running[member].api());
  }

  /** Kills a member without warning. */
  void kill(int member) throws InterruptedException {
    running[member].kill9();
    running[member].close();
    running[member] = null;
  }

  boolean runs(int member) {
    return running[member] != null;
  }

  /** Those that run. */
  List<Integer> survivors() {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      if (runs(i)) {
        all.add(i);
      }
    }
    return all;
  }

  /** What a member knows of the cluster. */
  JsonValue state(int member) throws IOException, InterruptedException {
    return Api.parse(api(member).get("/api/v1/cluster").expect(200).body());
  }

  /** Who leads, by the word of a member that leads itself; nothing if none says so. */
  Optional<Integer> leader() throws IOException, InterruptedException {
    for (int member : survivors()) {
      JsonValue leader = Api.member(state(member), "leader");
      if (leader.kind() == JsonKind.STRING && leader.text().equals(name(member))) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  /** Waits until one that runs leads. */
  int awaitLeader() throws IOException, InterruptedException {
    long end = System.nanoTime() + MAX_SECONDS * 1_000_000_000L;
    while (System.nanoTime() < end) {
      Optional<Integer> leader = leader();
      if (leader.isPresent()) {
        return leader.get();
      }
      Thread.sleep(50); // an election has no event outside
    }
    throw new AssertionError("no leader within " + MAX_SECONDS + " s");
  }

  /** Waits until a member has applied all that the cluster had acknowledged. */
  void awaitCurrent(int member) throws IOException, InterruptedException {
    long end = System.nanoTime() + MAX_SECONDS * 1_000_000_000L;
    while (api(member).get("/api/v1/cluster?consistent=true").status() != 200) {
      assertThat(System.nanoTime()).as("%s is not current", name(member)).isLessThan(end);
      Thread.sleep(100); // there is no leader yet
    }
  }

  @Override
  public void close() {
    for (NodeProcess process : running) {
      if (process != null) {
        process.close();
      }
    }
  }
}
