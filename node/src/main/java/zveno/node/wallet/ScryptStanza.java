package zveno.node.wallet;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.crypto.CipherKey;
import com.exceptionfactory.jagged.framework.crypto.EncryptedFileKey;
import com.exceptionfactory.jagged.framework.crypto.FileKeyDecryptorFactory;
import com.exceptionfactory.jagged.framework.crypto.FileKeyEncryptorFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of an age file's header that a passphrase opens: {@code -> scrypt SALT WORK-FACTOR}, and
 * the wrapped file key (the age format, "The scrypt recipient type").
 */
final class ScryptStanza implements RecipientStanzaWriter, RecipientStanzaReader {

  /** What a reader accepts at most: 1 GiB of memory. */
  static final int MAX_WORK_FACTOR = 20;

  private static final String TYPE = "scrypt";
  private static final byte[] LABEL =
      "age-encryption.org/v1/scrypt".getBytes(StandardCharsets.US_ASCII);
  private static final int SALT_LENGTH = 16;
  private static final int WRAPPED_LENGTH = 32;
  private static final int KEY_LENGTH = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final byte[] passphrase;
  private final int workFactor;
  private @Nullable WalletException refusal;

  /**
   * @param passphrase not copied; wiped by its owner
   * @param workFactor for what is written
   */
  ScryptStanza(byte[] passphrase, int workFactor) {
    this.passphrase = passphrase;
    this.workFactor = workFactor;
  }

  /** Why the last header was not opened, if this is what did not open it. */
  @Nullable WalletException refusal() {
    return refusal;
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Stanza(List<String> getArguments, byte[] body) implements RecipientStanza {

    @Override
    public String getType() {
      return TYPE;
    }

    @Override
    public byte[] getBody() {
      return body.clone();
    }
  }

  @Override
  public Iterable<RecipientStanza> getRecipientStanzas(FileKey fileKey)
      throws GeneralSecurityException {
    byte[] salt = new byte[SALT_LENGTH];
    RANDOM.nextBytes(salt);
    EncryptedFileKey wrapped =
        new FileKeyEncryptorFactory()
            .newFileKeyEncryptor()
            .getEncryptedFileKey(fileKey, wrapKey(salt, workFactor));
    List<String> arguments =
        List.of(
            Base64.getEncoder().withoutPadding().encodeToString(salt),
            Integer.toString(workFactor));
    return List.of(new Stanza(arguments, wrapped.getEncoded()));
  }

  @Override
  public FileKey getFileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
    Iterator<RecipientStanza> all = stanzas.iterator();
    RecipientStanza stanza = all.hasNext() ? all.next() : null;
    if (stanza == null || !stanza.getType().equals(TYPE) || all.hasNext()) {
      throw refused("the file is not encrypted with a passphrase alone");
    }
    List<String> arguments = stanza.getArguments();
    if (arguments.size() != 2
        || !arguments.get(0).matches("[A-Za-z0-9+/]{22}")
        || !arguments.get(1).matches("[1-9][0-9]?")
        || stanza.getBody().length != WRAPPED_LENGTH) {
      throw refused("the header of the file is damaged");
    }
    int factor = Integer.parseInt(arguments.get(1));
    if (factor > MAX_WORK_FACTOR) {
      throw refused("the work factor must be at most " + MAX_WORK_FACTOR + ", not " + factor);
    }
    long needed = Scrypt.memory(factor);
    if (needed > Runtime.getRuntime().maxMemory() / 5 * 4) {
      throw refused(
          "the work factor "
              + factor
              + " needs "
              + (needed >> 20)
              + " MiB of memory; set ZVENO_HEAP to twice as much");
    }
    byte[] salt;
    try {
      salt = Base64.getDecoder().decode(arguments.get(0));
    } catch (IllegalArgumentException e) {
      throw refused("the header of the file is damaged");
    }
    CipherKey wrapKey = wrapKey(salt, factor);
    try {
      return new FileKeyDecryptorFactory()
          .newFileKeyDecryptor()
          .getFileKey(new EncryptedFileKey(stanza.getBody()), wrapKey);
    } catch (GeneralSecurityException e) {
      refusal = WalletException.wrongPassphrase();
      throw e;
    }
  }

  private UnsupportedRecipientStanzaException refused(String reason) {
    refusal = WalletException.badInput(reason);
    return new UnsupportedRecipientStanzaException(reason);
  }

  private CipherKey wrapKey(byte[] salt, int factor) throws GeneralSecurityException {
    byte[] labelled = Arrays.copyOf(LABEL, LABEL.length + salt.length);
    System.arraycopy(salt, 0, labelled, LABEL.length, salt.length);
    return new CipherKey(Scrypt.derive(passphrase, labelled, factor, KEY_LENGTH));
  }
}
