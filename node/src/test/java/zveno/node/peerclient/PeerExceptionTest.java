package zveno.node.peerclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/** What a failure of TLS is said to be. */
class PeerExceptionTest {

  private static String said(SSLException failure, Throwable cause) {
    failure.initCause(cause);
    return String.valueOf(PeerException.of(failure, true).getMessage());
  }

  @Test
  void theInnermostWordsCount() {
    assertThat(said(new SSLException("outer"), new IllegalStateException("inner")))
        .isEqualTo("no secure connection: inner");
    assertThat(said(new SSLException("outer"), new IllegalStateException()))
        .isEqualTo("no secure connection: outer");
    assertThat(said(new SSLException("outer"), new IllegalStateException(" ")))
        .isEqualTo("no secure connection: outer");
  }

  @Test
  void ofOneWithoutAnyWordsTheKindIsSaid() {
    assertThat(said(new SSLHandshakeException(null), new IllegalStateException()))
        .isEqualTo("no secure connection: SSLHandshakeException");
  }

  @Test
  void aCertificateNeedsNoWordsOfItsOwn() {
    assertThat(said(new SSLHandshakeException("outer"), new CertificateExpiredException()))
        .isEqualTo("no secure connection: its certificate has expired");
  }
}
