package zveno.node.signatures;

import java.io.Serial;

/** A library verifies signatures wrongly: nothing may be decided with it. The message is a line. */
public final class WrongAnswersException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  WrongAnswersException(String message) {
    super(message);
  }
}
