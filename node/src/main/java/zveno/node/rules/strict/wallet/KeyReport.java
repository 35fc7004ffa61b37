package zveno.node.rules.strict.wallet;

import zveno.kernel.json.JsonWriter;
import zveno.node.wallet.SchemeNames;
import zveno.node.wallet.WalletKey;

/** What is said of a key. */
final class KeyReport {

  private KeyReport() {}

  /** Its address. */
  static void print(String name, WalletKey key, Output output) {
    String address = key.address().text();
    output.result(
        address,
        new JsonWriter()
            .beginObject()
            .name("address")
            .string(address)
            .name("name")
            .string(name)
            .name("scheme")
            .string(SchemeNames.of(key.scheme()))
            .endObject());
  }
}
