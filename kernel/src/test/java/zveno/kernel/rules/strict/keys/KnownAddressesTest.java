package zveno.kernel.rules.strict.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;

class KnownAddressesTest {

  private static Address address(int number) {
    byte[] bytes = new byte[Address.LENGTH];
    bytes[0] = (byte) Scheme.ML_DSA_44.number();
    Hash.of(new byte[] {(byte) number}).copyTo(bytes, 1);
    return Address.copiedFrom(bytes, 0);
  }

  @Test
  void thoseThatAreAskedForStayAndNeverMoreThanMayBe() {
    KnownAddresses<Address> known = new KnownAddresses<>(20);
    for (int i = 0; i < 100; i++) {
      Address next = address(i);
      assertThat(known.find(next.text())).isEmpty();
      known.add(next.text(), next);
      assertThat(known.find(next.text())).contains(next);
      assertThat(known.find(address(0).text())).contains(address(0)); // asked for again and again
      assertThat(known.size()).isBetween(1, 20);
    }
    assertThat(known.find(address(50).text())).isEmpty();
  }

  /** What is remembered are answers, so wrong texts must stay wrong beside right ones. */
  @Test
  void aTextThatDiffersIsReadAnew() {
    String right = address(3).text();
    assertThat(Address.parse(right)).contains(address(3));
    char other = right.charAt(30) == 'q' ? 'p' : 'q';
    String wrong = right.substring(0, 30) + other + right.substring(31);
    assertThat(Address.parse(wrong)).isEmpty();
    assertThat(Address.parse(right)).contains(address(3));
    assertThat(Address.parse(wrong)).isEmpty();
  }
}
