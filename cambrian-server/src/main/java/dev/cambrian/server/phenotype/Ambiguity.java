package dev.cambrian.server.phenotype;

import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the viable offspring of one spec differ. The same offspring and answers give the same, in
 * the same order. Everything but the numbers may be hostile text.
 *
 * @param offspring those that were compared, by name
 * @param places those with the highest {@link Place#rank} first
 * @param sections those that places come from, the highest sum first
 * @param notes what limits what is said here, one line each
 */
public record Ambiguity(
    Spec spec,
    List<String> offspring,
    List<Place> places,
    List<SectionSum> sections,
    List<String> notes) {
  /** The measure of a {@link Place}, in words. */
  public static final String MEASURE =
      "entropy of the variants over the offspring, divided by the logarithm of their number: 0 where all agree, 1 where no two do";

  /** What {@link Place#rank} is, in words. */
  public static final String RANK =
      "measure x weight of the kind (behaviour 1, endpoint and constant 1/2, literal and wording 1/4, api and file 1/8) x share of the offspring that could be compared in it";

  public Ambiguity {
    offspring = List.copyOf(offspring);
    places = List.copyOf(places);
    sections = List.copyOf(sections);
    notes = List.copyOf(notes);
  }

  /**
   * What a section leaves open.
   *
   * @param line of its heading, from 1
   * @param places that it is the likeliest section of
   * @param sum of their ranks
   */
  public record SectionSum(String heading, int line, int places, double sum) {}

  /**
   * Compares.
   *
   * @param offspring of that spec, at least two, each with a name of its own
   * @param probed what those that were probed answered; empty where none was
   */
  public static Ambiguity of(Spec spec, List<Offspring> offspring, List<Answers> probed) {
    if (offspring.size() < 2) {
      throw new IllegalArgumentException("one offspring differs from none");
    }
    Map<String, Answers> answers = new HashMap<>();
    probed.forEach(it -> answers.put(it.offspring(), it));
    Sources sources = new Sources();
    List<Traits> traits = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    for (Offspring each : offspring) {
      Traits own = sources.read(each);
      each.report().ifPresent(it -> verdicts(it.checks().health(), own));
      Answers said = answers.get(each.name());
      if (said != null) {
        said.results().forEach((probe, result) -> ProbeReading.add(probe, result, own));
      }
      traits.add(own);
    }
    FileSizes.add(offspring, traits);
    traits.stream()
        .filter(Traits::cut)
        .forEach(
            it ->
                notes.add(
                    "%s has more than %d traits; the rest was left out"
                        .formatted(it.offspring(), Traits.MAX_TRAITS)));
    notes.addAll(sources.notes());
    same(offspring, notes);
    if (probed.isEmpty()) {
      notes.add(
          "nothing was run: of behaviour the reports keep verdicts alone, which a viable one has all; --probe compares answers");
    }
    List<Place> places = new Comparison(traits, new Attribution(spec)).places();
    return new Ambiguity(
        spec, offspring.stream().map(Offspring::name).toList(), places, sums(places), notes);
  }

  /** A failed baseline contract's error tells what was answered. */
  private static void verdicts(HealthCheck health, Traits traits) {
    verdicts("contract", health.contracts(), traits);
    verdicts("vector", health.specVectors(), traits);
    verdicts("baseline contract", health.baselineContracts(), traits);
  }

  private static void verdicts(String sort, Map<String, ContractResult> results, Traits traits) {
    results.forEach(
        (name, result) ->
            traits.add(
                Kind.BEHAVIOUR,
                "%s %s".formatted(sort, name),
                result.passed() ? "passed" : result.error().orElse("failed"),
                "",
                0,
                Set.of()));
  }

  private static void same(List<Offspring> offspring, List<String> notes) {
    Set<String> hashes = new HashSet<>();
    offspring.forEach(it -> hashes.add(ArtifactHash.of(it.files())));
    int copies = offspring.size() - hashes.size();
    if (copies > 0) {
      notes.add(
          "%d of %d have the code of another, byte for byte; each counts"
              .formatted(copies, offspring.size()));
    }
  }

  private static List<SectionSum> sums(List<Place> places) {
    Map<Integer, SectionSum> sums = new LinkedHashMap<>();
    for (Place place : places) {
      place.sections().stream()
          .findFirst()
          .ifPresent(
              it ->
                  sums.merge(
                      it.line(),
                      new SectionSum(it.heading(), it.line(), 1, place.rank()),
                      (one, other) ->
                          new SectionSum(
                              one.heading(),
                              one.line(),
                              one.places() + other.places(),
                              one.sum() + other.sum())));
    }
    return sums.values().stream()
        .sorted(
            Comparator.comparingDouble(SectionSum::sum)
                .reversed()
                .thenComparingInt(SectionSum::line))
        .toList();
  }
}
