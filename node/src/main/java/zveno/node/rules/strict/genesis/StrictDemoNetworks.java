package zveno.node.rules.strict.genesis;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hex;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.Parameters;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.node.rules.DemoNetwork;
import zveno.node.rules.DemoNetworkProvider;
import zveno.node.signatures.SigningKey;

/** Begins networks with strict rules for demonstrations. */
public final class StrictDemoNetworks implements DemoNetworkProvider {

  /** What each account has at the beginning. */
  private static final Coins BEGINNING = new Coins(1_000);

  /** As hard to find as the tutorial's proofs, one in 65,536; and never easier. */
  private static final CompactBits FIRST_TARGET = new CompactBits(0x1f00ffffL);

  private static final long SPACING = 5;

  /** The shortest that there may be, so that the targets soon fit many miners, or few. */
  private static final long HALF_LIFE = 16 * SPACING;

  private final Clock clock = Clock.systemUTC();

  /** For {@link java.util.ServiceLoader}. */
  public StrictDemoNetworks() {}

  @Override
  public List<String> names() {
    return List.of(StrictRules.NAME);
  }

  @Override
  public DemoNetwork begin(int accounts, List<String> allocations) {
    List<SigningKey> keys = new ArrayList<>();
    Map<Address, Coins> all = new LinkedHashMap<>();
    for (int i = 0; i < accounts; i++) {
      SigningKey key = SigningKey.random(Scheme.ED25519);
      keys.add(key);
      all.put(key.address(), BEGINNING);
    }
    all.putAll(Allocations.read(allocations));
    Parameters usual = Parameters.usual("devnet");
    Parameters parameters =
        new Parameters(
            usual.network(),
            SPACING,
            HALF_LIFE,
            FIRST_TARGET,
            usual.reward(),
            usual.halving(),
            usual.maturity(),
            all,
            usual.blockBytes());
    long now = clock.instant().getEpochSecond();
    return new StrictDemoNetwork(new Genesis(parameters, FIRST_TARGET, now), keys);
  }

  @Override
  public DemoNetwork resume(byte[] genesis, byte[] keys) throws DecodeException {
    List<SigningKey> read = new ArrayList<>();
    JsonValue list = JsonValue.parse(keys, JsonLimits.defaults());
    if (list.kind() != JsonKind.ARRAY) {
      throw new DecodeException("the keys must be a list");
    }
    for (JsonValue each : list.elements()) {
      byte[] seed =
          (each.kind() == JsonKind.OBJECT ? each.member("seed") : Optional.<JsonValue>empty())
              .filter(member -> member.kind() == JsonKind.STRING)
              .flatMap(member -> Hex.parse(member.text()))
              .filter(bytes -> bytes.length == SigningKey.SEED_LENGTH)
              .orElseThrow(() -> new DecodeException("each key must have a seed of 64 digits"));
      read.add(SigningKey.of(Scheme.ED25519, seed));
    }
    try {
      return new StrictDemoNetwork(Genesis.parse(genesis), read);
    } catch (RefusedException e) {
      throw new DecodeException(e.refusal().detail(), e);
    }
  }
}
