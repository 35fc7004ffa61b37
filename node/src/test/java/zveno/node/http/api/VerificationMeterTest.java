package zveno.node.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import zveno.kernel.rules.BlockCodec;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.HttpException;
import zveno.node.protocol.VerificationBudget;

/** What was in vain is charged, what was of use is not. */
class VerificationMeterTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Caller caller = Caller.of(InetAddress.getLoopbackAddress());
  private final VerificationBudget<Caller> budget = new VerificationBudget<>();
  private long spent;

  /** Only the meter's own question is asked. */
  private final BlockCodec codec =
      (BlockCodec)
          Proxy.newProxyInstance(
              BlockCodec.class.getClassLoader(),
              new Class<?>[] {BlockCodec.class},
              (_, method, _) -> {
                assertThat(method.getName()).isEqualTo("spentNanos");
                return spent;
              });

  private VerificationMeter meter() {
    return new VerificationMeter(budget, caller, codec);
  }

  private long secondsCharged() {
    budget.charge(caller, SECOND); // what may be wasted at once
    return Math.round(budget.nanosToWait(caller) / 4.0 / SECOND);
  }

  @Test
  void whatWasTakenCostsNothing() {
    try (VerificationMeter meter = meter()) {
      spent += 100 * SECOND;
      meter.taken(1, 1);
    }
    assertThat(secondsCharged()).isZero();
  }

  @Test
  void ofManyThoseThatWereNotTakenAreCharged() {
    try (VerificationMeter meter = meter()) {
      spent += 10 * SECOND;
      meter.right();
      meter.taken(7, 10);
    }
    assertThat(secondsCharged()).isEqualTo(3);
  }

  @Test
  void ifNobodySaysWhatCameOfItAllIsCharged() {
    try (VerificationMeter _ = meter()) {
      spent += 3 * SECOND;
    }
    assertThat(secondsCharged()).isEqualTo(3);
  }

  @Test
  void whatIsToldInNumbersIsChargedOnce() {
    try (VerificationMeter meter = meter()) {
      spent += 2 * SECOND;
      meter.right(2 * SECOND); // a line that the request's own thread has read
      meter.skip();
    }
    assertThat(secondsCharged()).isEqualTo(2);
  }

  @Test
  void wrongOnesAreChargedAtOnceAndEndTheRequest() {
    try (VerificationMeter meter = meter()) {
      spent += SECOND / 2;
      meter.wrong();
      spent += SECOND;
      assertThatThrownBy(meter::wrong)
          .isInstanceOfSatisfying(
              HttpException.class, why -> assertThat(why.status()).isEqualTo(429));
    }
    assertThatThrownBy(this::meter).isInstanceOf(HttpException.class);
  }
}
