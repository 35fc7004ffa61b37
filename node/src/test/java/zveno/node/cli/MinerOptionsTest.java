package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import zveno.node.miner.MinerSettings;
import zveno.node.miner.MiningMode;
import zveno.node.miner.Pace;

class MinerOptionsTest {

  private static MinerSettings settings(String... arguments) {
    NodeCommand command = new NodeCommand();
    new CommandLine(command).parseArgs(arguments);
    return command.mining.settings();
  }

  @Test
  void mineKeepsItsMeaningAndHasAnotherMode() {
    assertThat(settings().running()).isFalse();
    assertThat(settings("--mine").running()).isTrue();
    assertThat(settings("--mine").pace()).isEqualTo(Pace.UNBOUNDED);
    assertThat(settings("--mine", "--port", "0").pace()).isEqualTo(Pace.UNBOUNDED);
    for (String off : new String[] {"--no-mine", "--mine=false"}) {
      assertThat(settings(off).running()).isFalse();
    }
    assertThat(settings("--mine=true", "--no-mine").running()).isFalse();
    MinerSettings waiting = settings("--mine=when-waiting");
    assertThat(waiting.running()).isTrue();
    assertThat(waiting.pace().mode()).isEqualTo(MiningMode.WHEN_WAITING);
  }

  @Test
  void anIntervalIsWrittenWithAUnit() {
    assertThat(settings("--block-interval", "250ms").pace().interval())
        .isEqualTo(Duration.ofMillis(250));
    assertThat(settings("--block-interval", "10").pace().interval())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(settings("--block-interval=5m").pace().interval()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings("--block-interval=7d").pace().interval()).isEqualTo(Pace.MAX_INTERVAL);
    assertThat(settings("--block-interval=1h").running()).as("until it is started").isFalse();
  }
}
