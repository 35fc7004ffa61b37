package zveno.node.http.transport;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds what answers are in memory at once while their clients take them, all together: a client
 * may take its time. Answers that are written as they are read, and small ones, are not counted.
 */
public final class AnswerMemoryBudget {

  /** Answers of up to so many bytes are small. */
  static final int SMALL = ResponseStream.CHUNK;

  private final long most;
  private final AtomicLong inMemory = new AtomicLong();

  /**
   * @param most how many bytes in all
   */
  public AnswerMemoryBudget(long most) {
    this.most = most;
  }

  /**
   * Reserves memory for an answer. It never waits: a waiting caller would hold memory itself.
   *
   * @return what is to be {@linkplain #giveBack given back} when it has been sent, in bytes
   * @throws HttpException if too much is in memory already
   */
  public long claim(long bytes) {
    if (bytes <= SMALL) {
      return 0;
    }
    if (inMemory.addAndGet(bytes) > most) {
      inMemory.addAndGet(-bytes);
      throw HttpException.busy(
          "too many large answers are being sent at once; try again in a moment");
    }
    return bytes;
  }

  public void giveBack(long bytes) {
    inMemory.addAndGet(-bytes);
  }
}
