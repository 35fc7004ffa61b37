package zveno.node.rules.strict.wallet;

import zveno.kernel.json.JsonWriter;

/**
 * Something to record.
 *
 * @param data what is signed
 * @param label what it is called in messages
 * @param facts adds what is known of it to an open JSON object
 */
record Item(String data, String label, Facts facts) {

  /** Members of an object. */
  @FunctionalInterface
  interface Facts {
    void addTo(JsonWriter json);
  }
}
