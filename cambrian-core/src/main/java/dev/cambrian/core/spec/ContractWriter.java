package dev.cambrian.core.spec;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes contracts in the form that {@link ContractReader} reads. */
final class ContractWriter {
  private ContractWriter() {}

  static ArrayNode write(List<Contract> contracts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    contracts.forEach(contract -> write(contract, array.addObject()));
    return array;
  }

  private static void write(Contract contract, ObjectNode json) {
    json.put("name", contract.name());
    json.put("type", "http");
    json.put("method", contract.method().name());
    json.put("path", contract.path());
    write("headers", contract.headers(), json);
    contract.body().ifPresent(body -> json.set("body", body));
    Expectation expect = contract.expect();
    ObjectNode expected = json.putObject("expect");
    expected.put("status", expect.status());
    expect.body().ifPresent(body -> expected.set("body", body));
    expect.bodyContains().ifPresent(text -> expected.put("body_contains", text));
    if (!expect.bodyHasKeys().isEmpty()) {
      expect.bodyHasKeys().forEach(expected.putArray("body_has_keys")::add);
    }
    write("headers", expect.headers(), expected);
    expect.contentType().ifPresent(type -> expected.put("content_type", type));
  }

  private static void write(String member, Map<String, String> texts, ObjectNode json) {
    if (!texts.isEmpty()) {
      texts.forEach(json.putObject(member)::put);
    }
  }
}
