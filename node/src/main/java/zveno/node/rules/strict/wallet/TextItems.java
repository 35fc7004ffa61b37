package zveno.node.rules.strict.wallet;

import java.util.ArrayList;
import java.util.List;

/** Texts from the command line, recorded as they are. */
final class TextItems implements Items {

  private final List<String> texts;
  private int done;

  TextItems(List<String> texts) {
    this.texts = List.copyOf(texts);
  }

  @Override
  public List<Item> next(int max) {
    List<Item> items = new ArrayList<>();
    while (done < texts.size() && items.size() < max) {
      items.add(new Item(texts.get(done++), "text " + done, json -> {}));
    }
    return items;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
