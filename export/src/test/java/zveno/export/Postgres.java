package zveno.export;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of this machine's packages, in a folder of its own, on a free port. The
 * server refuses to run as root: then it is run as the user nobody.
 */
final class Postgres implements AutoCloseable {

  private static final long MAX_SECONDS = 60;

  private final Path bin;
  private final Path home;
  private final int port;
  private Process server;

  private Postgres(Path bin, Path home, int port) {
    this.bin = bin;
    this.home = home;
    this.port = port;
  }

  /** Starts one; skips the test where there is none, unless it is required. */
  static Postgres start() throws Exception {
    Optional<Path> bin = bin();
    if (bin.isEmpty() && Boolean.getBoolean("zveno.require.postgres")) {
      fail("zveno.require.postgres is set, but there is no PostgreSQL server");
    }
    assumeTrue(bin.isPresent(), "no PostgreSQL server here");
    Path home = Files.createTempDirectory("zveno-postgres");
    if (isRoot()) {
      run(List.of("chown", "nobody", home.toString()));
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Postgres postgres = new Postgres(bin.get(), home, port);
    run(
        postgres.asUser(
            bin.get().resolve("initdb").toString(),
            "--pgdata=" + home.resolve("data"),
            "--username=zveno",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync"));
    postgres.begin();
    return postgres;
  }

  private static Optional<Path> bin() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .findFirst();
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private List<String> asUser(String... command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
  }

  /** Starts the server, also after {@link #kill}; it answers when this returns. */
  void begin() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    server = launch();
    while (true) {
      try (Connection _ = connect()) {
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > end) {
          throw new IOException("the server does not start, see " + home + ".log", e);
        }
        if (!server.isAlive()) {
          server = launch(); // it refuses while a process of the killed one is left
        }
        Thread.sleep(50); // it announces nothing that could be awaited
      }
    }
  }

  private Process launch() throws IOException {
    return new ProcessBuilder(
            asUser(
                bin.resolve("postgres").toString(),
                "-D",
                home.resolve("data").toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories="))
        .directory(Path.of("/").toFile())
        .redirectErrorStream(true)
        .redirectOutput(home.resolveSibling(home.getFileName() + ".log").toFile())
        .start();
  }

  /** Ends it at once, as a loss of power does; its other processes end by themselves. */
  void kill() throws InterruptedException {
    List<ProcessHandle> all = server.descendants().toList();
    server.destroyForcibly().waitFor();
    all.forEach(ProcessHandle::destroyForcibly);
  }

  String url() {
    return "postgresql://zveno@127.0.0.1:" + port + "/postgres";
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=zveno");
  }

  @Override
  public void close() throws IOException {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Files.deleteIfExists(home.resolveSibling(home.getFileName() + ".log"));
  }
}
