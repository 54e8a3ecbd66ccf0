package dev.cambrian.core.spec;

import dev.cambrian.core.json.LocatedJson;
import dev.cambrian.core.json.Quote;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads the {@code entry} block over the toolchain's defaults. */
final class EntryReader {
  private static final Set<String> MEMBERS = Set.of("build", "test", "start", "health");

  private final Findings findings;
  private final MarkdownBlocks.Fence fence;

  EntryReader(MarkdownBlocks.Fence fence, Findings findings) {
    this.fence = fence;
    this.findings = findings;
  }

  /** The one that its commands name; what is wrong with them {@link #read} tells. */
  Optional<Toolchain> toolchain() {
    try {
      JsonNode root = StrictYaml.read(fence.content(), StrictYaml.Scalars.TEXT).root();
      return Toolchain.ofCommands(
          Stream.of("build", "test", "start")
              .map(root::path)
              .filter(JsonNode::isString)
              .map(JsonNode::stringValue)
              .toList());
    } catch (MalformedYamlException told) {
      return Optional.empty();
    }
  }

  Entry read(Entry defaults) {
    LocatedJson document;
    try {
      document = StrictYaml.read(fence.content(), StrictYaml.Scalars.TEXT);
    } catch (MalformedYamlException e) {
      findings.error("entry-yaml", fence.line() + e.line(), e.reason());
      return defaults;
    }
    if (!document.root().isObject()) {
      findings.error(
          "entry-type",
          fence.line(),
          "the entry block must give one or more of build, test, start, health");
      return defaults;
    }
    for (String member : document.root().propertyNames()) {
      if (!MEMBERS.contains(member)) {
        findings.warning(
            "entry-unknown-member",
            line(document, member),
            "member %s is ignored; known are build, test, start, health"
                .formatted(Quote.of(member, 60)));
      }
    }
    String health = command(document, "health", defaults.health());
    if (!isHealthUrl(health)) {
      findings.error(
          "entry-health",
          line(document, "health"),
          "health must be a URL such as http://localhost:8401/health, not "
              + Quote.of(health, 100));
    }
    String test = command(document, "test", defaults.test());
    TestCommandCheck.of(test)
        .ifPresent(it -> findings.error(it.rule(), line(document, "test"), it.message()));
    return new Entry(
        command(document, "build", defaults.build()),
        test,
        command(document, "start", defaults.start()),
        health);
  }

  private String command(LocatedJson document, String member, String fallback) {
    JsonNode value = document.root().get(member);
    if (value == null) {
      return fallback;
    }
    if (!value.isString()) {
      findings.error("entry-type", line(document, member), member + " must be text");
      return fallback;
    }
    if (value.stringValue().isBlank()) {
      findings.error(
          "entry-empty",
          line(document, member),
          member + " is empty; leave it out to take the toolchain's own, or write true");
      return fallback;
    }
    return value.stringValue().strip();
  }

  private int line(LocatedJson document, String member) {
    return fence.line() + document.lines().member(member).line();
  }

  private static boolean isHealthUrl(String url) {
    try {
      URI uri = new URI(url);
      return "http".equals(uri.getScheme())
          && ("localhost".equals(uri.getHost()) || "127.0.0.1".equals(uri.getHost()))
          && uri.getPort() >= 1
          && uri.getPort() <= 65_535
          && uri.getUserInfo() == null
          && uri.getFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
