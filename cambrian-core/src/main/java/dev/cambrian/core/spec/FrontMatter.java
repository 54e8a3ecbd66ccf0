package dev.cambrian.core.spec;

import dev.cambrian.core.json.LocatedJson;
import dev.cambrian.core.json.Quote;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The block between two lines {@code ---} at the very start of a spec.
 *
 * @param lineCount the lines that it takes, both markers included
 */
record FrontMatter(
    Optional<String> title,
    Optional<String> version,
    Optional<Toolchain> toolchain,
    int lineCount) {
  private static final Set<String> MEMBERS = Set.of("title", "version", "toolchain");

  static FrontMatter read(SourceText source, Findings findings) {
    if (source.lines().isEmpty() || !isMarker(source.bare(0))) {
      findings.warning(
          "front-matter-missing",
          1,
          "the spec has no front matter; begin it with --- lines around title, version, toolchain");
      return none(0);
    }
    for (int i = 1; i < source.lines().size(); i++) {
      if (isMarker(source.bare(i))) {
        return parse(source.between(1, i), i + 1, findings);
      }
    }
    findings.error("front-matter-unclosed", 1, "the front matter has no closing ---; add the line");
    return none(0);
  }

  private static boolean isMarker(String line) {
    return line.stripTrailing().equals("---");
  }

  private static FrontMatter none(int lineCount) {
    return new FrontMatter(Optional.empty(), Optional.empty(), Optional.empty(), lineCount);
  }

  private static FrontMatter parse(String yaml, int lineCount, Findings findings) {
    LocatedJson document;
    try {
      document = StrictYaml.read(yaml, StrictYaml.Scalars.TEXT);
    } catch (MalformedYamlException e) {
      findings.error("front-matter-yaml", 1 + e.line(), e.reason());
      return none(lineCount);
    }
    if (!document.root().isObject() && !document.root().isNull()) {
      findings.error(
          "front-matter-type", 2, "front matter must be lines such as: title: My Service");
      return none(lineCount);
    }
    for (String member : document.root().propertyNames()) {
      if (!MEMBERS.contains(member)) {
        findings.warning(
            "front-matter-unknown-member",
            1 + document.lines().member(member).line(),
            "member %s has no meaning; known are title, version, toolchain"
                .formatted(Quote.of(member, 60)));
      }
    }
    Optional<String> title = text(document, "title", findings);
    Optional<String> version = text(document, "version", findings);
    if (title.isEmpty()) {
      findings.warning("title-missing", 1, "the front matter has no title; add title: My Service");
    }
    if (version.isEmpty()) {
      findings.warning("version-missing", 1, "the front matter has no version; add version: 1.0");
    }
    return new FrontMatter(title, version, toolchain(document, findings), lineCount);
  }

  private static Optional<String> text(LocatedJson document, String member, Findings findings) {
    JsonNode value = document.root().get(member);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isString()) {
      findings.error(
          "front-matter-type",
          1 + document.lines().member(member).line(),
          member + " must be text on one line");
      return Optional.empty();
    }
    return Optional.of(value.stringValue().strip()).filter(text -> !text.isEmpty());
  }

  private static Optional<Toolchain> toolchain(LocatedJson document, Findings findings) {
    if (!document.root().has("toolchain")) {
      return Optional.empty();
    }
    Optional<String> name = text(document, "toolchain", findings);
    Optional<Toolchain> toolchain = name.flatMap(Toolchain::of);
    if (toolchain.isEmpty()) {
      findings.error(
          "toolchain-unknown",
          1 + document.lines().member("toolchain").line(),
          "there is no toolchain %s; known are %s"
              .formatted(
                  Quote.of(name.orElse(""), 60),
                  Stream.of(Toolchain.values())
                      .map(Toolchain::id)
                      .collect(Collectors.joining(", "))));
    }
    return toolchain;
  }
}
