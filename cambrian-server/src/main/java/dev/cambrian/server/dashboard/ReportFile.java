package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.view.Asking;
import dev.cambrian.server.view.CodeSource;
import dev.cambrian.server.view.ExchangeText;
import dev.cambrian.server.view.GenerationStory;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.Lineage;
import dev.cambrian.server.view.Taken;
import gg.jte.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the pages show of a generation or a lineage, as one HTML file that needs no server: it holds
 * its style, runs no script and asks for nothing from anywhere, and its own policy forbids both.
 */
public final class ReportFile {
  /** The style sheet, written as it is. */
  static final Content STYLE = output -> output.writeContent(Assets.text("cambrian.css"));

  /** Nothing but that one style sheet, by its hash. */
  static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'sha256-%s'; form-action 'none'; base-uri 'none'"
          .formatted(
              Base64.getEncoder()
                  .encodeToString(
                      Sha256.digest().digest(Assets.text("cambrian.css").getBytes(UTF_8))));

  private static final int MOST_EXCHANGES = 40;
  private static final int MOST_OF_A_TEXT = 20_000;
  private static final int MOST_SAID = 4_000_000;
  private static final int MOST_ROWS = 2_000;
  private static final int MOST_SUMMARIES = 200;

  private final SqliteHistory history;
  private final CodeSource code;
  private final Instant now;

  /**
   * @param now told as when it was made
   */
  public ReportFile(SqliteHistory history, CodeSource code, Instant now) {
    this.history = history;
    this.code = code;
    this.now = now;
  }

  /**
   * @param exchanges the first of them with their texts
   * @param left how many are not among them
   */
  record Generation(GenerationModel model, List<Said> exchanges, int left, Instant made) {}

  /** What was said in one exchange. */
  record Said(String title, GenerationTexts.Parts parts) {}

  /** Everything of one generation; empty where there is none of that number. */
  public Optional<String> generation(int generation) {
    return model(generation, 2, Links.within(Set.of(generation)))
        .map(
            model -> {
              HistoryView view = new HistoryView(history);
              Room room = new Room(MOST_SAID, MOST_OF_A_TEXT);
              List<Asking> all = model.story().exchanges();
              List<Said> said =
                  all.stream().limit(MOST_EXCHANGES).map(it -> said(view, it, room)).toList();
              return render(
                  "reportgeneration.jte",
                  Map.of(
                      "frame",
                      frame("Generation " + generation),
                      "report",
                      new Generation(model, said, all.size() - said.size(), now)));
            });
  }

  private static Said said(HistoryView view, Asking asking, Room room) {
    return new Said(
        "%s %d".formatted(asking.event().purpose().id(), asking.event().ordinal()),
        GenerationTexts.parts(
            ExchangeText.of(view.exchange(asking.event())), MOST_OF_A_TEXT, room));
  }

  static String render(String template, Map<String, Object> values) {
    return Templates.render(template, values).strip() + "\n";
  }

  static Frame frame(String title) {
    return new Frame(title, "", true);
  }

  private Optional<GenerationModel> model(int generation, int level, Links links) {
    return GenerationStory.of(history, code, generation)
        .map(it -> new GenerationModel(it, links, level, GenerationModel.Place.FILE));
  }

  /**
   * @param generation whose lineage it is
   * @param generations with a summary each, ascending
   */
  record LineageReport(
      int generation,
      String counts,
      List<Row> rows,
      int rowsLeft,
      List<GenerationModel> generations,
      int summariesLeft,
      Instant made) {}

  /**
   * One line of the drawing.
   *
   * @param branches as {@link Lineage.Line}
   * @param taken tokens and money
   * @param link to its summary
   */
  record Row(
      GenerationRecord record,
      int branches,
      boolean branchesOff,
      boolean hasParent,
      boolean hasOffspring,
      String spec,
      Taken taken,
      Optional<String> link) {
    String mark() {
      return Show.mark(record);
    }

    Optional<Duration> took() {
      return record.completed().map(end -> Duration.between(record.created(), end));
    }
  }

  /**
   * The ancestors and descendants of a generation, drawn and listed, with a summary of each; empty
   * where there is none of that number.
   */
  public Optional<String> lineage(int generation) {
    Lineage lineage = Lineage.of(history).around(generation);
    if (lineage.records().isEmpty()) {
      return Optional.empty();
    }
    Set<Integer> told = nearest(lineage, generation);
    Links links = Links.within(told);
    List<GenerationModel> models = new ArrayList<>();
    told.forEach(it -> model(it, 3, links).ifPresent(models::add));
    HistoryView view = new HistoryView(history);
    List<Row> rows =
        lineage.lines().stream().limit(MOST_ROWS).map(it -> row(it, lineage, view, links)).toList();
    int all = lineage.records().size();
    return Optional.of(
        render(
            "reportlineage.jte",
            Map.of(
                "frame",
                frame("Lineage of generation " + generation),
                "report",
                new LineageReport(
                    generation,
                    counts(lineage),
                    rows,
                    all - rows.size(),
                    models,
                    all - models.size(),
                    now))));
  }

  /** By their numbers, ascending. */
  private static Set<Integer> nearest(Lineage lineage, int generation) {
    return lineage.records().stream()
        .map(GenerationRecord::generation)
        .sorted((a, b) -> Integer.compare(Math.abs(a - generation), Math.abs(b - generation)))
        .limit(MOST_SUMMARIES)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Row row(Lineage.Line line, Lineage lineage, HistoryView view, Links links) {
    GenerationRecord record = line.record();
    return new Row(
        record,
        line.branches(),
        line.branchesOff(),
        lineage.contains(record.parent()),
        !lineage.offspringOf(record.generation()).isEmpty(),
        Show.line(
            view.spec(record.specHash())
                .map(Event.SpecRegistered::title)
                .orElse(Show.hash(record.specHash())),
            60),
        view.taken(record),
        links.generation(record.generation()));
  }

  private static String counts(Lineage lineage) {
    List<String> parts = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      long count = lineage.records().stream().filter(it -> it.outcome() == outcome).count();
      if (count > 0) {
        parts.add("%s %s".formatted(Show.count(count), Show.outcome(outcome)));
      }
    }
    int all = lineage.records().size();
    return "%s %s: %s."
        .formatted(
            Show.count(all), all == 1 ? "generation" : "generations", String.join(", ", parts));
  }
}
