package zveno.node.http.api;

import zveno.kernel.json.JsonWriter;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.JsonMembers;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.service.ChainService;
import zveno.node.service.Rewound;

/**
 * {@code POST /api/v1/rewind}: takes the last blocks off the chain of a node that keeps nothing,
 * for tests. The chain of a folder is rewound by {@code zveno rewind}, while its node is stopped.
 */
final class RewindApi {

  private final ChainService service;
  private final boolean ephemeral;

  RewindApi(ApiContext parts) {
    this.service = parts.service();
    this.ephemeral = parts.info().isEphemeral();
  }

  Answer rewind(Exchange exchange) {
    JsonMembers members = exchange.members();
    long height =
        members
            .number("toHeight", 1, Long.MAX_VALUE)
            .orElseThrow(
                () -> HttpException.badRequest("\"toHeight\" is missing: the last block to keep"));
    boolean drop = members.truth("drop").orElse(false);
    if (!ephemeral) {
      throw new HttpException(
          409,
          "only a node started with --ephemeral can be rewound while it runs; stop this one, and"
              + " use zveno rewind --to-height "
              + height);
    }
    Rewound rewound =
        service
            .rewind(height, drop ? Rewound.Transactions.DROPPED : Rewound.Transactions.WAIT_AGAIN)
            .orElseThrow(() ->
                new HttpException(
                    409,
                    "the chain ends with block "
                        + service.tip().height()
                        + ", so it cannot be rewound to "
                        + height));
    JsonWriter json = new JsonWriter();
    json.beginObject().name("height").integer(rewound.tip().height());
    json.name("hash").string(rewound.tip().id().hex());
    json.name("chainWork").string(rewound.tip().chainWork().units().toString());
    json.name("removed").integer(rewound.removed());
    json.name("returned").integer(rewound.returned()).endObject();
    return Answer.json(200, json.toBytes());
  }
}
