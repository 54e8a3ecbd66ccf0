package dev.cambrian.server.phenotype;

import dev.cambrian.server.phenotype.Place.SectionMatch;
import dev.cambrian.server.phenotype.Traits.Trait;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Puts the traits of offspring side by side and keeps what differs. */
final class Comparison {
  /** Of those that are merged, so many are enough to find their section by. */
  private static final int MOST_WORDED = 12;

  private final List<Traits> offspring;
  private final Attribution attribution;

  /**
   * @param offspring in the order in which they are named
   */
  Comparison(List<Traits> offspring, Attribution attribution) {
    this.offspring = List.copyOf(offspring);
    this.attribution = attribution;
  }

  /** One place before it is merged with its like. */
  private record Draft(
      Traits.Key key, List<Variant> variants, SortedSet<String> around, String section) {}

  /** Everything that says of two drafts that one choice makes both. */
  private record Pattern(Kind kind, List<List<String>> parts, List<String> values, String section) {
    /** Of behaviour it is enough that the same offspring part from the others in the same way. */
    static Pattern of(Draft draft) {
      boolean answer = saysNothing(draft.key()) && draft.key().kind() != Kind.CONSTANT;
      return new Pattern(
          draft.key().kind(),
          draft.variants().stream().map(Variant::offspring).toList(),
          answer ? List.of() : draft.variants().stream().map(Variant::value).toList(),
          answer ? "" : draft.section());
    }
  }

  /**
   * Those with the highest rank first; equal ones by kind, then by how well a section fits, then by
   * name.
   */
  List<Place> places() {
    Map<Traits.Key, Map<Traits, Trait>> byKey = new TreeMap<>(Traits.Key.ORDER);
    for (Traits each : offspring) {
      each.all()
          .forEach(
              (key, it) -> byKey.computeIfAbsent(key, _ -> new LinkedHashMap<>()).put(each, it));
    }
    Map<Pattern, List<Draft>> merged = new LinkedHashMap<>();
    byKey.forEach(
        (key, traits) -> {
          List<Variant> variants = variants(key, traits);
          if (variants.size() > 1) {
            Draft draft = draft(key, traits, variants);
            merged.computeIfAbsent(Pattern.of(draft), _ -> new ArrayList<>()).add(draft);
          }
        });
    return merged.values().stream().map(this::place).sorted(ORDER).toList();
  }

  private static final Comparator<Place> ORDER =
      Comparator.comparingDouble(Place::rank)
          .reversed()
          .thenComparing(Place::kind)
          .thenComparing(Comparator.comparingDouble(Comparison::fit).reversed())
          .thenComparing(it -> it.subjects().getFirst());

  private static double fit(Place place) {
    return place.sections().isEmpty() ? 0 : place.sections().getFirst().score();
  }

  private Draft draft(Traits.Key key, Map<Traits, Trait> traits, List<Variant> variants) {
    SortedSet<String> around = new TreeSet<>();
    traits.values().stream().limit(8).forEach(it -> around.addAll(it.context()));
    Draft draft = new Draft(key, variants, around, "");
    return new Draft(
        key,
        variants,
        around,
        sections(List.of(draft)).stream().findFirst().map(SectionMatch::heading).orElse(""));
  }

  private Place place(List<Draft> drafts) {
    Draft first = drafts.getFirst();
    return new Place(
        first.key().kind(),
        drafts.stream().map(it -> it.key().subject()).toList(),
        first.variants().stream().mapToInt(it -> it.offspring().size()).sum(),
        offspring.size(),
        Disagreement.of(first.variants().stream().map(it -> it.offspring().size()).toList()),
        first.variants(),
        sections(drafts));
  }

  private List<Variant> variants(Traits.Key key, Map<Traits, Trait> traits) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    Map<String, Optional<Example>> examples = new LinkedHashMap<>();
    for (Traits each : offspring) {
      Trait trait = traits.get(each);
      if (trait == null && saysNothing(key)) {
        continue;
      }
      String value = trait == null ? Variant.ABSENT : trait.value();
      names.computeIfAbsent(value, _ -> new ArrayList<>()).add(each.offspring());
      examples.putIfAbsent(value, trait == null ? Optional.empty() : trait.example());
    }
    return names.entrySet().stream()
        .map(
            it ->
                new Variant(
                    it.getKey(),
                    it.getValue(),
                    examples.getOrDefault(it.getKey(), Optional.empty())))
        .sorted(
            Comparator.comparingInt((Variant it) -> it.offspring().size())
                .reversed()
                .thenComparing(Variant::value))
        .toList();
  }

  /**
   * Whether it tells nothing that one has it not: who was not asked does not answer otherwise, and
   * who calls a value by another name does not give it another value.
   */
  private static boolean saysNothing(Traits.Key key) {
    return switch (key.kind()) {
      case BEHAVIOUR, CONSTANT -> true;
      case WORDING -> key.subject().startsWith(ProbeReading.ANSWER);
      case ENDPOINT, LITERAL, API, FILE -> false;
    };
  }

  private List<SectionMatch> sections(List<Draft> drafts) {
    List<String> subjects = new ArrayList<>();
    SortedSet<String> around = new TreeSet<>();
    for (Draft draft : drafts.subList(0, Math.min(MOST_WORDED, drafts.size()))) {
      subjects.add(draft.key().subject());
      // Whatever else a value holds, its words tell of the place; those of the two marks do not.
      draft.variants().stream()
          .map(Variant::value)
          .filter(it -> !it.equals(Variant.PRESENT) && !it.equals(Variant.ABSENT))
          .limit(4)
          .forEach(subjects::add);
      around.addAll(draft.around());
    }
    return attribution.of(subjects, around);
  }
}
