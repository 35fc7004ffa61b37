package zveno.node.http.api;

import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.json.JsonWriter;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.rules.AccountViews;
import zveno.node.rules.Address;
import zveno.node.rules.RuleViews;
import zveno.node.service.ChainService;

/** {@code /api/v1/accounts}: what the chain's state says of an address. */
final class AccountsApi {

  private final ChainService service;

  AccountsApi(ApiContext parts) {
    this.service = parts.service();
  }

  Answer one(Exchange exchange) {
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      Address address = address(exchange, service, sight.views());
      AccountViews accounts = sight.views().accounts().orElseThrow();
      JsonWriter json = new JsonWriter().beginObject();
      try (StoredContext tip = sight.context()) {
        accounts.account(address, tip, service.pooled(address.encoded()), json);
      }
      return Answer.json(200, json.endObject().toBytes());
    }
  }

  /**
   * The address of the account that a path names.
   *
   * @throws HttpException if these rules keep no accounts, or it is no address
   */
  static Address address(Exchange exchange, ChainService service, RuleViews views) {
    if (views.accounts().isEmpty()) {
      throw HttpException.notFound(
          "the rules of this chain, " + service.rules().name() + ", keep no accounts");
    }
    try {
      return views.address(exchange.segment("address"));
    } catch (DecodeException e) {
      throw HttpException.badRequest(String.valueOf(e.getMessage()));
    }
  }
}
