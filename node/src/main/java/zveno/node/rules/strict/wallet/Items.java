package zveno.node.rules.strict.wallet;

import java.util.List;

/** Things to record, in their order. */
interface Items extends AutoCloseable {

  /**
   * The next ones: waits for one, and takes what is there besides.
   *
   * @param max how many at most, from 1 on
   * @return none at the end
   */
  List<Item> next(int max) throws InterruptedException;

  @Override
  void close();
}
