package zveno.kernel.json;

/** Takes a value apart with all that {@link JsonValue} has, and writes it anew. */
final class Rewriting {

  private Rewriting() {}

  static void copy(JsonValue value, JsonWriter to) {
    switch (value.kind()) {
      case OBJECT -> {
        to.beginObject();
        for (JsonValue.Member member : value.members()) {
          to.name(member.name());
          copy(member.value(), to);
        }
        to.endObject();
      }
      case ARRAY -> {
        to.beginArray();
        for (JsonValue element : value.elements()) {
          copy(element, to);
        }
        to.endArray();
      }
      case STRING -> to.string(value.text());
      case INTEGER -> to.integer(value.integer());
      case FLOAT -> to.number(value.number());
      case BOOLEAN -> to.bool(value.bool());
      case NULL -> to.nul();
    }
  }
}
