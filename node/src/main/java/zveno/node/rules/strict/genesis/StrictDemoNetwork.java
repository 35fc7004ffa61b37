package zveno.node.rules.strict.genesis;

import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hex;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.UnsignedTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.rules.DemoNetwork;
import zveno.node.signatures.SigningKey;

/** A network with strict rules whose keys lie open. */
final class StrictDemoNetwork implements DemoNetwork {

  /** As many blocks ahead as no demonstration has. */
  private static final long EXPIRES = 1_000_000;

  private final Genesis genesis;
  private final List<SigningKey> keys;

  StrictDemoNetwork(Genesis genesis, List<SigningKey> keys) {
    this.genesis = genesis;
    this.keys = List.copyOf(keys);
  }

  @Override
  public byte[] genesis() {
    return genesis.canonical();
  }

  /** A list of objects with {@code address} and {@code seed}, 64 hexadecimal digits. */
  @Override
  public byte[] keys() {
    JsonWriter json = new JsonWriter().beginArray();
    for (SigningKey key : keys) {
      json.beginObject();
      json.name("address").string(key.address().text());
      json.name("seed").string(Hex.of(key.seed()));
      json.endObject();
    }
    return json.endArray().toBytes();
  }

  @Override
  public List<String> addresses() {
    return keys.stream().map(key -> key.address().text()).toList();
  }

  @Override
  public String transfer(int sender, String recipient, long amount, long nonce) {
    SigningKey key = keys.get(sender);
    UnsignedTransaction unsigned =
        new UnsignedTransaction(
            key.address(),
            Address.parse(recipient)
                .orElseThrow(() -> new IllegalArgumentException("no address: " + recipient)),
            new Coins(amount),
            Coins.NONE,
            nonce,
            EXPIRES,
            Optional.empty(),
            Optional.empty());
    try {
      byte[] signature = key.sign(unsigned.signedText(genesis.id()));
      return StrictTransaction.signed(unsigned, signature).toString();
    } catch (RefusedException e) {
      throw new IllegalArgumentException(e.refusal().detail(), e);
    }
  }
}
