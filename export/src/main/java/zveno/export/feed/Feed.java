package zveno.export.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zveno.export.rows.BlockRow;
import zveno.export.rows.Rows;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.model.Block;
import zveno.kernel.rules.BlockCodec;
import zveno.node.cli.ProgressLine;
import zveno.node.config.CommandException;

/**
 * Keeps tables equal to the chain of a node. Where they differ is found anew each time, from the
 * hashes on both sides, so that nothing is lost by an end of either at any moment; the node's
 * events say only when to look.
 */
final class Feed {

  private static final long MIN_PAUSE_MILLIS = 500;
  private static final long MAX_PAUSE_MILLIS = 15_000;

  /** How many hashes a node is asked for in one call. */
  private static final int HASHES = 64;

  private final NodeChain node;
  private final Tables.Opening target;
  private final Consumer<String> log;
  private @Nullable Tables open;

  /** Both sides have answered once: what fails from now on is tried again. */
  private boolean begun;

  /** Nothing has failed since the position was logged. */
  private boolean announced;

  /** The chain of the node has changed meanwhile: look again. */
  private static final class MovedException extends Exception {
    private static final long serialVersionUID = 1;
  }

  /**
   * @param log takes lines for people
   */
  Feed(NodeChain node, Tables.Opening target, Consumer<String> log) {
    this.node = node;
    this.target = target;
    this.log = log;
  }

  /**
   * Follows until the process ends. What goes wrong after the start is tried again, with pauses.
   *
   * @param once to end when the tables have the chain as it is
   */
  void run(boolean once) throws InterruptedException {
    long pause = MIN_PAUSE_MILLIS;
    try {
      while (true) {
        try {
          Position position = update();
          if (!announced) {
            log.accept(tables().name() + " has block " + position.height());
            announced = true;
          }
          pause = MIN_PAUSE_MILLIS;
          if (once) {
            return;
          }
          node.awaitChange(position);
        } catch (Tables.LostException e) {
          if (!begun) {
            throw CommandException.failed(String.valueOf(e.getMessage()));
          }
          close();
          pause = pause(pause, e);
        } catch (CommandException e) {
          if (!begun || e.exitCode() == CommandException.BAD_INPUT) {
            throw e;
          }
          pause = pause(pause, e);
        }
      }
    } finally {
      close();
    }
  }

  /** Waits; how long to wait the next time. */
  private long pause(long millis, Exception why) throws InterruptedException {
    log.accept(why.getMessage() + "; trying again");
    announced = false;
    Thread.sleep(millis);
    return Math.min(2 * millis, MAX_PAUSE_MILLIS);
  }

  private Tables tables() throws Tables.LostException {
    Tables tables = open;
    if (tables == null) {
      tables = target.open();
      open = tables;
    }
    return tables;
  }

  private void close() {
    Tables tables = open;
    if (tables != null) {
      tables.close();
      open = null;
    }
  }

  /** Makes the tables equal to the chain; where they then are. */
  private Position update() throws Tables.LostException, InterruptedException {
    Tables tables = tables();
    while (true) {
      NodeChain.Hello hello = node.hello();
      Position position = tables.position();
      Map<String, String> rules = tables.rules();
      if (!rules.isEmpty() && !rules.equals(hello.rules())) {
        throw CommandException.badInput(
            tables.name() + " has a chain of other rules; name another --schema");
      }
      begun = true;
      if (hello.tip().equals(position)) {
        return position;
      }
      BlockCodec codec = NodeChain.rules(hello.rules()).codec();
      try {
        long fork = forkHeight(tables, position, hello.tip().height());
        if (fork < position.height()) {
          reorganise(tables, fork, position, hello, codec);
        } else {
          append(tables, position, hello, codec);
        }
      } catch (MovedException e) {
        tables.rollback();
      } catch (CommandException e) {
        tables.rollback();
        throw e;
      }
    }
  }

  /** The greatest height at which both have the same block; 0 if there is none. */
  private long forkHeight(Tables tables, Position position, long tip)
      throws Tables.LostException, InterruptedException {
    long low = 0; // known to be the same
    long high = Math.min(position.height(), tip);
    if (high > 0 && same(tables, List.of(high)).getFirst()) {
      return high;
    }
    while (high - low > 1) {
      List<Long> heights = new ArrayList<>();
      long step = Math.max(1, (high - low) / HASHES);
      for (long height = low + step; height < high && heights.size() < HASHES; height += step) {
        heights.add(height);
      }
      List<Boolean> same = same(tables, heights);
      for (int i = 0; i < heights.size(); i++) {
        if (!same.get(i)) {
          high = heights.get(i);
          break;
        }
        low = heights.get(i);
      }
    }
    return low;
  }

  private List<Boolean> same(Tables tables, List<Long> heights)
      throws Tables.LostException, InterruptedException {
    List<Optional<Hash>> theirs = node.hashes(heights);
    List<Boolean> same = new ArrayList<>();
    for (int i = 0; i < heights.size(); i++) {
      List<Hash> ours = tables.hashes(heights.get(i), heights.get(i));
      same.add(theirs.get(i).isPresent() && ours.equals(List.of(theirs.get(i).get())));
    }
    return same;
  }

  /** Blocks join, page by page. */
  private void append(Tables tables, Position from, NodeChain.Hello hello, BlockCodec codec)
      throws Tables.LostException, InterruptedException, MovedException {
    Position at = from;
    try (ProgressLine progress = new ProgressLine("feeding", hello.tip().height())) {
      while (at.height() < hello.tip().height()) {
        List<BlockRow> rows = next(at, codec);
        tables.begin();
        tables.join(rows);
        at = end(rows);
        tables.commit(at, hello.rules());
        progress.at(at.height());
      }
    }
  }

  /** Blocks leave and others join, all together. */
  private void reorganise(
      Tables tables, long fork, Position from, NodeChain.Hello hello, BlockCodec codec)
      throws Tables.LostException, InterruptedException, MovedException {
    Hash forkHash = fork == 0 ? Position.START.hash() : tables.hashes(fork, fork).getFirst();
    Position at = new Position(fork, forkHash);
    tables.begin();
    tables.leave(fork);
    while (at.height() < hello.tip().height()) {
      List<BlockRow> rows = next(at, codec);
      tables.join(rows);
      at = end(rows);
    }
    tables.commit(at, hello.rules());
    log.accept(
        "reorganisation at block "
            + fork
            + ": "
            + Quantity.of(from.height() - fork, "block")
            + " left, "
            + (at.height() - fork)
            + " joined");
  }

  /** The next blocks of the node, which have to follow what was there. */
  private List<BlockRow> next(Position at, BlockCodec codec)
      throws InterruptedException, MovedException {
    Rows rows = new Rows(codec);
    List<BlockRow> next = new ArrayList<>();
    Hash parent = at.hash();
    for (Block block : node.blocks(at.height() + 1, codec)) {
      if (!block.parent().hash().equals(parent)) {
        throw new MovedException();
      }
      next.add(rows.of(block));
      parent = block.id().hash();
    }
    if (next.isEmpty()) {
      throw new MovedException();
    }
    return next;
  }

  private static Position end(List<BlockRow> rows) {
    return new Position(rows.getLast().height(), rows.getLast().hash());
  }
}
