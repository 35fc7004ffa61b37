package zveno.node.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.TracedBlock;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.BlocksDocument;
import zveno.node.protocol.ChainLimits;
import zveno.node.protocol.Hello;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.PeerTip;
import zveno.node.service.ChainService;
import zveno.node.service.LargeBlocks;
import zveno.node.service.Moment;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * Fetches from a Zveno node what its chain has and ours lacks: finds the fork, and then takes block
 * after block, in batches that are fetched ahead from all peers that hold the same chain. Costs
 * depend on what is new, not on how long the chain is. For any number of threads.
 */
public final class BlockSync {

  /** How often the search for the fork begins anew, if either chain moves meanwhile. */
  private static final int ATTEMPTS = 3;

  /** Blocks of more bytes are not fetched ahead of others. */
  private static final int AHEAD_BYTES = 2 << 20;

  /**
   * How many catch-ups fetch ahead at once: each may hold eight answers in memory. The others check
   * while they read.
   */
  private static final int MOST_AHEAD = 4;

  /** What an answer's blocks may weigh that is fetched ahead of others. */
  private static final long AHEAD_WEIGHT = 4L << 20;

  /** The greatest number of other peers that are asked at once. */
  private static final int MOST_OTHERS = 6;

  /** What a rule can be: a name, a number or a hash. */
  private static final Pattern RULE_VALUE = Pattern.compile("[a-z0-9-]{1,64}");

  private final ChainService service;
  private final NodeCalls calls;
  private final ChainLimits limits;
  private final BlocksDocument documents;
  private final BlocksDocument small;
  private final BlocksDocument shown;
  private final ExecutorService threads;
  private final Semaphore ahead;

  /**
   * @param limits what bounds a peer's chain
   * @param memory bounds what this and others read at once
   * @param threads one for each peer that is asked; virtual ones will do
   */
  public BlockSync(
      ChainService service,
      NodeCalls calls,
      ChainLimits limits,
      BlockMemoryBudget memory,
      ExecutorService threads) {
    this.service = service;
    this.calls = calls;
    this.limits = limits;
    this.documents = new BlocksDocument(service.rules().codec(), limits, memory);
    this.small = documents.forBlocksOf(AHEAD_BYTES);
    this.shown = documents.ofRequests();
    this.threads = threads;
    this.ahead = new Semaphore(MOST_AHEAD);
  }

  private BlockSync(BlockSync other, NodeCalls calls) {
    this.service = other.service;
    this.calls = calls;
    this.limits = other.limits;
    this.documents = other.documents;
    this.small = other.small;
    this.shown = other.shown;
    this.threads = other.threads;
    this.ahead = other.ahead;
  }

  /** This one with other calls; both share one memory budget. */
  BlockSync with(NodeCalls others) {
    return new BlockSync(this, others);
  }

  /** Other peers that may be asked, and the listener for progress. */
  public interface Company {

    /** Peers that may hold the same chain. */
    List<PeerAddress> others();

    /**
     * Some blocks have come.
     *
     * @param height the last one's
     * @param bytes how many of their bytes in all
     */
    void progress(long height, long bytes);

    /** So many of them are on our chain now, however the conversation ends. */
    void joined(long blocks);

    /** Nobody may be asked, and this one hears how it goes. */
    static Company listening(Company company) {
      return new Company() {
        @Override
        public List<PeerAddress> others() {
          return List.of();
        }

        @Override
        public void progress(long height, long bytes) {
          company.progress(height, bytes);
        }

        @Override
        public void joined(long blocks) {
          company.joined(blocks);
        }
      };
    }
  }

  /**
   * Sends hello to a peer, and fetches the new blocks if its chain has more work than ours.
   *
   * @throws BadChainException if it sent invalid data, or has other rules
   * @throws IOException if a call fails
   */
  void ask(PeerAddress peer, Company company)
      throws IOException, BadChainException, InterruptedException {
    Hello hello = calls.hello(peer);
    checkRules(hello);
    var _ = run(peer, hello.tip(), company);
  }

  /**
   * Insists that a peer's rules are ours.
   *
   * @throws BadChainException if they are not
   */
  public void checkRules(Hello hello) throws BadChainException {
    Map<String, String> ours = service.rules().parameters();
    if (!hello.rules().equals(ours)) {
      String different =
          ours.entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .map(rule -> difference(rule, hello.rules().getOrDefault(rule.getKey(), "nothing")))
              .filter(text -> !text.isEmpty())
              .collect(Collectors.joining(", "));
      throw new BadChainException(
          "incompatible rules: " + (different.isEmpty() ? "it has further parameters" : different));
    }
  }

  /** Nothing if there is none. What the peer says is shown only if it could be true. */
  private static String difference(Map.Entry<String, String> rule, String theirs) {
    String ours = rule.getValue();
    String shown = RULE_VALUE.matcher(theirs).matches() ? theirs : "a different value";
    return ours.equals(theirs)
        ? ""
        : rule.getKey() + " is " + shown + " there and " + ours + " here";
  }

  /**
   * Fetches the new blocks, up to the block that a peer has announced.
   *
   * @return how many blocks have joined our chain; they are on disk
   * @throws BadChainException if it sent invalid data
   * @throws IOException if a call fails
   */
  public long run(PeerAddress lead, PeerTip target, Company others)
      throws IOException, BadChainException, InterruptedException {
    if (target.height() > limits.blocks()) {
      throw new BadChainException(
          "its chain is longer than "
              + Quantity.of(limits.blocks(), "block")
              + ", which is the limit");
    }
    long joined = 0;
    boolean bulk = true;
    Company company = others;
    for (int i = 0; i < ATTEMPTS && target.beats(service.tip()); i++) {
      BlockImporter intake = new BlockImporter(service, limits, target.height(), bulk);
      try (intake) {
        if (fetchOrKeep(lead, target, intake, company)) {
          insistOnWeight(intake, target);
          return joined + intake.joined();
        }
      } catch (BlockImporter.MovedException e) {
        bulk = false; // once more, from another fork
      } catch (SpoiltException e) {
        company = Company.listening(others);
      } finally {
        others.joined(intake.joined());
      }
      joined += intake.joined();
    }
    return joined;
  }

  /** If the conversation breaks off, what has come until then is kept. */
  private boolean fetchOrKeep(
      PeerAddress lead, PeerTip target, BlockImporter intake, Company company)
      throws IOException, BadChainException, InterruptedException {
    try {
      return fetch(lead, target, intake, company);
    } catch (IOException | InterruptedException e) {
      try {
        intake.flush();
      } catch (StoreDamagedException | MissingBlockException why) {
        throw why;
      } catch (BadChainException | RuntimeException why) {
        e.addSuppressed(why);
      }
      throw e;
    }
  }

  /** Or it would be asked for the same blocks again and again. */
  private static void insistOnWeight(BlockImporter intake, PeerTip target)
      throws BadChainException {
    if (intake.aside().filter(total -> total.compareTo(target.total()) < 0).isPresent()) {
      throw new BadChainException("its chain has less work than it announced");
    }
  }

  /**
   * @return false if a chain has moved, and it is worth trying again
   */
  private boolean fetch(PeerAddress lead, PeerTip target, BlockImporter intake, Company company)
      throws IOException, BadChainException, InterruptedException {
    long from = service.tip().height() + 1;
    long count = from <= target.height() ? stream(lead, from, target.height(), intake) : 0;
    if (count == 0) { // most often they follow our tip, but not these
      from = fork(lead, target) + 1;
      if (from > target.height()) {
        throw new BadChainException("it does not have the blocks that it announced");
      }
      count = stream(lead, from, target.height(), intake);
    }
    if (count == 0) {
      return false;
    }
    company.progress(from + count - 1, intake.bytes());
    return goOn(lead, target, from + count, intake, company);
  }

  private long fork(PeerAddress lead, PeerTip target) throws IOException, InterruptedException {
    try (Moment moment = service.look()) {
      return fork(lead, target, moment);
    }
  }

  /** The height of the last block that a peer's chain shares with ours; 0 if there is none. */
  public long fork(PeerAddress peer, PeerTip theirs, Moment ours)
      throws IOException, InterruptedException {
    return new CommonAncestorSearch(ours, heights -> calls.hashes(peer, heights))
        .find(theirs.height());
  }

  /** Takes one answer's blocks as they come, however large they are; 0 if they do not follow. */
  private long stream(PeerAddress source, long from, long to, BlockImporter intake)
      throws IOException, BadChainException, InterruptedException {
    long most = Math.min(to, from + NodeCalls.MOST_BLOCKS - 1);
    try (PeerAnswer answer = calls.blocks(source, from, most)) {
      Allowance allowance = new Allowance(from, most);
      documents.read(
          answer.body(),
          from,
          block -> {
            allowance.check(block);
            take(block, from, intake);
            if (block.block().encoded().length > LargeBlocks.SMALL) {
              intake.flush(); // as long as there is room claimed for it
            }
          });
      return allowance.count(from);
    } catch (UnplacedException e) {
      return 0;
    }
  }

  private static void take(TracedBlock block, long from, BlockImporter intake)
      throws BadChainException {
    if (!intake.take(block)) {
      throw block.block().height() == from ? new UnplacedException() : outOfOrder(block);
    }
  }

  private static BadChainException outOfOrder(TracedBlock block) {
    return new BadChainException(
        "block " + block.block().height() + " does not follow the one before it");
  }

  /**
   * Takes blocks that a peer shows us.
   *
   * @param from the height of the first one
   * @return how many have joined our chain; nothing if the first follows no block of ours
   * @throws BadChainException if they cannot be right
   * @throws IOException if they do not come as they should
   */
  public Optional<Long> receive(InputStream body, long from) throws IOException, BadChainException {
    try (BlockImporter intake = new BlockImporter(service, limits, from, false)) {
      shown.read(
          body,
          from,
          block -> {
            take(block, from, intake);
            if (block.block().encoded().length > LargeBlocks.SMALL) {
              intake.flush();
            }
          });
      intake.flush();
      return Optional.of(intake.joined());
    } catch (UnplacedException | BlockImporter.MovedException e) {
      return Optional.empty();
    }
  }

  private boolean goOn(
      PeerAddress lead, PeerTip target, long from, BlockImporter intake, Company company)
      throws IOException, BadChainException, InterruptedException {
    boolean whole;
    if (target.height() - from < NodeCalls.MOST_BLOCKS || !ahead.tryAcquire()) {
      whole = answerByAnswer(lead, target, from, intake, company);
    } else {
      try {
        whole = download(lead, target, from, intake, company);
      } finally {
        ahead.release();
      }
    }
    return whole;
  }

  /** What is left is little, or many others fetch ahead already. */
  private boolean answerByAnswer(
      PeerAddress lead, PeerTip target, long from, BlockImporter intake, Company company)
      throws IOException, BadChainException, InterruptedException {
    long next = from;
    while (next <= target.height()) {
      long count = stream(lead, next, target.height(), intake);
      if (count == 0) {
        return false;
      }
      next += count;
      company.progress(next - 1, intake.bytes());
    }
    intake.flush();
    return true;
  }

  private boolean download(
      PeerAddress lead, PeerTip target, long from, BlockImporter intake, Company company)
      throws IOException, BadChainException, InterruptedException {
    boolean helped = false;
    try (Download download = new Download(this::ahead, lead, from, target.height())) {
      begin(download, lead, target, company);
      while (!download.isDone()) {
        Download.Batch batch = download.take();
        if (batch.blocks().isEmpty()) {
          long count = stream(lead, batch.from(), batch.to(), intake);
          if (count == 0) {
            return false;
          }
          download.brought(batch, count);
        } else if (!intake.take(batch.blocks().getFirst())) {
          if (!download.refuse(batch)) {
            return false; // the peer's own chain has moved
          }
          continue;
        } else {
          helped |= !batch.source().equals(lead);
          for (TracedBlock block : batch.blocks().subList(1, batch.blocks().size())) {
            take(block, batch.from(), intake);
          }
        }
        company.progress(batch.from() + batch.blocks().size() - 1, intake.bytes());
      }
      intake.flush();
      return true;
    } catch (BlockImporter.MovedException e) {
      throw e;
    } catch (BadChainException e) {
      throw helped ? new SpoiltException(e) : e; // whose block it was is not known any more
    }
  }

  /** More than one answer is worth asking others for. */
  private void begin(Download download, PeerAddress lead, PeerTip target, Company company)
      throws InterruptedException {
    download.add(lead, threads);
    download.add(lead, threads); // one answer is on its way while another is read
    List<PeerAddress> sources = new ArrayList<>(company.others());
    sources.remove(lead);
    for (PeerAddress source : sources.subList(0, Math.min(MOST_OTHERS, sources.size()))) {
      if (holds(source, target)) {
        download.add(source, threads);
      }
    }
  }

  private boolean holds(PeerAddress source, PeerTip target) throws InterruptedException {
    try {
      List<Optional<BlockId>> hash = calls.hashes(source, List.of(target.height()));
      return hash.getFirst().filter(target.id()::equals).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * One answer's blocks, or those before the first that is too large to be held until its turn;
   * none if that is the first of all.
   */
  private List<TracedBlock> ahead(PeerAddress source, long from, long to)
      throws IOException, BadChainException, InterruptedException {
    List<TracedBlock> blocks = new ArrayList<>();
    try (PeerAnswer answer = calls.blocks(source, from, to)) {
      Allowance allowance = new Allowance(from, to);
      small.read(
          answer.body(),
          from,
          block -> {
            allowance.check(block);
            if (allowance.weight() > AHEAD_WEIGHT) {
              throw new TooHeavyException();
            }
            blocks.add(block);
          });
    } catch (BlocksDocument.UnreadableException | TooHeavyException e) {
      return blocks; // too large or wrong: when its turn has come it is seen which
    }
    if (blocks.isEmpty()) {
      throw new BadChainException("it does not have block " + from + ", which it announced");
    }
    return blocks;
  }

  /** What one answer may bring: as many blocks as were asked for, and not too many bytes. */
  private static final class Allowance {

    private final long to;
    private long next;
    private long bytes;
    private long weight;

    Allowance(long from, long to) {
      this.next = from;
      this.to = to;
    }

    void check(TracedBlock block) throws BadChainException {
      if (next > to || bytes >= NodeCalls.BLOCKS_BYTES) {
        throw new BadChainException("it sent more blocks than requested");
      }
      next++;
      bytes += block.block().encoded().length;
      weight += BlockMemoryBudget.weight(block);
    }

    /** What the blocks take in memory, about. */
    long weight() {
      return weight;
    }

    long count(long from) throws BadChainException {
      if (next == from) {
        throw new BadChainException("it does not have block " + from + ", which it announced");
      }
      return next - from;
    }
  }

  /** The first block of an answer stands on nothing that we know. */
  private static final class UnplacedException extends BadChainException {

    @Serial private static final long serialVersionUID = 1;

    UnplacedException() {
      super("it does not follow any block of this node");
    }
  }

  /** An answer's blocks take too much memory to be held until their turn. */
  private static final class TooHeavyException extends BadChainException {

    @Serial private static final long serialVersionUID = 1;

    TooHeavyException() {
      super("these blocks must be read one by one");
    }
  }

  /** Blocks were wrong that may have been another's than the peer's whose chain it is. */
  private static final class SpoiltException extends BadChainException {

    @Serial private static final long serialVersionUID = 1;

    SpoiltException(BadChainException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }
}
