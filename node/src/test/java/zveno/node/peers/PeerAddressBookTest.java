package zveno.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.bytes.DecodeException;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** Which given peers a node still knows after a restart. */
@Tag("slow")
class PeerAddressBookTest {

  @TempDir Path folder;

  private final PeerAddress ann = address("http://a:1");
  private final PeerAddress bob = address("http://b:2");

  private static PeerAddress address(String text) {
    try {
      return PeerAddress.parse(text);
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
  }

  private RocksStore open() {
    return RocksStore.open(StoreSettings.in(folder));
  }

  private static PeerAddressBook contacts(RocksStore store, PeerAddress... forNow) {
    return new PeerAddressBook(
        store, PeerPolicy.ANY, List.of(forNow), new Random(1), store::commit);
  }

  @Test
  void whatIsGivenForNowIsForgottenUnlessItIsGivenForLater() {
    try (RocksStore store = open()) {
      PeerAddressBook contacts = contacts(store, ann, bob);
      assertThat(contacts.give(bob)).isTrue();
      assertThat(contacts.given()).containsExactly(ann, bob);
    }
    try (RocksStore store = open()) {
      assertThat(contacts(store).given()).containsExactly(bob);
    }
  }

  @Test
  void whatIsTakenBackStaysAwayHoweverItWasSpelled() {
    try (RocksStore store = open()) {
      RocksBatch batch = store.begin(); // as older versions have written it
      for (String kind : List.of("given ", "found ")) {
        batch.putPeer(
            kind + "[0:0:0:0:0:0:0:1]:1",
            "http://[0:0:0:0:0:0:0:1]:1".getBytes(StandardCharsets.UTF_8));
      }
      store.commit(batch);
      PeerAddressBook contacts = contacts(store, address("[::1]:1"));
      assertThat(contacts.given()).containsExactly(address("http://[::1]:1"));
      assertThat(contacts.forget(address("[0::1]:1"))).isTrue();
    }
    try (RocksStore store = open()) {
      assertThat(contacts(store).given()).isEmpty();
      assertThat(contacts(store).found()).isEmpty();
    }
  }

  @Test
  void whatIsTakenBackIsKeptAnewWhenItIsGivenAgain() {
    try (RocksStore store = open()) {
      PeerAddressBook contacts = contacts(store);
      assertThat(contacts.give(ann)).isTrue();
      assertThat(contacts.forget(ann)).isTrue();
      assertThat(contacts.give(ann)).isTrue();
    }
    try (RocksStore store = open()) {
      PeerAddressBook contacts = contacts(store, ann);
      assertThat(contacts.given()).containsExactly(ann);
      assertThat(contacts.forget(ann)).isTrue();
    }
    try (RocksStore store = open()) {
      assertThat(contacts(store).given()).isEmpty();
    }
  }

  @Test
  void aGivenPeerIsNotForgottenForHavingBeenFound() {
    try (RocksStore store = open()) {
      PeerAddressBook contacts = contacts(store);
      contacts.hear(List.of(ann, bob));
      contacts.prove(ann);
      contacts.prove(bob);
      assertThat(contacts.give(ann)).isTrue();
      contacts.forgetFound(ann);
      contacts.forgetFound(bob);
      assertThat(contacts.given()).containsExactly(ann);
      assertThat(contacts.found()).isEmpty();
    }
    try (RocksStore store = open()) {
      assertThat(contacts(store).given()).containsExactly(ann);
      assertThat(contacts(store).found()).isEmpty();
    }
  }

  @Test
  void theWayThatWasGivenLastIsKept() {
    PeerAddress secure = address("https://a:1");
    try (RocksStore store = open()) {
      assertThat(contacts(store).give(ann)).isTrue();
    }
    try (RocksStore store = open()) {
      PeerAddressBook contacts = contacts(store, secure);
      assertThat(contacts.given()).containsExactly(secure);
      assertThat(contacts.give(ann)).isTrue();
      assertThat(contacts.given()).containsExactly(ann);
      assertThat(contacts.give(secure)).isTrue();
    }
    try (RocksStore store = open()) {
      assertThat(contacts(store).given()).containsExactly(secure);
    }
  }
}
