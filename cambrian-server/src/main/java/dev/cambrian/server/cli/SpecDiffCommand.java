package dev.cambrian.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.mutation.SectionDiff.Change;
import dev.cambrian.core.mutation.Sections;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.view.SpecComparison;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Shows section by section how two specs differ; exits 0 also where they do.")
final class SpecDiffCommand implements Callable<Integer> {
  private static final String ALGORITHM = "sha256:";
  private static final Pattern PREFIX = Pattern.compile("(?:sha256:)?([0-9a-f]{4,64})");

  /** What lies behind a word of the command line. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Text(String name, byte[] bytes, Sections sections) {}

  private final Session session;
  @Mixin private final HomeOption home = new HomeOption();

  @Parameters(
      index = "0",
      paramLabel = "A",
      description =
          "From this spec: a file, or the hash of a spec in the history or how it begins, at least"
              + " four digits.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "B", description = "To this spec, given likewise.")
  private String to = "";

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  SpecDiffCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Text before = read(from);
    Text after = read(to);
    SpecComparison diff = SpecComparison.of(before.sections(), after.sections());
    if (json) {
      session.line(JsonText.pretty(json(before, after, diff)));
    } else {
      diff.sections().forEach(this::show);
      session.line(diff.summary());
    }
    return ExitStatus.OK.code();
  }

  private Text read(String name) {
    Path file = path(name);
    var hash = PREFIX.matcher(name);
    byte[] bytes =
        !Files.exists(file) && hash.matches() ? stored(hash.group(1)) : Specs.bytes(file);
    Path fileName = file.getFileName();
    Sections sections =
        Sections.of(bytes)
            // No text at all: this says what is wrong with it.
            .orElseGet(() -> Sections.of(Specs.parse(String.valueOf(fileName), bytes)));
    return new Text(name, bytes, sections);
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw CliException.usage("%s can be no file".formatted(Quote.of(name, 100)));
    }
  }

  private byte[] stored(String digits) {
    try (SqliteHistory history = home.history(session.environment())) {
      QueryResult found =
          history.query(
              "SELECT spec_hash FROM spec WHERE spec_hash LIKE '%s%s%%' ORDER BY 1"
                  .formatted(ALGORITHM, digits),
              2,
              Duration.ofSeconds(10));
      List<String> hashes = found.rows().stream().map(it -> it.getFirst().asString()).toList();
      if (hashes.size() != 1) {
        throw CliException.usage(
            "%s spec in %s has a hash that begins with %s, and there is no such file; 'cambrian sql \"SELECT spec_hash, title FROM spec\"' lists them"
                .formatted(
                    hashes.isEmpty() ? "no" : "more than one",
                    home.home(session.environment()).directory(),
                    digits));
      }
      return history
          .get(hashes.getFirst())
          .orElseThrow(
              () ->
                  new CliException(
                      ExitStatus.NEGATIVE,
                      "the history has lost the content %s".formatted(hashes.getFirst())));
    }
  }

  private void show(SpecComparison.Entry entry) {
    Change change = entry.change();
    session.line(
        SafeText.line(
            "%-9s  %s%s"
                .formatted(
                    change.status().id(), entry.title(), change.frozen() ? " (FROZEN)" : "")));
    if (entry.differs()) {
      session.content(SpecComparison.unified(change).getBytes(UTF_8));
    }
  }

  private static ObjectNode json(Text before, Text after, SpecComparison diff) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("from", json(before));
    node.set("to", json(after));
    node.put("same", diff.same());
    ArrayNode sections = node.putArray("sections");
    for (SpecComparison.Entry entry : diff.sections()) {
      Change change = entry.change();
      ObjectNode each =
          sections
              .addObject()
              .put("id", change.section().id())
              .put("title", change.section().title())
              .put("status", change.status().id())
              .put("frozen", change.frozen());
      change.before().ifPresent(it -> each.put("from-line", it.firstLine()));
      change.after().ifPresent(it -> each.put("to-line", it.firstLine()));
      if (entry.differs()) {
        each.put("diff", SpecComparison.unified(change));
      }
    }
    return node;
  }

  private static ObjectNode json(Text text) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", text.name())
        .put("spec-hash", Sha256.of(text.bytes()));
  }
}
