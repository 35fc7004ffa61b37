package zveno.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.mining.HeaderSearch;
import zveno.kernel.mining.KernelKind;
import zveno.node.miner.ParallelSearch;

/** A miner of one connection that sends a share when it is asked to. */
final class SimulatedMiner implements AutoCloseable {

  private static final HexFormat HEX = HexFormat.of();

  /** The target of difficulty 1. */
  private static final BigInteger OF_ONE = BigInteger.valueOf(0xffff).shiftLeft(208);

  private static final String SUBMIT = "100";

  private final Socket socket = new Socket();
  private final BufferedReader in;
  private final String worker;
  private final String difficulty;
  private final Consumer<Job> clean;
  private final CompletableFuture<String> extranonce = new CompletableFuture<>();
  private final CompletableFuture<Job> first = new CompletableFuture<>();
  private final AtomicReference<@Nullable Job> job = new AtomicReference<>();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private int second;

  /**
   * A job, as it came.
   *
   * @param parameters of {@code mining.notify}
   * @param at when, as {@link System#nanoTime} counts
   */
  record Job(List<JsonValue> parameters, long at) {

    String text(int place) {
      return parameters.get(place).text();
    }

    /** The block that it follows. */
    String previous() {
      return text(1);
    }
  }

  /**
   * Connects.
   *
   * @param worker its name
   * @param difficulty of the shares that it wants
   * @param clean gets each job that makes the ones before it worthless
   */
  SimulatedMiner(InetSocketAddress server, String worker, double difficulty, Consumer<Job> clean)
      throws IOException {
    this.worker = worker;
    this.difficulty = Double.toString(difficulty);
    this.clean = clean;
    socket.connect(server, 10_000);
    socket.setTcpNoDelay(true);
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 1024);
    Thread.ofVirtual().name("simulated-miner").start(this::read);
    send("1", "mining.subscribe", "\"zveno-bench\"");
    send("2", "mining.suggest_difficulty", this.difficulty);
    send("3", "mining.authorize", "\"" + worker + "\", \"x\"");
  }

  private void send(String id, String method, String parameters) throws IOException {
    String line =
        "{\"id\": " + id + ", \"method\": \"" + method + "\", \"params\": [" + parameters + "]}\n";
    socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
  }

  /** Is complete when it has its first job. */
  CompletableFuture<Job> ready() {
    return first;
  }

  private void read() {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        take(
            JsonValue.parse(line.getBytes(StandardCharsets.US_ASCII), JsonLimits.defaults()),
            System.nanoTime());
      }
      fail(new IOException("the node has ended a connection"));
    } catch (IOException | DecodeException e) {
      fail(e);
    }
  }

  private void fail(Exception why) {
    first.completeExceptionally(why);
    extranonce.completeExceptionally(why);
  }

  private static List<JsonValue> elements(JsonValue message, String name) {
    List<JsonValue> elements = new ArrayList<>();
    message.member(name).orElseThrow().elements().forEach(elements::add);
    return elements;
  }

  private void take(JsonValue message, long now) {
    String method = message.member("method").map(JsonValue::text).orElse("");
    if (method.equals("mining.notify")) {
      Job told = new Job(elements(message, "params"), now);
      job.set(told);
      first.complete(told);
      if (told.parameters().get(8).bool()) {
        clean.accept(told);
      }
    } else if (method.isEmpty()) {
      answered(message);
    }
  }

  private void answered(JsonValue message) {
    String id = message.member("id").orElseThrow().toString();
    if (id.equals("1")) {
      extranonce.complete(elements(message, "result").get(1).text());
    } else if (id.equals(SUBMIT)) {
      boolean well = message.member("result").orElseThrow().toString().equals("true");
      (well ? accepted : refused).incrementAndGet();
    }
  }

  /** Shares that the node has accepted. */
  long accepted() {
    return accepted.get();
  }

  /** Shares that it has refused: stale ones, if the tip moves. */
  long refused() {
    return refused.get();
  }

  /** Searches for a share of the last job, and sends it. */
  void share() throws IOException {
    BigInteger target =
        new BigDecimal(OF_ONE)
            .divide(new BigDecimal(difficulty), 0, RoundingMode.DOWN)
            .toBigInteger();
    while (true) {
      Job now = last();
      String own = HEX.toHexDigits(++second);
      HeaderSearch search = new HeaderSearch(new HeaderPuzzle(header(now, own), target));
      search.work(KernelKind.SCALAR.newKernels(), () -> false);
      if (search.nonce().isPresent()) {
        send(new Found(now, own, HEX.toHexDigits((int) search.nonce().getAsLong())));
        return;
      }
    }
  }

  /** Searches for a block, with all processors, for the last job at each time. */
  @SuppressWarnings("ReferenceEquality") // this job, not one that says the same
  Found block() throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    ParallelSearch all = ParallelSearch.withFastestKernels();
    try {
      while (true) {
        Job now = last();
        String own = HEX.toHexDigits(++second);
        HeaderSearch search =
            new HeaderSearch(new HeaderPuzzle(header(now, own), blockTarget(now)));
        all.search(search, threads, () -> job.get() != now, () -> {});
        if (search.nonce().isPresent()) {
          return new Found(now, own, HEX.toHexDigits((int) search.nonce().getAsLong()));
        }
      }
    } finally {
      all.dismiss();
    }
  }

  private static BigInteger blockTarget(Job now) {
    byte[] bits = HEX.parseHex(now.text(6));
    BigInteger mantissa = new BigInteger(1, new byte[] {bits[1], bits[2], bits[3]});
    return mantissa.shiftLeft(8 * (bits[0] - 3));
  }

  /** A nonce for a job. */
  record Found(Job job, String second, String nonce) {}

  /** Sends it. */
  void send(Found found) throws IOException {
    send(
        SUBMIT,
        "mining.submit",
        String.join(
            ", ",
            "\"" + worker + "\"",
            "\"" + found.job().text(0) + "\"",
            "\"" + found.second() + "\"",
            "\"" + found.job().text(7) + "\"",
            "\"" + found.nonce() + "\""));
  }

  private Job last() throws IOException {
    Job now = job.get();
    if (now == null) {
      throw new IOException("no job has come");
    }
    return now;
  }

  private byte[] header(Job now, String own) {
    byte[] root = twice(HEX.parseHex(now.text(2) + extranonce.join() + own + now.text(3)));
    for (JsonValue branch : now.parameters().get(4).elements()) {
      byte[] both = Arrays.copyOf(root, 2 * Hash.LENGTH);
      System.arraycopy(HEX.parseHex(branch.text()), 0, both, Hash.LENGTH, Hash.LENGTH);
      root = twice(both);
    }
    return HEX.parseHex(
        reversedWords(now.text(5))
            + reversedWords(now.previous())
            + HEX.formatHex(root)
            + reversedWords(now.text(7))
            + reversedWords(now.text(6))
            + "00000000");
  }

  private static byte[] twice(byte[] bytes) {
    byte[] once = Sha256.digest(bytes, 0, bytes.length);
    return Sha256.digest(once, 0, once.length);
  }

  /** Each four bytes backwards. */
  private static String reversedWords(String hex) {
    StringBuilder out = new StringBuilder(hex.length());
    for (int word = 0; word < hex.length(); word += 8) {
      for (int at = word + 6; at >= word; at -= 2) {
        out.append(hex, at, at + 2);
      }
    }
    return out.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
