package zveno.kernel.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

  @Test
  void whatIsVisibleIsShown() {
    assertThat(OneLine.of("amount, сумма, 🔗")).isEqualTo("amount, сумма, 🔗");
  }

  @Test
  void whatIsNoVisibleCharacterIsAQuestionMark() {
    assertThat(OneLine.of("a\nb\r\u001b[31m\u2028\u200b\ud83d")).isEqualTo("a?b??[31m???");
  }

  @Test
  void theRestIsCutOff() {
    assertThat(OneLine.of("x".repeat(41))).isEqualTo("x".repeat(40) + "…");
    assertThat(OneLine.of("x".repeat(39) + "🔗")).isEqualTo("x".repeat(39) + "?…");
  }
}
