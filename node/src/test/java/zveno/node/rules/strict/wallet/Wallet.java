package zveno.node.rules.strict.wallet;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import zveno.node.cli.Main;
import zveno.node.wallet.KeyFolder;

/** Runs the commands of a wallet as they are typed, with scrypt made easy. */
final class Wallet {

  private static final int QUICK = 4;

  private final Path folder;
  Optional<Typed> terminal = Optional.empty();
  String passphrase = "correct horse";
  String input = "";

  /** What a command did. */
  record Run(int code, String output, String errors) {}

  Wallet(Path folder) {
    this.folder = folder;
  }

  KeyFolder keys() {
    return KeyFolder.in(folder, QUICK);
  }

  /** Runs {@code zveno wallet} with these arguments; {@code --wallet} is added. */
  Run wallet(String... arguments) {
    List<String> all = new ArrayList<>(List.of("wallet"));
    all.addAll(List.of(arguments));
    return run(all);
  }

  /** Runs {@code zveno record}. */
  Run record(String... arguments) {
    List<String> all = new ArrayList<>(List.of("record"));
    all.addAll(List.of(arguments));
    return run(all);
  }

  private Run run(List<String> arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    boolean keyless = arguments.contains("check") || arguments.size() == 1;
    List<String> all = new ArrayList<>(arguments);
    if (!keyless) {
      all.add("--wallet=" + folder);
    }
    Surroundings here =
        new Surroundings(
            () -> terminal.map(typed -> typed),
            passphrase.isEmpty() ? Map.of() : Map.of(KeyOptions.VARIABLE, passphrase),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            place -> KeyFolder.in(place, QUICK));
    CommandLine program = Main.commandLine();
    program.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
    int code =
        ScopedValue.where(Surroundings.OTHERS, here)
            .call(() -> program.execute(all.toArray(String[]::new)));
    return new Run(code, output.toString(), errors.toString());
  }
}
