package zveno.kernel.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncodingTest {

  private static final String MARK = "\ufeff";

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "5", "ab", "abc", "\n", "\u0436", "\u20ac", "a\u0000b"})
  void utf8IsPassedOnWithoutItsMark(String text) throws Exception {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] marked = (MARK + text).getBytes(StandardCharsets.UTF_8);
    assertThat(TextEncoding.withoutMark(marked)).isEqualTo(plain);
    ByteArrayInputStream stream = new ByteArrayInputStream(marked);
    TextEncoding.passMark(stream);
    assertThat(stream.readAllBytes()).isEqualTo(plain);
    if (!text.contains("\u0000")) {
      assertThat(TextEncoding.withoutMark(plain)).isEqualTo(plain);
    }
  }

  @Test
  void oneMarkIsPassedOver() throws DecodeException {
    byte[] twice = (MARK + MARK).getBytes(StandardCharsets.UTF_8);
    assertThat(TextEncoding.withoutMark(twice)).isEqualTo(MARK.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"UTF-16LE, UTF-16", "UTF-16BE, UTF-16", "UTF-32LE, UTF-32", "UTF-32BE, UTF-32"})
  void othersAreCalledByTheirNames(String encoding, String name) {
    for (String text : new String[] {MARK, MARK + "{}", "{}", "{\"a\": 1}", "\r\n{}", "a=b"}) {
      byte[] bytes = text.getBytes(Charset.forName(encoding));
      assertThatThrownBy(() -> TextEncoding.withoutMark(bytes))
          .as(text)
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("it is " + name + ",")
          .hasMessageContaining("UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\u0000", "\u0000\u0000", "\u0000\u0001", "0\u0082\u0001", "\u0001\u0000"})
  void whatIsNoTextIsForTheReader(String bytes) throws DecodeException {
    byte[] binary = bytes.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(TextEncoding.withoutMark(binary)).isEqualTo(binary);
  }
}
