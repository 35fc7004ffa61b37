package zveno.node.http.api;

import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.json.JsonWriter;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.rules.AccountViews;
import zveno.node.rules.Address;
import zveno.node.service.ChainService;

/** {@code /api/v1/accounts}: what the chain's state says of an address. */
final class AccountsApi {

  private final ChainService service;

  AccountsApi(ApiContext parts) {
    this.service = parts.service();
  }

  Answer one(Exchange exchange) {
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      AccountViews accounts =
          sight
              .views()
              .accounts()
              .orElseThrow(() ->
                  HttpException.notFound(
                      "the rules of this chain, " + service.rules().name() + ", keep no accounts"));
      Address address = address(exchange.segment("address"), sight);
      JsonWriter json = new JsonWriter().beginObject();
      try (StoredContext tip = sight.context()) {
        accounts.account(address, tip, json);
      }
      return Answer.json(200, json.endObject().toBytes());
    }
  }

  private static Address address(String text, ApiSnapshot sight) {
    try {
      return sight.views().address(text);
    } catch (DecodeException e) {
      throw HttpException.badRequest(String.valueOf(e.getMessage()));
    }
  }
}
