package zveno.node.wallet;

import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * The age format (age-encryption.org/v1) with a passphrase: {@code age --decrypt} opens such files.
 * What is written is in ASCII armor; both forms are read.
 */
final class AgeFile {

  /** The logarithm of scrypt's N: 128 MiB of memory, a fraction of a second. */
  static final int WORK_FACTOR = 17;

  /** More than any key file. */
  static final int MAX_BYTES = 64 * 1024;

  private static final byte[] ARMOR =
      "-----BEGIN AGE ENCRYPTED FILE-----".getBytes(StandardCharsets.US_ASCII);

  private AgeFile() {}

  /**
   * Encrypts and armors.
   *
   * @param passphrase at least one byte
   * @param workFactor the logarithm of scrypt's N, 1 to 20
   */
  static byte[] encrypt(byte[] plain, byte[] passphrase, int workFactor) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (WritableByteChannel channel =
        new ArmoredEncryptingChannelFactory()
            .newEncryptingChannel(
                Channels.newChannel(file), List.of(new ScryptStanza(passphrase, workFactor)))) {
      ByteBuffer rest = ByteBuffer.wrap(plain);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JDK cannot encrypt age files", e);
    }
    return file.toByteArray();
  }

  /**
   * What was encrypted; its receiver wipes it.
   *
   * @throws WalletException if the passphrase is wrong, or this is no such file
   */
  static byte[] decrypt(byte[] file, byte[] passphrase) throws WalletException {
    ScryptStanza stanza = new ScryptStanza(passphrase, WORK_FACTOR);
    ByteBuffer plain = ByteBuffer.allocate(MAX_BYTES);
    try (ReadableByteChannel channel = opened(file, stanza)) {
      while (plain.hasRemaining() && channel.read(plain) >= 0) {
        // on
      }
      return Arrays.copyOf(plain.array(), plain.position());
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      WalletException known = stanza.refusal();
      throw known != null
          ? known
          : WalletException.badInput("the file is damaged, or is not of the age format");
    } finally {
      Arrays.fill(plain.array(), (byte) 0);
    }
  }

  private static ReadableByteChannel opened(byte[] file, ScryptStanza stanza)
      throws GeneralSecurityException, IOException {
    ReadableByteChannel bytes = Channels.newChannel(new ByteArrayInputStream(file));
    boolean armored =
        file.length > ARMOR.length && Arrays.equals(file, 0, ARMOR.length, ARMOR, 0, ARMOR.length);
    return armored
        ? new ArmoredDecryptingChannelFactory().newDecryptingChannel(bytes, List.of(stanza))
        : new StandardDecryptingChannelFactory().newDecryptingChannel(bytes, List.of(stanza));
  }
}
