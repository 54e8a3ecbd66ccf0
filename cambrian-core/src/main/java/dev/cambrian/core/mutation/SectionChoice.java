package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecOutline;
import dev.cambrian.core.verdict.Stage;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says which section of a spec to edit next: the one that speaks of what failed. A section's score
 * is the sum over the failed checks of how often each failed (0 to 1) times the weight of the words
 * that the check and the section share, divided by the square root of the number of the section's
 * words, lest the longest always win, and by 1 + how often it was tried. A check's words are those
 * of its name, of its errors, and, of a contract or vector, of its path; a word's weight is its
 * inverse document frequency ln(1 + n / d), where d of the spec's n sections have it.
 */
public final class SectionChoice {
  private static final Set<String> MACHINE = Set.of("contracts", "entry", "spec-vector");

  /** Stages whose summary only repeats what failed in them. */
  private static final Set<String> TOLD_ONE_BY_ONE = Set.of(Stage.TEST.id(), Stage.HEALTH.id());

  private SectionChoice() {}

  /**
   * @param score at least 0; of all sections 0 where nothing failed
   */
  public record Scored(Section section, int tried, double score) {}

  /**
   * The section to edit: the highest score, of equal ones the least tried, of these the first of
   * the spec. Where nothing failed that any section speaks of, they take turns. Empty where none is
   * evolvable.
   *
   * @param tried how often each section, by its id, was edited from this parent; absent is 0
   */
  public static Optional<Section> choose(
      Spec parent, FailureTraces traces, Map<String, Integer> tried) {
    return ranked(parent, traces, tried).stream().findFirst().map(Scored::section);
  }

  /** All evolvable sections, the one that is chosen first. */
  public static List<Scored> ranked(Spec parent, FailureTraces traces, Map<String, Integer> tried) {
    List<Section> all =
        Sections.of(parent).all().stream()
            .filter(it -> it.kind() != Section.Kind.FRONT_MATTER)
            .toList();
    Map<String, Set<String>> words = new LinkedHashMap<>();
    all.forEach(it -> words.put(it.id(), Words.of(prose(it))));
    Map<String, Integer> frequencies = new HashMap<>();
    words.values().forEach(set -> set.forEach(it -> frequencies.merge(it, 1, Integer::sum)));
    Map<FailedCheck, Set<String>> failed = new LinkedHashMap<>();
    traces.checks().forEach(it -> failed.put(it, words(it, parent)));
    return all.stream()
        .filter(Section::evolvable)
        .map(
            section -> {
              Set<String> own = words.getOrDefault(section.id(), Set.of());
              double sum = 0;
              for (Map.Entry<FailedCheck, Set<String>> check : failed.entrySet()) {
                double share = (double) check.getKey().failed() / traces.offspring();
                sum += share * overlap(check.getValue(), own, frequencies, all.size());
              }
              int times = tried.getOrDefault(section.id(), 0);
              double score = sum / Math.sqrt(Math.max(1, own.size())) / (1 + times);
              return new Scored(section, times, score);
            })
        .sorted(
            Comparator.comparingDouble(Scored::score).reversed().thenComparingInt(Scored::tried))
        .toList();
  }

  private static double overlap(
      Set<String> check, Set<String> section, Map<String, Integer> frequencies, int sections) {
    return check.stream()
        .filter(section::contains)
        .mapToDouble(it -> Math.log(1 + (double) sections / frequencies.getOrDefault(it, 1)))
        .sum();
  }

  /** Without what a machine reads: it names everything, and no edit may change it. */
  private static String prose(Section section) {
    Optional<SpecOutline> outline = SpecOutline.of(section.text().getBytes(UTF_8));
    if (outline.isEmpty()) {
      return "";
    }
    BitSet machine = new BitSet();
    outline.get().fences().stream()
        .filter(it -> MACHINE.contains(it.kind()))
        .forEach(it -> machine.set(it.line(), it.lastLine() + 1));
    StringBuilder prose = new StringBuilder();
    for (int line = 1; line <= outline.get().lines().size(); line++) {
      prose.append(machine.get(line) ? "" : outline.get().lines().get(line - 1));
    }
    return prose.toString();
  }

  private static Set<String> words(FailedCheck check, Spec parent) {
    return switch (check.kind()) {
      case ANSWER, FAILURE -> words(check, true);
      case STAGE -> TOLD_ONE_BY_ONE.contains(check.name()) ? Set.of() : words(check, false);
      case CONTRACT -> with(words(check, true), check.name(), parent.contracts());
      case VECTOR -> with(words(check, true), check.name(), parent.vectors());
    };
  }

  private static Set<String> words(FailedCheck check, boolean named) {
    return Words.of((named ? check.name() : "") + "\n" + String.join("\n", check.samples()));
  }

  private static Set<String> with(Set<String> words, String name, List<Contract> contracts) {
    Set<String> all = new TreeSet<>(words);
    contracts.stream()
        .filter(it -> it.name().equals(name))
        .forEach(it -> all.addAll(Words.of(it.path())));
    return all;
  }
}
