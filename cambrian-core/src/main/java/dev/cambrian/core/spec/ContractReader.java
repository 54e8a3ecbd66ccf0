package dev.cambrian.core.spec;

import dev.cambrian.core.json.Lines;
import dev.cambrian.core.json.Quote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Reads contracts or vectors and reports all that is wrong with them. The rules begin with the
 * kind: {@code contract-schema}, {@code vector-schema}.
 */
final class ContractReader {
  private static final Set<String> MEMBERS =
      Set.of("name", "type", "method", "path", "headers", "body", "expect");
  private static final Set<String> EXPECT_MEMBERS =
      Set.of("status", "body", "body_contains", "body_has_keys", "headers", "content_type");

  private final String kind;
  private final Findings findings;
  private final Set<String> names = new HashSet<>();

  ContractReader(String kind, Findings findings) {
    this.kind = kind;
    this.findings = findings;
  }

  List<Contract> readAll(JsonNode array, Lines lines) {
    if (!array.isArray()) {
      schema(lines.line(), "contracts are a JSON array; put the contracts between [ and ]");
      return List.of();
    }
    List<Contract> contracts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      read(array.get(i), lines.element(i), kind + " " + (i + 1)).ifPresent(contracts::add);
    }
    return contracts;
  }

  /**
   * @param place how to name it until its name is known
   */
  Optional<Contract> read(JsonNode node, Lines lines, String place) {
    if (!node.isObject()) {
      schema(lines.line(), place + " must be an object with name, type, method, path and expect");
      return Optional.empty();
    }
    Optional<String> name = text(node, lines, place, "name", true, ContractReader::isName);
    String label = name.map(n -> kind + " " + Quote.of(n, 60)).orElse(place);
    name.filter(n -> !names.add(n)).ifPresent(_ -> duplicate(lines.member("name").line(), label));
    unknown(node, lines, label, MEMBERS);
    Optional<String> type = text(node, lines, label, "type", true, "http"::equals);
    Optional<HttpMethod> method =
        text(node, lines, label, "method", true, m -> method(m).isPresent())
            .flatMap(ContractReader::method);
    Optional<String> path = text(node, lines, label, "path", true, ContractReader::isPath);
    Optional<Map<String, String>> headers = texts(node, lines, label, "headers");
    Optional<Expectation> expect = expect(node, lines, label);
    if (name.isEmpty()
        || type.isEmpty()
        || method.isEmpty()
        || path.isEmpty()
        || headers.isEmpty()
        || expect.isEmpty()) {
      return Optional.empty();
    }
    if (method.get() == HttpMethod.HEAD && wantsBody(expect.get())) {
      findings.warning(
          kind + "-head-body",
          lines.line(),
          label + " expects a body of HEAD, which never has one; use GET");
    }
    return Optional.of(
        new Contract(
            name.get(),
            method.get(),
            path.get(),
            headers.get(),
            Optional.ofNullable(node.get("body")),
            expect.get()));
  }

  private Optional<Expectation> expect(JsonNode contract, Lines contractLines, String label) {
    JsonNode node = contract.get("expect");
    Lines lines = contractLines.member("expect");
    if (node == null || !node.isObject()) {
      schema(lines.line(), label + ": expect must be an object with at least status");
      return Optional.empty();
    }
    String place = label + ", expect";
    unknown(node, lines, place, EXPECT_MEMBERS);
    JsonNode status = node.get("status");
    boolean statusFits =
        status != null
            && status.isIntegralNumber()
            && status.canConvertToInt()
            && status.intValue() >= 100
            && status.intValue() <= 599;
    if (!statusFits) {
      schema(lines.member("status").line(), place + ": status must be an integer, 100 to 599");
    }
    boolean sound = statusFits;
    Optional<String> contains = text(node, lines, place, "body_contains", false, t -> !t.isEmpty());
    sound &= contains.isPresent() || !node.has("body_contains");
    Optional<String> type = text(node, lines, place, "content_type", false, t -> !t.isBlank());
    sound &= type.isPresent() || !node.has("content_type");
    Optional<Map<String, String>> headers = texts(node, lines, place, "headers");
    Optional<List<String>> keys = keys(node, lines, place);
    if (!sound || headers.isEmpty() || keys.isEmpty() || status == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Expectation(
            status.intValue(),
            Optional.ofNullable(node.get("body")),
            contains,
            keys.get(),
            headers.get(),
            type));
  }

  private Optional<String> text(
      JsonNode node,
      Lines lines,
      String place,
      String member,
      boolean required,
      Predicate<String> fits) {
    JsonNode value = node.get(member);
    if (value == null) {
      if (required) {
        schema(lines.line(), place + " has no " + member + "; it must be " + form(member));
      }
      return Optional.empty();
    }
    if (!value.isString() || !fits.test(value.stringValue())) {
      schema(lines.member(member).line(), place + ": " + member + " must be " + form(member));
      return Optional.empty();
    }
    return Optional.of(value.stringValue());
  }

  private static String form(String member) {
    return switch (member) {
      case "type" -> "\"http\"";
      case "method" -> "one of GET, POST, PUT, DELETE, PATCH, HEAD";
      case "path" -> "printable ASCII without spaces that begins with /";
      case "name" -> "text of 1 to 200 characters that is not blank";
      default -> "text that is not empty";
    };
  }

  /** The texts of an object; no object is an empty one; empty where there is an error. */
  private Optional<Map<String, String>> texts(
      JsonNode node, Lines lines, String place, String member) {
    JsonNode value = node.get(member);
    Map<String, String> texts = new LinkedHashMap<>();
    if (value == null) {
      return Optional.of(texts);
    }
    if (!value.isObject()) {
      schema(lines.member(member).line(), place + ": " + member + " must be an object of texts");
      return Optional.empty();
    }
    for (var entry : value.properties()) {
      if (!entry.getValue().isString()
          || !isHeaderName(entry.getKey())
          || !isHeaderValue(entry.getValue().stringValue())) {
        schema(
            lines.member(member).member(entry.getKey()).line(),
            "%s: %s %s must be one line of text under a header's name"
                .formatted(place, member, Quote.of(entry.getKey(), 60)));
        return Optional.empty();
      }
      texts.put(entry.getKey(), entry.getValue().stringValue());
    }
    return Optional.of(texts);
  }

  private Optional<List<String>> keys(JsonNode node, Lines lines, String place) {
    JsonNode value = node.get("body_has_keys");
    if (value == null) {
      return Optional.of(List.of());
    }
    List<String> keys = new ArrayList<>();
    boolean sound = value.isArray() && !value.isEmpty();
    for (JsonNode key : value) {
      if (key.isString()) {
        keys.add(key.stringValue());
      } else {
        sound = false;
      }
    }
    if (!sound) {
      schema(
          lines.member("body_has_keys").line(),
          place + ": body_has_keys must be an array of texts that is not empty");
      return Optional.empty();
    }
    return Optional.of(keys);
  }

  private void unknown(JsonNode node, Lines lines, String place, Set<String> known) {
    for (String member : node.propertyNames()) {
      if (!known.contains(member)) {
        findings.warning(
            kind + "-unknown-member",
            lines.member(member).line(),
            "%s: member %s is ignored; remove it or mend its name"
                .formatted(place, Quote.of(member, 60)));
      }
    }
  }

  private void schema(int line, String message) {
    findings.error(kind + "-schema", line, message);
  }

  private void duplicate(int line, String label) {
    findings.error(kind + "-duplicate-name", line, label + " stands twice; rename one of them");
  }

  private static Optional<HttpMethod> method(String name) {
    for (HttpMethod method : HttpMethod.values()) {
      if (method.name().equals(name)) {
        return Optional.of(method);
      }
    }
    return Optional.empty();
  }

  private static boolean isName(String name) {
    return !name.isBlank() && name.codePointCount(0, name.length()) <= 200;
  }

  private static boolean isPath(String path) {
    return path.startsWith("/") && path.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  private static boolean isHeaderName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private static boolean isHeaderValue(String value) {
    return value.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  private static boolean wantsBody(Expectation expect) {
    return expect.body().isPresent()
        || expect.bodyContains().isPresent()
        || !expect.bodyHasKeys().isEmpty();
  }
}
