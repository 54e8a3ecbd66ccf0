package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.server.view.Trends.Filter;
import dev.cambrian.server.view.Trends.Window;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every view tells the same of what was taken. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class TakenTest {
  @TempDir private Path directory;
  private SqliteHistory history;
  private Grown grown;
  private String spec = "";

  @BeforeEach
  void open() {
    history = History.open(directory.resolve("history.db"));
    grown = new Grown(history);
    spec = grown.spec("Echo");
  }

  @AfterEach
  void close() {
    history.close();
  }

  /** As recorded answers without a count grow it: the core 1, its organism 2. */
  private void reproduced() {
    Grown _ =
        grown
            .started(1, 0, spec)
            .answeredUntold(1, Optional.empty())
            .sealed(1)
            .promoted(1)
            .lives(1, Grown.ORGANISM)
            .answeredUntold(1, Optional.of(Grown.ORGANISM))
            .started(2, 1, Grown.ORGANISM, spec, "a-model")
            .sealed(2)
            .promoted(2);
  }

  private Taken taken(int generation) {
    return new HistoryView(history)
        .log(10, Optional.empty()).stream()
            .filter(it -> it.record().generation() == generation)
            .findFirst()
            .orElseThrow()
            .taken();
  }

  @Test
  void where_no_answer_tells_tokens_those_count_that_the_organism_reports() {
    reproduced();

    assertThat(taken(1).tokens())
        .isEqualTo("tokens unknown (1 answer without a count: its provider told none)");
    assertThat(taken(2).tokens()).isEqualTo("1,000 tokens in, 200 out as the organism reports");
    assertThat(taken(2).brief()).isEqualTo("1,200 reported");
    assertThat(taken(2).money()).isEqualTo("$0");
  }

  @Test
  void a_list_a_whole_and_trends_tell_the_same() {
    reproduced();
    List<LogEntry> log = new HistoryView(history).log(10, Optional.empty());
    Trends trends = Trends.of(history, new Filter(Optional.empty(), Optional.empty(), Window.ALL));

    assertThat(LogEntry.total(log).sentence())
        .isEqualTo(
            "$0 paid; 1,200 tokens as organisms report them; 2 answers without a count: their providers told none; of 1 of them organisms report what the gateway estimated");
    assertThat(trends.bins().stream().mapToDouble(it -> it.told() * it.reportedTokens()).sum())
        .isEqualTo(1_200);
  }

  @Test
  void the_page_now_counts_as_many_answers_without_a_count_as_a_whole_does() {
    reproduced();

    assertThat(Spending.of(history, LocalDate.of(2000, 1, 1)).all().replayed().untold())
        .isEqualTo(LogEntry.total(new HistoryView(history).log(10, Optional.empty())).uncounted())
        .isEqualTo(2);
  }

  @Test
  void what_came_from_outside_is_told_as_such_and_costs_nobody_knows_what() {
    UUID operator = new UUID(9, 9);
    Grown _ =
        grown
            .whole(1, 0, spec)
            .started(2, 1, operator, spec, "a-model")
            .append(
                StreamId.generation(2),
                operator,
                new Event.ArtifactSealed(
                    2, spec, "artifacts/gen-2", "a-model", TokenUsage.NONE, spec, List.of()));

    assertThat(taken(2).tokens()).isEqualTo("spawned from outside; its maker told no tokens");
    assertThat(taken(2).brief()).isEqualTo("not told");
    assertThat(taken(2).money()).isEqualTo("not told");
    assertThat(taken(2).cost()).isEmpty();
    assertThat(LogEntry.total(new HistoryView(history).log(10, Optional.empty())).sentence())
        .isEqualTo(
            "at least $0.0020 paid; 1,200 tokens of paid answers; 1 generation spawned from outside, whose maker told nothing");
  }

  @Test
  void where_no_answer_came_there_are_neither_tokens_nor_cost() {
    Grown _ = grown.started(1, 0, spec);

    assertThat(taken(1).tokens()).isEqualTo("no tokens, as no answer came");
    assertThat(taken(1).brief()).isEqualTo("none");
    assertThat(taken(1).money()).isEqualTo("$0");
  }

  @Test
  void what_providers_told_counts_and_nothing_twice() {
    Grown _ =
        grown
            .whole(1, 0, spec)
            .lives(1, Grown.ORGANISM)
            .answered(1, "replay", 0, Grown.ORGANISM)
            .started(2, 1, Grown.ORGANISM, spec, "a-model")
            .sealed(2)
            .promoted(2);

    assertThat(taken(1).tokens()).isEqualTo("1,000 tokens in, 200 out");
    assertThat(taken(2).brief()).isEqualTo("1,200");
    assertThat(LogEntry.total(new HistoryView(history).log(10, Optional.empty())).sentence())
        .isEqualTo(
            "$0.0020 paid; 1,200 tokens of paid answers; 1,200 tokens that recorded answers had used");
  }

  @Test
  void tokens_without_a_recorded_answer_have_no_known_price() {
    Grown _ =
        grown.whole(1, 0, spec).started(2, 1, Grown.ORGANISM, spec, "a-model").sealed(2).viable(2);

    assertThat(taken(2).money()).isEqualTo("unknown");
    assertThat(taken(2).sentence())
        .isEqualTo(
            "$0 known to be paid; 1,200 tokens as organisms report them; 1 without a known price");
  }
}
