package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.BetaPosterior;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What changing each section of a campaign's specs has done. A spec is compared with its parent
 * alone, so it tells of changes as they were made, on the parents that were chosen; a parent that
 * was chosen because it had done well had, on average, some luck, which makes its children look
 * worse than they are.
 *
 * @param sections that some accepted proposal changed, by id
 */
public record Attribution(List<Effect> sections) {
  /**
   * So much more often, of all offspring, must a check of another section fail before a section is
   * called entangled: one of five.
   */
  public static final double ENTANGLED = 0.2;

  /** Fewer trials of changed specs tell a proposer nothing. */
  private static final int LEAST_TRIALS = 3;

  private static final int MOST_SECTIONS = 8;
  private static final int MOST_ID = 60;

  public Attribution {
    sections = List.copyOf(sections);
  }

  /**
   * What changing one section has done.
   *
   * @param section its id
   * @param touches accepted proposals, of any operator, that changed, added or removed it
   * @param tried of them, those whose spec and parent have trials that count
   * @param changed trials of those specs
   * @param parents trials of their parents, each once
   * @param viability share of viable offspring, child minus parent; empty where nothing was tried
   * @param entanglement share of offspring that fail a check of another section, child minus
   *     parent. What fails early hides what would fail later, so a mended section may uncover such
   *     a check
   */
  public record Effect(
      String section,
      int touches,
      int tried,
      BetaPosterior changed,
      BetaPosterior parents,
      Optional<Difference> viability,
      Optional<Difference> entanglement) {

    /** Whether changing it breaks what belongs to other sections, beyond chance. */
    public boolean entangled() {
      return entanglement.filter(it -> it.value() >= ENTANGLED && it.lower() > 0).isPresent();
    }
  }

  /**
   * For a proposer: what is known of each section, the one with most trials first; empty where
   * nothing is.
   */
  String notes() {
    List<Effect> known =
        sections.stream()
            .filter(it -> it.viability().isPresent() && it.changed().trials() >= LEAST_TRIALS)
            .sorted(
                Comparator.comparingInt((Effect it) -> -it.changed().trials())
                    .thenComparing(Effect::section))
            .limit(MOST_SECTIONS)
            .toList();
    if (known.isEmpty()) {
      return "";
    }
    StringBuilder notes =
        new StringBuilder(
            """
            What changing a section did so far, over all specifications of this campaign: the share of
            offspring that live, child minus parent, with its 95 % interval.
            """);
    known.forEach(it -> notes.append(line(it)));
    return notes.toString();
  }

  private static String line(Effect effect) {
    String id = effect.section();
    return "- %s: changed in %d, %s%s%s\n"
        .formatted(
            id.length() <= MOST_ID ? id : id.substring(0, MOST_ID),
            effect.tried(),
            effect.viability().map(Attribution::text).orElse("unknown"),
            effect
                .viability()
                .filter(it -> it.lower() <= 0 && it.upper() >= 0)
                .map(_ -> ", so perhaps nothing")
                .orElse(""),
            effect
                .entanglement()
                .filter(_ -> effect.entangled())
                .map(
                    it ->
                        "; what belongs to other sections then failed more often, by %s: leave it whole"
                            .formatted(text(it)))
                .orElse(""));
  }

  private static String text(Difference it) {
    return String.format(Locale.ROOT, "%+.2f (%+.2f to %+.2f)", it.value(), it.lower(), it.upper());
  }
}
