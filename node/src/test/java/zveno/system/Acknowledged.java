package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import zveno.kernel.json.JsonValue;

/**
 * What a node has been asked, and what it has promised: transactions that it answered with 201, and
 * blocks that it answered with 200. Filled by many threads, and compared when nothing moves.
 */
final class Acknowledged {

  private final Set<String> asked = ConcurrentHashMap.newKeySet();
  private final Set<String> promised = ConcurrentHashMap.newKeySet();
  private final Queue<JsonValue> blocks = new ConcurrentLinkedQueue<>();

  /** To be called before a transaction is sent: it may be taken even if no answer comes. */
  void asking(String transaction) {
    if (!asked.add(transaction)) {
      throw new IllegalArgumentException("transactions must differ, to be told apart");
    }
  }

  void promised(String transaction) {
    promised.add(transaction);
  }

  /** A block as {@code GET /mine} or {@code POST /api/v1/blocks} answered it. */
  void mined(JsonValue answer) {
    blocks.add(answer);
  }

  private static long index(JsonValue answer) {
    return Api.integer(answer, answer.member("height").isPresent() ? "height" : "index");
  }

  int transactions() {
    return promised.size();
  }

  int blocks() {
    return blocks.size();
  }

  /**
   * Checks that everything promised is there, once.
   *
   * @param pool the transactions that wait
   * @param rival who else has mined blocks of this chain, by its name; they may have pushed blocks
   *     of ours aside, but nothing else may
   */
  void checkAgainst(List<JsonValue> chain, Collection<JsonValue> pool, String rival) {
    checkBlocks(chain);
    checkTransactions(chain, pool);
    checkPromisedBlocks(chain, rival);
  }

  /** Positions, and one reward in each block, at its end. */
  private static void checkBlocks(List<JsonValue> chain) {
    for (int i = 0; i < chain.size(); i++) {
      JsonValue block = chain.get(i);
      assertThat(Api.integer(block, "index")).isEqualTo(i + 1);
      if (i > 0) {
        List<JsonValue> all = Api.elements(block, "transactions");
        List<String> senders =
            all.stream().map(one -> Api.member(one, "sender").toString()).toList();
        assertThat(senders.indexOf("\"0\"")).as("rewards in %s", block).isEqualTo(all.size() - 1);
      }
    }
  }

  private void checkTransactions(List<JsonValue> chain, Collection<JsonValue> pool) {
    Map<String, Integer> found = new HashMap<>();
    for (JsonValue block : chain) {
      for (JsonValue one : Api.elements(block, "transactions")) {
        found.merge(one.toString(), 1, Integer::sum);
      }
    }
    pool.forEach(one -> found.merge(one.toString(), 1, Integer::sum));

    List<String> lost = promised.stream().filter(one -> !found.containsKey(one)).toList();
    assertThat(lost).as("acknowledged, and gone").isEmpty();
    List<String> doubled = asked.stream().filter(one -> found.getOrDefault(one, 0) > 1).toList();
    assertThat(doubled).as("posted once, and there more often").isEmpty();
  }

  private void checkPromisedBlocks(List<JsonValue> chain, String rival) {
    NavigableSet<Long> kept = new TreeSet<>(Set.of(0L));
    List<JsonValue> missing = new ArrayList<>();
    for (JsonValue answer : blocks) {
      long index = index(answer);
      if (index <= chain.size() && isOf(answer, chain.get(Math.toIntExact(index - 1)))) {
        kept.add(index);
      } else {
        missing.add(answer);
      }
    }
    for (JsonValue answer : missing) {
      long index = index(answer);
      long from = kept.lower(index);
      assertThat(chain.size())
          .as("length, where %s was", answer)
          .isGreaterThanOrEqualTo((int) index);
      assertThat(chain.subList(Math.toIntExact(from), Math.toIntExact(index)))
          .as("what pushed aside %s", answer)
          .anyMatch(block -> minedBy(rival, block));
    }
  }

  /** Whether an answer is about this block; {@code GET /mine} tells neither its time nor hash. */
  private static boolean isOf(JsonValue answer, JsonValue block) {
    if (answer.member("hash").isPresent()) {
      return Api.text(answer, "hash").equals(Api.hash(block));
    }
    for (String name : List.of("index", "previous_hash", "proof", "transactions")) {
      if (!answer.member(name).equals(block.member(name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean minedBy(String node, JsonValue block) {
    List<JsonValue> all = Api.elements(block, "transactions");
    return !all.isEmpty()
        && Api.member(all.getLast(), "recipient").toString().equals('"' + node + '"');
  }
}
