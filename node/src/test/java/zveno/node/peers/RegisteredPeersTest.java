package zveno.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.bytes.DecodeException;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

@Tag("slow")
class RegisteredPeersTest {

  @TempDir Path folder;

  private static List<PeerAddress> addresses(String... texts) throws DecodeException {
    List<PeerAddress> addresses = new ArrayList<>();
    for (String text : texts) {
      addresses.add(PeerAddress.parse(text));
    }
    return addresses;
  }

  private static List<String> bases(RegisteredPeers book) {
    return book.all().stream().map(PeerAddress::base).toList();
  }

  @Test
  void keepsEachOnceInTheOrderOfRegistrationOverARestart() throws DecodeException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      RegisteredPeers book = new RegisteredPeers(store, PeerPolicy.ANY, store::commit);
      book.register(addresses("b:2", "a:1", "http://b:2/chain"));
      book.register(addresses("c:3", "a:1"));
      assertThat(bases(book)).containsExactly("http://b:2", "http://a:1", "http://c:3");
    }
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      RegisteredPeers book = new RegisteredPeers(store, PeerPolicy.ANY, store::commit);
      assertThat(bases(book)).containsExactly("http://b:2", "http://a:1", "http://c:3");
      book.register(addresses("d:4"));
      assertThat(book.all()).hasSize(4);
    }
  }

  @Test
  void twoSpellingsOfOneAddressAreOneAlsoWhereTheyWereTwo() throws DecodeException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      RocksBatch batch = store.begin(); // as older versions have written them
      batch.putPeer("00000000", "http://[::1]:1".getBytes(StandardCharsets.UTF_8));
      batch.putPeer("00000001", "http://[0:0:0:0:0:0:0:1]:1".getBytes(StandardCharsets.UTF_8));
      batch.putPeer("00000002", "http://a:1".getBytes(StandardCharsets.UTF_8));
      store.commit(batch);

      RegisteredPeers book = new RegisteredPeers(store, PeerPolicy.ANY, store::commit);
      assertThat(bases(book)).containsExactly("http://[::1]:1", "http://a:1");
      book.register(addresses("b:1", "[0::1]:1", "https://a:1", "B.:1"));
    }
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      assertThat(bases(new RegisteredPeers(store, PeerPolicy.ANY, store::commit)))
          .containsExactly("http://[::1]:1", "https://a:1", "http://b:1");
    }
  }

  @Test
  void httpsIsKeptWhereItIsGiven() throws DecodeException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      RegisteredPeers book = new RegisteredPeers(store, PeerPolicy.ANY, store::commit);
      book.register(addresses("http://a:1"));
      book.register(addresses("https://a:1"));
      book.register(addresses("http://a:1"));
      assertThat(bases(book)).containsExactly("https://a:1");
    }
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      assertThat(bases(new RegisteredPeers(store, PeerPolicy.ANY, store::commit)))
          .containsExactly("https://a:1");
    }
  }

  @Test
  void takesAllOrNothingWhenItWouldBeTooMany() throws DecodeException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      RegisteredPeers book = new RegisteredPeers(store, PeerPolicy.ANY, store::commit);
      List<PeerAddress> many = new ArrayList<>();
      for (int i = 1; i < RegisteredPeers.MAX; i++) {
        many.add(PeerAddress.parse("host:" + i));
      }
      assertThat(book.register(many)).isPresent();
      assertThat(book.register(addresses("x:1", "y:2"))).isEmpty();
      assertThat(book.all()).hasSize(RegisteredPeers.MAX - 1);
      assertThat(book.register(addresses("x:1"))).isPresent();
      assertThat(book.register(addresses("x:1", "host:7"))).isPresent();
      assertThat(book.register(addresses("z:1"))).isEmpty();
    }
  }
}
