package zveno.node.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.TextEncoding;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.node.config.CommandException;

/** {@code zveno hash}: what a block, or any JSON, is hashed as. */
@Command(
    name = "hash",
    description =
        "Read JSON from standard input; print its canonical text and, on the next line, its hash.",
    mixinStandardHelpOptions = true)
final class HashCommand implements Callable<Integer> {

  private static final int MAX_BYTES = 64 << 20;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    byte[] text = System.in.readNBytes(MAX_BYTES + 1);
    if (text.length > MAX_BYTES) {
      throw CommandException.badInput("standard input is longer than " + MAX_BYTES + " bytes");
    }
    byte[] canonical = canonical(text);
    PrintWriter out = spec.commandLine().getOut();
    out.println(new String(canonical, StandardCharsets.US_ASCII));
    out.println(Hash.of(canonical).hex());
    out.flush();
    return 0;
  }

  private static byte[] canonical(byte[] text) {
    JsonLimits limits =
        JsonLimits.defaults()
            .withMaxDepth(990)
            .withMaxCanonicalBytes(MAX_BYTES)
            .withNonFinite(true);
    try {
      return JsonReader.canonicalize(TextEncoding.withoutMark(text), limits);
    } catch (DecodeException e) {
      throw CommandException.badInput("standard input is not JSON: " + e.getMessage());
    }
  }
}
