package zveno.kernel.rules.toy;

import zveno.kernel.MemoryStoreTest;
import zveno.kernel.model.Transaction;

/** The contract of a store holds for binary transactions too. */
class ToyStoreTest extends MemoryStoreTest {

  @Override
  protected Transaction transaction(String words) {
    return Toys.transfer(words);
  }
}
