package zveno.node.rules.strict.wallet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.node.config.CommandException;
import zveno.node.config.DataOptions;
import zveno.node.config.IoErrors;
import zveno.node.wallet.KeyFolder;
import zveno.node.wallet.WalletException;
import zveno.node.wallet.WalletKey;

/** Where keys are, and how they are opened. */
final class KeyOptions {

  /** The variable that may say a passphrase. */
  static final String VARIABLE = "ZVENO_WALLET_PASSWORD";

  @Option(
      names = "--wallet",
      paramLabel = "DIR",
      description = "The folder of the keys; default ~/.local/share/zveno/wallet.")
  @Nullable Path folder;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "Read the passphrase from the first line of this file. Default: the variable"
              + " ZVENO_WALLET_PASSWORD, or else a prompt.")
  @Nullable Path passwordFile;

  /** The folder of the keys. */
  KeyFolder keys() {
    Path named = folder;
    Path place = named != null ? named : DataOptions.userFolder().resolve("wallet");
    return Surroundings.here().folder().in(place);
  }

  /** Opens a key; its receiver closes it. */
  WalletKey open(String name) {
    try {
      KeyFolder keys = keys();
      keys.encrypted(name); // what is not there needs no passphrase
      return withPassphrase(
          passphrase("Passphrase for " + name + ": "), phrase -> keys.read(name, phrase));
    } catch (WalletException e) {
      throw ExitCodes.of(e);
    }
  }

  /** What is done with a passphrase. */
  @FunctionalInterface
  interface Use<T> {
    T with(byte[] passphrase) throws WalletException;
  }

  /** Uses a passphrase, and wipes it. */
  static <T> T withPassphrase(byte[] passphrase, Use<T> use) throws WalletException {
    try {
      return use.with(passphrase);
    } finally {
      Arrays.fill(passphrase, (byte) 0);
    }
  }

  /** The passphrase of a key that is there. */
  byte[] passphrase(String prompt) {
    return given().orElseGet(() -> bytes(asked(terminal(), prompt)));
  }

  /** The passphrase of a new key, typed twice where it is typed. */
  byte[] newPassphrase(String name) {
    return given().orElseGet(() -> typedTwice(name));
  }

  /** Typed twice on a terminal. */
  static byte[] typedTwice(String name) {
    Terminal terminal = terminal();
    while (true) {
      char[] first = asked(terminal, "New passphrase for " + name + ": ");
      char[] second = asked(terminal, "The same again: ");
      boolean same = Arrays.equals(first, second);
      Arrays.fill(second, '\0');
      if (same) {
        return bytes(first);
      }
      Arrays.fill(first, '\0');
      terminal.say("These were not the same.");
    }
  }

  private Optional<byte[]> given() {
    Path file = passwordFile;
    if (file != null) {
      return Optional.of(read(file));
    }
    return Optional.ofNullable(Surroundings.here().environment().get(VARIABLE))
        .filter(text -> !text.isEmpty())
        .map(text -> bytes(text.toCharArray()));
  }

  /** The first line of a file. */
  static byte[] read(Path file) {
    byte[] content;
    try {
      content = KeyFolder.bytes(file);
    } catch (IOException e) {
      throw CommandException.badInput("cannot read " + file + ": " + IoErrors.of(e));
    }
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content));
    Arrays.fill(content, (byte) 0);
    int end = 0;
    while (end < text.length() && text.get(end) != '\n' && text.get(end) != '\r') {
      end++;
    }
    char[] line = new char[end];
    text.get(0, line);
    Arrays.fill(text.array(), '\0');
    if (line.length == 0) {
      throw CommandException.badInput("the first line of " + file + " must be a passphrase");
    }
    return bytes(line);
  }

  private static char[] asked(Terminal terminal, String prompt) {
    while (true) {
      char[] typed =
          terminal
              .askSecretly(prompt)
              .orElseThrow(() -> CommandException.badInput("no passphrase was typed"));
      if (typed.length > 0) {
        return typed;
      }
      terminal.say("A passphrase has at least one character.");
    }
  }

  private static Terminal terminal() {
    return Surroundings.here()
        .terminal()
        .get()
        .orElseThrow(() ->
            CommandException.badInput(
                "there is no terminal to ask for the passphrase; use --password-file or "
                    + VARIABLE));
  }

  /** UTF-8 of the characters in their composed form, whatever keyboard they came from (NFC). */
  @SuppressWarnings("ByteBufferBackingArray") // the encoder's is its own, from its first byte on
  private static byte[] bytes(char[] text) {
    CharBuffer characters = CharBuffer.wrap(text);
    byte[] padded;
    int length;
    if (Normalizer.isNormalized(characters, Normalizer.Form.NFC)) {
      ByteBuffer encoded = StandardCharsets.UTF_8.encode(characters);
      padded = encoded.array();
      length = encoded.limit();
    } else {
      padded =
          Normalizer.normalize(characters, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8);
      length = padded.length;
    }
    byte[] exact = Arrays.copyOf(padded, length);
    Arrays.fill(padded, (byte) 0);
    Arrays.fill(text, '\0');
    return exact;
  }
}
