package dev.cambrian.core.examine;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.ContractException;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads one answer of contracts. */
final class ContractAnswer {
  private static final int MAX_CHARACTERS = 16_000;
  private static final int MAX_READ = 500;
  private static final int MAX_REASON = 200;

  private final Plausibility plausibility;
  private final Set<Contract> known = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final List<Contract> kept = new ArrayList<>();
  private final List<WrittenContracts.Dropped> dropped = new ArrayList<>();

  ContractAnswer(Spec spec) {
    this.plausibility = new Plausibility(spec);
    spec.contracts().forEach(it -> known.add(nameless(it)));
    spec.vectors().forEach(it -> known.add(nameless(it)));
  }

  WrittenContracts read(String answer) {
    Optional<String> json = FencedJson.of(answer);
    if (json.isEmpty()) {
      return WrittenContracts.none("the answer is no JSON array, nor is there one in a fence");
    }
    JsonNode array;
    try {
      array = StrictJson.read(json.get());
    } catch (MalformedJsonException e) {
      return WrittenContracts.none(
          Untrusted.line("the answer is no JSON: " + e.getMessage(), MAX_REASON));
    }
    if (!array.isArray()) {
      return WrittenContracts.none("the answer is JSON and no array of contracts");
    }
    for (int i = 0; i < Math.min(array.size(), MAX_READ); i++) {
      one(array.get(i), i + 1);
    }
    if (array.size() > MAX_READ) {
      drop("the rest", "only the first " + MAX_READ + " are read");
    }
    return new WrittenContracts(kept, dropped, Optional.empty());
  }

  private void one(JsonNode node, int number) {
    String name = Untrusted.line(node.path("name").asString("contract " + number), 200);
    if (Json.write(node).length() > MAX_CHARACTERS) {
      drop(name, "it has more than " + MAX_CHARACTERS + " characters");
      return;
    }
    Contract contract;
    try {
      contract = Contracts.readStrictly(JsonNodeFactory.instance.arrayNode().add(node)).getFirst();
    } catch (ContractException e) {
      drop(name, Untrusted.line(String.valueOf(e.getMessage()), MAX_REASON));
      return;
    }
    Optional<String> objection = plausibility.objection(contract);
    if (objection.isPresent()) {
      drop(name, objection.get());
    } else if (!known.add(nameless(contract))) {
      drop(name, "the spec or another one asks and expects the same");
    } else if (kept.size() == WrittenContracts.MOST) {
      drop(name, "there are " + WrittenContracts.MOST + " already");
    } else {
      kept.add(named(contract, unused(name.isBlank() ? "contract " + number : name)));
    }
  }

  private void drop(String name, String reason) {
    dropped.add(new WrittenContracts.Dropped(name, reason));
  }

  /** Two with one name ask different things, so neither is lost for it. */
  private String unused(String name) {
    String free = name;
    for (int n = 2; !names.add(free); n++) {
      free = Untrusted.start(name, 190) + " (" + n + ")";
    }
    return free;
  }

  static Contract nameless(Contract contract) {
    return named(contract, "-");
  }

  static Contract named(Contract contract, String name) {
    return new Contract(
        name,
        contract.method(),
        contract.path(),
        contract.headers(),
        contract.body(),
        contract.expect());
  }
}
