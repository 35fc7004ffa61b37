package zveno.node.peerclient;

import java.io.IOException;
import java.io.OutputStream;

/** Writes the body of a request, as long as it may be. */
@FunctionalInterface
public interface StreamedBody {

  void writeTo(OutputStream out) throws IOException, InterruptedException;
}
