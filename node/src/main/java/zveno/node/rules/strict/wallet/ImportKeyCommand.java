package zveno.node.rules.strict.wallet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zveno.node.config.CommandException;
import zveno.node.config.IoErrors;
import zveno.node.wallet.KeyFolder;
import zveno.node.wallet.WalletException;
import zveno.node.wallet.WalletKey;
import zveno.node.wallet.Words;

/** {@code zveno wallet import}: a key that was made elsewhere, or is found again by its words. */
@Command(
    name = "import",
    description =
        "Take over a key from an encrypted FILE, which keeps its passphrase, or from 24 words;"
            + " print its address.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ImportKeyCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "NAME", description = "A name for the key.")
  String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "A file of zveno wallet export or of the explorer.")
  @Nullable Path file;

  @Option(names = "--words", description = "Ask for the 24 words.")
  boolean words;

  @Option(
      names = "--words-file",
      paramLabel = "FILE",
      description = "Read the 24 words from this file.")
  @Nullable Path wordsFile;

  @Mixin SchemeOption scheme = new SchemeOption();
  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    Path encrypted = file;
    int sources = (encrypted == null ? 0 : 1) + (words ? 1 : 0) + (wordsFile == null ? 0 : 1);
    if (sources != 1) {
      throw CommandException.badInput("give one of FILE, --words and --words-file");
    }
    try {
      options.keys().requireFree(name);
      if (encrypted != null) {
        fromFile(encrypted);
      } else {
        fromWords();
      }
    } catch (WalletException e) {
      throw ExitCodes.of(e);
    }
    return 0;
  }

  private void fromFile(Path encrypted) throws WalletException {
    byte[] content = bytes(encrypted);
    byte[] passphrase = options.passphrase("Passphrase of " + encrypted + ": ");
    KeyOptions.withPassphrase(
        passphrase,
        phrase -> {
          try (WalletKey key = KeyFolder.parse(content, phrase)) {
            options.keys().create(name, key, phrase);
            KeyReport.print(name, key, output);
          }
          return true;
        });
  }

  private void fromWords() throws WalletException {
    char[] text = text();
    try (Words read = Words.parse(text);
        WalletKey key = WalletKey.of(read, scheme.scheme(), scheme.number())) {
      KeyOptions.withPassphrase(
          options.newPassphrase(name),
          phrase -> {
            options.keys().create(name, key, phrase);
            KeyReport.print(name, key, output);
            return true;
          });
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private char[] text() {
    Path source = wordsFile;
    if (source != null) {
      byte[] content = bytes(source);
      CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
      Arrays.fill(content, (byte) 0);
      char[] text = new char[decoded.length()];
      decoded.get(text);
      Arrays.fill(decoded.array(), '\0');
      return text;
    }
    return Surroundings.here()
        .terminal()
        .get()
        .orElseThrow(() ->
            CommandException.badInput("there is no terminal to ask for words; use --words-file"))
        .askSecretly("The 24 words, which are not shown: ")
        .orElseThrow(() -> CommandException.badInput("no words were typed"));
  }

  private static byte[] bytes(Path source) {
    try {
      return KeyFolder.bytes(source);
    } catch (IOException e) {
      throw CommandException.badInput("cannot read " + source + ": " + IoErrors.of(e));
    }
  }
}
