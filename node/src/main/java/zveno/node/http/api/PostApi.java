package zveno.node.http.api;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.RejectReason;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.JsonMembers;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.MediaType;
import zveno.node.http.transport.ProblemType;
import zveno.node.http.transport.Reply;
import zveno.node.http.transport.ResponseStream;
import zveno.node.protocol.VerificationBudget;
import zveno.node.rules.Posted;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;
import zveno.node.service.ChainService;
import zveno.node.service.CheckResult;
import zveno.node.service.IdempotencyKey;
import zveno.node.service.Submission;

/** {@code POST /api/v1/transactions}: one, or many at once, each with its own outcome. */
final class PostApi {

  /** What is known of a line until the client has taken it: why it is bad, or its entry. */
  private static final long BYTES_A_LINE = 300;

  /** How many lines are read before what they cost is counted. */
  private static final int LINES_AT_ONCE = 512;

  private final ChainService service;
  private final RuleViews views;
  private final HttpLimits limits;
  private final BatchReader reader;
  private final VerificationBudget<Caller> verification;

  PostApi(ApiContext parts, HttpLimits limits, VerificationBudget<Caller> verification) {
    this.verification = verification;
    this.service = parts.service();
    this.views = RuleViewsProvider.viewsOf(service.rules());
    this.limits = limits;
    this.reader =
        new BatchReader(
            Runtime.getRuntime().availableProcessors(), service.rules().codec()::spentNanos);
  }

  Reply post(Exchange exchange) {
    String type = exchange.contentType();
    boolean many = type.equals(Answer.LINES);
    if (many || MediaType.isJson(type)) {
      try (VerificationMeter meter =
          new VerificationMeter(verification, exchange.caller(), service.rules().codec())) {
        return many
            ? many(exchange, exchange.body(limits.batchBytes()), meter)
            : one(exchange, exchange.body(limits.bodyBytes()), meter);
      }
    }
    throw exchange.wrongType(Answer.JSON + " (one transaction) or " + Answer.LINES + " (many)");
  }

  private Reply one(Exchange exchange, byte[] body, VerificationMeter meter) {
    Optional<IdempotencyKey> key = IdempotencyHeader.of(exchange, body);
    Posted posted = read(body, limits.json(), exchange.known());
    Transaction transaction =
        switch (posted) {
          case Posted.Good good -> good.transaction();
          case Posted.MissingValues missing -> throw PoolRefusals.of(missing);
          case Posted.Bad bad -> throw PoolRefusals.of(bad);
        };
    return LaterSubmission.of(
        service,
        List.of(transaction),
        key,
        meter,
        submission -> {
          PoolRefusals.throwFirst(submission);
          EntryKey entry = submission.accepted().getFirst();
          JsonWriter json = new JsonWriter().beginObject();
          taken(entry, submission.block(), json);
          return Answer.json(201, json.endObject().toBytes())
              .with("Location", EntriesApi.path(entry));
        });
  }

  /** Nothing that was sent is dropped: other members than these are refused. */
  private Posted read(byte[] body, JsonLimits bounds, Set<String> members) {
    return views.posted(
        body,
        bounds,
        json ->
            json.kind() == JsonKind.OBJECT ? JsonMembers.unknown(json, members) : Optional.empty());
  }

  private static void taken(EntryKey entry, long block, JsonWriter json) {
    json.name("id").string(entry.transaction().hex());
    json.name("entry").string(entry.id().toString());
    json.name("block").integer(block);
  }

  /** What the post of one transaction would be answered with; nothing is kept of it. */
  Answer check(Exchange exchange) {
    String type = exchange.contentType();
    if (!MediaType.isJson(type)) {
      throw exchange.wrongType(Answer.JSON);
    }
    byte[] body = exchange.body(limits.bodyBytes());
    JsonWriter json = new JsonWriter().beginObject();
    try (VerificationMeter _ = // which is charged with all of it, since nothing is taken
        new VerificationMeter(verification, exchange.caller(), service.rules().codec())) {
      switch (read(body, limits.json(), exchange.known())) {
        case Posted.Good good -> checked(good.transaction(), json);
        case Posted.MissingValues missing -> refused(PoolRefusals.of(missing), json);
        case Posted.Bad bad -> refused(PoolRefusals.of(bad), json);
      }
    }
    return Answer.json(200, json.endObject().toBytes());
  }

  private void checked(Transaction transaction, JsonWriter json) {
    switch (service.check(transaction)) {
      case CheckResult.Known(long block) -> accepted(transaction, block, true, List.of(), json);
      case CheckResult.Accepted(long block, List<PoolDrop> drops) ->
          accepted(transaction, block, false, drops, json);
      case CheckResult.Refused(RejectReason reason, String detail) -> {
        refused(PoolRefusals.of(reason, detail), json);
        json.name("id").string(transaction.id().hex());
      }
    }
  }

  private static void accepted(
      Transaction transaction, long block, boolean known, List<PoolDrop> drops, JsonWriter json) {
    json.name("status").integer(201).name("id").string(transaction.id().hex());
    json.name("block").integer(block).name("known").bool(known);
    json.name("drops").beginArray();
    for (PoolDrop drop : drops) {
      json.beginObject();
      json.name("id").string(drop.slot().key().transaction().hex());
      json.name("type").string(ProblemType.of(drop.reason()).uri());
      json.name("detail").string(drop.detail()).endObject();
    }
    json.endArray();
  }

  private static void refused(HttpException why, JsonWriter json) {
    json.name("status").integer(why.status()).name("type").string(why.type().uri());
    json.name("title").string(why.type().title()).name("detail").string(why.detail());
  }

  /** What was on the lines: numbers count from 1, blank lines included. */
  private static final class Lines {

    private final List<Integer> numbers = new ArrayList<>();
    private final List<Transaction> good = new ArrayList<>();

    /** Why a line is bad; absent for the good ones. */
    private final Map<Integer, HttpException> bad = new HashMap<>();

    void add(int number, Posted posted) {
      numbers.add(number);
      switch (posted) {
        case Posted.Good one -> good.add(one.transaction());
        case Posted.MissingValues missing -> bad.put(number, PoolRefusals.of(missing));
        case Posted.Bad one -> bad.put(number, PoolRefusals.of(one));
      }
    }
  }

  /** Those that were accepted are kept with the key, and those that were refused stay refused. */
  private Reply many(Exchange exchange, byte[] body, VerificationMeter meter) {
    Optional<IdempotencyKey> key = IdempotencyHeader.of(exchange, body);
    Lines lines = read(body, exchange.known(), meter);
    exchange.claim(BYTES_A_LINE * lines.numbers.size());
    if (lines.good.isEmpty()) {
      meter.taken(0, 0);
      return told(lines, Submission.NONE);
    }
    Reply later =
        LaterSubmission.of(service, lines.good, key, meter, submission -> told(lines, submission));
    lines.good.clear();
    return later;
  }

  private static Answer told(Lines lines, Submission submission) {
    return Answer.stream(200, Answer.LINES, out -> tell(lines, submission, out));
  }

  private static void tell(Lines lines, Submission submission, ResponseStream out)
      throws IOException, InterruptedException {
    Iterator<EntryKey> next = submission.accepted().iterator();
    int position = 0;
    for (int number : lines.numbers) {
      JsonWriter json = new JsonWriter();
      json.beginObject().name("line").integer(number).name("status");
      Optional<HttpException> refusal = Optional.ofNullable(lines.bad.get(number));
      if (refusal.isEmpty()) {
        refusal = PoolRefusals.of(submission, position);
        position++;
      }
      if (refusal.isPresent()) {
        json.integer(refusal.get().status());
        json.name("type").string(refusal.get().type().uri());
        json.name("detail").string(refusal.get().detail());
      } else {
        json.integer(201);
        taken(next.next(), submission.block(), json);
      }
      out.write(json.endObject().toBytes());
      out.write("\n");
    }
  }

  /** Some lines at a time are read, on all processors. */
  private Lines read(byte[] body, Set<String> members, VerificationMeter meter) {
    Lines lines = new Lines();
    List<byte[]> some = new ArrayList<>();
    List<Integer> numbers = new ArrayList<>();
    int count = 0;
    int start = 0;
    int number = 0;
    while (start < body.length) {
      int end = endOfLine(body, start);
      number++;
      if (!isBlank(body, start, end)) {
        count++;
        if (count > limits.batchLines()) {
          throw new HttpException(
              413,
              "at most "
                  + limits.batchLines()
                  + " transactions can be sent at once; none of these was accepted");
        }
        some.add(Arrays.copyOfRange(body, start, end));
        numbers.add(number);
        if (some.size() == LINES_AT_ONCE) {
          read(some, numbers, members, meter, lines);
        }
      }
      start = end + 1;
    }
    read(some, numbers, members, meter, lines);
    return lines;
  }

  private void read(
      List<byte[]> some,
      List<Integer> numbers,
      Set<String> members,
      VerificationMeter meter,
      Lines lines) {
    JsonLimits bounds = limits.json();
    List<BatchReader.Line> read = reader.read(some, line -> read(line, bounds, members));
    meter.skip(); // lines that this thread has read are among them
    for (int i = 0; i < read.size(); i++) {
      BatchReader.Line line = read.get(i);
      if (line.posted() instanceof Posted.Good) {
        meter.right(line.spentNanos());
      } else {
        meter.wrong(line.spentNanos());
      }
      lines.add(numbers.get(i), line.posted());
    }
    some.clear();
    numbers.clear();
  }

  private static int endOfLine(byte[] body, int start) {
    int end = start;
    while (end < body.length && body[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean isBlank(byte[] body, int from, int to) {
    for (int i = from; i < to; i++) {
      if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
        return false;
      }
    }
    return true;
  }
}
