package zveno.node.rules.strict.wallet;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import zveno.node.config.CommandException;
import zveno.node.wallet.Words;

/** Shows words, and asks for some of them: who cannot say them has not written them down. */
final class WordCheck {

  private static final int ASKED = 3;
  private static final int COLUMNS = 4;

  private final Terminal terminal;

  WordCheck(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Returns when the words were said.
   *
   * @throws CommandException if the input ends before
   */
  void showAndAsk(Words words) {
    terminal.say(
        "Write these 24 words down on paper, in their order. Whoever has them has the key;");
    terminal.say("without them, a key whose file or passphrase is lost is lost for ever.");
    terminal.say("");
    table(words).forEach(terminal::say);
    terminal.say("");
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < Words.COUNT; i++) {
      places.add(i);
    }
    Collections.shuffle(places, new SecureRandom());
    places.subList(0, ASKED).stream().sorted().forEach(place -> ask(words, place));
  }

  private void ask(Words words, int place) {
    while (true) {
      char[] said =
          terminal
              .ask("Word " + (place + 1) + ": ")
              .orElseThrow(
                  () -> CommandException.badInput("the words were not said; nothing was written"));
      boolean right = words.isWord(place, String.valueOf(said));
      Arrays.fill(said, '\0');
      if (right) {
        return;
      }
      terminal.say("Word " + (place + 1) + " is another one. Look at what you have written down.");
    }
  }

  /** Six lines of four words with their numbers, to be read down. */
  private static List<String> table(Words words) {
    int rows = Words.COUNT / COLUMNS;
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < COLUMNS; column++) {
        int place = column * rows + row;
        String cell = "%2d %s".formatted(place + 1, words.word(place));
        line.append("  ").append(column < COLUMNS - 1 ? "%-13s".formatted(cell) : cell);
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
