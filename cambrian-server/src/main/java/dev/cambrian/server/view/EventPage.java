package dev.cambrian.server.view;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.history.SqliteHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A page of the raw history, newest first. It costs the same however long the history is: positions
 * have no gaps, streams have an index, and a type is looked for in a stretch of bounded length.
 *
 * @param events at most as many as asked for
 * @param head the last position of the history, 0 where nothing has happened
 * @param lookedTo the lowest position that was looked at
 * @param older the position below which what is older goes on; empty where there is nothing older
 */
public record EventPage(
    Filter filter, List<RecordedEvent> events, long head, long lookedTo, OptionalLong older) {
  /** So many positions are looked through for a type. */
  static final long STRETCH = 20_000;

  private static final Duration LIMIT = Duration.ofSeconds(5);

  /**
   * Which events.
   *
   * @param type one of {@link EventCodec#types}
   * @param generation events of its growth and, where it ran, of its organisms
   * @param campaign events of its own stream; not beside a generation
   */
  public record Filter(Optional<String> type, OptionalInt generation, Optional<String> campaign) {
    /** All. */
    public static final Filter NONE =
        new Filter(Optional.empty(), OptionalInt.empty(), Optional.empty());

    /**
     * @throws IllegalArgumentException where there can be no such events
     */
    public Filter {
      if (type.isPresent() && !EventCodec.types().contains(type.get())) {
        throw new IllegalArgumentException("there is no such type of event");
      }
      if (generation.isPresent() && generation.getAsInt() < 0) {
        throw new IllegalArgumentException("a generation's number is at least 0");
      }
      if (campaign.isPresent() && !campaign.get().matches(CampaignEvent.ID)) {
        throw new IllegalArgumentException("a campaign's id is like my-campaign-1");
      }
      if (campaign.isPresent() && generation.isPresent()) {
        throw new IllegalArgumentException("an event is of a generation or of a campaign");
      }
    }

    private List<String> streams() {
      return Stream.concat(
              generation.stream()
                  .boxed()
                  .flatMap(it -> Stream.of(StreamId.generation(it), StreamId.organism(it))),
              campaign.stream().map(StreamId::campaign))
          .map(StreamId::value)
          .toList();
    }
  }

  public EventPage {
    events = List.copyOf(events);
  }

  /**
   * Of a history.
   *
   * @param before only events below this position; empty: from the end
   * @param most from 1
   */
  public static EventPage of(SqliteHistory history, Filter filter, OptionalLong before, int most) {
    long head = history.headPosition();
    long end = Math.max(1, Math.min(before.orElse(Long.MAX_VALUE), head + 1));
    if (filter.equals(Filter.NONE)) {
      long begin = Math.max(0, end - 1 - most);
      List<RecordedEvent> events =
          end == begin + 1
              ? new ArrayList<>()
              : new ArrayList<>(history.readAll(begin, (int) (end - 1 - begin)));
      Collections.reverse(events);
      return new EventPage(filter, events, head, begin + 1, from(begin + 1, begin > 0));
    }
    return filter.streams().isEmpty()
        ? stretch(history, filter, head, end, most)
        : streams(history, filter, head, end, most);
  }

  private static OptionalLong from(long position, boolean more) {
    return more ? OptionalLong.of(position) : OptionalLong.empty();
  }

  private static EventPage stretch(
      SqliteHistory history, Filter filter, long head, long end, int most) {
    long begin = Math.max(1, end - STRETCH);
    long[] found =
        positions(history, ofType(end, begin, filter.type().orElseThrow()), most).toArray();
    long lookedTo = found.length == most ? found[most - 1] : begin;
    return new EventPage(
        filter, read(history, LongStream.of(found)), head, lookedTo, from(lookedTo, lookedTo > 1));
  }

  private static EventPage streams(
      SqliteHistory history, Filter filter, long head, long end, int most) {
    String ofType = filter.type().map(" AND type = '%s'"::formatted).orElse("");
    List<Long> found =
        filter.streams().stream()
            .flatMap(stream -> positions(history, ofStream(stream, end, ofType), most + 1).boxed())
            .sorted(Comparator.reverseOrder())
            .toList();
    List<Long> shown = found.subList(0, Math.min(most, found.size()));
    boolean more = found.size() > most;
    long lookedTo = more ? shown.getLast() : 1;
    return new EventPage(
        filter,
        read(history, shown.stream().mapToLong(Long::longValue)),
        head,
        lookedTo,
        from(lookedTo, more));
  }

  private static String ofType(long end, long begin, String type) {
    return "SELECT position FROM event WHERE position < %d AND position >= %d AND type = '%s' ORDER BY position DESC"
        .formatted(end, begin, type);
  }

  /** Versions ascend with positions. */
  private static String ofStream(String stream, long end, String ofType) {
    return "SELECT position FROM event WHERE stream = '%s' AND position < %d%s ORDER BY version DESC"
        .formatted(stream, end, ofType);
  }

  /** What it asks, for the test that no question reads the whole table. */
  static List<String> plans() {
    return List.of(
        ofType(9, 1, "llm.answered"),
        ofStream("generation/1", 9, ""),
        ofStream("generation/1", 9, " AND type = 'llm.answered'"));
  }

  private static LongStream positions(SqliteHistory history, String sql, int most) {
    QueryResult result = history.query(sql, most, LIMIT);
    return result.rows().stream().mapToLong(row -> row.getFirst().longValue());
  }

  /** What stands side by side is read at once. */
  private static List<RecordedEvent> read(SqliteHistory history, LongStream descending) {
    long[] positions = descending.toArray();
    List<RecordedEvent> events = new ArrayList<>();
    for (int first = 0; first < positions.length; ) {
      int end = first + 1;
      while (end < positions.length && positions[end] == positions[end - 1] - 1) {
        end++;
      }
      events.addAll(history.readAll(positions[end - 1] - 1, end - first).reversed());
      first = end;
    }
    return events;
  }
}
