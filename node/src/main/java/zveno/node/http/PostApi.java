package zveno.node.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;
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
      return many(exchange.body(limits.batchBytes()));
    }
    if (MediaType.isJson(type)) {
      return one(exchange.body(limits.bodyBytes()));
    }
    throw exchange.wrongType(Answer.JSON + " (one transaction) or " + Answer.LINES + " (many)");
  }

  private Answer one(byte[] body) {
    Posted posted = TransactionReader.read(body, TransactionReader.limits(limits.bodyBytes()));
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
    taken(submission.accepted().getFirst(), submission, json);
    json.endObject();
    return Answer.json(201, json.toBytes())
        .with("Location", Routes.API + "transactions/" + transaction.id().hex());
  }

  private static void taken(PoolEntry entry, Submission submission, JsonWriter json) {
    json.name("id").string(entry.transaction().id().hex());
    json.name("entry").string(entry.id().toString());
    json.name("block").integer(submission.block());
  }

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

  private Answer many(byte[] body) {
    Lines lines = read(body);
    Submission submission =
        lines.good.isEmpty() ? new Submission(List.of(), 0, 0) : service.submit(lines.good);
    return Answer.stream(
        200,
        Answer.LINES,
        out -> {
          int next = 0;
          for (int number : lines.numbers) {
            @Nullable String why = lines.bad.get(number);
            if (why != null) {
              out.write(outcome(number, 400, why));
            } else if (next < submission.accepted().size()) {
              out.write(outcome(number, submission.accepted().get(next++), submission));
            } else {
              out.write(outcome(number, 429, Refusal.poolFull().detail()));
            }
          }
        });
  }

  private Lines read(byte[] body) {
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
        lines.add(number, TransactionReader.read(line, bounds));
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

  private static byte[] outcome(int line, int status, String detail) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("line").integer(line).name("status").integer(status);
    json.name("detail").string(detail).endObject();
    return Answer.line(json.toBytes());
  }

  private static byte[] outcome(int line, PoolEntry entry, Submission submission) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("line").integer(line).name("status").integer(201);
    taken(entry, submission, json);
    json.endObject();
    return Answer.line(json.toBytes());
  }
}
