package zveno.node.peerclient;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.OutputStreamRequestContent;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import zveno.kernel.bytes.Quantity;
import zveno.node.peerclient.PeerException.Kind;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerPolicy;

/**
 * Asks peers over HTTP/1.1, in plain or in TLS. It connects only to addresses that the policy
 * allows; it follows no redirect, tries nothing twice, keeps no cookie, knows no password and no
 * proxy, decodes nothing, and waits no longer than its patience lasts. Of an answer it holds the
 * head and one buffer of the body. For any thread.
 */
public final class PeerClient implements AutoCloseable {

  /** How many bytes the status and the header fields of an answer may have. */
  static final int HEAD_BYTES = 16 * 1024;

  private static final String STAND_IN = "host.invalid";
  private static final String JSON = "application/json";
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long POOLED_BYTES = 8L << 20;

  /** Threads that wait for sockets; no caller's code blocks them. */
  private static final int PLATFORM_THREADS = 8;

  /** How long an unused connection is kept; less than our own nodes keep theirs. */
  private static final Duration IDLE = Duration.ofSeconds(10);

  /** How long the client remembers a peer to which no connection stands. */
  private static final Duration FORGET = Duration.ofSeconds(3);

  /** Connections for small requests to one peer. */
  private static final int CONNECTIONS = 64;

  /** What a body may say of its encoding: nothing, or that it has none. */
  private static final Set<String> PLAIN = Set.of("", "identity");

  private final SelfDescription ourselves;
  private final Timeouts patience;
  private final NameLookup names;
  private final HttpClient client;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("peer-timer").daemon().factory());

  /**
   * @param policy which addresses may be connected to
   * @param nodeId how we name ourselves, and know ourselves
   * @param patience how long to wait where nothing else is said
   */
  public PeerClient(PeerPolicy policy, String nodeId, Timeouts patience) {
    this(policy, SelfDescription.named(nodeId), patience);
  }

  /**
   * @param policy which addresses may be connected to
   * @param ourselves what is reported to peers about us
   * @param patience the default time-outs
   */
  public PeerClient(PeerPolicy policy, SelfDescription ourselves, Timeouts patience) {
    this(policy, ourselves, patience, new SslContextFactory.Client());
  }

  /**
   * @param tls the trusted authorities
   */
  public PeerClient(
      PeerPolicy policy,
      SelfDescription ourselves,
      Timeouts patience,
      SslContextFactory.Client tls) {
    this(policy, ourselves, patience, InetAddress::getAllByName, tls);
  }

  PeerClient(
      PeerPolicy policy,
      SelfDescription ourselves,
      Timeouts patience,
      NameLookup.Names names,
      SslContextFactory.Client tls) {
    this.ourselves = ourselves;
    this.patience = patience;
    this.names = new NameLookup(names, patience.connect());
    timer.setRemoveOnCancelPolicy(true);
    this.client = client(tls, timer);
    client.setSocketAddressResolver(new CheckedAddresses(policy, this.names));
    client.setConnectTimeout(patience.connect().toMillis());
    start();
  }

  private static HttpClient client(SslContextFactory.Client tls, ScheduledExecutorService timer) {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setSslContextFactory(tls);
    HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 1);
    threads.setName("peer-io");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    client.setExecutor(threads);
    client.setScheduler(new ScheduledExecutorScheduler(timer));
    client.setByteBufferPool(new ArrayByteBufferPool(-1, -1, -1, -1, POOLED_BYTES, POOLED_BYTES));
    client.setUseInputDirectByteBuffers(false);
    client.setUseOutputDirectByteBuffers(false);
    client.setRequestBufferSize(BUFFER_BYTES);
    client.setResponseBufferSize(BUFFER_BYTES);
    client.setMaxResponseHeadersSize(HEAD_BYTES);
    client.setMaxConnectionsPerDestination(CONNECTIONS);
    client.setIdleTimeout(IDLE.toMillis());
    client.setDestinationIdleTimeout(FORGET.toMillis());
    client.setFollowRedirects(false);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    client.setUserAgentField(null);
    return client;
  }

  private void start() {
    try {
      client.start();
    } catch (Exception e) {
      close();
      throw new IllegalStateException("the HTTP client does not start", e);
    }
    InterimAnswers.only(client);
    client.getContentDecoderFactories().clear();
  }

  /**
   * {@code GET}; the connection may have been used before, and may be used again.
   *
   * @param pathAndQuery begins with a slash, and is percent-encoded where it must be
   * @throws PeerException if there is no answer in time, or it is not a right one. Any final status
   *     makes an answer.
   */
  public PeerAnswer get(PeerAddress peer, String pathAndQuery)
      throws PeerException, InterruptedException {
    return get(peer, pathAndQuery, patience);
  }

  /** Makes the call with other time-outs; their {@code connect} is ignored. */
  public PeerAnswer get(PeerAddress peer, String pathAndQuery, Timeouts other)
      throws PeerException, InterruptedException {
    return ask(request(peer, pathAndQuery), other);
  }

  /** The time-outs of calls that are made without others. */
  public Timeouts patience() {
    return patience;
  }

  /** {@code GET} over a connection of its own, which ends with the answer. */
  public PeerAnswer getAlone(PeerAddress peer, String pathAndQuery)
      throws PeerException, InterruptedException {
    return getAlone(peer, pathAndQuery, patience);
  }

  /** Makes the call with other time-outs; their {@code connect} is ignored. */
  public PeerAnswer getAlone(PeerAddress peer, String pathAndQuery, Timeouts other)
      throws PeerException, InterruptedException {
    Request request =
        request(peer, pathAndQuery)
            .tag(new Object()) // the client keeps apart what has different tags
            .headers(fields -> fields.put(HttpHeader.CONNECTION, "close"));
    return ask(request, other);
  }

  /** {@code POST} of JSON; otherwise as {@link #get(PeerAddress, String)}. */
  public PeerAnswer post(PeerAddress peer, String pathAndQuery, byte[] json)
      throws PeerException, InterruptedException {
    return post(peer, pathAndQuery, json, patience);
  }

  /** Makes the call with other time-outs; their {@code connect} is ignored. */
  public PeerAnswer post(PeerAddress peer, String pathAndQuery, byte[] json, Timeouts other)
      throws PeerException, InterruptedException {
    return ask(posting(peer, pathAndQuery).body(new BytesRequestContent(JSON, json)), other);
  }

  /**
   * Posts a body of any length, which is written while it is sent. While the peer reads it fast
   * enough, the answer may come later.
   */
  public PeerAnswer postStream(
      PeerAddress peer, String pathAndQuery, StreamedBody body, Timeouts other)
      throws PeerException, InterruptedException {
    OutputStreamRequestContent content = new OutputStreamRequestContent(JSON);
    Request request = posting(peer, pathAndQuery).body(content);
    AtomicLong sent = new AtomicLong();
    Thread writer = Thread.startVirtualThread(() -> write(body, content, sent, request));
    try {
      return ask(request, other, sent::get);
    } finally {
      writer.interrupt(); // a peer that has answered does not read on
      awaitEnd(writer);
    }
  }

  /** What it reads from is let go of afterwards. */
  private static void awaitEnd(Thread writer) {
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(
      StreamedBody body, OutputStreamRequestContent content, AtomicLong sent, Request request) {
    try {
      OutputStream out = counting(content.getOutputStream(), sent);
      body.writeTo(out);
      out.close();
    } catch (IOException | InterruptedException | RuntimeException e) {
      var _ = request.abort(e); // not closed: what has been sent must not look whole
    }
  }

  private static OutputStream counting(OutputStream out, AtomicLong count) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        count.addAndGet(length);
      }
    };
  }

  private Request posting(PeerAddress peer, String pathAndQuery) {
    return request(peer, pathAndQuery).method(HttpMethod.POST);
  }

  /** {@code HEAD}: the status and the header fields, of a body that is not sent. */
  public PeerAnswer head(PeerAddress peer, String pathAndQuery)
      throws PeerException, InterruptedException {
    Request request =
        request(peer, pathAndQuery)
            .method(HttpMethod.HEAD)
            .tag(new Object())
            .headers(fields -> fields.put(HttpHeader.CONNECTION, "close"));
    return ask(request, patience);
  }

  /** {@code GET} of an endless answer, over its own connection. */
  public PeerAnswer listen(PeerAddress peer, String pathAndQuery, Timeouts silence)
      throws PeerException, InterruptedException {
    Request request =
        request(peer, pathAndQuery)
            .tag(new Object())
            .headers(fields -> fields.put(HttpHeader.ACCEPT, "text/event-stream"));
    ourselves
        .address()
        .ifPresent(
            address -> request.headers(fields -> fields.put(PeerAnswer.ADDRESS, address.base())));
    return ask(request, silence);
  }

  /** No URI of the JDK has a host with an underscore (RFC 2396), but the client asks it for one. */
  private Request newRequest(PeerAddress peer, String pathAndQuery) {
    URI uri = peer.resolve(pathAndQuery);
    if (uri.getHost() != null) {
      return client.newRequest(uri);
    }
    String rest = uri.toString().substring(peer.base().length());
    return client
        .newRequest(uri.getScheme() + "://" + STAND_IN + ":" + peer.port() + rest)
        .host(peer.host());
  }

  private Request request(PeerAddress peer, String pathAndQuery) {
    Request request =
        newRequest(peer, pathAndQuery)
            .followRedirects(false)
            .headers(fields ->
                fields
                    .put(HttpHeader.ACCEPT, JSON)
                    .put(HttpHeader.ACCEPT_ENCODING, "identity")
                    .put(PeerAnswer.NODE, ourselves.nodeId()));
    // To read, too: some nodes want a token for that.
    ourselves
        .tokenFor(peer)
        .ifPresent(token ->
            request.headers(fields -> fields.put(HttpHeader.AUTHORIZATION, "Bearer " + token)));
    return request;
  }

  private PeerAnswer ask(Request request, Timeouts waiting)
      throws PeerException, InterruptedException {
    return ask(request, waiting, () -> 0);
  }

  /**
   * @param sent how much of the body has been taken so far, if it may take long
   */
  private PeerAnswer ask(Request request, Timeouts waiting, LongSupplier sent)
      throws PeerException, InterruptedException {
    CompletableFuture<PeerAnswer> answer = new CompletableFuture<>();
    request
        .idleTimeout(waiting.whole().toMillis(), TimeUnit.MILLISECONDS) // there are better watches
        .onResponseHeaders(PeerClient::refuseInterim)
        .onResponseContentSource((response, source) -> begin(answer, response, source, waiting))
        .send(result ->
            answer.completeExceptionally(
                PeerException.of(result.getFailure(), request.getConnection() != null)));
    try {
      return checked(await(answer, waiting, sent));
    } catch (TimeoutException e) {
      PeerException why =
          new PeerException(Kind.TOO_SLOW, "no answer in " + Quantity.of(waiting.answer()));
      giveUp(request, answer, why);
      throw why;
    } catch (InterruptedException e) {
      giveUp(request, answer, new PeerException(Kind.BROKEN, "interrupted"));
      throw e;
    } catch (ExecutionException e) {
      throw PeerException.of(e.getCause(), false);
    }
  }

  private static PeerAnswer await(
      CompletableFuture<PeerAnswer> answer, Timeouts waiting, LongSupplier sent)
      throws InterruptedException, ExecutionException, TimeoutException {
    long begin = System.nanoTime();
    long before = 0;
    for (long windows = 0; ; windows++) {
      try {
        return answer.get(waiting.answer().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long count = sent.getAsLong();
        boolean flows = count > before && count >= windows * waiting.windowBytes();
        if (!flows || System.nanoTime() - begin > waiting.whole().toNanos()) {
          throw e;
        }
        before = count;
      }
    }
  }

  private static void refuseInterim(Response response) {
    if (HttpStatus.isInformational(response.getStatus())) { // no upgrade either: none was wanted
      var _ =
          response.abort(
              new PeerException(
                  Kind.WRONG, "it sent status " + response.getStatus() + " unexpectedly"));
    }
  }

  private void begin(
      CompletableFuture<PeerAnswer> answer,
      Response response,
      Content.Source source,
      Timeouts waiting) {
    boolean same = ourselves.nodeId().equals(response.getHeaders().get(PeerAnswer.NODE));
    PeerAnswer begun =
        new PeerAnswer(response, Content.Source.asInputStream(source), same, waiting, timer);
    if (!answer.complete(begun)) {
      begun.close();
    }
  }

  /** An answer that arrives too late finds the future completed, and is closed. */
  private static void giveUp(
      Request request, CompletableFuture<PeerAnswer> answer, PeerException why) {
    var _ = request.abort(why);
    if (!answer.completeExceptionally(why) && !answer.isCompletedExceptionally()) {
      answer.join().close();
    }
  }

  private static PeerAnswer checked(PeerAnswer answer) throws PeerException {
    String encoding = answer.whole(HttpHeader.CONTENT_ENCODING.asString());
    String transfer = answer.whole(HttpHeader.TRANSFER_ENCODING.asString());
    if (!PLAIN.contains(encoding.toLowerCase(Locale.ROOT))
        || !(transfer.isEmpty() || transfer.equalsIgnoreCase("chunked"))) {
      answer.close();
      throw new PeerException(Kind.WRONG, "its answer has a content coding that was not requested");
    }
    return answer;
  }

  @Override
  public void close() {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client does not stop", e);
    } finally {
      timer.shutdownNow();
      names.close();
    }
  }
}
