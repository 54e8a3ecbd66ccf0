package dev.cambrian.server.phenotype;

import dev.cambrian.core.mutation.Section;
import dev.cambrian.core.mutation.Sections;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.server.phenotype.Place.SectionMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the sections that a place comes from, by words alone: BM25 (k1 1.2, b 0.75; Robertson and
 * Zaragoza, "The Probabilistic Relevance Framework", 2009) of the place's words over the sections.
 * Words that stand around the place count a third. A hint, no proof.
 */
final class Attribution {
  private static final double K1 = 1.2;
  private static final double B = 0.75;
  private static final double AROUND = 1.0 / 3;
  private static final int MOST = 3;

  /** A section with less than that share of the best score is not named. */
  private static final double NEAR = 0.6;

  private final List<Section> sections;
  private final List<Map<String, Integer>> counts = new ArrayList<>();
  private final Map<String, Integer> sectionsWith = new HashMap<>();
  private final List<Integer> lengths = new ArrayList<>();
  private final double mean;

  Attribution(Spec spec) {
    sections =
        Sections.of(spec).all().stream()
            .filter(it -> it.kind() != Section.Kind.FRONT_MATTER && !it.title().isEmpty())
            .toList();
    for (Section section : sections) {
      Map<String, Integer> words = new HashMap<>();
      Words.of(section.text(), word -> words.merge(word, 1, Integer::sum));
      words.keySet().forEach(word -> sectionsWith.merge(word, 1, Integer::sum));
      counts.add(words);
      lengths.add(words.values().stream().mapToInt(Integer::intValue).sum());
    }
    mean = lengths.stream().mapToInt(Integer::intValue).average().orElse(1);
  }

  /**
   * The likeliest first.
   *
   * @param subjects the texts that say what differs
   * @param around names that stand about it in the code
   */
  List<SectionMatch> of(Collection<String> subjects, Collection<String> around) {
    Map<String, Double> weights = new TreeMap<>();
    around.forEach(text -> Words.of(text, word -> weights.put(word, AROUND)));
    subjects.forEach(text -> Words.of(text, word -> weights.put(word, 1.0)));
    List<SectionMatch> matches = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      double score = score(i, weights);
      if (score > 0) {
        matches.add(new SectionMatch(sections.get(i).title(), sections.get(i).firstLine(), score));
      }
    }
    matches.sort(
        Comparator.comparingDouble(SectionMatch::score)
            .reversed()
            .thenComparingInt(SectionMatch::line));
    double best = matches.isEmpty() ? 0 : matches.getFirst().score();
    return matches.stream().filter(it -> it.score() >= NEAR * best).limit(MOST).toList();
  }

  private double score(int section, Map<String, Double> weights) {
    double score = 0;
    for (Map.Entry<String, Double> word : weights.entrySet()) {
      int count = counts.get(section).getOrDefault(word.getKey(), 0);
      if (count > 0) {
        int with = sectionsWith.getOrDefault(word.getKey(), 0);
        double rarity = Math.log(1 + (sections.size() - with + 0.5) / (with + 0.5));
        double length = 1 - B + B * lengths.get(section) / mean;
        score += word.getValue() * rarity * count * (K1 + 1) / (count + K1 * length);
      }
    }
    return score;
  }
}
