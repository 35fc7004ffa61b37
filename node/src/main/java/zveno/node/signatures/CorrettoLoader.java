package zveno.node.signatures;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.Provider;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the Amazon Corretto Crypto Provider. Its jars, one for each kind of machine, have the same
 * classes and a native library of the same name, so that on one class path the first would hide the
 * other: a loader of its own sees only the jar for this machine.
 */
final class CorrettoLoader {

  private static final Logger LOG = LoggerFactory.getLogger(CorrettoLoader.class);

  /** What it is loaded for, as the JVM's cryptography calls it. */
  static final String ED25519 = "Ed25519";

  private static final String LIBRARY =
      "com/amazon/corretto/crypto/provider/libamazonCorrettoCryptoProvider.so";

  /** What the jars call a kind of machine, by what the JVM calls it. */
  private static final Map<String, String> CLASSIFIERS =
      Map.of("amd64", "linux-x86_64", "aarch64", "linux-aarch_64");

  private CorrettoLoader() {}

  /** The provider; nothing if there is none for this machine, or its library does not load. */
  static Optional<Provider> load() {
    String classifier = CLASSIFIERS.get(System.getProperty("os.arch"));
    if (classifier == null || !isLinux()) {
      LOG.debug("no Corretto for {}", System.getProperty("os.arch"));
      return Optional.empty();
    }
    try {
      Optional<URL> jar = jar(classifier);
      return jar.isPresent() ? provider(jar.get()) : Optional.empty();
    } catch (IOException | URISyntaxException | ServiceConfigurationError | LinkageError e) {
      LOG.debug("Corretto cannot be loaded: {}", e.toString());
      return Optional.empty();
    }
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");
  }

  /** The jar with the library for this kind of machine, wherever our own classes come from. */
  private static Optional<URL> jar(String classifier) throws IOException, URISyntaxException {
    List<URL> libraries =
        Collections.list(CorrettoLoader.class.getClassLoader().getResources(LIBRARY));
    for (URL library : libraries) {
      String place = library.toString(); // jar:file:/…/name.jar!/com/…
      int end = place.indexOf("!/");
      if (place.startsWith("jar:") && end > 0 && place.lastIndexOf(classifier, end) > 0) {
        return Optional.of(new URI(place.substring("jar:".length(), end)).toURL());
      }
    }
    return Optional.empty();
  }

  /** The loader stays open as long as the program runs: so long are its classes needed. */
  @SuppressWarnings("ReferenceEquality") // another loader of the same jar is another
  private static Optional<Provider> provider(URL jar) {
    ClassLoader loader =
        new URLClassLoader("corretto", new URL[] {jar}, ClassLoader.getPlatformClassLoader());
    for (Provider each : ServiceLoader.load(Provider.class, loader)) {
      boolean isFromJar = loader.equals(each.getClass().getClassLoader());
      // Without its native library it is there all the same, and has no services.
      if (isFromJar && each.getService("Signature", ED25519) != null) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
