package zveno.node.stratum;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.mining.HeaderSearch;
import zveno.node.miner.ParallelSearch;

/** Mines for a server that speaks Stratum v1, one connection long. */
public final class StratumMiner implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StratumMiner.class);

  private static final Duration TO_CONNECT = Duration.ofSeconds(10);

  /** A server sends a job at least this often. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private static final int MAX_EXTRANONCE = 16;
  private static final int MAX_UNANSWERED = 1000;

  private static final JsonLimits LIMITS =
      JsonLimits.defaults().withMaxDepth(8).withNonFinite(false);

  private static final String SUBSCRIBE = "mining.subscribe";
  private static final String AUTHORIZE = "mining.authorize";
  private static final String SUBMIT = "mining.submit";

  private final Socket socket;
  private final LineReader in;
  private final OutputStream out;
  private final String worker;
  private final Consumer<String> report;
  private final ParallelSearch search = ParallelSearch.withFastestKernels();
  private final Map<Long, String> unanswered = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Under the lock; what is volatile may be read without it.
  private byte[] extranonce = {};
  private int ownBytes;
  private double difficulty = 1;
  private volatile @Nullable Work work;
  private volatile @Nullable String problem;
  private long nextId;
  private long ownExtranonce;
  private long accepted;
  private long rejected;

  private volatile long tried;

  /**
   * Connects.
   *
   * @param worker as the server knows it: often the address to pay, and a label
   * @param report gets a line for each answer to a share
   * @throws IOException if there is no connection
   */
  public StratumMiner(InetSocketAddress server, String worker, Consumer<String> report)
      throws IOException {
    this.worker = worker;
    this.report = report;
    this.socket = new Socket();
    try {
      socket.connect(server, (int) TO_CONNECT.toMillis());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) SILENCE.toMillis());
      this.in = new LineReader(socket.getInputStream());
      this.out = socket.getOutputStream();
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Mines until the connection ends, or so many shares have been accepted.
   *
   * @param threads how many search
   * @param shares after how many the work is done; nothing if it never is
   * @throws IOException if the connection ends, or the server refuses the worker; in one line
   */
  @SuppressWarnings({
    "ReferenceEquality", // this work, not one that says the same
    "NonAtomicVolatileUpdate" // no other thread counts
  })
  public void mine(String password, int threads, OptionalLong shares) throws IOException {
    Thread reader = Thread.ofVirtual().name("stratum-read").start(this::read);
    try {
      send(SUBSCRIBE, List.of("zveno"));
      send(AUTHORIZE, List.of(worker, password));
      while (shares.isEmpty() || accepted() < shares.getAsLong()) {
        Work now = awaitWork();
        long own = nextExtranonce(now);
        byte[] extranonces = extranonces(now, own);
        HeaderSearch attempt =
            new HeaderSearch(now.job().puzzle(extranonces, ShareTarget.of(now.difficulty())));
        search.search(attempt, threads, () -> work != now || problem != null, () -> {});
        tried += attempt.tried();
        OptionalLong nonce = attempt.nonce();
        if (nonce.isPresent() && isLastAnswered() && work == now) {
          submit(now, extranonces, nonce.getAsLong());
        }
      }
    } finally {
      close();
      search.dismiss();
      reader.interrupt();
    }
  }

  private Work awaitWork() throws IOException {
    lock.lock();
    try {
      Work now = work;
      while (now == null && problem == null) {
        changed.awaitUninterruptibly();
        now = work;
      }
      String why = problem;
      if (why != null || now == null) {
        throw new IOException(why);
      }
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the answer to the last share: where shares are easy, it may bring another job. */
  private boolean isLastAnswered() {
    lock.lock();
    try {
      while (problem == null && unanswered.containsValue(SUBMIT)) {
        changed.awaitUninterruptibly();
      }
      return problem == null;
    } finally {
      lock.unlock();
    }
  }

  private long nextExtranonce(Work now) {
    long values = now.ownBytes() >= Long.BYTES ? Long.MAX_VALUE : 1L << (8 * now.ownBytes());
    ownExtranonce = (ownExtranonce + 1) % values;
    return ownExtranonce;
  }

  private static byte[] extranonces(Work now, long own) {
    byte[] both = new byte[now.extranonce().length + now.ownBytes()];
    System.arraycopy(now.extranonce(), 0, both, 0, now.extranonce().length);
    for (int i = 0; i < Math.min(now.ownBytes(), Long.BYTES); i++) {
      both[both.length - 1 - i] = (byte) (own >>> (8 * i));
    }
    return both;
  }

  private void submit(Work now, byte[] extranonces, long nonce) throws IOException {
    HexFormat hex = HexFormat.of();
    send(
        SUBMIT,
        List.of(
            worker,
            now.job().id(),
            hex.formatHex(extranonces, now.extranonce().length, extranonces.length),
            now.job().timeDigits(),
            hex.toHexDigits((int) nonce)));
  }

  private void send(String method, List<String> parameters) throws IOException {
    if (unanswered.size() >= MAX_UNANSWERED) {
      throw new IOException("the server does not answer");
    }
    long id = ++nextId;
    unanswered.put(id, method);
    JsonWriter json = new JsonWriter().beginObject().name("id").integer(id);
    json.name("method").string(method).name("params").beginArray();
    parameters.forEach(json::string);
    out.write(json.endArray().endObject().toBytes());
    out.write('\n');
    out.flush();
  }

  private void read() {
    try {
      Optional<byte[]> line = in.next();
      while (line.isPresent()) {
        take(new String(line.get(), StandardCharsets.UTF_8).isBlank() ? null : line.get());
        line = in.next();
      }
      fail("the server has closed the connection");
    } catch (DecodeException e) {
      fail("the server does not speak Stratum: " + e.getMessage());
    } catch (IOException e) {
      fail("the connection is lost: " + e.getMessage());
    }
  }

  private void fail(String why) {
    lock.lock();
    try {
      if (problem == null) {
        problem = why;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void take(byte @Nullable [] line) throws DecodeException {
    if (line == null) {
      return;
    }
    JsonValue json = JsonValue.parse(line, LIMITS);
    Optional<JsonValue> method =
        json.member("method").filter(value -> value.kind() == JsonKind.STRING);
    if (method.isPresent()) {
      told(method.get().text(), parameters(json));
    } else {
      answered(json);
    }
  }

  private static List<JsonValue> parameters(JsonValue json) {
    List<JsonValue> parameters = new ArrayList<>();
    json.member("params")
        .filter(value -> value.kind() == JsonKind.ARRAY)
        .ifPresent(value -> value.elements().forEach(parameters::add));
    return parameters;
  }

  private void told(String method, List<JsonValue> parameters) throws DecodeException {
    lock.lock();
    try {
      switch (method) {
        case "mining.set_difficulty" -> difficulty = difficulty(parameters);
        case "mining.set_extranonce" -> subscribed(parameters, 0);
        case "mining.notify" -> {
          work = new Work(PoolJob.read(parameters), difficulty, extranonce, ownBytes);
          changed.signalAll();
        }
        default -> LOG.debug("the server says {}, which is of no use here", OneLine.of(method));
      }
    } finally {
      lock.unlock();
    }
  }

  private static double difficulty(List<JsonValue> parameters) throws DecodeException {
    if (!parameters.isEmpty()
        && (parameters.getFirst().kind() == JsonKind.INTEGER
            || parameters.getFirst().kind() == JsonKind.FLOAT)) {
      double given = parameters.getFirst().number();
      if (given > 0 && given < Double.POSITIVE_INFINITY) {
        return given;
      }
    }
    throw new DecodeException("a difficulty is a number greater than 0");
  }

  /** The server's extranonce stands at this place, and the length of ours after it. */
  private void subscribed(List<JsonValue> result, int at) throws DecodeException {
    if (result.size() < at + 2 || result.get(at + 1).kind() != JsonKind.INTEGER) {
      throw new DecodeException("no extranonce");
    }
    byte[] given = PoolJob.bytes(result.get(at), -1);
    long length = result.get(at + 1).integer().longValue();
    if (given.length > MAX_EXTRANONCE || length < 1 || length > MAX_EXTRANONCE) {
      throw new DecodeException("extranonces have 1 to " + MAX_EXTRANONCE + " bytes");
    }
    extranonce = given;
    ownBytes = (int) length;
  }

  private void answered(JsonValue json) throws DecodeException {
    Optional<JsonValue> id = json.member("id").filter(value -> value.kind() == JsonKind.INTEGER);
    String method = id.map(value -> unanswered.remove(value.integer().longValue())).orElse(null);
    if (method == null) {
      return;
    }
    Optional<JsonValue> result = json.member("result");
    boolean well = result.filter(StratumMiner::isGood).isPresent();
    lock.lock();
    try {
      switch (method) {
        case SUBSCRIBE -> {
          List<JsonValue> parts = new ArrayList<>();
          result
              .filter(value -> value.kind() == JsonKind.ARRAY)
              .ifPresent(value -> value.elements().forEach(parts::add));
          subscribed(parts, 1);
        }
        case AUTHORIZE -> {
          if (!well) {
            fail("the server refuses this worker: " + reason(json));
          }
        }
        case SUBMIT -> {
          if (well) {
            accepted++;
            report.accept("share " + accepted + " accepted");
          } else {
            rejected++;
            report.accept("share rejected: " + reason(json));
          }
          changed.signalAll();
        }
        default -> {
          // nothing else is asked
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean isGood(JsonValue result) {
    return result.kind() == JsonKind.BOOLEAN && result.bool();
  }

  private static String reason(JsonValue json) {
    return json.member("error").map(error -> OneLine.of(error.toString(), 200)).orElse("no reason");
  }

  /** Shares that the server has accepted. */
  public long accepted() {
    lock.lock();
    try {
      return accepted;
    } finally {
      lock.unlock();
    }
  }

  /** Shares that the server has rejected. */
  public long rejected() {
    lock.lock();
    try {
      return rejected;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the server has sent a job. */
  public boolean hasWork() {
    return work != null;
  }

  /** Hashes tried so far. */
  public long tried() {
    return tried;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("while closing: {}", e.getMessage());
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Work(PoolJob job, double difficulty, byte[] extranonce, int ownBytes) {}
}
