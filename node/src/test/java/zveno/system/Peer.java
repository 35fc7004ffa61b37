package zveno.system;

/** A node in another process, whatever it is written in. */
interface Peer extends AutoCloseable {

  Api api();

  @Override
  void close();
}
