package dev.cambrian.server.selfcheck;

import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All fixtures, read from the files beside this class: {@code bases.txt} has the artifacts that
 * they are made of, {@code CLASS.txt} those of a class. A fixture's files lie over those of its
 * base.
 */
final class Catalogue {
  private static final Set<String> OF_A_BASE =
      Set.of("toolchain", "build", "test", "start", "contract");
  private static final Set<String> OF_A_FIXTURE =
      Set.of(
          "attempts",
          "twin",
          "base",
          "expect",
          "says",
          "needs",
          "within",
          "alone",
          "build",
          "test",
          "start",
          "host",
          "contract",
          "vector",
          "tamper",
          "limits",
          "toolchain",
          "answer",
          "paths",
          "generate",
          "spec",
          "without");
  private static final String USUAL_SECONDS = "90";

  private final List<Fixture> fixtures;

  private Catalogue(List<Fixture> fixtures) {
    this.fixtures = List.copyOf(fixtures);
  }

  /** The shipped one. */
  static Catalogue shipped() {
    Map<String, Section> bases = new LinkedHashMap<>();
    for (Section base : Section.readAll(text("bases"))) {
      base.requireKeys(OF_A_BASE);
      bases.put(base.name(), base);
    }
    List<Fixture> fixtures = new ArrayList<>();
    for (FixtureClass group : FixtureClass.values()) {
      for (Section section : Section.readAll(text(group.id()))) {
        section.requireKeys(OF_A_FIXTURE);
        fixtures.add(fixture(group, section, bases));
      }
    }
    return new Catalogue(fixtures);
  }

  List<Fixture> fixtures() {
    return fixtures;
  }

  Optional<Fixture> find(String id) {
    return fixtures.stream().filter(it -> it.id().equals(id)).findFirst();
  }

  /**
   * Those of a class, or of a name with or without its class.
   *
   * @return none where nothing is called so
   */
  List<Fixture> select(String word) {
    return fixtures.stream()
        .filter(it -> Stream.of(it.group().id(), it.name(), it.id()).anyMatch(word::equals))
        .toList();
  }

  private static String text(String name) {
    try (InputStream in = Catalogue.class.getResourceAsStream(name + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("the catalogue lacks " + name + ".txt");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fixture fixture(FixtureClass group, Section section, Map<String, Section> bases) {
    try {
      return new Fixture(
          group,
          section.name(),
          section.required("attempts"),
          section.one("twin"),
          subject(section, bases),
          expectation(section),
          section.all("needs").stream().map(Need::of).collect(Collectors.toSet()),
          Duration.ofSeconds(Long.parseLong(section.one("within").orElse(USUAL_SECONDS))),
          section.one("alone").isPresent());
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(group.id() + "/" + section.name() + ": " + e, e);
    }
  }

  private static Expectation expectation(Section section) {
    String[] words = section.required("expect").split(" ", -1);
    List<List<String>> says =
        section.all("says").stream().map(it -> Arrays.asList(it.split(" \\| ", -1))).toList();
    return switch (words[0]) {
      case "viable" -> new Expectation.Viable();
      case "accepted" -> new Expectation.Accepted();
      case "refused" -> new Expectation.Refused(words[1]);
      case "non-viable" -> new Expectation.NonViable(Stage.of(words[1]).orElseThrow(), says);
      default -> throw new IllegalArgumentException("unknown expectation " + words[0]);
    };
  }

  private static Subject subject(Section section, Map<String, Section> bases) {
    Toolchain toolchain =
        Toolchain.of(section.one("toolchain").orElse(Toolchain.PYTHON.id())).orElseThrow();
    Optional<String> base = section.one("base");
    if (base.isPresent()) {
      Section found = bases.get(base.get());
      if (found == null) {
        throw new IllegalArgumentException("no base " + base.get());
      }
      return new Subject.Judged(plan(section, found));
    }
    return section
        .one("spec")
        .<Subject>map(name -> new Subject.Registered(name, specText(section)))
        .orElseGet(() -> new Subject.Answered(toolchain, answer(section)));
  }

  private static ArtifactPlan plan(Section section, Section base) {
    NavigableMap<String, byte[]> files = new TreeMap<>(base.files());
    section.all("without").forEach(files::remove);
    files.putAll(section.files());
    List<String> contracts = new ArrayList<>(base.all("contract"));
    contracts.addAll(section.all("contract"));
    return new ArtifactPlan(
        Toolchain.of(base.required("toolchain")).orElseThrow(),
        section.one("build").or(() -> base.one("build")).orElse("true"),
        section.one("test").orElseGet(() -> base.required("test")),
        section.one("start").orElseGet(() -> base.required("start")),
        section.one("host").orElse("localhost"),
        contracts,
        section.all("vector"),
        files,
        section.all("tamper"),
        LimitWords.read(section.one("limits").orElse("")));
  }

  /** The one file of the section, or what is generated. */
  private static Supplier<String> specText(Section section) {
    return section
        .one("generate")
        .map(Generated::of)
        .orElseGet(
            () -> {
              byte[] only = section.files().firstEntry().getValue();
              return () -> new String(only, StandardCharsets.UTF_8);
            });
  }

  /** {@code answer} is a JSON string, {@code paths} a JSON array: a small file at each of them. */
  private static Supplier<String> answer(Section section) {
    Optional<String> whole = section.one("answer");
    if (whole.isPresent()) {
      String text = StrictJson.read(whole.get()).stringValue();
      return () -> text;
    }
    Optional<String> generated = section.one("generate");
    if (generated.isPresent()) {
      return Generated.of(generated.get());
    }
    StringBuilder answer = new StringBuilder();
    StrictJson.read(section.required("paths"))
        .forEach(path -> answer.append(Generated.block(path.stringValue())));
    return answer::toString;
  }
}
