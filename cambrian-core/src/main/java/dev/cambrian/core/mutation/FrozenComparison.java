package dev.cambrian.core.mutation;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.spec.SpecOutline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what happened to the FROZEN blocks of a text. */
final class FrozenComparison {
  private static final int MAX_SHOWN = 100;

  /**
   * @param heading below which it stands
   */
  private record Placed(String name, String text, String heading) {}

  private FrozenComparison() {}

  /** One line; empty where they are byte for byte the same in the same order and places. */
  static Optional<String> of(SpecOutline base, SpecOutline child) {
    List<Placed> wanted = placed(base);
    List<Placed> found = placed(child);
    if (wanted.equals(found)) {
      return Optional.empty();
    }
    List<String> names = names(wanted);
    List<String> others = names(found);
    for (String name : names) {
      long count = others.stream().filter(name::equals).count();
      if (count != 1) {
        return Optional.of(
            "the FROZEN block %s %s"
                .formatted(shown(name), count == 0 ? "is gone or broken" : "stands twice"));
      }
    }
    for (String name : others) {
      if (!names.contains(name)) {
        return Optional.of("the FROZEN block %s is new".formatted(shown(name)));
      }
    }
    if (!names.equals(others)) {
      return Optional.of("the FROZEN blocks stand in another order");
    }
    for (int i = 0; i < wanted.size(); i++) {
      Placed one = wanted.get(i);
      if (!one.text().equals(found.get(i).text())) {
        return Optional.of(
            "the FROZEN block %s is not byte for byte the base's".formatted(shown(one.name())));
      }
      if (!one.heading().equals(found.get(i).heading())) {
        return Optional.of(
            "the FROZEN block %s stands below another heading".formatted(shown(one.name())));
      }
    }
    return Optional.empty();
  }

  private static List<String> names(List<Placed> blocks) {
    return blocks.stream().map(Placed::name).toList();
  }

  private static String shown(String name) {
    return Quote.bare(name, MAX_SHOWN);
  }

  private static List<Placed> placed(SpecOutline outline) {
    List<Placed> placed = new ArrayList<>();
    String heading = "";
    int next = 0;
    for (SpecOutline.Frozen block : outline.frozen()) {
      while (next < outline.headings().size()
          && outline.headings().get(next).line() < block.line()) {
        heading = outline.headings().get(next).level() + " " + outline.headings().get(next).title();
        next++;
      }
      placed.add(new Placed(block.name(), outline.text(block.line(), block.lastLine()), heading));
    }
    return placed;
  }
}
