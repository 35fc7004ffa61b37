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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;

/** The members of a cluster, each in a process of its own; those that run are ended when closed. */
final class ClusterProcesses implements AutoCloseable {

  private static final long MAX_SECONDS = 120;

  private final Path home;
  private final String[][] options;
  private final Path file;
  private final int[] ports;
  private final int[] logPorts;
  private int size;
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
    size = members;
    int most = members + 1;
    running = new NodeProcess[most];
    int[] free = freePorts(2 * most);
    ports = Arrays.copyOf(free, most);
    logPorts = Arrays.copyOfRange(free, most, 2 * most);
    Program made = Program.zveno("cluster", "new");
    for (int i = 0; i < members; i++) {
      made = made.and(named(i));
    }
    Program.Outcome text = made.run();
    assertThat(text.exitCode()).as(text.errors()).isZero();
    Files.writeString(file, text.text(), StandardCharsets.UTF_8);
    for (int i = 0; i < members; i++) {
      succeed(withMember(i, Program.zveno("cluster", "begin")));
    }
  }

  /** A member, as commands name it. */
  private String named(int member) {
    return "%s,127.0.0.1:%d,http://127.0.0.1:%d"
        .formatted(name(member), logPorts[member], ports[member]);
  }

  /**
   * One more member comes, with a copy of another one's folder, which runs.
   *
   * @return its number
   */
  int add(int other) throws IOException, InterruptedException {
    int added = size;
    Path backup = home.resolve("backup");
    succeed(Program.zveno("backup", backup.toString(), "--data-dir", folder(other).toString()));
    Files.writeString(
        file,
        Files.readString(file) + "member " + named(added).replace(',', ' ') + "\n",
        StandardCharsets.UTF_8);
    size++;
    succeed(withMember(added, Program.zveno("cluster", "begin", "--from", backup.toString())));
    start(added);
    succeed(Program.zveno("cluster", "add", named(added), "--node", api(other).url()));
    return added;
  }

  /** A member goes, by the word of another. */
  void remove(int member, int other) throws IOException, InterruptedException {
    succeed(Program.zveno("cluster", "remove", name(member), "--node", api(other).url()));
  }

  private static void succeed(Program program) throws IOException, InterruptedException {
    Program.Outcome outcome = program.run();
    assertThat(outcome.exitCode()).as(program + ": " + outcome.errors()).isZero();
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
    return size;
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
        Program.zveno("node", "--port", Integer.toString(ports[member]))
            .and(options[Math.min(member, options.length - 1)]);
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

  /** Who the members are, by the word of one. */
  List<String> names(int member) throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    for (JsonValue one : Api.member(state(member), "members").elements()) {
      names.add(Api.member(one, "name").text());
    }
    return names;
  }

  /** Kills a member, and takes its disk away. */
  void lose(int member) throws IOException, InterruptedException {
    kill(member);
    try (Stream<Path> files = Files.walk(folder(member))) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
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
