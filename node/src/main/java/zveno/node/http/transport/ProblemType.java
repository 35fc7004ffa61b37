package zveno.node.http.transport;

import org.eclipse.jetty.http.HttpStatus;
import zveno.kernel.rules.RejectReason;

/**
 * What a problem is called (RFC 9457): the same for all problems of a kind, and for ever.
 *
 * @param uri the member {@code type}
 * @param title one sentence that is true of all of them
 */
public record ProblemType(String uri, String title) {

  private static final String PREFIX = "urn:zveno:problem:";

  /** Of a reason of a rule set; all rule sets together must give a code one meaning. */
  public static ProblemType of(RejectReason reason) {
    return new ProblemType(uri(reason.code()), reason.sentence());
  }

  /** The URI for a reason, by its code. */
  public static String uri(String code) {
    return PREFIX + code;
  }

  /** Of a problem about which there is no more to know than its status. */
  static ProblemType ofStatus(int status) {
    return new ProblemType("about:blank", HttpStatus.getMessage(status));
  }
}
