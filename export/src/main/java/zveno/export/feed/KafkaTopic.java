package zveno.export.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import zveno.export.rows.BlockRow;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.node.config.CommandException;

/**
 * Events in a topic of Kafka, of one partition. The last event says where the topic is, so nothing
 * else has to be kept. Each change is a transaction of Kafka; the one who opens the topic last ends
 * the transactions of those before.
 */
final class KafkaTopic implements Target {

  /** The largest event that a topic takes which is made here. Source: {@code max.message.bytes}. */
  static final int MAX_EVENT_BYTES = 64 << 20;

  /** The header of each event with the rules of the chain, in JSON. */
  static final String RULES = "rules";

  private static final Duration MAX_WAIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);

  /** How many hashes of the end of the chain are remembered. */
  private static final int KNOWN = 10_000;

  /** How many events are read back at a time, at most. */
  private static final int STEP = 1_024;

  private final KafkaUrl url;
  private final TopicPartition partition;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;

  /** The hash at each height of the end of the chain, without a gap. */
  private final NavigableMap<Long, Hash> known = new TreeMap<>();

  /** All events from this offset on have been looked at for {@link #known}. */
  private long lookedFrom;

  private Map<String, String> rules = Map.of();
  private Position position = Position.START;
  private long sequence;
  private boolean inTransaction;

  /** The last event that was sent. */
  private @Nullable Future<RecordMetadata> sent;

  private KafkaTopic(KafkaUrl url, Properties settings) {
    this.url = url;
    this.partition = new TopicPartition(url.topic(), 0);
    this.producer =
        new KafkaProducer<>(
            producerSettings(url, settings), new ByteArraySerializer(), new ByteArraySerializer());
    try {
      this.consumer =
          new KafkaConsumer<>(
              consumerSettings(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  /**
   * Connects, and makes the topic if it is missing.
   *
   * @param settings of Kafka's clients, for TLS and passwords
   * @throws CommandException if the topic has several partitions, is compacted, or has other
   *     records
   */
  static Target open(KafkaUrl url, Properties settings) throws LostException {
    Properties common = new Properties();
    common.putAll(settings);
    common.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, url.servers());
    common.put(CommonClientConfigs.CLIENT_ID_CONFIG, "zveno-feed");
    common.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) MAX_WAIT.toMillis());
    common.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) MAX_WAIT.toMillis());
    try {
      makeTopic(url, common);
      KafkaTopic topic = new KafkaTopic(url, common);
      try {
        topic.producer.initTransactions(); // ends what another left unfinished
        topic.consumer.assign(List.of(topic.partition));
        topic.load();
        return topic;
      } catch (LostException | RuntimeException e) {
        topic.close();
        throw e;
      }
    } catch (KafkaException e) {
      throw lost(url, e);
    }
  }

  private static Properties producerSettings(KafkaUrl url, Properties common) {
    Properties settings = new Properties();
    settings.putAll(common);
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "zveno-feed-" + url.topic());
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * MAX_EVENT_BYTES);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * MAX_EVENT_BYTES);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_WAIT.toMillis());
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) (2 * MAX_WAIT.toMillis()));
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 300_000);
    return settings;
  }

  private static Properties consumerSettings(Properties common) {
    Properties settings = new Properties();
    settings.putAll(common);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return settings;
  }

  private static void makeTopic(KafkaUrl url, Properties settings) throws LostException {
    try (Admin admin = Admin.create(settings)) {
      try {
        TopicDescription found =
            Objects.requireNonNull(
                    admin.describeTopics(List.of(url.topic())).topicNameValues().get(url.topic()))
                .get();
        if (found.partitions().size() != 1) {
          throw CommandException.badInput(
              url.shown() + " has several partitions; events need a topic of one");
        }
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, url.topic());
        Config settingsThere =
            Objects.requireNonNull(admin.describeConfigs(List.of(resource)).values().get(resource))
                .get();
        String policy = settingsThere.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
        if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
          throw CommandException.badInput(
              url.shown() + " is compacted; events need a topic that keeps all of them");
        }
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw lost(url, e.getCause());
        }
        NewTopic topic =
            new NewTopic(url.topic(), Optional.of(1), Optional.empty())
                .configs(
                    Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(MAX_EVENT_BYTES)));
        admin.createTopics(List.of(topic)).all().get();
      }
    } catch (ExecutionException e) {
      throw lost(url, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost(url, e);
    }
  }

  private static LostException lost(KafkaUrl url, @Nullable Throwable e) {
    if (e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException) {
      throw CommandException.badInput(
          "another feed writes to " + url.shown() + " since a moment ago; this one ends");
    }
    Throwable cause = e == null ? new KafkaException("no reason given") : e;
    while (cause instanceof KafkaException
        && cause.getClass() == KafkaException.class
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String why =
        cause instanceof RecordTooLargeException
            ? "a block is larger than the topic takes; raise its max.message.bytes"
            : String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
    return new LostException(url.shown() + ": " + why, cause);
  }

  private LostException lost(@Nullable Throwable e) {
    return lost(url, e);
  }

  /** Finds out where the topic is, from its last event. */
  private void load() throws LostException {
    long begin = offset(consumer.beginningOffsets(List.of(partition)));
    long end = offset(consumer.endOffsets(List.of(partition)));
    Optional<ConsumerRecord<byte[], byte[]>> last = Optional.empty();
    long from = end;
    // Kafka's own marks at the end of a transaction have offsets, too.
    for (long back = 2; last.isEmpty() && from > begin; back *= 4) {
      long to = from;
      from = Math.max(begin, end - back);
      List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
      read(
          from,
          to,
          next -> {
            found.clear();
            found.add(next);
          });
      last = found.stream().findFirst();
    }
    known.clear();
    lookedFrom = end;
    if (last.isEmpty()) {
      if (begin > 0) {
        throw CommandException.badInput(
            url.shown() + " has lost all its events; name another topic");
      }
      rules = Map.of();
      position = Position.START;
      sequence = 0;
      return;
    }
    ChainEvent event = event(last.get());
    rules = rules(last.get());
    position = event.end();
    sequence = event.sequence();
    known.put(position.height(), position.hash());
  }

  private long offset(Map<TopicPartition, Long> offsets) {
    return Objects.requireNonNull(offsets.get(partition));
  }

  /** Takes the committed events from one offset to another, in order. */
  private void read(
      long from, long to, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each)
      throws LostException {
    try {
      consumer.seek(partition, from);
      long end = System.nanoTime() + MAX_WAIT.toNanos();
      long at = from;
      while (at < to) {
        for (ConsumerRecord<byte[], byte[]> next : consumer.poll(POLL)) {
          if (next.offset() < to) {
            each.accept(next);
          }
        }
        long now = consumer.position(partition, MAX_WAIT);
        if (now > at) {
          end = System.nanoTime() + MAX_WAIT.toNanos();
        } else if (System.nanoTime() > end) {
          throw new LostException(
              url.shown() + ": no answer within " + MAX_WAIT.toSeconds() + " s",
              new KafkaException("nothing read at offset " + at));
        }
        at = now;
      }
    } catch (KafkaException e) {
      throw lost(e);
    }
  }

  private ChainEvent event(ConsumerRecord<byte[], byte[]> from) {
    try {
      byte[] value = from.value();
      if (value == null) {
        throw new DecodeException("it is empty");
      }
      return ChainEvent.read(value);
    } catch (DecodeException e) {
      throw CommandException.badInput(
          url.shown()
              + ": the record at offset "
              + from.offset()
              + " is no event of a feed; name a topic of its own");
    }
  }

  private Map<String, String> rules(ConsumerRecord<byte[], byte[]> event) {
    Header header = event.headers().lastHeader(RULES);
    Map<String, String> found = new LinkedHashMap<>();
    try {
      JsonValue json =
          JsonValue.parse(header == null ? new byte[0] : header.value(), JsonLimits.defaults());
      if (json.kind() != JsonKind.OBJECT) {
        throw new DecodeException("rules are an object");
      }
      for (JsonValue.Member member : json.members()) {
        found.put(member.name(), member.value().text());
      }
      return found;
    } catch (DecodeException e) {
      throw CommandException.badInput(url.shown() + ": its last event does not say the rules");
    }
  }

  @Override
  public String name() {
    return url.shown();
  }

  @Override
  public Map<String, String> rules() {
    return rules;
  }

  @Override
  public Position position() {
    return position;
  }

  @Override
  public Optional<Hash> hash(long height) throws LostException {
    while (!known.isEmpty() && known.firstKey() > Math.max(1, height)) {
      if (!lookBack()) {
        break;
      }
    }
    return Optional.ofNullable(known.get(height));
  }

  /**
   * Reads earlier events for the hashes below those that are known: a block's parent joined before
   * it. Whether there were any.
   */
  private boolean lookBack() throws LostException {
    long begin = offset(consumer.beginningOffsets(List.of(partition)));
    if (lookedFrom <= begin) {
      return false;
    }
    long to = lookedFrom;
    lookedFrom = Math.max(begin, to - STEP);
    List<ChainEvent> events = new ArrayList<>();
    read(lookedFrom, to, next -> events.add(event(next)));
    for (ChainEvent event : events.reversed()) {
      Map.Entry<Long, Hash> lowest = known.firstEntry();
      if (event.joined()
          && event.height() == lowest.getKey()
          && event.hash().equals(lowest.getValue())
          && event.height() > 1) {
        known.put(event.height() - 1, event.parent());
      }
    }
    return true;
  }

  @Override
  public void begin(Map<String, String> newRules) throws LostException {
    try {
      producer.beginTransaction();
      inTransaction = true;
      rules = Map.copyOf(newRules);
    } catch (KafkaException e) {
      throw lost(e);
    }
  }

  @Override
  public void leave(long forkHeight) throws LostException {
    while (position.height() > forkHeight) {
      long height = position.height();
      Hash parent =
          height == 1
              ? Hash.ZERO
              : hash(height - 1)
                  .orElseThrow(() ->
                      CommandException.badInput(
                          url.shown()
                              + " has lost the event of block "
                              + (height - 1)
                              + "; name another topic"));
      ChainEvent event = new ChainEvent(sequence + 1, false, height, position.hash(), parent);
      send(event, event.toBytes());
      known.remove(height);
    }
  }

  @Override
  public void join(List<BlockRow> blocks) throws LostException {
    for (BlockRow block : blocks) {
      ChainEvent event =
          new ChainEvent(sequence + 1, true, block.height(), block.hash(), block.parent());
      send(event, event.toBytes(block));
      known.put(block.height(), block.hash());
      if (known.size() > KNOWN) {
        known.pollFirstEntry();
      }
    }
  }

  private void send(ChainEvent event, byte[] value) throws LostException {
    try {
      ProducerRecord<byte[], byte[]> message =
          new ProducerRecord<>(url.topic(), 0, event.key(), value);
      JsonWriter json = new JsonWriter();
      json.beginObject();
      rules.forEach((name, text) -> json.name(name).string(text));
      json.endObject();
      message.headers().add(RULES, json.toBytes());
      sent = producer.send(message); // what fails makes the commit fail
      sequence = event.sequence();
      position = event.end();
    } catch (KafkaException e) {
      throw lost(e);
    }
  }

  @Override
  public void commit(Position expected) throws LostException {
    try {
      producer.commitTransaction();
      inTransaction = false;
      Future<RecordMetadata> last = sent;
      if (last != null) {
        lookedFrom = last.get().offset() + 1;
      }
    } catch (ExecutionException e) {
      throw lost(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw lost(e);
    } catch (KafkaException e) {
      throw lost(e);
    }
  }

  @Override
  public void rollback() throws LostException {
    try {
      if (inTransaction) {
        producer.abortTransaction();
        inTransaction = false;
        load();
      }
    } catch (KafkaException e) {
      throw lost(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
  }
}
