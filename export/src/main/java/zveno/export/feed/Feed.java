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
 * Keeps a target equal to the chain of a node. Where they differ is found anew each time, from the
 * hashes on both sides, so that nothing is lost by an end of either at any moment; the node's
 * events say only when to look.
 */
final class Feed {

  private static final long MIN_PAUSE_MILLIS = 500;
  private static final long MAX_PAUSE_MILLIS = 15_000;

  /** How many hashes a node is asked for in one call. */
  private static final int HASHES = 64;

  private final NodeChain node;
  private final Target.Opening opening;
  private final Consumer<String> log;
  private @Nullable Target open;

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
  Feed(NodeChain node, Target.Opening opening, Consumer<String> log) {
    this.node = node;
    this.opening = opening;
    this.log = log;
  }

  /**
   * Follows until the process ends. What goes wrong after the start is tried again, with pauses.
   *
   * @param once to end when the target has the chain as it is
   */
  void run(boolean once) throws InterruptedException {
    long pause = MIN_PAUSE_MILLIS;
    try {
      while (true) {
        try {
          Position position = update();
          if (!announced) {
            log.accept(target().name() + " has block " + position.height());
            announced = true;
          }
          pause = MIN_PAUSE_MILLIS;
          if (once) {
            return;
          }
          node.awaitChange(position);
        } catch (Target.LostException e) {
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

  private Target target() throws Target.LostException {
    Target current = open;
    if (current == null) {
      current = opening.open();
      open = current;
    }
    return current;
  }

  private void close() {
    Target current = open;
    if (current != null) {
      current.close();
      open = null;
    }
  }

  /** Makes the target equal to the chain; where they then are. */
  private Position update() throws Target.LostException, InterruptedException {
    Target target = target();
    while (true) {
      NodeChain.Hello hello = node.hello();
      Position position = target.position();
      Map<String, String> rules = target.rules();
      if (!rules.isEmpty() && !rules.equals(hello.rules())) {
        throw CommandException.badInput(
            target.name() + " has a chain of other rules; name another schema or topic");
      }
      begun = true;
      if (hello.tip().equals(position)) {
        return position;
      }
      BlockCodec codec = NodeChain.rules(hello.rules()).codec();
      try {
        long fork = forkHeight(target, position, hello.tip().height());
        if (fork < position.height()) {
          reorganise(target, fork, position, hello, codec);
        } else {
          append(target, position, hello, codec);
        }
      } catch (MovedException e) {
        target.rollback();
      } catch (CommandException e) {
        target.rollback();
        throw e;
      }
    }
  }

  /**
   * The greatest height at which both have the same block; 0 if there is none. It is looked for
   * from the end in steps that double, since most forks are short, and then in between.
   */
  private long forkHeight(Target target, Position position, long tip)
      throws Target.LostException, InterruptedException {
    List<Long> heights = new ArrayList<>();
    long last = Math.min(position.height(), tip);
    for (long back = 1; back <= last && heights.size() < HASHES; back *= 2) {
      heights.add(last + 1 - back);
    }
    long low = 0; // known to be the same
    long high = last + 1; // known to differ, or beyond the end
    List<Optional<Hash>> theirs = heights.isEmpty() ? List.of() : node.hashes(heights);
    for (int i = 0; i < heights.size(); i++) {
      if (isAt(target, heights.get(i), theirs.get(i))) {
        low = heights.get(i);
        break;
      }
      high = heights.get(i);
    }
    while (high - low > 1) {
      long step = Math.max(1, (high - low) / HASHES);
      heights = new ArrayList<>();
      for (long height = low + step; height < high && heights.size() < HASHES; height += step) {
        heights.add(height);
      }
      theirs = node.hashes(heights);
      for (int i = 0; i < heights.size(); i++) {
        if (!isAt(target, heights.get(i), theirs.get(i))) {
          high = heights.get(i);
          break;
        }
        low = heights.get(i);
      }
    }
    return low;
  }

  private static boolean isAt(Target target, long height, Optional<Hash> hash)
      throws Target.LostException {
    return hash.isPresent() && target.hash(height).equals(hash);
  }

  /** Blocks join, page by page. */
  private void append(Target target, Position from, NodeChain.Hello hello, BlockCodec codec)
      throws Target.LostException, InterruptedException, MovedException {
    Position at = from;
    try (ProgressLine progress = new ProgressLine("feeding", hello.tip().height())) {
      while (at.height() < hello.tip().height()) {
        List<BlockRow> rows = next(at, codec);
        target.begin(hello.rules());
        target.join(rows);
        at = end(rows);
        target.commit(at);
        progress.at(at.height());
      }
    }
  }

  /** Blocks leave and others join, all together. */
  private void reorganise(
      Target target, long fork, Position from, NodeChain.Hello hello, BlockCodec codec)
      throws Target.LostException, InterruptedException, MovedException {
    Position at = fork == 0 ? Position.START : new Position(fork, target.hash(fork).orElseThrow());
    target.begin(hello.rules());
    target.leave(fork);
    while (at.height() < hello.tip().height()) {
      List<BlockRow> rows = next(at, codec);
      target.join(rows);
      at = end(rows);
    }
    target.commit(at);
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
