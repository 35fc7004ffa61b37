package zveno.export.feed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import zveno.export.rows.BlockRow;
import zveno.export.rows.TransactionRow;
import zveno.kernel.bytes.Hash;
import zveno.node.config.CommandException;

/** Tables in PostgreSQL, in a schema of their own. */
final class PostgresTables implements Target {

  private static final String SCHEMA =
      """
      CREATE SCHEMA IF NOT EXISTS :schema;
      CREATE TABLE IF NOT EXISTS :schema.blocks (
        hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32),
        height bigint NOT NULL,
        parent bytea NOT NULL CHECK (octet_length(parent) = 32),
        time timestamp,
        transactions integer NOT NULL,
        bytes integer NOT NULL,
        text text NOT NULL,
        canonical boolean NOT NULL,
        joined_at timestamptz NOT NULL,
        left_at timestamptz,
        CHECK (canonical = (left_at IS NULL)));
      CREATE UNIQUE INDEX IF NOT EXISTS blocks_height ON :schema.blocks (height) WHERE canonical;
      CREATE INDEX IF NOT EXISTS blocks_left ON :schema.blocks (height) WHERE NOT canonical;
      CREATE TABLE IF NOT EXISTS :schema.transactions (
        block bytea NOT NULL REFERENCES :schema.blocks,
        position integer NOT NULL,
        height bigint NOT NULL,
        id bytea NOT NULL CHECK (octet_length(id) = 32),
        sender text,
        recipient text,
        amount numeric(38,0),
        amount_float double precision,
        text text NOT NULL,
        PRIMARY KEY (block, position));
      CREATE INDEX IF NOT EXISTS transactions_id ON :schema.transactions USING hash (id);
      CREATE TABLE IF NOT EXISTS :schema.position (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        height bigint NOT NULL,
        hash bytea NOT NULL,
        changed_at timestamptz NOT NULL);
      CREATE TABLE IF NOT EXISTS :schema.rules (name text PRIMARY KEY, value text NOT NULL);
      CREATE OR REPLACE VIEW :schema.blocks_canonical AS
        SELECT height, hash, parent, time, transactions, bytes, text, joined_at
        FROM :schema.blocks WHERE canonical;
      CREATE OR REPLACE VIEW :schema.transactions_canonical AS
        SELECT t.height, t.block, t.position, t.id, t.sender, t.recipient, t.amount, t.amount_float, t.text
        FROM :schema.transactions t JOIN :schema.blocks b ON b.hash = t.block WHERE b.canonical;
      """;

  /** Source: PostgreSQL's manual, appendix A, "PostgreSQL Error Codes". */
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private static final String BLOCK_COLUMNS =
      "hash, height, parent, time, transactions, bytes, text, canonical, joined_at";
  private static final String TRANSACTION_COLUMNS =
      "block, position, height, id, sender, recipient, amount, amount_float, text";

  private final Connection connection;
  private final String shown;
  private final String schema;
  private final CopyManager copy;

  private PostgresTables(Connection connection, String shown, String schema) throws SQLException {
    this.connection = connection;
    this.shown = shown;
    this.schema = schema;
    this.copy = connection.unwrap(PGConnection.class).getCopyAPI();
  }

  /**
   * Connects, and makes the tables that are missing.
   *
   * @throws CommandException if the name of the schema is none, or another feed writes there
   */
  static Target open(PostgresUrl url, String schema) throws LostException {
    if (!schema.matches("[a-z_][a-z0-9_]{0,62}")) {
      throw CommandException.badInput(
          "--schema must be small letters, digits and _, at most 63, not " + schema);
    }
    try {
      Connection connection = DriverManager.getConnection(url.jdbc(), url.properties());
      try {
        String shown = url.shown() + ", schema " + schema;
        lock(connection, shown, schema);
        try (Statement statement = connection.createStatement()) {
          statement.execute(SCHEMA.replace(":schema", schema));
        }
        connection.setAutoCommit(false);
        return new PostgresTables(connection, shown, schema);
      } catch (SQLException | CommandException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw lost(url.shown(), e);
    }
  }

  /**
   * Held until the connection ends, however that comes about. The server may need a moment to see
   * that a feed that was killed is gone.
   */
  private static void lock(Connection connection, String shown, String schema) throws SQLException {
    try (Statement statement = connection.createStatement();
        PreparedStatement lock =
            connection.prepareStatement(
                "SELECT pg_advisory_lock(hashtextextended('zveno feed ' || ?, 0))")) {
      statement.execute("SET lock_timeout = '5s'");
      lock.setString(1, schema);
      lock.execute();
      statement.execute("RESET lock_timeout");
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw CommandException.failed("another feed writes to " + shown);
      }
      throw e;
    }
  }

  private static LostException lost(String shown, SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    return new LostException(shown + ": " + message, e);
  }

  private LostException lost(SQLException e) {
    return lost(shown, e);
  }

  @Override
  public String name() {
    return shown;
  }

  @Override
  public Map<String, String> rules() throws LostException {
    Map<String, String> rules = new LinkedHashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT name, value FROM " + schema + ".rules")) {
      while (rows.next()) {
        rules.put(rows.getString(1), rows.getString(2));
      }
      connection.commit();
      return rules;
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  @Override
  public Position position() throws LostException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT height, hash FROM " + schema + ".position")) {
      Position position =
          row.next()
              ? new Position(row.getLong(1), Hash.copiedFrom(row.getBytes(2), 0))
              : Position.START;
      connection.commit();
      return position;
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  @Override
  public Optional<Hash> hash(long height) throws LostException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT hash FROM " + schema + ".blocks WHERE canonical AND height = ?")) {
      statement.setLong(1, height);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(Hash.copiedFrom(row.getBytes(1), 0)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  @Override
  public void begin(Map<String, String> rules) throws LostException {
    try (PreparedStatement rule =
        connection.prepareStatement(
            "INSERT INTO " + schema + ".rules VALUES (?, ?) ON CONFLICT (name) DO NOTHING")) {
      connection.commit(); // of what was only read
      for (Map.Entry<String, String> each : rules.entrySet()) {
        rule.setString(1, each.getKey());
        rule.setString(2, each.getValue());
        rule.addBatch();
      }
      var _ = rule.executeBatch();
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  @Override
  public void leave(long forkHeight) throws LostException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE "
                + schema
                + ".blocks SET canonical = false, left_at = now() WHERE canonical AND height >"
                + " ?")) {
      statement.setLong(1, forkHeight);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  @Override
  public void join(List<BlockRow> blocks) throws LostException {
    try {
      List<BlockRow> fresh = revive(blocks);
      StringBuilder rows = new StringBuilder();
      StringBuilder transactions = new StringBuilder();
      for (BlockRow block : fresh) {
        line(block, rows);
        block.transactions().forEach(row -> line(block, row, transactions));
      }
      send("blocks (" + BLOCK_COLUMNS + ")", rows);
      send("transactions (" + TRANSACTION_COLUMNS + ")", transactions);
    } catch (SQLException e) {
      throw lost(e);
    } catch (IOException e) {
      throw new LostException(shown + ": " + e.getMessage(), e);
    }
  }

  /** Blocks that were on the chain before come back; the others are returned. */
  private List<BlockRow> revive(List<BlockRow> blocks) throws SQLException {
    Set<Hash> back = new HashSet<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE "
                + schema
                + ".blocks SET canonical = true, left_at = NULL, joined_at = now() WHERE NOT"
                + " canonical AND height BETWEEN ? AND ? AND hash = ANY (?) RETURNING hash")) {
      statement.setLong(1, blocks.getFirst().height());
      statement.setLong(2, blocks.getLast().height());
      byte[][] hashes = blocks.stream().map(row -> row.hash().toBytes()).toArray(byte[][]::new);
      statement.setArray(3, connection.createArrayOf("bytea", hashes));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          back.add(Hash.copiedFrom(rows.getBytes(1), 0));
        }
      }
    }
    return back.isEmpty()
        ? blocks
        : blocks.stream().filter(row -> !back.contains(row.hash())).toList();
  }

  private void send(String table, StringBuilder lines) throws SQLException, IOException {
    if (!lines.isEmpty()) {
      copy.copyIn(
          "COPY " + schema + "." + table + " FROM STDIN",
          new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }
  }

  private static void line(BlockRow block, StringBuilder to) {
    bytea(block.hash(), to).append('\t').append(block.height()).append('\t');
    bytea(block.parent(), to).append('\t');
    to.append(block.time().map(time -> time.toString().replace("Z", "")).orElse("\\N"));
    to.append('\t').append(block.transactions().size());
    to.append('\t').append(block.text().length()).append('\t');
    escaped(block.text(), to).append("\ttrue\tnow\n");
  }

  private static void line(BlockRow block, TransactionRow row, StringBuilder to) {
    bytea(block.hash(), to).append('\t').append(row.position()).append('\t');
    to.append(block.height()).append('\t');
    bytea(row.id(), to).append('\t');
    row.sender().ifPresentOrElse(text -> escaped(text, to), () -> to.append("\\N"));
    to.append('\t');
    row.recipient().ifPresentOrElse(text -> escaped(text, to), () -> to.append("\\N"));
    to.append('\t').append(row.amount().map(Object::toString).orElse("\\N"));
    to.append('\t').append(row.amountFloat().map(Object::toString).orElse("\\N")).append('\t');
    escaped(row.text(), to).append('\n');
  }

  private static StringBuilder bytea(Hash hash, StringBuilder to) {
    return to.append("\\\\x").append(hash.hex());
  }

  /** Source: PostgreSQL's manual, COPY, "Text Format". */
  private static StringBuilder escaped(String text, StringBuilder to) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> to.append("\\\\");
        case '\t' -> to.append("\\t");
        case '\n' -> to.append("\\n");
        case '\r' -> to.append("\\r");
        default -> to.append(c);
      }
    }
    return to;
  }

  @Override
  public void commit(Position position) throws LostException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO "
                + schema
                + ".position (height, hash, changed_at) VALUES (?, ?, now()) ON CONFLICT (one)"
                + " DO UPDATE SET height = EXCLUDED.height, hash = EXCLUDED.hash, changed_at ="
                + " EXCLUDED.changed_at")) {
      statement.setLong(1, position.height());
      statement.setBytes(2, position.hash().toBytes());
      statement.executeUpdate();
      connection.commit();
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  @Override
  public void rollback() throws LostException {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw lost(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // it is gone
    }
  }
}
