package zveno.node.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.node.http.TransactionReader.Posted;
import zveno.node.service.ChainService;
import zveno.node.service.Submission;

/** {@code POST /api/v1/transactions}: one, or many at once, each with its own outcome. */
final class PostApi {

  private static final String MISSING =
      "a transaction needs the fields sender, recipient and amount";

  private final ChainService service;
  private final HttpLimits limits;

  PostApi(HttpParts parts, HttpLimits limits) {
    this.service = parts.service();
    this.limits = limits;
  }

  Answer post(Exchange exchange) {
    String type = exchange.contentType();
    if (type.equals(Answer.LINES)) {
      return many(exchange.body(limits.batchBytes()), exchange.known());
    }
    if (MediaType.isJson(type)) {
      return one(exchange.body(limits.bodyBytes()), exchange.known());
    }
    throw exchange.wrongType(Answer.JSON + " (one transaction) or " + Answer.LINES + " (many)");
  }

  private Answer one(byte[] body, Set<String> members) {
    Posted posted =
        TransactionReader.read(body, TransactionReader.limits(limits.bodyBytes()), members);
    Transaction transaction =
        switch (posted) {
          case Posted.Good good -> good.transaction();
          case Posted.MissingValues missing -> throw Refusal.badRequest(MISSING);
          case Posted.Bad bad -> throw Refusal.badRequest(bad.why());
        };
    Submission submission = service.submit(List.of(transaction));
    if (submission.refused() > 0) {
      throw Refusal.poolFull();
    }
    JsonWriter json = new JsonWriter();
    json.beginObject();
    EntryId entry = submission.accepted().getFirst().id();
    taken(transaction.id(), entry, submission.block(), json);
    json.endObject();
    return Answer.json(201, json.toBytes())
        .with("Location", "transactions/" + transaction.id().hex());
  }

  private static void taken(TxId id, EntryId entry, long block, JsonWriter json) {
    json.name("id").string(id.hex());
    json.name("entry").string(entry.toString());
    json.name("block").integer(block);
  }

  /** What is told of a transaction that was taken; its words are not held any longer. */
  private record Taken(TxId id, EntryId entry) {}

  /** What was on the lines: numbers count from 1, blank lines included. */
  private static final class Lines {

    private final List<Integer> numbers = new ArrayList<>();
    private final List<Transaction> good = new ArrayList<>();

    /** Why a line is bad; absent for the good ones. */
    private final Map<Integer, String> bad = new HashMap<>();

    void add(int number, Posted posted) {
      numbers.add(number);
      switch (posted) {
        case Posted.Good one -> good.add(one.transaction());
        case Posted.MissingValues missing -> bad.put(number, MISSING);
        case Posted.Bad one -> bad.put(number, one.why());
      }
    }
  }

  private Answer many(byte[] body, Set<String> members) {
    Lines lines = read(body, members);
    Submission submission =
        lines.good.isEmpty() ? new Submission(List.of(), 0, 0) : service.submit(lines.good);
    lines.good.clear();
    long block = submission.block();
    List<Taken> taken =
        submission.accepted().stream()
            .map(entry -> new Taken(entry.transaction().id(), entry.id()))
            .toList();
    return Answer.stream(200, Answer.LINES, out -> tell(lines, taken, block, out));
  }

  private static void tell(Lines lines, List<Taken> taken, long block, Outlet out)
      throws IOException, InterruptedException {
    Iterator<Taken> next = taken.iterator();
    for (int number : lines.numbers) {
      JsonWriter json = new JsonWriter();
      json.beginObject().name("line").integer(number).name("status");
      String why = lines.bad.get(number);
      if (why != null) {
        json.integer(400).name("detail").string(why);
      } else if (next.hasNext()) {
        Taken one = next.next();
        json.integer(201);
        taken(one.id(), one.entry(), block, json);
      } else {
        json.integer(429).name("detail").string(Refusal.poolFull().detail());
      }
      out.write(json.endObject().toBytes());
      out.write("\n");
    }
  }

  private Lines read(byte[] body, Set<String> members) {
    JsonLimits bounds = TransactionReader.limits(limits.bodyBytes());
    Lines lines = new Lines();
    int start = 0;
    int number = 0;
    while (start < body.length) {
      int end = endOfLine(body, start);
      number++;
      if (!isBlank(body, start, end)) {
        if (lines.numbers.size() == limits.batchLines()) {
          throw new Refusal(
              413,
              "no more than "
                  + limits.batchLines()
                  + " transactions can be sent at once; none of these was taken");
        }
        byte[] line = Arrays.copyOfRange(body, start, end);
        lines.add(number, TransactionReader.read(line, bounds, members));
      }
      start = end + 1;
    }
    return lines;
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
