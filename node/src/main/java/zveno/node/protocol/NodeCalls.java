package zveno.node.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Work;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.rules.BlockCodec;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.PeerException;
import zveno.node.peerclient.PeerException.Kind;
import zveno.node.peerclient.StatusException;
import zveno.node.peerclient.StreamedBody;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddress;

/**
 * What our nodes ask each other, and how the answers are read; {@code docs/protocol.md} describes
 * each call. All answers are bounded; none is believed. For any number of threads.
 */
public final class NodeCalls {

  /** What the paths begin with. */
  public static final String ROOT = "/api/v1/net/";

  private static final String HELLO = "hello";

  /** How many heights can be asked about in one call. */
  public static final int MAX_HEIGHTS = 64;

  /** The greatest number of blocks in an answer. */
  public static final int MAX_BLOCKS = 1_000;

  /** The greatest number of headers in an answer. */
  public static final int MAX_HEADERS = 2_000;

  /** An answer ends with the block that brings it to so many bytes. */
  public static final int BLOCKS_BYTES = 1 << 20;

  /** An answer ends with the entry that brings it to so many bytes, and so does an offer. */
  public static final int ENTRIES_BYTES = 1 << 20;

  /** How many names of entries a page has. */
  public static final int MAX_NAMES = 1_000;

  /** How many addresses a node tells. */
  public static final int MAX_ADDRESSES = 64;

  private static final int OK = 200;
  private static final int SMALL_ANSWER = 256 * 1024;

  /** An entry may be 8 MiB. */
  private static final int ENTRIES_ANSWER = 10 << 20;

  /** What most answers with entries have; only one that is longer is read at once. */
  private static final int USUAL_ENTRIES = ENTRIES_BYTES + SMALL_ANSWER;

  /** A longer one keeps others from theirs, so it must not take long. */
  private static final Duration MAX_ENTRIES_TIME = Duration.ofSeconds(30);

  private static final int MAX_WAIT = 10;
  private final PeerClient client;
  private final EntriesDocument documents;
  private final Pace pace;
  private final int retries;
  private final Semaphore large = new Semaphore(1, true);

  /**
   * @param codec reads and writes transactions
   * @param patience for each call
   * @param retries how often a call is made again to a peer that says that it is asked too often
   */
  public NodeCalls(PeerClient client, BlockCodec codec, Timeouts patience, int retries) {
    this(client, codec, () -> patience, retries);
  }

  /**
   * @param pace says what patience there is with each call
   */
  public NodeCalls(PeerClient client, BlockCodec codec, Pace pace, int retries) {
    this.client = client;
    this.documents = new EntriesDocument(codec);
    this.pace = pace;
    this.retries = retries;
  }

  /** How long the next call may take. */
  @FunctionalInterface
  public interface Pace {
    Timeouts next() throws PeerException;
  }

  /** {@code GET hello}: the peer's node id, rules and tip. */
  public Hello hello(PeerAddress peer) throws IOException, InterruptedException {
    return hello(get(peer, HELLO, SMALL_ANSWER));
  }

  /**
   * Sends hello to a peer of any kind. The head of the answer shows whether it is a Zveno node:
   * {@link PeerAnswer#nodeId}.
   */
  public static PeerAnswer greet(PeerClient client, PeerAddress peer, Timeouts patience)
      throws PeerException, InterruptedException {
    return client.get(peer, ROOT + HELLO, patience);
  }

  /**
   * Reads a Zveno node's answer to a greeting; closes it only if its status is not 200.
   *
   * @throws StatusException if it is not
   */
  public static Hello hello(PeerAnswer answer) throws IOException {
    return hello(read(checked(answer), SMALL_ANSWER));
  }

  private static Hello hello(JsonValue json) throws PeerException {
    Map<String, String> rules = new LinkedHashMap<>();
    for (JsonValue.Member rule : member(json, "rules", JsonKind.OBJECT).members()) {
      rules.put(rule.name(), text(rule.value()));
    }
    return new Hello(
        text(member(json, "node")),
        rules,
        tip(member(json, "tip", JsonKind.OBJECT)),
        member(json, "followsYou", JsonKind.BOOLEAN).bool());
  }

  private static PeerTip tip(JsonValue json) throws PeerException {
    BigInteger height = member(json, "height", JsonKind.INTEGER).integer();
    String chainWork = text(member(json, "chainWork"));
    if (height.signum() < 1 || height.bitLength() > 62 || !chainWork.matches("[0-9]{1,300}")) {
      throw wrong();
    }
    return new PeerTip(
        height.longValue(), blockId(member(json, "hash")), new Work(new BigInteger(chainWork)));
  }

  /**
   * {@code GET hashes}: the hashes of its blocks at these heights, at most {@link #MAX_HEIGHTS};
   * nothing where it has none.
   */
  public List<Optional<BlockId>> hashes(PeerAddress peer, List<Long> heights)
      throws IOException, InterruptedException {
    String asked = heights.stream().map(String::valueOf).collect(Collectors.joining(","));
    JsonValue json = get(peer, "hashes?heights=" + asked, SMALL_ANSWER);
    List<Optional<BlockId>> hashes = new ArrayList<>();
    for (JsonValue hash : member(json, "hashes", JsonKind.ARRAY).elements()) {
      hashes.add(hash.kind() == JsonKind.NULL ? Optional.empty() : Optional.of(blockId(hash)));
    }
    if (hashes.size() != heights.size()) {
      throw wrong();
    }
    return hashes;
  }

  /**
   * {@code GET blocks}: its blocks from one height to another, both included, or the first of them;
   * to be read by a {@link BlocksDocument}.
   */
  public PeerAnswer blocks(PeerAddress peer, long from, long to)
      throws IOException, InterruptedException {
    return ask(peer, "blocks?from=" + from + "&to=" + to);
  }

  /**
   * {@code GET headers}: the headers of its blocks from one height to another, both included, or
   * the first of them, one after the other; at most {@link #MAX_HEADERS}.
   *
   * @param length of each header, in bytes
   * @return a multiple of that length; nothing if it has no block of the first height
   */
  public byte[] headers(PeerAddress peer, long from, long to, int length)
      throws IOException, InterruptedException {
    try (PeerAnswer answer = ask(peer, "headers?from=" + from + "&to=" + to)) {
      byte[] headers = answer.bytes(Math.toIntExact((to - from + 1) * length));
      if (headers.length % length != 0) {
        throw wrong();
      }
      return headers;
    }
  }

  /**
   * {@code POST blocks}: pushes consecutive blocks; the peer adopts them if that adds work to its
   * chain.
   *
   * @param from the height of the first one
   * @param blocks writes a document that a {@link BlocksDocument} reads
   */
  public void push(PeerAddress peer, long from, StreamedBody blocks)
      throws IOException, InterruptedException {
    try (PeerAnswer answer =
        checked(client.postStream(peer, ROOT + "blocks?from=" + from, blocks, pace.next()))) {
      var _ = answer.bytes(SMALL_ANSWER);
    }
  }

  /**
   * A page of the names of the entries that wait at a peer.
   *
   * @param next what to ask for to get the next page; nothing if this is the last
   */
  public record Names(List<EntryKey> names, Optional<String> next) {

    public Names {
      names = List.copyOf(names);
    }
  }

  /** {@code GET entries}: what waits there, {@link #MAX_NAMES} at a time. */
  public Names waiting(PeerAddress peer, Optional<String> cursor)
      throws IOException, InterruptedException {
    String query = cursor.map(text -> "?cursor=" + text).orElse("");
    JsonValue json = get(peer, "entries" + query, SMALL_ANSWER);
    List<EntryKey> names = new ArrayList<>();
    for (JsonValue name : member(json, "entries", JsonKind.ARRAY).elements()) {
      names.add(EntryNames.parse(text(name)).orElseThrow(NodeCalls::wrong));
    }
    JsonValue next = member(json, "next");
    if (next.kind() == JsonKind.NULL) {
      return new Names(names, Optional.empty());
    }
    String text = text(next);
    if (!text.matches("[A-Za-z0-9._-]{1,100}")) {
      throw wrong();
    }
    return new Names(names, Optional.of(text));
  }

  /** {@code GET entries/wanted}: those of these entries that wait there, or the first of them. */
  public List<ForeignEntry> entries(PeerAddress peer, Collection<EntryKey> wanted)
      throws IOException, InterruptedException {
    String names = wanted.stream().map(EntryNames::of).collect(Collectors.joining(","));
    try (PeerAnswer answer = ask(peer, "entries/wanted?names=" + names)) {
      byte[] begin = answer.body().readNBytes(USUAL_ENTRIES);
      return begin.length < USUAL_ENTRIES ? read(begin, wanted) : readLarge(begin, answer, wanted);
    }
  }

  private List<ForeignEntry> readLarge(byte[] begin, PeerAnswer answer, Collection<EntryKey> wanted)
      throws IOException, InterruptedException {
    if (!large.tryAcquire(MAX_ENTRIES_TIME.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new PeerException(
          Kind.TOO_SLOW, "too many entries are being received from other peers");
    }
    try {
      ByteArrayOutputStream whole = new ByteArrayOutputStream(2 * begin.length);
      whole.write(begin);
      long deadline = System.nanoTime() + MAX_ENTRIES_TIME.toNanos();
      byte[] piece = new byte[64 * 1024];
      for (int read = 0; read >= 0; read = answer.body().read(piece)) {
        whole.write(piece, 0, read);
        if (whole.size() > ENTRIES_ANSWER) {
          throw new PeerException(
              Kind.WRONG, "its answer is longer than " + ENTRIES_ANSWER + " bytes");
        }
        if (System.nanoTime() - deadline > 0) {
          throw new PeerException(
              Kind.TOO_SLOW, "its entries took longer than " + Quantity.of(MAX_ENTRIES_TIME));
        }
      }
      return read(whole.toByteArray(), wanted);
    } finally {
      large.release();
    }
  }

  private List<ForeignEntry> read(byte[] answer, Collection<EntryKey> wanted) throws PeerException {
    try {
      List<ForeignEntry> entries = documents.read(answer, ENTRIES_ANSWER);
      Set<EntryKey> asked = new HashSet<>(wanted);
      if (!entries.stream().allMatch(entry -> asked.remove(entry.key()))) {
        throw wrong();
      }
      return entries;
    } catch (DecodeException e) {
      throw new PeerException(Kind.WRONG, "its entries cannot be read: " + e.getMessage(), e);
    }
  }

  /** {@code POST entries}: hands it entries; it takes those that are new to it. */
  public void offer(PeerAddress peer, List<ForeignEntry> entries)
      throws IOException, InterruptedException {
    try (PeerAnswer answer =
        checked(client.post(peer, ROOT + "entries", documents.print(entries), pace.next()))) {
      var _ = answer.bytes(SMALL_ANSWER);
    }
  }

  /** {@code GET peers}: where it knows other nodes to be; what is no address is passed over. */
  public List<PeerAddress> peers(PeerAddress peer) throws IOException, InterruptedException {
    List<PeerAddress> addresses = new ArrayList<>();
    for (JsonValue told :
        member(get(peer, "peers", SMALL_ANSWER), "peers", JsonKind.ARRAY).elements()) {
      if (addresses.size() < MAX_ADDRESSES) {
        address(text(told)).ifPresent(addresses::add);
      }
    }
    return addresses;
  }

  private static Optional<PeerAddress> address(String text) {
    try {
      return Optional.of(PeerAddress.parse(text));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  private JsonValue get(PeerAddress peer, String call, int most)
      throws IOException, InterruptedException {
    try (PeerAnswer answer = ask(peer, call)) {
      return read(answer, most);
    }
  }

  private static JsonValue read(PeerAnswer answer, int most) throws PeerException {
    try {
      return JsonValue.parse(answer.bytes(most), EntriesDocument.limits(most));
    } catch (DecodeException e) {
      throw new PeerException(Kind.WRONG, "its answer cannot be read: " + e.getMessage(), e);
    }
  }

  /** One that is asked too often has a moment to itself. */
  private PeerAnswer ask(PeerAddress peer, String call) throws IOException, InterruptedException {
    for (int left = retries; ; left--) {
      try {
        return checked(client.get(peer, ROOT + call, pace.next()));
      } catch (StatusException e) {
        if (e.status() != StatusException.TOO_MANY || left == 0) {
          throw e;
        }
        Thread.sleep(e.retryAfter());
      }
    }
  }

  private static PeerAnswer checked(PeerAnswer answer) throws IOException {
    if (answer.status() == OK) {
      return answer;
    }
    try (answer) {
      int seconds =
          answer
              .field("Retry-After")
              .filter(text -> text.matches("[0-9]{1,4}"))
              .map(Integer::parseInt)
              .orElse(0);
      throw new StatusException(answer.status(), Duration.ofSeconds(Math.min(MAX_WAIT, seconds)));
    }
  }

  private static JsonValue member(JsonValue json, String name) throws PeerException {
    if (json.kind() != JsonKind.OBJECT) {
      throw wrong();
    }
    return json.member(name).orElseThrow(NodeCalls::wrong);
  }

  private static JsonValue member(JsonValue json, String name, JsonKind kind) throws PeerException {
    JsonValue value = member(json, name);
    if (value.kind() != kind) {
      throw wrong();
    }
    return value;
  }

  private static String text(JsonValue value) throws PeerException {
    if (value.kind() != JsonKind.STRING || value.size() > 1_000) {
      throw wrong();
    }
    return value.text();
  }

  private static BlockId blockId(JsonValue value) throws PeerException {
    return BlockId.parse(text(value)).orElseThrow(NodeCalls::wrong);
  }

  private static PeerException wrong() {
    return new PeerException(Kind.WRONG, "its answer violates the protocol");
  }

  /** The body of an endless answer, as it arrives; to be read by an {@link EventReader}. */
  public PeerAnswer events(PeerAddress peer, Timeouts silence)
      throws IOException, InterruptedException {
    return checked(client.listen(peer, "/api/v1/events", silence));
  }
}
