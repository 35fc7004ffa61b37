package zveno.node.rules.strict.wallet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A terminal at which a test sits. */
final class Typed implements Terminal {

  private final Deque<String> lines = new ArrayDeque<>();
  private Function<String, Optional<String>> answers = prompt -> Optional.empty();
  final List<String> shown = new ArrayList<>();
  final List<String> prompts = new ArrayList<>();
  final List<String> secretPrompts = new ArrayList<>();

  /** What will be typed, in this order. */
  static Typed lines(String... lines) {
    Typed typed = new Typed();
    typed.lines.addAll(List.of(lines));
    return typed;
  }

  /** What is typed at prompts when all lines are used up. */
  Typed then(Function<String, Optional<String>> more) {
    this.answers = more;
    return this;
  }

  @Override
  public void say(String line) {
    shown.add(line);
  }

  @Override
  public Optional<char[]> ask(String prompt) {
    prompts.add(prompt);
    String line = lines.poll();
    return (line == null ? answers.apply(prompt) : Optional.of(line)).map(String::toCharArray);
  }

  @Override
  public Optional<char[]> askSecretly(String prompt) {
    secretPrompts.add(prompt);
    return ask(prompt);
  }
}
