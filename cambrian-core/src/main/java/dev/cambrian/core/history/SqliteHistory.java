package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A history in one SQLite file. What an append has answered has reached the disk (write-ahead log,
 * {@code synchronous=FULL}): it outlives a kill of the process and a loss of power. Several
 * processes may have the same file open; each waits up to ten seconds for another's write to end.
 * The views {@code generation}, {@code stage}, {@code contract_result}, {@code test_failure},
 * {@code llm_exchange}, {@code lineage}, {@code spec}, {@code campaign}, {@code trial}, {@code
 * proposal} and {@code campaign_notice} are for people and keep their columns.
 */
public final class SqliteHistory implements History {
  private final Connections connections;
  private final AppendPlan.Stamps stamps;
  private final Writer writer;
  private final Readers readers;
  private final OpenStates states = new OpenStates();

  private SqliteHistory(
      Connections connections, AppendPlan.Stamps stamps, Writer writer, Readers readers) {
    this.connections = connections;
    this.stamps = stamps;
    this.writer = writer;
    this.readers = readers;
  }

  static SqliteHistory open(Path file, SqliteSettings settings, AppendPlan.Stamps stamps) {
    Connections connections = new Connections(file, settings);
    Statements statements = new Statements(file, connections.writer());
    try {
      Migrations.prepare(file, statements, settings.busyTimeout());
      Writer writer = new Writer(file, statements);
      if (Migrations.version(statements) < Migrations.NEWEST) {
        writer.inTransaction(
            migrated -> Migrations.migrate(migrated, old -> Rebuild.run(old, stamps.codec())));
      }
      return new SqliteHistory(connections, stamps, writer, new Readers(connections));
    } catch (Throwable failed) {
      statements.close();
      throw failed;
    }
  }

  /** Where it is. */
  public Path file() {
    return connections.file();
  }

  @Override
  public List<RecordedEvent> append(
      StreamId stream,
      WriteCondition condition,
      Causation causation,
      List<Event> events,
      List<Blob> blobs) {
    AppendPlan committed =
        writer.transaction(
            statements -> {
              blobs.forEach(blob -> BlobRows.put(statements, blob));
              AppendPlan plan =
                  AppendPlan.of(
                      new SqliteBase(statements, states, stamps.codec()),
                      stamps,
                      stream,
                      condition,
                      causation,
                      events);
              plan.rows().forEach(row -> EventRows.insert(statements, row));
              Projections projections =
                  new Projections(statements, hash -> BlobRows.get(statements, hash));
              plan.events().forEach(projections::apply);
              plan.change().ifPresent(state -> GenerationRows.save(statements, state));
              plan.campaign().ifPresent(state -> CampaignRows.save(statements, state));
              return plan;
            });
    committed.state().ifPresent(states::committed);
    committed.campaign().ifPresent(states::committed);
    return committed.events();
  }

  @Override
  public List<RecordedEvent> read(StreamId stream) {
    return readers.read(
        handle ->
            handle
                .createQuery(EventRows.SELECT + "WHERE stream = :stream ORDER BY version")
                .bind("stream", stream.value())
                .map((row, context) -> EventRows.read(row).decode(stamps.codec()))
                .list());
  }

  @Override
  public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
    Limits.check(limit);
    return readers.read(
        handle ->
            handle
                .createQuery(
                    EventRows.SELECT
                        + "WHERE stream = :stream AND version > :after ORDER BY version LIMIT :limit")
                .bind("stream", stream.value())
                .bind("after", afterVersion)
                .bind("limit", limit)
                .map((row, context) -> EventRows.read(row).decode(stamps.codec()))
                .list());
  }

  @Override
  public List<RecordedEvent> readAll(long afterPosition, int limit) {
    Limits.check(limit);
    return readers.read(
        handle ->
            handle
                .createQuery(
                    EventRows.SELECT + "WHERE position > :after ORDER BY position LIMIT :limit")
                .bind("after", afterPosition)
                .bind("limit", limit)
                .map((row, context) -> EventRows.read(row).decode(stamps.codec()))
                .list());
  }

  @Override
  public long headPosition() {
    return readers.read(handle -> number(handle, "SELECT coalesce(max(position), 0) FROM event"));
  }

  @Override
  public String put(byte[] content) {
    Blob blob = Blob.of(content);
    writer.inTransaction(statements -> BlobRows.put(statements, blob));
    return blob.hash();
  }

  @Override
  public Optional<byte[]> get(String hash) {
    return readers
        .read(
            handle ->
                handle
                    .createQuery(BlobRows.CONTENT)
                    .bind(0, hash)
                    .map((row, context) -> row.getBytes(1))
                    .findFirst())
        .map(content -> BlobRows.checked(hash, content));
  }

  @Override
  public Optional<GenerationRecord> generation(int generation) {
    return readers.read(
        handle ->
            handle
                .createQuery(GenerationRows.SELECT + "WHERE generation = :generation")
                .bind("generation", generation)
                .map((row, context) -> GenerationRows.read(row).record())
                .findFirst());
  }

  @Override
  public List<GenerationRecord> generations(int after, int limit, Optional<Outcome> outcome) {
    Limits.check(limit);
    return readers.read(
        handle ->
            handle
                .createQuery(
                    GenerationRows.SELECT
                        + """
                        WHERE generation > :after AND (:outcome = '' OR outcome = :outcome)
                        ORDER BY generation LIMIT :limit""")
                .bind("after", after)
                .bind("outcome", outcome.map(Outcome::id).orElse(""))
                .bind("limit", limit)
                .map((row, context) -> GenerationRows.read(row).record())
                .list());
  }

  @Override
  public List<GenerationRecord> latest(int limit) {
    Limits.check(limit);
    return readers.read(
        handle ->
            handle
                .createQuery(GenerationRows.SELECT + "ORDER BY generation DESC LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) -> GenerationRows.read(row).record())
                .list());
  }

  @Override
  public int highestGeneration() {
    return readers.read(
        handle ->
            Math.toIntExact(
                number(handle, "SELECT coalesce(max(generation), 0) FROM projected_generation")));
  }

  @Override
  public List<CampaignRecord> campaigns() {
    return readers.read(
        handle ->
            handle
                .createQuery(CampaignRows.SELECT + "ORDER BY position DESC")
                .map((row, context) -> CampaignRows.read(row))
                .list());
  }

  @Override
  public Optional<CampaignRecord> campaign(String campaignId) {
    return readers.read(
        handle ->
            handle
                .createQuery(CampaignRows.SELECT + "WHERE campaign = :campaign")
                .bind("campaign", campaignId)
                .map((row, context) -> CampaignRows.read(row))
                .findFirst());
  }

  /** Drops the projection tables and views and builds them from the events, in one transaction. */
  public Rebuilt rebuildProjections() {
    return writer.transaction(statements -> Rebuild.run(statements, stamps.codec()));
  }

  /**
   * Runs a person's SQL: one SELECT, WITH, VALUES or EXPLAIN, which can change nothing and reach no
   * other file.
   *
   * @param maxRows of the answer, at least 1; more are cut off
   * @throws HistoryException.QueryFailed with SQLite's own message if it is refused, wrong or takes
   *     longer than {@code timeout}
   */
  public QueryResult query(String sql, int maxRows, Duration timeout) {
    return query(sql, QueryLimits.of(maxRows, timeout));
  }

  /**
   * Runs a person's SQL, as the other does.
   *
   * @throws HistoryException.QueryFailed likewise, and if it is more than {@code limits} allow
   */
  public QueryResult query(String sql, QueryLimits limits) {
    return Query.run(connections, sql, limits);
  }

  /**
   * Writes a consistent copy, while others may go on writing.
   *
   * @param target must not exist; on a failure there is none afterwards
   */
  public void exportTo(Path target) {
    Export.run(connections, target);
  }

  /**
   * Walks the whole history: the digest chain, every event and blob, and the projected generations.
   */
  public HistoryCheck verify() {
    return readers.read(handle -> HistoryWalk.over(handle, stamps.codec()));
  }

  /**
   * Checks one stream: its events with their digests, each after that of the event before it in the
   * whole history, what they refer to, and the projected generation. What is wrong elsewhere, or
   * was cut off at the end, only {@link #verify()} finds.
   */
  public HistoryCheck verify(StreamId stream) {
    return readers.read(handle -> StreamWalk.over(handle, stamps.codec(), stream));
  }

  public HistorySize size() {
    return readers.read(
        handle ->
            new HistorySize(
                file(),
                bytes(file()),
                bytes(file().resolveSibling(file().getFileName() + "-wal")),
                number(handle, "SELECT count(*) FROM event"),
                number(handle, "SELECT count(*) FROM blob"),
                number(handle, "SELECT coalesce(sum(size), 0) FROM blob"),
                Math.toIntExact(number(handle, "PRAGMA user_version")),
                handle.createQuery("SELECT sqlite_version()").mapTo(String.class).one()));
  }

  @Override
  public void close() {
    try {
      readers.close();
    } finally {
      writer.close();
    }
  }

  /** The connection that writes, for tests that shake it. */
  Writer writer() {
    return writer;
  }

  private static long number(Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(Long.class).one();
  }

  private static long bytes(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException failed) {
      throw new HistoryException.Unavailable(
          "the size of %s cannot be read: make it readable".formatted(file), failed);
    }
  }
}
