package zveno.bench;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ImportResult;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.WaitingTransaction;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.GenesisBlock;
import zveno.kernel.rules.strict.Parameters;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.UnsignedTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;
import zveno.node.signatures.SigningKey;
import zveno.node.storage.Durability;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/**
 * A network with strict rules for measurements: senders with money, and blocks without a search.
 */
final class StrictNet {

  /** How many transactions of one sender may wait. */
  static final int WAITING_OF_ONE = 64;

  private static final long EXPIRES = 1_000_000;

  private final List<SigningKey> senders;
  private final long[] nonces;
  private final Genesis genesis;

  /**
   * @param senders how many accounts send, at most 10,000
   */
  StrictNet(int senders) {
    this.senders = IntStream.range(0, senders).parallel().mapToObj(StrictNet::key).toList();
    this.nonces = new long[senders];
    Map<Address, Coins> allocations = new LinkedHashMap<>();
    this.senders.forEach(key -> allocations.put(key.address(), new Coins(1_000_000_000)));
    Parameters usual = Parameters.usual("bench");
    Parameters parameters =
        new Parameters(
            usual.network(),
            usual.spacing(),
            2_592_000, // so that blocks far ahead of the schedule do not become harder
            usual.limit(),
            usual.reward(),
            usual.halving(),
            usual.maturity(),
            allocations,
            Parameters.MAX_BLOCK_BYTES);
    this.genesis =
        new Genesis(parameters, usual.limit(), Clock.systemUTC().instant().getEpochSecond());
  }

  private static SigningKey key(int number) {
    byte[] seed = new byte[SigningKey.SEED_LENGTH];
    ByteBuffer.wrap(seed).putInt(number);
    return SigningKey.of(Scheme.ED25519, seed);
  }

  Genesis genesis() {
    return genesis;
  }

  int senders() {
    return senders.size();
  }

  Address address(int sender) {
    return senders.get(sender).address();
  }

  /** The next transfers of some senders, from one on: first all of the first, and so on. */
  List<StrictTransaction> signed(int from, int count, int each) {
    return IntStream.range(from, from + count)
        .parallel()
        .boxed()
        .flatMap(sender ->
            IntStream.range(0, each)
                .mapToObj(_ -> signed(sender, address((sender + 1) % senders.size()))))
        .toList();
  }

  /** The next transfer of a sender; each sender is for one thread at a time. */
  private StrictTransaction signed(int sender, Address recipient) {
    UnsignedTransaction content = content(sender, recipient);
    return transaction(content, senders.get(sender).sign(content.signedText(genesis.id())));
  }

  private UnsignedTransaction content(int sender, Address recipient) {
    return new UnsignedTransaction(
        address(sender),
        recipient,
        new Coins(1),
        Coins.NONE,
        nonces[sender]++,
        EXPIRES,
        Optional.empty(),
        Optional.empty());
  }

  private static StrictTransaction transaction(UnsignedTransaction content, byte[] signature) {
    try {
      return StrictTransaction.signed(content, signature);
    } catch (RefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Transfers that nobody has signed, each to an account of its own that has nothing yet: for a
   * chain whose store is made without verification.
   *
   * @param first number of the first account
   */
  List<StrictTransaction> unsigned(int first, int count) {
    List<StrictTransaction> all = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      int sender = i % senders.size();
      all.add(
          transaction(content(sender, receiver(i)), new byte[Scheme.ED25519.signatureLength()]));
    }
    return all;
  }

  /** The account of this number that receives only; its key is nobody's. */
  static Address receiver(int number) {
    byte[] bytes = new byte[Address.LENGTH];
    ByteBuffer.wrap(bytes).put((byte) Scheme.ML_DSA_44.number()).putInt(number * 0x9E3779B1);
    return Address.copiedFrom(bytes, 0);
  }

  /**
   * Makes a store with a chain of these blocks; no signature is verified.
   *
   * @param blocks how many beside the first
   * @param carried by each of them, in order
   */
  void store(Path folder, int blocks, IntFunction<List<StrictTransaction>> carried) {
    StrictRules rules = new StrictRules(Optional.of(genesis.id()), Trusting::new);
    GenesisBlock first = GenesisBlock.of(genesis);
    StoreSettings settings =
        StoreSettings.in(folder)
            .with(Durability.OS)
            .with(RuleSets.beginningWith(first, rules.parameters()));
    try (RocksStore store = RocksStore.open(settings)) {
      Chain chain = new Chain(rules, store, 0);
      RocksBatch beginning = store.begin();
      insist(chain.offer(first, beginning));
      store.commit(beginning);
      for (int i = 0; i < blocks; i++) {
        RocksBatch batch = store.begin();
        insist(chain.offer(next(rules, chain, carried.apply(i), batch), batch));
        store.commit(batch);
      }
    }
  }

  private static void insist(ImportResult result) {
    if (!(result instanceof ImportResult.Extended)) {
      throw new IllegalStateException("a block was not taken: " + result);
    }
  }

  private Block next(
      StrictRules rules, Chain chain, List<StrictTransaction> carried, RocksBatch batch) {
    List<Waiting> waiting = carried.stream().map(Waiting::new).toList();
    try (StoredContext tip = chain.tipContext(List.of(), batch)) {
      BlockTemplate template =
          rules.templates().template(tip, () -> waiting, address(0).text(), Clock.systemUTC());
      PowSearch search = PowSearch.of(template.puzzle());
      search.work(KernelKind.SCALAR.newKernels(), () -> false);
      BigInteger solution = search.solution().orElseThrow();
      return template.solvedBy(solution).block();
    }
  }

  /** Finds every signature right, without a look at it. */
  private static final class Trusting implements SignatureVerifier {

    @Override
    public boolean verify(Scheme scheme, byte[] publicKey, byte[] message, byte[] signature) {
      return true;
    }

    @Override
    public OptionalInt firstWrong(List<? extends Check> checks) {
      return OptionalInt.empty();
    }
  }

  private record Waiting(Transaction transaction) implements WaitingTransaction {}
}
