package dev.cambrian.core.spec;

import dev.cambrian.core.fuzz.Law;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Contracts as JSON, a line {@code ===}, the status and the headers of a response, a line {@code
 * ===}, its body.
 */
final class ContractFuzz {
  private ContractFuzz() {}

  static void fuzz(byte[] input) {
    String[] parts = new String(input, StandardCharsets.ISO_8859_1).split("\n===\n", 3);
    List<Contract> contracts;
    JsonNode json;
    try {
      json = StrictJson.read(parts[0].getBytes(StandardCharsets.ISO_8859_1));
      contracts = Contracts.read(json);
    } catch (MalformedJsonException e) {
      return;
    } catch (ContractException e) {
      Law.isMessage(String.valueOf(e.getMessage()), 500);
      return;
    }
    for (JsonNode contract : json) {
      Law.holds(
          Schemas.accepts("contract", Json.write(contract)), "the schema refuses what was read");
    }
    Law.holds(
        Contracts.read(StrictJson.read(Json.write(Contracts.write(contracts)))).equals(contracts),
        "written and read again they differ");
    String head = parts.length > 1 ? parts[1] : "";
    byte[] body = (parts.length > 2 ? parts[2] : "").getBytes(StandardCharsets.ISO_8859_1);
    for (Contract contract : contracts) {
      Contract asked = contract.withGeneration(7);
      Law.holds(asked.withGeneration(8).equals(asked), "a number is put in twice");
      asked.expect().body().ifPresent(node -> Law.holds(isNumbered(node), "a place is left out"));
      isJudged(asked.expect(), status(head), headers(head), body);
      isSatisfiable(asked.expect());
    }
  }

  private static void isJudged(
      Expectation expect, int status, Map<String, List<String>> headers, byte[] body) {
    List<String> mismatches = ExpectationCheck.mismatches(expect, status, headers, body);
    mismatches.forEach(message -> Law.isMessage(message, ExpectationCheck.MAX_MESSAGE));
    boolean asExpected =
        status == expect.status()
            && expect.headers().entrySet().stream().allMatch(header -> has(headers, header))
            && expect.contentType().map(type -> isOfType(headers, type)).orElse(true)
            && expect
                .bodyContains()
                .map(new String(body, StandardCharsets.UTF_8)::contains)
                .orElse(true)
            && ((expect.body().isEmpty() && expect.bodyHasKeys().isEmpty()) || fits(expect, body));
    Law.holds(mismatches.isEmpty() == asExpected, "judged otherwise than by the words: " + expect);
  }

  private static boolean fits(Expectation expect, byte[] body) {
    Optional<JsonNode> actual = json(body);
    return actual.isPresent()
        && expect.body().map(it -> canonical(it).equals(canonical(actual.get()))).orElse(true)
        && expect.bodyHasKeys().stream()
            .allMatch(key -> actual.get().isObject() && actual.get().has(key));
  }

  private static Optional<JsonNode> json(byte[] body) {
    try {
      return Optional.of(StrictJson.read(body));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  /** The response that the contract describes must satisfy it, and its neighbours must not. */
  private static void isSatisfiable(Expectation expect) {
    if (expect.bodyContains().isPresent() || !expect.bodyHasKeys().isEmpty()) {
      return;
    }
    Map<String, List<String>> headers = new LinkedHashMap<>();
    expect.headers().forEach((name, value) -> headers.put(name + "-not", List.of(value)));
    Expectation bare =
        new Expectation(
            expect.status(),
            expect.body(),
            Optional.empty(),
            List.of(),
            Map.of(),
            Optional.empty());
    byte[] body = expect.body().map(Json::write).orElse("").getBytes(StandardCharsets.UTF_8);
    Law.holds(
        ExpectationCheck.mismatches(bare, expect.status(), headers, body).isEmpty(),
        "the very response is refused");
    Law.holds(
        !ExpectationCheck.mismatches(bare, expect.status() + 1, headers, body).isEmpty(),
        "another status is accepted");
    Law.holds(
        expect.headers().isEmpty()
            || !ExpectationCheck.mismatches(expect, expect.status(), headers, body).isEmpty(),
        "a header is missing");
    expect
        .body()
        .filter(JsonNode::isIntegralNumber)
        .ifPresent(
            number -> {
              byte[] fraction = (Json.write(number) + ".0").getBytes(StandardCharsets.UTF_8);
              Law.holds(
                  !ExpectationCheck.mismatches(bare, expect.status(), headers, fraction).isEmpty(),
                  "a fraction passes for an integer");
            });
  }

  private static int status(String head) {
    String digits = head.lines().findFirst().orElse("");
    return digits.matches("[0-9]{3}") ? Integer.parseInt(digits) : 200;
  }

  private static Map<String, List<String>> headers(String head) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    head.lines()
        .skip(1)
        .filter(line -> line.indexOf(':') > 0)
        .forEach(
            line ->
                headers
                    .computeIfAbsent(
                        line.substring(0, line.indexOf(':')), _ -> new java.util.ArrayList<>())
                    .add(line.substring(line.indexOf(':') + 1)));
    return headers;
  }

  private static boolean has(
      Map<String, List<String>> headers, Map.Entry<String, String> expected) {
    return headers.entrySet().stream()
        .anyMatch(
            header ->
                header.getKey().equalsIgnoreCase(expected.getKey())
                    && header.getValue().contains(expected.getValue()));
  }

  private static boolean isOfType(Map<String, List<String>> headers, String type) {
    List<String> values =
        headers.entrySet().stream()
            .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
            .flatMap(header -> header.getValue().stream())
            .toList();
    return values.size() == 1
        && values
            .getFirst()
            .split(";", 2)[0]
            .strip()
            .equalsIgnoreCase(type.split(";", 2)[0].strip());
  }

  private static boolean isNumbered(JsonNode node) {
    return node.isString()
        ? !node.stringValue().contains("$GENERATION")
        : node.valueStream().allMatch(ContractFuzz::isNumbered);
  }

  /** A text that two values share exactly where they are equal with strict types. */
  private static String canonical(JsonNode node) {
    if (node.isObject()) {
      Map<String, String> members = new TreeMap<>();
      node.properties()
          .forEach(
              member ->
                  members.put(Json.write(text(member.getKey())), canonical(member.getValue())));
      return members.toString();
    }
    if (node.isArray()) {
      return node.valueStream().map(ContractFuzz::canonical).toList().toString();
    }
    if (node.isFloatingPointNumber()) {
      return "fraction " + node.decimalValue().stripTrailingZeros();
    }
    return Json.write(node);
  }

  private static JsonNode text(String text) {
    return Json.object().put("text", text).get("text");
  }
}
