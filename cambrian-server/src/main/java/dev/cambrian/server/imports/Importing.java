package dev.cambrian.server.imports;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.pipeline.ImportedGeneration;
import dev.cambrian.core.pipeline.Importer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Imports a directory of the field's first system: its generation records, wherever {@code
 * generations.json} and {@code summary.json} stand, and the code that they tell of, from
 * directories or from git. Nothing is run. What is wrong is told and left out; what was imported
 * before is left alone, so that an import may be repeated, after a crash too.
 */
public final class Importing {

  /**
   * @param strict nothing is imported where anything is wrong
   * @param renumber a generation whose number is taken gets another
   */
  public record Options(boolean strict, boolean renumber) {}

  private final Path root;
  private final History history;
  private final Importer importer;
  private final Options options;
  private final Consumer<String> told;
  private final Consumer<String> notes;
  private int problems;

  private Importing(
      Path root,
      History history,
      Importer importer,
      Options options,
      Consumer<String> told,
      Consumer<String> notes) {
    this.root = root;
    this.history = history;
    this.importer = importer;
    this.options = options;
    this.told = told;
    this.notes = notes;
  }

  /**
   * Imports.
   *
   * @param directory that exists
   * @param home gets the artifacts
   * @param problems is told of each, one line that may hold hostile text
   * @param notes is told what else is worth knowing, likewise
   * @throws IOException if the directory cannot be read
   * @throws dev.cambrian.core.CambrianException if the home cannot be written; to be repeated
   */
  public static ImportSummary run(
      Path directory,
      History history,
      GenerationArchive archive,
      Path home,
      Options options,
      Consumer<String> problems,
      Consumer<String> notes)
      throws IOException {
    Path root = directory.toAbsolutePath().normalize();
    return new Importing(
            root, history, Importer.of(history, archive, home), options, problems, notes)
        .run(new Code(archive, home));
  }

  /** Code in the home, whatever the history says. */
  private record Code(GenerationArchive archive, Path home) {}

  private ImportSummary run(Code code) throws IOException {
    SourceFiles files = SourceFiles.in(root);
    if (!files.whole()) {
      problem("%s has too many files; what comes last was not looked at".formatted(root));
    }
    Records records = new Records(this::problem);
    RecordReader reader = new RecordReader(root, this::problem);
    files.records().forEach(file -> records.add(reader.read(file)));
    Optional<SourceGit> git = SourceGit.at(root);
    try {
      Preparation preparation =
          new Preparation(
              history,
              records,
              new Artifacts(root, files.artifacts(), git),
              new SpecTexts(files.texts()));
      if (options.strict()) {
        Pass check = new Pass(records, preparation, code, true);
        check.run();
        if (problems > 0) {
          return new Pass(records, preparation, code, true).summary(files.records().size(), true);
        }
      }
      Pass pass = new Pass(records, preparation, code, false);
      pass.run();
      return pass.summary(files.records().size(), false);
    } finally {
      git.ifPresent(SourceGit::close);
    }
  }

  private void problem(String line) {
    problems++;
    told.accept(line);
  }

  /** Once through all records; without a trace where it only looks. */
  private final class Pass {

    private final List<SourceRecord> all;
    private final Preparation preparation;
    private final Numbers numbers;
    private final boolean looksOnly;
    private final Map<Outcome, Integer> imported = new EnumMap<>(Outcome.class);
    private final SortedMap<Integer, Integer> renumbered = new TreeMap<>();
    private int known;
    private int closed;
    private int unfinished;

    Pass(Records records, Preparation preparation, Code code, boolean looksOnly) {
      this.all = records.ascending();
      this.preparation = preparation;
      this.looksOnly = looksOnly;
      this.numbers =
          new Numbers(
              history,
              records,
              options.renumber(),
              number -> history.generation(number).isEmpty() && code.archive().contains(number));
    }

    void run() {
      for (SourceRecord record : all) {
        if (record.outcome() == Outcome.IN_PROGRESS) {
          unfinished++;
          continue;
        }
        try {
          take(record);
        } catch (RefusedException e) {
          problem("%s: %s".formatted(record.where(), e.getMessage()));
        }
      }
    }

    private void take(SourceRecord record) throws RefusedException {
      Numbers.Place place = numbers.of(record);
      if (place.known().isPresent() && !isOpen(place.known().get(), record)) {
        known++;
        numbers.place(record, place.generation());
        if (!looksOnly && place.known().get().correlationId().equals(record.correlationId())) {
          importer.settle(place.generation());
        }
        return;
      }
      ImportedGeneration generation = preparation.of(record, place.generation(), place.parent());
      switch (looksOnly ? importer.look(generation) : importer.take(generation)) {
        case IMPORTED -> {
          imported.merge(generation.outcome(), 1, Integer::sum);
          if (place.generation() != record.generation()) {
            renumbered.put(record.generation(), place.generation());
          }
          if (!looksOnly) {
            place.note().ifPresent(note -> notes.accept(record.where() + ": " + note));
          }
        }
        case CLOSED -> closed++;
        case KNOWN -> known++;
        case TAKEN ->
            throw new RefusedException(
                "generation %d was taken by another meanwhile; import again"
                    .formatted(place.generation()));
        case OCCUPIED ->
            throw new RefusedException(
                "artifacts/gen-%d in the home is there already and is another; move it away"
                    .formatted(place.generation()));
      }
      numbers.place(record, place.generation());
    }

    /** Imported while it waited for its end, which has come. */
    private boolean isOpen(GenerationRecord here, SourceRecord record) {
      return here.correlationId().equals(record.correlationId())
          && here.outcome() == Outcome.TESTED
          && record.outcome().closed();
    }

    ImportSummary summary(int files, boolean refused) {
      return new ImportSummary(
          files, imported, known, closed, unfinished, renumbered, problems, refused);
    }
  }
}
