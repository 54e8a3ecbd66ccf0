package dev.cambrian.core.spec;

import dev.cambrian.core.json.Lines;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Between contracts and JSON; {@code schemas/contract.schema.json} describes one. */
public final class Contracts {
  private Contracts() {}

  /**
   * Reads a JSON array of contracts. Types are strict, names are unique, unknown members are
   * ignored.
   *
   * @throws ContractException if one of them cannot be evaluated
   */
  public static List<Contract> read(JsonNode array) {
    Findings findings = new Findings();
    List<Contract> contracts =
        new ContractReader("contract", findings).readAll(array, Lines.UNKNOWN);
    if (findings.hasError()) {
      throw new ContractException(findings.sorted().stream().filter(Finding::isError).toList());
    }
    return contracts;
  }

  /**
   * The same where nothing at all is to be said against them: a member that would be ignored is an
   * error too.
   *
   * @throws ContractException if one of them is not as it should be
   */
  public static List<Contract> readStrictly(JsonNode array) {
    Findings findings = new Findings();
    List<Contract> contracts =
        new ContractReader("contract", findings).readAll(array, Lines.UNKNOWN);
    if (!findings.sorted().isEmpty()) {
      throw new ContractException(findings.sorted());
    }
    return contracts;
  }

  /** What {@link #read} makes the same contracts of again. */
  public static ArrayNode write(List<Contract> contracts) {
    return ContractWriter.write(contracts);
  }
}
