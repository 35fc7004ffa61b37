package zveno.node.sync;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.TracedBlock;
import zveno.node.peers.PeerAddress;
import zveno.node.service.ChainService;
import zveno.node.service.LargeBlocks;
import zveno.node.service.Moment;

/**
 * Fetches from a neighbour of our kind what its chain has and ours lacks: finds the fork, and then
 * takes block after block, in batches that are fetched ahead from all neighbours that hold the same
 * chain. Costs depend on what is new, not on how long the chain is. For any number of threads.
 */
public final class CatchUp {

  /** How often the search for the fork begins anew, if either chain moves meanwhile. */
  private static final int ATTEMPTS = 3;

  /** Blocks of more bytes are not fetched ahead of others. */
  private static final int AHEAD_BYTES = 2 << 20;

  /** How many others are asked at once, at the most. */
  private static final int MOST_OTHERS = 6;

  private final ChainService service;
  private final NodeCalls calls;
  private final ChainLimits limits;
  private final BlocksDocument documents;
  private final BlocksDocument small;
  private final ExecutorService threads;

  /**
   * @param limits what bounds a neighbour's chain
   * @param threads one for each neighbour that is asked; virtual ones will do
   */
  public CatchUp(
      ChainService service, NodeCalls calls, ChainLimits limits, ExecutorService threads) {
    this.service = service;
    this.calls = calls;
    this.limits = limits;
    this.documents =
        new BlocksDocument(service.rules(), limits, new BlockMemory(service.largeBlocks()));
    this.small = documents.forBlocksOf(AHEAD_BYTES);
    this.threads = threads;
  }

  /** Who else may be asked, and who hears how it goes. */
  public interface Company {

    /** Neighbours that may hold the same chain. */
    List<PeerAddress> others();

    /** Some blocks have come. */
    void progress(long height);

    /** Nobody else. */
    static Company none() {
      return new Company() {
        @Override
        public List<PeerAddress> others() {
          return List.of();
        }

        @Override
        public void progress(long height) {
          // nobody listens
        }
      };
    }
  }

  /**
   * Asks a neighbour how things stand, and fetches what is new if its chain is heavier than ours.
   *
   * @return whether our chain has moved
   * @throws BadChainException if what it told cannot be right, or is under other rules
   * @throws IOException if it does not answer as it should
   */
  public boolean ask(PeerAddress peer) throws IOException, BadChainException, InterruptedException {
    Hello hello = calls.hello(peer);
    checkRules(hello);
    return run(peer, hello.tip(), Company.none()) > 0;
  }

  /**
   * Insists that a neighbour's rules are ours.
   *
   * @throws BadChainException if they are not
   */
  public void checkRules(Hello hello) throws BadChainException {
    if (!hello.rules().equals(service.rules().parameters())) {
      throw new BadChainException(
          "its rules are " + hello.rules() + ", ours are " + service.rules().parameters());
    }
  }

  /**
   * Fetches what is new, up to the block that a neighbour has told of.
   *
   * @return how many blocks have joined our chain; they are on disk
   * @throws BadChainException if what it tells cannot be right
   * @throws IOException if it does not answer as it should
   */
  public long run(PeerAddress lead, PeerTip target, Company company)
      throws IOException, BadChainException, InterruptedException {
    if (target.height() > limits.blocks()) {
      throw new BadChainException(
          "its chain is longer than the " + limits.blocks() + " blocks that are allowed");
    }
    long joined = 0;
    for (int i = 0; i < ATTEMPTS && target.beats(service.tip()); i++) {
      try (Intake intake = new Intake(service, limits)) {
        try {
          if (fetch(lead, target, intake, company)) {
            return joined + intake.joined();
          }
        } catch (Intake.MovedException e) {
          // once more, from another fork
        }
        joined += intake.joined();
      }
    }
    return joined;
  }

  /**
   * @return false if a chain has moved, and it is worth trying again
   */
  private boolean fetch(PeerAddress lead, PeerTip target, Intake intake, Company company)
      throws IOException, BadChainException, InterruptedException {
    long from = service.tip().height() + 1;
    long count = from <= target.height() ? stream(lead, from, target.height(), intake) : 0;
    if (count == 0) { // most often they follow our tip, but not these
      from = fork(lead, target) + 1;
      if (from > target.height()) {
        throw new BadChainException("it has no such blocks as it told of");
      }
      count = stream(lead, from, target.height(), intake);
    }
    if (count == 0) {
      return false;
    }
    company.progress(from + count - 1);
    return goOn(lead, target, from + count, intake, company);
  }

  private long fork(PeerAddress lead, PeerTip target) throws IOException, InterruptedException {
    try (Moment moment = service.look()) {
      return fork(lead, target, moment);
    }
  }

  /** The height of the last block that a neighbour's chain shares with ours; 0 if there is none. */
  public long fork(PeerAddress peer, PeerTip theirs, Moment ours)
      throws IOException, InterruptedException {
    return new ForkSearch(ours, heights -> calls.hashes(peer, heights)).find(theirs.height());
  }

  /** Takes one answer's blocks as they come, however large they are; 0 if they do not follow. */
  private long stream(PeerAddress source, long from, long to, Intake intake)
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
            if (block.block().bytes().length > LargeBlocks.SMALL) {
              intake.flush(); // as long as there is room claimed for it
            }
          });
      return allowance.count(from);
    } catch (UnplacedException e) {
      return 0;
    }
  }

  private static void take(TracedBlock block, long from, Intake intake) throws BadChainException {
    if (!intake.take(block)) {
      throw block.block().height() == from ? new UnplacedException() : outOfOrder(block);
    }
  }

  private static BadChainException outOfOrder(TracedBlock block) {
    return new BadChainException(
        "block " + block.block().height() + " does not follow the one before it");
  }

  /**
   * Takes blocks that a neighbour shows us.
   *
   * @param from the height of the first one
   * @return how many have joined our chain; nothing if the first follows no block of ours
   * @throws BadChainException if they cannot be right
   * @throws IOException if they do not come as they should
   */
  public Optional<Long> receive(InputStream body, long from) throws IOException, BadChainException {
    try (Intake intake = new Intake(service, limits)) {
      documents.read(
          body,
          from,
          block -> {
            take(block, from, intake);
            if (block.block().bytes().length > LargeBlocks.SMALL) {
              intake.flush();
            }
          });
      intake.flush();
      return Optional.of(intake.joined());
    } catch (UnplacedException | Intake.MovedException e) {
      return Optional.empty();
    }
  }

  private boolean goOn(PeerAddress lead, PeerTip target, long from, Intake intake, Company company)
      throws IOException, BadChainException, InterruptedException {
    try (Download download = new Download(this::ahead, lead, from, target.height())) {
      if (!download.isDone()) {
        begin(download, lead, target, from, company);
      }
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
            return false; // the neighbour's own chain has moved
          }
          continue;
        } else {
          for (TracedBlock block : batch.blocks().subList(1, batch.blocks().size())) {
            take(block, batch.from(), intake);
          }
        }
        company.progress(batch.from() + batch.blocks().size() - 1);
      }
    }
    intake.flush();
    return true;
  }

  /** A run of more than one batch is worth asking others for. */
  private void begin(
      Download download, PeerAddress lead, PeerTip target, long from, Company company)
      throws InterruptedException {
    download.add(lead, threads);
    if (target.height() - from < NodeCalls.MOST_BLOCKS) {
      return;
    }
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
            blocks.add(block);
          });
    } catch (BlocksDocument.UnreadableException e) {
      return blocks; // too large or wrong: when its turn has come it is seen which
    }
    if (blocks.isEmpty()) {
      throw new BadChainException("it has no block " + from + ", of which it told");
    }
    return blocks;
  }

  /** What one answer may bring: as many blocks as were asked for, and not too many bytes. */
  private static final class Allowance {

    private final long to;
    private long next;
    private long bytes;

    Allowance(long from, long to) {
      this.next = from;
      this.to = to;
    }

    void check(TracedBlock block) throws BadChainException {
      if (next > to || bytes >= NodeCalls.BLOCKS_BYTES) {
        throw new BadChainException("it sent more blocks than it was asked for");
      }
      next++;
      bytes += block.block().bytes().length;
    }

    long count(long from) throws BadChainException {
      if (next == from) {
        throw new BadChainException("it has no block " + from + ", of which it told");
      }
      return next - from;
    }
  }

  /** The first block of an answer stands on nothing that we know. */
  private static final class UnplacedException extends BadChainException {

    @Serial private static final long serialVersionUID = 1;

    UnplacedException() {
      super("it does not follow any block of ours");
    }
  }
}
