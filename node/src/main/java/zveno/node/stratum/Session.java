package zveno.node.stratum;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.node.http.transport.Caller;
import zveno.node.service.MiningResult;
import zveno.node.service.UnavailableException;

/**
 * What one connection says and is told. Its requests come from one thread; new jobs come from the
 * feed's.
 */
final class Session {

  private static final Logger LOG = LoggerFactory.getLogger(Session.class);

  /** A block from so far ahead would be put off by other nodes. */
  private static final Duration MAX_AHEAD = Duration.ofMinutes(2);

  /** Bits 13 to 28 of a version, which BIP 320 leaves to miners. */
  private static final int VERSION_BITS = 0x1fffe000;

  private static final int MAX_JOBS = 8;
  private static final int MAX_WORKERS = 16;
  private static final int SHARES = 512;
  private static final double SHARES_A_SECOND = 8;
  private static final int BAD_SHARES = 60;
  private static final double BAD_SHARES_A_SECOND = 0.5;
  private static final int REQUESTS = 100;
  private static final double REQUESTS_A_SECOND = 1;

  private final JobFeed feed;
  private final Workers accounts;
  private final ShareCounts counts;
  private final WorkerNames names;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Caller from;
  private final Consumer<byte[]> out;
  private final int extranonce;

  // The reader's own.
  private final Map<String, Worker> workers = new HashMap<>();
  private final Budget badShares;
  private final Budget requests;
  private final Budget shares;
  private boolean subscribed;
  private int versionMask;

  // Under the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, IssuedJob> issued = new LinkedHashMap<>();
  private final SharePacing pacing;
  private @Nullable Job latest;
  private long lastRound;
  private @Nullable String recipient;
  private final List<Worker> paced = new ArrayList<>();
  private double told;
  private long jobs;

  /**
   * @param from the miner, as limits count it
   * @param extranonce the server's half of the miner's bytes, another for each connection
   * @param out takes each line, without waiting
   */
  Session(
      JobFeed feed,
      Workers accounts,
      ShareCounts counts,
      WorkerNames names,
      InstantSource clock,
      LongSupplier nanoTime,
      Caller from,
      int extranonce,
      Consumer<byte[]> out) {
    this.feed = feed;
    this.accounts = accounts;
    this.counts = counts;
    this.names = names;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.from = from;
    this.extranonce = extranonce;
    this.out = out;
    long now = nanoTime.getAsLong();
    this.badShares = new Budget(BAD_SHARES, BAD_SHARES_A_SECOND, now);
    this.requests = new Budget(REQUESTS, REQUESTS_A_SECOND, now);
    this.shares = new Budget(SHARES, SHARES_A_SECOND, now);
    this.pacing = new SharePacing(SharePacing.FIRST_DIFFICULTY, now);
  }

  /** Has it a worker that may mine? */
  boolean isAuthorized() {
    lock.lock();
    try {
      return recipient != null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Answers a line.
   *
   * @return whether the connection goes on
   */
  boolean handle(byte[] line) {
    if (isBlank(line)) {
      return requests.take(nanoTime.getAsLong());
    }
    Request request;
    try {
      request = Request.read(line);
    } catch (DecodeException e) {
      refuse(Request.NO_ID, StratumError.OTHER, "no request: " + e.getMessage());
      return false;
    }
    boolean share = request.method().equals("mining.submit");
    if (!share && !requests.take(nanoTime.getAsLong())) {
      refuse(request.id(), StratumError.OTHER, "too many requests");
      return false;
    }
    try {
      answer(request);
      return true;
    } catch (RefusedException e) {
      refuse(request.id(), e.error(), String.valueOf(e.getMessage()));
      Budget spent = e.error() == StratumError.STALE ? requests : badShares;
      return !share || spent.take(nanoTime.getAsLong());
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte character : line) {
      if (character > ' ' || character < 0) {
        return false;
      }
    }
    return true;
  }

  private void answer(Request request) throws RefusedException {
    switch (request.method()) {
      case "mining.submit" -> {
        submit(request);
        say(request.id(), true);
      }
      case "mining.subscribe" -> subscribe(request);
      case "mining.authorize" -> authorize(request);
      case "mining.configure" -> configure(request);
      case "mining.suggest_difficulty" -> {
        suggest(request);
        say(request.id(), true);
        repeatJob();
      }
      case "mining.suggest_target" -> {
        suggestTarget(request);
        say(request.id(), true);
        repeatJob();
      }
      case "mining.extranonce.subscribe" -> say(request.id(), true); // it never changes
      case "mining.ping" -> reply(request.id(), new JsonWriter().string("pong"));
      default ->
          throw new RefusedException(
              StratumError.OTHER, "unknown method " + OneLine.of(request.method()));
    }
  }

  private void subscribe(Request request) {
    subscribed = true;
    String name = HexFormat.of().toHexDigits(extranonce);
    JsonWriter result = new JsonWriter().beginArray().beginArray();
    for (String method : new String[] {"mining.set_difficulty", "mining.notify"}) {
      result.beginArray().string(method).string(name).endArray();
    }
    reply(request.id(), result.endArray().string(name).integer(Integer.BYTES).endArray());
  }

  private void authorize(Request request) throws RefusedException {
    if (!subscribed) {
      throw new RefusedException(StratumError.NOT_SUBSCRIBED, "subscribe first");
    }
    String name = request.text(0).orElse("");
    WorkerNames.Named named = names.read(name, request.text(1).orElse(""));
    Worker worker = account(name, named.recipient());
    boolean begins;
    lock.lock();
    try {
      named.leastDifficulty().ifPresent(pacing::atLeast);
      begins = recipient == null;
      recipient = named.recipient();
      if (!paced.contains(worker)) {
        paced.add(worker);
        worker.paced(pacing.difficulty(network()));
      }
    } finally {
      lock.unlock();
    }
    say(request.id(), true);
    if (begins) {
      Round now = feed.current();
      if (now != null) {
        renew(now);
      }
      feed.want(named.recipient());
    }
  }

  private Worker account(String name, String paid) throws RefusedException {
    Worker known = workers.get(name);
    if (known != null) {
      return known;
    }
    String already = recipient; // only this thread sets it
    if (already != null && !already.equals(paid)) {
      throw new RefusedException(
          StratumError.UNAUTHORIZED, "this connection mines for " + already + " already");
    }
    if (workers.size() == MAX_WORKERS) {
      throw new RefusedException(
          StratumError.UNAUTHORIZED, "at most " + MAX_WORKERS + " workers use one connection");
    }
    Worker worker =
        accounts
            .connected(name, paid, from)
            .orElseThrow(() ->
                new RefusedException(StratumError.UNAUTHORIZED, "too many workers at present"));
    workers.put(name, worker);
    return worker;
  }

  private void configure(Request request) {
    JsonWriter result = new JsonWriter().beginObject();
    Optional<JsonValue> wanted =
        request.parameter(0).filter(value -> value.kind() == JsonKind.ARRAY);
    boolean rolls = false;
    boolean extranonces = false;
    OptionalDouble least = OptionalDouble.empty();
    if (wanted.isPresent()) {
      for (JsonValue extension : wanted.get().elements()) {
        String name = extension.kind() == JsonKind.STRING ? extension.text() : "";
        rolls |= name.equals("version-rolling");
        extranonces |= name.equals("subscribe-extranonce");
        least = name.equals("minimum-difficulty") ? leastDifficulty(request) : least;
      }
    }
    // Names in the order of their characters, as the writer wants them.
    if (least.isPresent()) {
      setLeast(least.getAsDouble());
      result.name("minimum-difficulty").bool(true);
    }
    if (extranonces) {
      result.name("subscribe-extranonce").bool(true);
    }
    if (rolls) {
      versionMask = VERSION_BITS & wantedMask(request);
      result.name("version-rolling").bool(true);
      result.name("version-rolling.mask").string(HexFormat.of().toHexDigits(versionMask));
    }
    reply(request.id(), result.endObject());
    if (least.isPresent()) {
      repeatJob();
    }
  }

  private void setLeast(double difficulty) {
    lock.lock();
    try {
      pacing.atLeast(difficulty);
    } finally {
      lock.unlock();
    }
  }

  private static OptionalDouble leastDifficulty(Request request) {
    return request
        .parameter(1)
        .filter(value -> value.kind() == JsonKind.OBJECT)
        .flatMap(value -> value.member("minimum-difficulty.value"))
        .flatMap(Request::positive)
        .stream()
        .mapToDouble(Double::doubleValue)
        .findAny();
  }

  private static int wantedMask(Request request) {
    return request
        .parameter(1)
        .filter(value -> value.kind() == JsonKind.OBJECT)
        .flatMap(value -> value.member("version-rolling.mask"))
        .filter(value -> value.kind() == JsonKind.STRING)
        .map(JsonValue::text)
        .filter(text -> text.length() == 8 && text.chars().allMatch(HexFormat::isHexDigit))
        .map(HexFormat::fromHexDigits)
        .orElse(-1);
  }

  private void suggest(Request request) throws RefusedException {
    double wanted =
        request
            .positive(0)
            .orElseThrow(() ->
                new RefusedException(
                    StratumError.OTHER, "a difficulty is a number greater than 0"));
    suggest(wanted);
  }

  private void suggestTarget(Request request) throws RefusedException {
    String digits = request.text(0).orElse("");
    if (digits.length() != 2 * Hash.LENGTH
        || !digits.chars().allMatch(HexFormat::isHexDigit)
        || digits.chars().allMatch(digit -> digit == '0')) {
      throw new RefusedException(
          StratumError.OTHER, "a target is 64 hexadecimal digits in a string, not all of them 0");
    }
    suggest(ShareTarget.difficulty(new BigInteger(digits, 16)));
  }

  private void suggest(double wanted) {
    lock.lock();
    try {
      pacing.suggest(wanted, nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /** Tells the miner of a new round, if it has authorized. */
  void renew(Round round) {
    lock.lock();
    try {
      if (recipient != null && round.number() > lastRound) {
        issue(round, recipient);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The same job with the difficulty that has changed. */
  private void repeatJob() {
    lock.lock();
    try {
      Round now = feed.current();
      if (now != null && recipient != null && now.number() >= lastRound) {
        issue(now, recipient);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The lock must be held. Jobs hold whole blocks, so only the last two contents stay valid. */
  private void issue(Round round, String paid) {
    Job job = round.jobFor(paid);
    Job before = latest;
    boolean clean = before == null || !job.isBeside(before);
    if (job != before) {
      issued.values().removeIf(one -> clean || one.job() != before);
    }
    latest = job;
    lastRound = round.number();
    double difficulty = pacing.difficulty(job.network());
    if (difficulty != told) {
      told = difficulty;
      paced.forEach(worker -> worker.paced(difficulty));
      out.accept(
          bytes(
              "{\"id\": null, \"method\": \"mining.set_difficulty\", \"params\": ["
                  + number(difficulty)
                  + "]}\n"));
    }
    String id = Long.toHexString(++jobs);
    if (issued.size() == MAX_JOBS) {
      issued.remove(issued.keySet().iterator().next());
    }
    SharesSeen seen =
        issued.values().stream()
            .filter(one -> one.job() == job)
            .findAny()
            .map(IssuedJob::seen)
            .orElseGet(SharesSeen::new);
    issued.put(id, new IssuedJob(job, difficulty, ShareTarget.of(difficulty), seen));
    byte[] head =
        bytes("{\"id\": null, \"method\": \"mining.notify\", \"params\": [\"" + id + "\", ");
    byte[] tail = bytes(clean ? "true]}\n" : "false]}\n");
    byte[] middle = job.parameters();
    byte[] line = new byte[head.length + middle.length + tail.length];
    System.arraycopy(head, 0, line, 0, head.length);
    System.arraycopy(middle, 0, line, head.length, middle.length);
    System.arraycopy(tail, 0, line, head.length + middle.length, tail.length);
    out.accept(line);
  }

  /** A whole number without a point, for miners that read no other. */
  private static String number(double difficulty) {
    return difficulty == Math.rint(difficulty) && difficulty < 1e15
        ? Long.toString((long) difficulty)
        : Double.toString(difficulty);
  }

  private void submit(Request request) throws RefusedException {
    String name = request.text(0).orElse("");
    Worker worker = workers.get(name);
    if (worker == null) {
      throw new RefusedException(
          StratumError.UNAUTHORIZED, "worker " + OneLine.of(name) + " is not authorized");
    }
    try {
      accept(request, worker);
    } catch (RefusedException e) {
      worker.rejected(e.error());
      counts.wrong(e.error());
      throw e;
    }
  }

  private void accept(Request request, Worker worker) throws RefusedException {
    IssuedJob asked = issued(request.text(1).orElse(""));
    long latestTime = clock.instant().plus(MAX_AHEAD).getEpochSecond();
    Share share = Share.of(request, extranonce, versionMask, asked.job().timestamp(), latestTime);
    byte[] digest = asked.job().digest(share);
    boolean block = asked.job().isBlock(digest);
    if (!block && !asked.target().isMetBy(digest)) {
      throw new RefusedException(
          StratumError.LOW_DIFFICULTY,
          "the share's difficulty is "
              + ShareTarget.difficultyOf(digest)
              + ", below "
              + asked.difficulty());
    }
    if (!asked.seen().add(digest)) {
      throw new RefusedException(StratumError.DUPLICATE, "duplicate share");
    }
    if (!feed.isCurrent(asked.job())) {
      throw stale();
    }
    // A block is never too much: it moves the tip, and with it all jobs are over.
    if (!block && (asked.seen().isFull() || !shares.take(nanoTime.getAsLong()))) {
      throw new RefusedException(
          StratumError.OTHER, "too many shares: mine at the difficulty that was set last");
    }
    if (block) {
      offer(asked.job(), share, worker);
    }
    Instant now = clock.instant();
    worker.accepted(asked.difficulty(), ShareTarget.difficultyOf(digest), now);
    counts.right();
    if (isPacedAnew(nanoTime.getAsLong())) {
      repeatJob();
    }
  }

  /** That of a block of the latest job; the lock must be held. */
  private double network() {
    return latest == null ? Double.MAX_VALUE : latest.network();
  }

  private boolean isPacedAnew(long now) {
    lock.lock();
    try {
      return pacing.shared(now, network());
    } finally {
      lock.unlock();
    }
  }

  /** To be asked every few seconds: lowers the difficulty if no shares come. */
  void tick() {
    boolean changed;
    lock.lock();
    try {
      changed = recipient != null && pacing.waited(nanoTime.getAsLong(), network());
    } finally {
      lock.unlock();
    }
    if (changed) {
      repeatJob();
    }
  }

  private IssuedJob issued(String id) throws RefusedException {
    lock.lock();
    try {
      IssuedJob found = issued.get(id);
      if (found == null) {
        throw stale();
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  private static RefusedException stale() {
    return new RefusedException(StratumError.STALE, "stale: the job is over");
  }

  private void offer(Job job, Share share, Worker worker) throws RefusedException {
    try {
      switch (feed.offer(job, share)) {
        case MiningResult.Mined mined -> {
          worker.foundBlock();
          counts.block();
          LOG.info("worker {} found block {}", worker.state().name(), mined.block().height());
        }
        case MiningResult.Stale _ -> throw stale();
        case MiningResult.Rejected rejected ->
            throw new RefusedException(
                StratumError.OTHER, "the block was refused: " + rejected.why());
      }
    } catch (UnavailableException e) {
      throw new RefusedException(StratumError.OTHER, "the node cannot write: " + e.getMessage());
    }
  }

  /** The connection is gone. */
  void close() {
    workers.values().forEach(accounts::disconnected);
  }

  private void say(byte[] id, boolean result) {
    reply(id, new JsonWriter().bool(result));
  }

  private void reply(byte[] id, JsonWriter result) {
    out.accept(
        line(
            new JsonWriter()
                .beginObject()
                .name("error")
                .nul()
                .name("id")
                .raw(id)
                .name("result")
                .raw(result.toBytes())
                .endObject()));
  }

  private void refuse(byte[] id, StratumError error, String reason) {
    out.accept(
        line(
            new JsonWriter()
                .beginObject()
                .name("error")
                .beginArray()
                .integer(error.number())
                .string(reason)
                .nul()
                .endArray()
                .name("id")
                .raw(id)
                .name("result")
                .nul()
                .endObject()));
  }

  private static byte[] line(JsonWriter json) {
    byte[] text = json.toBytes();
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    return line;
  }

  private static byte[] bytes(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * A job under one id.
   *
   * @param seen the shares for it, also under its other ids
   */
  private record IssuedJob(Job job, double difficulty, ShareTarget target, SharesSeen seen) {}
}
