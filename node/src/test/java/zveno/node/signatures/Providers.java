package zveno.node.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** The libraries that a node may verify with on this machine. */
final class Providers {

  private static final List<JcaVerifier> ALL = load();

  private Providers() {}

  private static List<JcaVerifier> load() {
    JcaVerifier jdk = JcaVerifier.ofJdk();
    if (!System.getProperty("os.name").equals("Linux")) {
      return List.of(jdk);
    }
    assertThat(JcaVerifier.ofCorretto())
        .as("Corretto must load on Linux: a test of one library alone would show little")
        .isPresent();
    return List.of(jdk, JcaVerifier.ofCorretto().orElseThrow());
  }

  static List<JcaVerifier> all() {
    return ALL;
  }
}
