package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecOutline;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A spec's text cut into sections: front matter, prose from one heading to the next of any level,
 * and FROZEN blocks, each a section of its own. Every byte of the text belongs to exactly one of
 * them; joined in their order they are the text. Headings inside fences, comments, lists,
 * quotations and FROZEN blocks begin no section. Blank lines with nothing else before the next
 * section belong to the one before them.
 *
 * @param all in order, never empty
 */
public record Sections(List<Section> all) {

  public Sections {
    all = List.copyOf(all);
  }

  public static Sections of(Spec spec) {
    return of(spec.text().getBytes(UTF_8))
        .orElseThrow(() -> new IllegalArgumentException(spec.fileName() + " was never read"));
  }

  /** Of any bytes; empty where {@link SpecOutline} is. */
  public static Optional<Sections> of(byte[] text) {
    return SpecOutline.of(text).map(Sections::of);
  }

  static Sections of(SpecOutline outline) {
    return new Sections(new Partition(outline).sections());
  }

  public Optional<Section> find(String id) {
    return all.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  /** Those that a proposal may change. */
  public List<Section> evolvable() {
    return all.stream().filter(Section::evolvable).toList();
  }

  /** The whole text. */
  public String text() {
    return joined(all);
  }

  /** The whole text with another in place of one section's. */
  public String replacing(String id, String text) {
    int at = index(id);
    return joined(all.subList(0, at)) + text + joined(all.subList(at + 1, all.size()));
  }

  String before(String id) {
    return joined(all.subList(0, index(id)));
  }

  String after(String id) {
    return joined(all.subList(index(id) + 1, all.size()));
  }

  private int index(String id) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new IllegalArgumentException("the spec has no section " + id);
  }

  private static String joined(List<Section> sections) {
    return sections.stream().map(Section::text).collect(Collectors.joining());
  }
}
