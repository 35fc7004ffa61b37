package zveno.node.peerclient;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.http.HttpException;
import org.jspecify.annotations.Nullable;

/** A conversation with a peer came to nothing. The message says why, in our own words. */
public final class PeerException extends IOException {

  @Serial private static final long serialVersionUID = 1;

  /** What went wrong. */
  public enum Kind {
    /** Our policy allows no request to go there. */
    REFUSED,
    /** Unknown host, or connection refused. */
    UNREACHABLE,
    /** Our patience is over. */
    TOO_SLOW,
    /** The connection ended before the answer did. */
    BROKEN,
    /** What came is no answer to what was asked. */
    WRONG
  }

  private final Kind kind;

  public PeerException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public PeerException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** Says what a failure deep inside the client means. */
  static PeerException of(@Nullable Throwable failure, boolean connected) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PeerException known) {
        return new PeerException(known.kind, String.valueOf(known.getMessage()), failure);
      }
      if (cause instanceof SSLException) {
        return new PeerException(
            Kind.WRONG, "no secure connection: " + whyInsecure(cause), failure);
      }
      if (cause instanceof HttpResponseException
          || cause instanceof HttpException
          || cause instanceof AssertionError) { // of the library's parser, if assertions are on
        return new PeerException(Kind.WRONG, "its answer is not valid HTTP", failure);
      }
      if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
        return connected
            ? new PeerException(Kind.TOO_SLOW, "time-out", failure)
            : unreachable(failure);
      }
      if (connected
          && (cause instanceof EOFException || cause instanceof AsynchronousCloseException)) {
        return broken(failure);
      }
    }
    return connected ? broken(failure) : unreachable(failure);
  }

  /** What is wrong with a certificate, for people; of anything else what TLS says of it. */
  private static String whyInsecure(Throwable failure) {
    Throwable deepest = failure;
    String said = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      deepest = cause;
      String message = cause.getMessage();
      if (message != null && !message.isBlank()) {
        said = message;
      }
    }
    return switch (deepest) {
      case CertificateExpiredException _ -> "its certificate has expired";
      case CertificateNotYetValidException _ -> "its certificate is not valid yet";
      case CertPathBuilderException _ ->
          "its certificate is not from a trusted authority; --tls-ca adds one";
      default -> said;
    };
  }

  private static PeerException unreachable(@Nullable Throwable failure) {
    return new PeerException(Kind.UNREACHABLE, "it cannot be reached", failure);
  }

  private static PeerException broken(@Nullable Throwable failure) {
    return new PeerException(Kind.BROKEN, "the connection ended during the answer", failure);
  }

  /** What an exception says of a peer's failure, for logs; its class if it says nothing. */
  public static String reason(Exception failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  public Kind kind() {
    return kind;
  }
}
