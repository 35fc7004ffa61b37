package zveno.kernel.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.kernel.mining.Kernels.ascii;
import static zveno.kernel.mining.Kernels.stretch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.kernel.bytes.Hash;

/** SHA-256 in the lanes of vectors, against hashes that others have published. */
@Tag("slow")
class PublishedHashesTest {

  private static final String ALPHABETS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String EIGHT_TIMES = "1234567890".repeat(8);

  /** NIST's examples for FIPS 180-4, and the NESSIE project's first set. */
  private static final Map<String, String> PUBLISHED =
      Map.of(
          "",
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "a",
          "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
          "abc",
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
          "message digest",
          "f7846f55cf23e14eebeab5b4e1550cad5b509e3348fbc4efa3a1413d393cb650",
          "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
          "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
              + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
          "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
          ALPHABETS,
          "db4bfcbd4da0cd85a60c3c37d3fbd8805c77f15fc6b1fdfe614ee0a7c8fdb4c0",
          EIGHT_TIMES,
          "f371bc4a311f2b009eef952dd83ca80e2b60026c8e935592d0f9c308453c813e",
          "a".repeat(1_000_000),
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");

  static List<KernelKind> vectors() {
    return Kernels.vectors();
  }

  @Test
  void theJdkAgreesWithThem() {
    PUBLISHED.forEach((message, hash) -> assertThat(Hash.of(ascii(message)).hex()).isEqualTo(hash));
  }

  @Test
  void thePiecesOfTheVectorKernelsAgreeWithThem() {
    PUBLISHED.forEach((message, hash) -> {
      int[] words = Compression.padded(ascii(message));
      int[] chain = Compression.INITIAL.clone();
      for (int at = 0; at < words.length; at += Compression.BLOCK_WORDS) {
        Compression.compress(chain, words, at);
      }
      StringBuilder hex = new StringBuilder();
      for (int word : chain) {
        hex.append(String.format("%08x", word));
      }
      assertThat(hex).hasToString(hash);
    });
  }

  /** Each message in each lane, all different ones beside each other. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void theRoundsAgreeWithThemInEveryLane(KernelKind kind) throws Exception {
    VectorRows rows = new VectorRows(kind);
    List<String> messages = new ArrayList<>(PUBLISHED.keySet());
    messages.removeIf(message -> message.length() > 1000);
    for (int turn = 0; turn < messages.size(); turn++) {
      List<String> inLanes = new ArrayList<>();
      for (int lane = 0; lane < rows.pair(); lane++) {
        inLanes.add(messages.get(lane % messages.size()));
      }
      List<byte[]> bytes = inLanes.stream().map(Kernels::ascii).toList();
      List<String> hashes = inLanes.stream().map(PUBLISHED::get).toList();
      assertThat(rows.digest(bytes, 16)).isEqualTo(hashes);
      assertThat(rows.digest(bytes, 64)).isEqualTo(hashes);
      Collections.rotate(messages, 1);
    }
  }

  /** The published messages that have digits: any four of them may be the candidate's. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void theSearchComputesThemWhereverTheCandidateStands(KernelKind kind) throws Exception {
    VectorRows rows = new VectorRows(kind);
    for (String message : List.of(ALPHABETS, EIGHT_TIMES)) {
      for (int at = 0; at + CandidateRange.DIGITS <= message.length(); at++) {
        int behind = at + CandidateRange.DIGITS;
        if (Character.isDigit(message.charAt(at))) {
          int candidate = Integer.parseInt(message.substring(at, behind));
          // each lane in turn
          int from = Math.max(0, candidate - at % rows.pair());
          CandidateRange stretch =
              stretch(message.substring(0, at), message.substring(behind), Difficulty.MAX);
          assertThat(rows.decimal().lowest(stretch, from, from + 1)).isEqualTo(DecimalKernel.NONE);
          assertThat(rows.decimalHashes().get(candidate - from))
              .as("candidate %d at %d", candidate, at)
              .isEqualTo(PUBLISHED.get(message));
        }
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void theRoundsHashAMillionLetters(KernelKind kind) throws Exception {
    VectorRows rows = new VectorRows(kind);
    String message = "a".repeat(1_000_000);
    List<byte[]> messages = Collections.nCopies(rows.pair(), ascii(message));
    assertThat(rows.digest(messages, 16)).containsOnly(PUBLISHED.get(message));
  }
}
