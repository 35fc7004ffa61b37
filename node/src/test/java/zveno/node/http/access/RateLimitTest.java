package zveno.node.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.Quota;

/** So many requests a second for each caller, on average. */
class RateLimitTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final RateLimit five = new RateLimit(Quota.forOthers(5), now::get);

  private static Caller caller(String address) {
    return Caller.of(InetAddress.ofLiteral(address));
  }

  private int throughAtOnce(Caller caller) {
    int count = 0;
    while (count < 10_000 && five.refuse(caller) == 0) {
      count++;
    }
    return count;
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void tenSecondsWorthMayComeAtOnceAndThenOnlyWhatTimeBrings() {
    Caller ann = caller("192.0.2.1");
    assertThat(throughAtOnce(ann)).isEqualTo(50);
    assertThat(five.refuse(ann)).isEqualTo(1);
    pass(Duration.ofSeconds(2));
    assertThat(throughAtOnce(ann)).isEqualTo(10);
    pass(Duration.ofHours(1));
    assertThat(throughAtOnce(ann)).isEqualTo(50);
  }

  @Test
  void aRefusalSaysHowLongToWaitAndAskingCostsNothing() {
    RateLimit slow = new RateLimit(Quota.forAll(1), now::get);
    Caller ann = caller("127.0.0.1");
    for (int i = 0; i < 10; i++) {
      assertThat(slow.refuse(ann)).isZero();
    }
    for (int i = 0; i < 1_000; i++) {
      assertThat(slow.refuse(ann)).isEqualTo(1);
    }
    pass(Duration.ofSeconds(1));
    assertThat(slow.refuse(ann)).isZero();
    assertThat(slow.refuse(ann)).isEqualTo(1);
  }

  @Test
  void oneCallerDoesNotUseUpWhatIsForAnother() {
    throughAtOnce(caller("192.0.2.1"));
    assertThat(throughAtOnce(caller("192.0.2.2"))).isEqualTo(50);
  }

  @Test
  void allAddressesUnderOneHalfOfAnIpv6AddressCountAsOne() {
    assertThat(throughAtOnce(caller("2001:db8:0:1::1"))).isEqualTo(50);
    assertThat(throughAtOnce(caller("2001:db8:0:1:ffff::2"))).isZero();
    assertThat(throughAtOnce(caller("2001:db8:0:2::1"))).isEqualTo(50);
  }

  @Test
  void anIpv4AddressIsTheSameHoweverItIsWritten() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    System.arraycopy(InetAddress.ofLiteral("192.0.2.1").getAddress(), 0, mapped, 12, 4);
    assertThat(Caller.of(InetAddress.getByAddress(mapped))).isEqualTo(caller("192.0.2.1"));
  }

  @Test
  void theProgramsOfThisMachineAreLimitedOnlyIfThatWasAskedFor() {
    for (String loopback : new String[] {"127.0.0.1", "127.8.9.1", "::1"}) {
      assertThat(throughAtOnce(caller(loopback))).isEqualTo(10_000);
      assertThat(Quota.forAll(1).limits(caller(loopback))).isTrue();
    }
    assertThat(Quota.forAll(0).limits(caller("192.0.2.1"))).isFalse();
  }

  @Test
  void noMoreThanSoManyCallersAreRemembered() {
    Caller ann = caller("192.0.2.1");
    throughAtOnce(ann);
    for (int i = 0; i < 3 * RateLimit.CALLERS; i++) {
      assertThat(five.refuse(new Caller(i, 6, false))).isZero();
      if (i % 1_000 == 0) {
        assertThat(five.refuse(ann)).as("still remembered, since still heard of").isEqualTo(1);
      }
    }
    assertThat(five.callers()).isEqualTo(RateLimit.CALLERS);
  }
}
