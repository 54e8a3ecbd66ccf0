package dev.cambrian.server.cli;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HistoryCopy;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine.TypeConversionException;

/**
 * An artifact that is run beside its growth.
 *
 * @param label as it is told, such as {@code generation 7}
 * @param files what was checked, by path; not to be changed
 */
record Offspring(String label, Spec spec, SealedArtifact artifact, Map<String, byte[]> files) {
  private static final int LATEST = 500;

  /**
   * Finds one.
   *
   * @param name a generation of the home, or a directory
   * @param specFile the trusted spec; for a generation the history knows which it is
   * @throws CliException where there is none, or it is not what it was sealed as
   */
  static Offspring of(String name, Optional<Path> specFile, CambrianHome home) {
    if (name.matches("[0-9]+")) {
      return generation(number(name), specFile, home);
    }
    Path directory = Path.of(name);
    Spec spec =
        Specs.read(
            specFile.orElseThrow(
                () ->
                    CliException.usage(
                        "%s: name the specification of a directory with --spec".formatted(name))));
    return read(name, directory, ArtifactReader.fitted(directory, spec));
  }

  private static int number(String name) {
    try {
      return new Values.Generation().convert(name);
    } catch (TypeConversionException none) {
      throw new CliException(ExitStatus.USAGE, String.valueOf(none.getMessage()), none);
    }
  }

  /** Another one of the same spec. */
  static Offspring like(Offspring other, String name, CambrianHome home) {
    if (!name.matches("[0-9]+")) {
      Path directory = Path.of(name);
      return read(name, directory, other.spec());
    }
    Offspring found = of(name, Optional.empty(), home);
    if (!found.spec().hash().equals(other.spec().hash())) {
      throw CliException.usage(
          "%s was grown from another specification than %s"
              .formatted(found.label(), other.label()));
    }
    return found;
  }

  /** Those that were promoted from the same spec, the latest first. */
  static List<Integer> promoted(Spec spec, int but, int most, CambrianHome home) {
    if (!home.hasHistory()) {
      return List.of();
    }
    try (History history = History.open(HistoryCopy.toLookAt(home.history()))) {
      return history.latest(LATEST).stream()
          .filter(it -> it.outcome() == Outcome.PROMOTED && it.specHash().equals(spec.hash()))
          .map(GenerationRecord::generation)
          .filter(it -> it != but)
          .sorted(Comparator.reverseOrder())
          .limit(most)
          .toList();
    }
  }

  private static Offspring generation(int number, Optional<Path> specFile, CambrianHome home) {
    if (!home.hasHistory()) {
      throw CliException.usage(
          "there is no history in %s; 'cambrian grow SPEC' begins one, --home names another"
              .formatted(home.directory()));
    }
    try (History history = History.open(HistoryCopy.toLookAt(home.history()))) {
      GenerationRecord record =
          history
              .generation(number)
              .orElseThrow(
                  () ->
                      CliException.usage(
                          "there is no generation %d in %s; 'cambrian log' lists the generations"
                              .formatted(number, home.directory())));
      if (home.isExport()) {
        throw CliException.usage(
            ArchivedCode.notExported(number) + "; name that DIR and --spec instead");
      }
      Path directory =
          home.directory()
              .resolve(
                  record
                      .artifactRef()
                      .orElseThrow(
                          () ->
                              CliException.usage(
                                  "generation %d has no artifact; 'cambrian show %d' tells why"
                                      .formatted(number, number))));
      String label = "generation " + number;
      return read(label, directory, spec(label, record.specHash(), directory, specFile));
    }
  }

  /** The artifact's copy is the spec where it has its hash. */
  private static Spec spec(String label, String hash, Path directory, Optional<Path> specFile) {
    Spec spec =
        specFile
            .map(Specs::read)
            .or(
                () ->
                    ArtifactReader.specCopy(directory, hash)
                        .map(it -> Specs.parse(it.fileName(), it.bytes())))
            .orElseThrow(
                () ->
                    CliException.usage(
                        "%s: no artifact with its specification is in %s"
                            .formatted(label, directory)));
    if (!spec.hash().equals(hash)) {
      throw CliException.usage(
          "%s was grown from %s, and --spec names %s".formatted(label, hash, spec.hash()));
    }
    return ArtifactReader.fitted(directory, spec);
  }

  private static Offspring read(String label, Path directory, Spec spec) {
    return ArtifactReader.read(directory, spec)
        .fold(
            sound -> new Offspring(label, spec, sound.artifact(), sound.contents()),
            broken -> {
              throw CliException.usage(
                  "%s is no sound artifact of %s: %s"
                      .formatted(label, spec.fileName(), broken.problems().getFirst().message()));
            });
  }

  int generation() {
    return artifact.manifest().generation();
  }

  /**
   * Judges it once more, measured by those contracts too.
   *
   * @throws CliException where there is no verdict
   */
  ViabilityReport measured(Verifier verifier, CheckSet set, List<Contract> contracts) {
    VerificationRequest request =
        new VerificationRequest(
                UUID.randomUUID().toString(),
                generation(),
                artifact.directory(),
                artifact.manifest().artifactHash(),
                spec)
            .withMeasures(Measures.NONE.with(set, contracts));
    return verifier
        .verify(request, VerificationListener.NONE)
        .fold(
            Verification.Judged::report,
            aborted -> {
              throw new CliException(
                  aborted.kind() == FailureKind.CANCELLED
                      ? ExitStatus.INTERRUPTED
                      : ExitStatus.INFRASTRUCTURE,
                  "no verdict of %s (%s): %s"
                      .formatted(label, aborted.kind().id(), aborted.reason()));
            });
  }
}
