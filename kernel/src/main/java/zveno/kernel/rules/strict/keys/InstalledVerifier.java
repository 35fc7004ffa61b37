package zveno.kernel.rules.strict.keys;

import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * The verifier that the program brings with it, found when it is first asked for: rules without
 * signatures never load it.
 */
public final class InstalledVerifier {

  private static @Nullable SignatureVerifier found;

  private InstalledVerifier() {}

  /**
   * The verifier; the same at each call.
   *
   * @throws IllegalStateException if there is none
   * @throws RuntimeException if the verifier refuses to work; the message is one line, for people
   */
  public static synchronized SignatureVerifier get() {
    SignatureVerifier known = found;
    if (known == null) {
      known = load();
      found = known;
    }
    return known;
  }

  private static SignatureVerifier load() {
    ClassLoader here = InstalledVerifier.class.getClassLoader();
    try {
      return ServiceLoader.load(SignatureVerifier.class, here)
          .findFirst()
          .orElseThrow(() ->
              new IllegalStateException(
                  "the strict rules need a SignatureVerifier, and none is installed"));
    } catch (ServiceConfigurationError e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
