package zveno.node.wallet;

import java.util.Optional;
import zveno.kernel.rules.strict.keys.Scheme;

/** What schemes are called in key files and options. */
public final class SchemeNames {

  public static final String ED25519 = "ed25519";

  public static final String ML_DSA_44 = "ml-dsa-44";

  private SchemeNames() {}

  public static String of(Scheme scheme) {
    return switch (scheme) {
      case ED25519 -> ED25519;
      case ML_DSA_44 -> ML_DSA_44;
    };
  }

  /** The scheme of this name; nothing if there is none. */
  public static Optional<Scheme> parse(String name) {
    return switch (name) {
      case ED25519 -> Optional.of(Scheme.ED25519);
      case ML_DSA_44 -> Optional.of(Scheme.ML_DSA_44);
      default -> Optional.empty();
    };
  }
}
