package zveno.node.devnet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Node processes that are started together and end together. A node ends when its standard input
 * does, which is ours: so none of them outlives this process, however that ends.
 */
public final class Devnet implements AutoCloseable {

  private static final String RUNNING = "running on ";
  private static final String OF_THE_JVM = "WARNING: Using incubator modules";

  /** What a node says of a peer that does not run yet. */
  private static final Pattern ABSENT =
      Pattern.compile(
          ".*: (it cannot be reached|the connection ended during the answer|it closed (the"
              + " connection|its event stream)); will retry");

  /** What it says, too, of one that is about to end. */
  private static final String ENDING = ": it answered with status 503; will retry";

  private static final long START_SECONDS = 120;
  private static final long STOP_SECONDS = 20;

  /** One process, and the thread that reads what it says. */
  private record Running(NetPlan.Member member, Process process, Thread reader) {}

  private final NetPlan plan;
  private final SharedLog log;
  private final OwnProgram program;
  private final Predicate<String> ours;
  private final List<Running> running = new ArrayList<>();
  private final List<CompletableFuture<Void>> up = new ArrayList<>();
  private final CompletableFuture<Ending> end = new CompletableFuture<>();
  private volatile boolean allRun;

  /**
   * Why the net ends.
   *
   * @param what for people
   * @param failed whether something went wrong
   */
  public record Ending(String what, boolean failed) {}

  /**
   * @param main the program's main class
   * @param ours which variables of the environment are not for the nodes
   * @param log takes the lines of all nodes
   * @param colours whether the log may be in colour
   */
  public Devnet(
      NetPlan plan, Class<?> main, Predicate<String> ours, Consumer<String> log, boolean colours) {
    this.plan = plan;
    this.ours = ours;
    this.program = new OwnProgram(main);
    int width = plan.members().stream().mapToInt(member -> member.name().length()).max().orElse(0);
    this.log = new SharedLog(log, colours, width);
  }

  /**
   * Starts all nodes, and returns when all of them run, or the net is to end before that.
   *
   * @param options those of the node at this place of the plan, beside those that the plan says
   * @return whether all run
   */
  public boolean start(IntFunction<List<String>> options) throws IOException, InterruptedException {
    for (int place = 0; place < plan.members().size(); place++) {
      start(place, plan.members().get(place), options.apply(place));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(up.toArray(CompletableFuture[]::new));
    try {
      var _ = CompletableFuture.anyOf(all, end).get(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      stop(new Ending("not all nodes run after " + START_SECONDS + " s", true));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    allRun = true;
    return !end.isDone();
  }

  private void start(int place, NetPlan.Member member, List<String> options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("node", "--end-with-input"));
    arguments.addAll(List.of("--port", Integer.toString(member.port())));
    arguments.addAll(List.of("--data-dir", member.folder().toString()));
    arguments.addAll(List.of("--advertise", member.url()));
    for (int other : member.follows()) {
      arguments.addAll(List.of("--peer", plan.members().get(other).url()));
    }
    arguments.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(program.with(arguments)).redirectErrorStream(true);
    builder.environment().keySet().removeIf(ours);
    Process process = builder.start();
    CompletableFuture<Void> itsUp = new CompletableFuture<>();
    up.add(itsUp);
    Thread reader = Thread.ofVirtual().start(() -> pass(process, place, member.name(), itsUp));
    running.add(new Running(member, process, reader));
    var _ = process.onExit().thenAccept(ended -> stop(endOf(member, ended.exitValue())));
  }

  private void pass(Process process, int place, String name, CompletableFuture<Void> itsUp) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!isNoise(line, !allRun, end.isDone())) {
          log.line(place, name, line);
        }
        if (line.contains(RUNNING)) {
          itsUp.complete(null);
        }
      }
    } catch (IOException e) {
      log.line(place, name, "its output cannot be read: " + e.getMessage());
    }
  }

  /**
   * Whether it is what the JVM says of its modules, or a node of peers that do not run yet, or no
   * longer. Any other trouble is for people.
   */
  static boolean isNoise(String line, boolean starting, boolean ending) {
    return line.startsWith(OF_THE_JVM)
        || ((starting || ending) && ABSENT.matcher(line).matches())
        || (ending && line.endsWith(ENDING));
  }

  /** A node that ends with success was stopped, usually from the terminal. */
  private static Ending endOf(NetPlan.Member member, int exitCode) {
    return exitCode == 0
        ? new Ending(member.name() + " was stopped", false)
        : new Ending(member.name() + " failed with exit code " + exitCode, true);
  }

  /** Has the net end; only the first reason counts. May be called by any thread. */
  public void stop(Ending why) {
    end.complete(why);
  }

  /** Waits until the net is to end. */
  public Ending await() throws InterruptedException {
    try {
      return end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends all nodes, and returns when they have gone. */
  @Override
  public void close() {
    stop(new Ending("closed", false));
    for (Running one : running) {
      try {
        one.process().getOutputStream().close();
      } catch (IOException e) {
        one.process().toHandle().destroy();
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    for (Running one : running) {
      awaitEnd(one, deadline);
    }
  }

  private static void awaitEnd(Running one, long deadline) {
    try {
      if (!one.process().waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        one.process().destroyForcibly();
      }
      one.process().onExit().join();
      one.reader().join();
    } catch (InterruptedException e) {
      one.process().destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
