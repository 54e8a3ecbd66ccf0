package dev.cambrian.rig;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.spec.ContractException;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Toolchain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a spec says to a rig, in the job of an order; its text goes beside it. */
final class OrderedSpec {
  private OrderedSpec() {}

  static ObjectNode toJson(Spec spec) {
    ObjectNode json = Json.object();
    json.put("file", spec.fileName());
    json.put("title", spec.title());
    json.put("version", spec.version());
    json.put("toolchain", spec.toolchain().id());
    json.putObject("entry")
        .put("build", spec.entry().build())
        .put("test", spec.entry().test())
        .put("start", spec.entry().start())
        .put("health", spec.entry().health());
    json.set("contracts", spec.contractsJson());
    json.set("vectors", Contracts.write(spec.vectors()));
    return json;
  }

  /**
   * The spec without what only a model needs: its system prompt and its frozen blocks.
   *
   * @throws ContractException where a contract is none
   */
  static Spec read(Members json, byte[] text) {
    Members entry = json.requireObject("entry");
    ArrayNode contracts = array(json, "contracts");
    return new Spec(
        json.requireString("file"),
        new String(text, StandardCharsets.UTF_8),
        Sha256.of(text),
        json.requireString("title"),
        json.requireString("version"),
        json.requireNamed("toolchain", Toolchain::of),
        true,
        Optional.empty(),
        new Entry(
            entry.requireString("build"),
            entry.requireString("test"),
            entry.requireString("start"),
            entry.requireString("health")),
        contracts,
        Contracts.read(contracts),
        Contracts.read(array(json, "vectors")),
        List.of());
  }

  private static ArrayNode array(Members json, String member) {
    JsonNode node = json.require(member);
    if (node instanceof ArrayNode array) {
      return array;
    }
    throw new IllegalArgumentException(json.path() + "." + member + " must be an array");
  }
}
