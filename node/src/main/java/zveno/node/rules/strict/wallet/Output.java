package zveno.node.rules.strict.wallet;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zveno.kernel.json.JsonWriter;

/** What a command says: its result on standard output, everything else on standard error. */
final class Output {

  @Spec(Spec.Target.MIXEE)
  CommandSpec spec;

  @Option(names = "--json", description = "Print the result as JSON, one object on a line.")
  boolean json;

  /** The result, in one of two forms. */
  void result(String text, JsonWriter object) {
    print(json ? new String(object.toBytes(), StandardCharsets.US_ASCII) : text);
  }

  /** A result that has one form. */
  void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  /** Anything else. */
  void tell(String line) {
    PrintWriter errors = spec.commandLine().getErr();
    errors.println(line);
    errors.flush();
  }
}
