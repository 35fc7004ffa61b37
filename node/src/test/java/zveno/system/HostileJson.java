package zveno.system;

import java.util.ArrayList;
import java.util.List;

/** JSON that Python takes, and that is easy to get wrong. */
final class HostileJson {

  /** How deep a value in a posted transaction may nest. */
  static final int DEPTH = 960;

  private HostileJson() {}

  /** Values that any client may post. */
  static List<String> values() {
    List<String> values = new ArrayList<>();
    values.addAll(
        List.of(
            "0.30000000000000004",
            "1e16",
            "1E+16",
            "1e15",
            "1e-05",
            "0.00001",
            "0.0001",
            "5e-324",
            "2.2250738585072014e-308",
            "1.7976931348623157e308",
            "123456789012345680.0",
            "-0.0",
            "-0",
            "1.0",
            "1",
            "1.10",
            "100000000000000000000",
            "-1e-7"));
    values.add("9".repeat(4300));
    values.add("-" + "8".repeat(4300));
    values.add("[".repeat(DEPTH) + "]".repeat(DEPTH));
    values.add("{\"k\":".repeat(DEPTH - 1) + "{}" + "}".repeat(DEPTH - 1));
    values.addAll(
        List.of(
            "\"\\ud83d\\ude00\"",
            "\"\ud83d\ude00\"",
            "\"\\ud800\"",
            "\"\\ude00\\ud83d\"",
            "\"\\ud83dx\"",
            "\"\\u007f\u007f\"",
            "\"\\u2028\u2028\u2029\"",
            "\"\\u0000\\b\\f\\n\\r\\t\\/\\\\\\\"\"",
            "\"\u00e9\u4e2d \\u00E9\"",
            "{\"\\ue000\":1,\"\\ud83d\\ude00\":2,\"\\uffff\":3,\"\\ud800\":4,\"a\":5,\"Z\":6,\"\":7}",
            "{\"\\ud800\":1,\"\\ud800\\udc00\":2,\"\\ud7ff\":3,\"\\udfff\":4,\"\\ud800\\u0020\":5}",
            "{\"a\":1,\"b\":2,\"a\":3}",
            "{\"a\":1,\"\\u0061\":[{\"x\":1,\"x\":{}}]}",
            "[ 1 ,\t2.50 ,\r\n[ ] , { } , true , false , null ]",
            "null",
            "true",
            "\"\"",
            "[]",
            "{}"));
    return values;
  }

  /** Transactions with these values in all three places. */
  static List<String> transactions() {
    List<String> all = new ArrayList<>();
    List<String> values = values();
    for (int i = 0; i < values.size(); i++) {
      String value = values.get(i);
      switch (i % 3) {
        case 0 -> all.add(transaction("\"s" + i + "\"", "\"r\"", value));
        case 1 -> all.add(transaction(value, "\"r" + i + "\"", "1"));
        default -> all.add(transaction("\"s" + i + "\"", value, "1.5"));
      }
    }
    all.add("{\"amount\":1,\"sender\":\"twice\",\"recipient\":\"r\",\"amount\":2,\"extra\":[1.0]}");
    return all;
  }

  /** Values that Python takes from clients and we do not, but that a peer's chain may hold. */
  static List<String> pythonOnly() {
    return List.of("NaN", "Infinity", "-Infinity", "1e999", "[NaN,{\"x\":-1e999}]");
  }

  static String transaction(String sender, String recipient, String amount) {
    return "{\"sender\":%s,\"recipient\":%s,\"amount\":%s}".formatted(sender, recipient, amount);
  }
}
