package zveno.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.node.tls.Authority.Issued;

@Tag("slow")
class TlsFilesTest {

  @TempDir static Path folder;

  private static Authority authority;
  private static Issued ann;
  private static Issued bob;

  @BeforeAll
  static void issue() throws Exception {
    authority = new Authority(folder, "authority");
    ann = authority.issue("ann");
    bob = authority.issue("bob", "RSA", "-validity", "10");
  }

  private static void refused(Path certificate, Path key, String... words) {
    assertThatThrownBy(() -> new TlsFiles(certificate, key))
        .isInstanceOf(PemException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  private static Path file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void keysOfEveryUsualKindAreRead() throws Exception {
    for (Issued issued :
        new Issued[] {ann, bob, authority.issue("eve", "Ed25519", "-validity", "9")}) {
      Identity identity = new TlsFiles(issued.certificate(), issued.key()).identity();
      assertThat(identity.keyStore().isKeyEntry("node")).isTrue();
    }
  }

  @Test
  void theRestOfTheChainFollowsAndWhatIsBetweenIsPassedOver() throws Exception {
    String chain =
        "Subject: CN = ann\n"
            + Files.readString(ann.certificate())
            + "\nIssuer: ...\n"
            + Files.readString(authority.file());
    Identity identity = new TlsFiles(file("chain.pem", chain), ann.key()).identity();
    assertThat(identity.chain()).hasSize(2);
    Path both = file("both.pem", Files.readString(ann.key()) + Files.readString(ann.certificate()));
    assertThat(new TlsFiles(both, both).identity().chain()).hasSize(1);
  }

  @Test
  void whatDoesNotBelongTogetherIsRefused() throws Exception {
    Issued other = authority.issue("carol");
    refused(ann.certificate(), other.key(), other.key().toString(), "is not that of the first");
    refused(
        ann.certificate(),
        bob.key(),
        bob.key().toString(),
        "does not have the certificate's algorithm",
        "EC");
    Issued old = authority.issueExpired("old");
    refused(old.certificate(), old.key(), old.certificate().toString(), "has expired on");
  }

  @Test
  void whatIsNotThereOrSomethingElseIsNamed() throws Exception {
    refused(folder.resolve("nothing"), ann.key(), "no such file:", "nothing");
    refused(folder, ann.key(), folder.toString(), "cannot be read");
    refused(ann.key(), ann.key(), ann.key().toString(), "holds no certificate");
    refused(ann.certificate(), ann.certificate(), "holds no private key");
    Path locked = file("locked", Authority.pem("ENCRYPTED PRIVATE KEY", new byte[40]));
    refused(ann.certificate(), locked, "openssl pkcs8 -topk8 -nocrypt");
    refused(file("bad", Authority.pem("CERTIFICATE", new byte[40])), ann.key(), "cannot be read");
    refused(
        ann.certificate(), file("bad.key", Authority.pem("PRIVATE KEY", new byte[9])), "bad.key");
    refused(file("empty", ""), ann.key(), "empty", "holds no certificate");
    assertThatThrownBy(() -> Trust.with(ann.key())).hasMessageContaining("holds no certificate");
  }

  /** What the message and the manual print is run as they print it. */
  @Test
  void theCommandForAKeyInAnotherFormRuns() throws Exception {
    assumeTrue(runs(folder, "openssl version"), "no openssl here");
    String manual =
        Files.readString(
            Path.of(System.getProperty("basedir", "."), "..", "docs", "operations.md"));
    for (String kind : List.of("ecparam -genkey -noout -name prime256v1", "genrsa -traditional")) {
      Path own = Files.createDirectory(folder.resolve("it's " + kind.substring(0, 3)));
      assertThat(runs(own, "openssl " + kind + " -out old.key")).isTrue();
      assertThat(Files.readString(own.resolve("old.key"))).contains("BEGIN", "PRIVATE KEY");

      assertThat(runs(own, commandIn(problemWith(own.resolve("old.key"))))).isTrue();
      assertThat(problemWith(own.resolve("node.key")))
          .containsAnyOf("is not that of", "does not have the certificate's algorithm");
      Files.delete(own.resolve("node.key"));
      assertThat(runs(own, commandIn(manual))).isTrue();
      assertThat(problemWith(own.resolve("node.key"))).doesNotContain("another form");
    }
  }

  private static String problemWith(Path key) {
    PemException e = assertThrows(PemException.class, () -> new TlsFiles(ann.certificate(), key));
    return String.valueOf(e.getMessage());
  }

  private static String commandIn(String text) {
    Matcher command = Pattern.compile("openssl pkcs8 [^`]*").matcher(text);
    assertThat(command.find()).as(text).isTrue();
    return command.group();
  }

  private static boolean runs(Path where, String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  @Test
  void aRenewedCertificateIsSeenAndABadOneReportedOnce() throws Exception {
    Path certificate = folder.resolve("live.crt");
    Path key = folder.resolve("live.key");
    Files.copy(ann.certificate(), certificate);
    Files.copy(ann.key(), key);
    TlsFiles files = new TlsFiles(certificate, key);
    assertThat(files.reread()).isEmpty();

    Files.copy(bob.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(files::reread).isInstanceOf(PemException.class);
    assertThat(files.reread()).isEmpty();
    assertThat(files.identity().key().getAlgorithm()).isEqualTo("EC");

    Files.copy(bob.key(), key, StandardCopyOption.REPLACE_EXISTING);
    assertThat(files.reread().orElseThrow().key().getAlgorithm()).isEqualTo("RSA");
  }

  @Test
  void javasAuthoritiesAreBelievedBesidesTheGivenOnes() throws Exception {
    var alone = Trust.JAVAS.context();
    var more = Trust.with(authority.file()).context();
    alone.start();
    more.start();
    assertThat(alone.getTrustStore()).isNull();
    assertThat(more.getTrustStore().size()).isGreaterThan(50);
    assertThat(
            more.getTrustStore()
                .getCertificateAlias(Pem.read(authority.file()).certificates().getFirst()))
        .isNotNull();
  }
}
