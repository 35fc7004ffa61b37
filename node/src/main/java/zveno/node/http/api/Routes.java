package zveno.node.http.api;

import static zveno.node.http.routing.Route.actingGet;
import static zveno.node.http.routing.Route.delete;
import static zveno.node.http.routing.Route.get;
import static zveno.node.http.routing.Route.page;
import static zveno.node.http.routing.Route.post;

import java.util.List;
import zveno.node.http.routing.Role;
import zveno.node.http.routing.Route;
import zveno.node.http.transport.ApiPath;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.HttpLimits;
import zveno.node.protocol.NodeCalls;
import zveno.node.protocol.VerificationBudget;
import zveno.node.rules.ReceiptViews;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;

/** All routes of the node, and their endpoints. */
public final class Routes {

  private static final String API = ApiPath.ROOT;

  /** What the paths begin with that our nodes ask each other at. */
  private static final String NET = NodeCalls.ROOT;

  private Routes() {}

  public static List<Route> of(ApiContext parts, HttpLimits limits, EventStreams events) {
    RuleViews views = RuleViewsProvider.viewsOf(parts.service().rules());
    VerificationBudget<Caller> verification = new VerificationBudget<>();
    Tutorial tutorial = new Tutorial(parts, limits, verification);
    StatusApi status = new StatusApi(parts);
    ConsistentReads reads = new ConsistentReads(parts.service());
    ClusterApi cluster = new ClusterApi(parts.service());
    BlocksApi blocks = new BlocksApi(parts);
    RewindApi rewind = new RewindApi(parts);
    HeadersApi headers = new HeadersApi(parts);
    TransactionsApi transactions = new TransactionsApi(parts, limits);
    PostApi posts = new PostApi(parts, limits, verification);
    EntriesApi entries = new EntriesApi(parts);
    PoolApi pool = new PoolApi(parts, limits);
    HealthApi watch = new HealthApi(parts);
    MinerApi miner = new MinerApi(parts);
    WorkersApi workers = new WorkersApi(parts);
    AccountsApi accounts = new AccountsApi(parts);
    ReceiptsApi receipts = new ReceiptsApi(parts, verification);
    SearchApi search = new SearchApi(parts);
    PeersApi peers = new PeersApi(parts, events);
    NetApi net = new NetApi(parts, limits, verification);
    return List.of(
        actingGet("/mine", tutorial::mine).needing(Role.MINE),
        post("/transactions/new", tutorial::newTransaction).needing(Role.POST),
        get("/chain", tutorial::chain),
        post("/nodes/register", tutorial::register),
        actingGet("/nodes/resolve", tutorial::resolve),
        //
        reads.get(API + "status", status::status),
        reads.get(API + "cluster", cluster::show),
        post(API + "cluster/members", cluster::add)
            .taking(ClusterApi.NAME, ClusterApi.ADDRESS, ClusterApi.URL),
        delete(API + "cluster/members/{name}", cluster::remove),
        reads.get(API + "tip", headers::tip),
        reads.get(API + "blocks", blocks::list, "from", "to", "order", "limit", "cursor"),
        post(API + "blocks", blocks::mine).taking("count").needing(Role.MINE),
        post(API + "rewind", rewind::rewind).taking("toHeight", "drop"),
        reads.get(API + "blocks/{ref}", blocks::one),
        get(API + "blocks/{ref}/canonical", blocks::canonical),
        get(API + "blocks/{ref}/transactions", headers::transactions, "limit", "cursor"),
        get(API + "headers", headers::list, "from", "to", "order", "limit", "cursor"),
        get(API + "headers/{ref}", headers::one),
        get(API + "tree", headers::tree, "limit"),
        reads.get(
            API + "transactions",
            transactions::ofAddress,
            "address",
            "addressJson",
            "limit",
            "cursor"),
        post(API + "transactions", posts::post)
            .taking(views.postedMembers().toArray(String[]::new))
            .needing(Role.POST),
        post(API + "transactions/check", posts::check)
            .taking(views.postedMembers().toArray(String[]::new))
            .needing(Role.POST),
        reads.get(API + "transactions/{id}", transactions::one),
        get(API + "transactions/{id}/entries/{entry}", entries::one),
        delete(API + "transactions/{id}/entries/{entry}", entries::remove),
        reads.get(API + "pool", pool::list, "address", "addressJson", "limit", "cursor"),
        delete(API + "pool", pool::remove, "sender", "senderJson"),
        reads.get(API + "accounts/{address}", accounts::one),
        get(API + "accounts/{address}/transactions", transactions::ofAccount, "limit", "cursor"),
        get(API + "receipts/{id}", receipts::one, "anchor"),
        post(API + "receipts/check", receipts::check, "anchor")
            .taking(ReceiptViews.MEMBERS.toArray(String[]::new))
            .needing(Role.READ),
        get(API + "proofs/consistency", receipts::consistency, "from", "to"),
        get(API + "search", search::find, "text"),
        get(API + "peers", peers::list),
        post(API + "peers", peers::follow).taking(PeersApi.ADDRESS),
        delete(API + "peers/{address}", peers::forget),
        get(API + "miner", miner::show),
        post(API + "miner", miner::change)
            .taking(MinerApi.RUNNING, MinerApi.THREADS, MinerApi.MODE, MinerApi.INTERVAL)
            .needing(Role.MINE),
        get(API + "mining/workers", workers::list),
        get(API + "events", events::stream, "lastEventId", "confirmations"),
        //
        get(NET + "hello", net::hello),
        get(NET + "hashes", net::hashes, "heights"),
        get(NET + "headers", net::headers, "from", "to"),
        get(NET + "blocks", net::blocks, "from", "to"),
        post(NET + "blocks", net::show, "from").taking("blocks").needing(Role.POST),
        get(NET + "entries", net::waiting, "cursor"),
        get(NET + "entries/wanted", net::wanted, "names"),
        post(NET + "entries", net::offer).taking("entries").needing(Role.POST),
        get(NET + "peers", net::peers),
        //
        get("/livez", watch::alive).open(),
        get("/readyz", watch::ready).open(),
        get("/metrics", watch::metrics),
        //
        page("/", Pages::home),
        page("/explorer/{edition}/{folder}/{file}", Pages::asset),
        page("/docs", Pages::docs),
        page("/docs/{file}", Pages::file),
        page("/openapi.yaml", Pages::description));
  }
}
