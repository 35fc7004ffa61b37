package zveno.kernel.rules.strict.keys;

import java.util.ServiceLoader;

/**
 * The verifier that the program brings with it, found when it is first asked for: rules without
 * signatures never load it.
 */
public final class InstalledVerifier {

  private static final class Holder {

    static final SignatureVerifier FOUND =
        ServiceLoader.load(SignatureVerifier.class, InstalledVerifier.class.getClassLoader())
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "the strict rules need a SignatureVerifier, and none is installed"));
  }

  private InstalledVerifier() {}

  /**
   * The verifier; the same at each call.
   *
   * @throws IllegalStateException if there is none
   */
  public static SignatureVerifier get() {
    return Holder.FOUND;
  }
}
