package dev.cambrian.rig;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.verdict.Baseline;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** A baseline on its way into a container: {@code {"generation", "contracts"}}. */
final class OrderedBaseline {
  private OrderedBaseline() {}

  static byte[] write(Baseline baseline) {
    ObjectNode json = Json.object();
    json.put("generation", baseline.generation());
    json.set("contracts", Contracts.write(baseline.contracts()));
    return Json.write(json).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws dev.cambrian.core.json.JsonException where it is nothing of that kind
   * @throws dev.cambrian.core.spec.ContractException where a contract is none
   */
  static Baseline read(byte[] written) throws MalformedJsonException {
    Members json = Members.of(StrictJson.read(written));
    return new Baseline(
        json.requireInt("generation", 0), Contracts.read(json.node().get("contracts")));
  }
}
