package dev.cambrian.server.phenotype;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Expectation;
import dev.cambrian.core.spec.HttpMethod;
import dev.cambrian.core.spec.Spec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests that no contract of a spec makes but that lie next to those that it makes: another
 * method, a path that is not there, a member that is missing, of another type or not foreseen. As
 * contracts that nothing can fulfil, so that the rig's error says what was answered.
 */
final class ProbePlan {
  /** The rig gives all of them a minute together. */
  static final int MOST = 120;

  static final String NO_TYPE = "x-probe/none";
  static final String NO_TEXT = "no answer holds this";
  static final String ALLOW = "allow";
  static final String NO_METHOD = "-";

  /** An interim answer, which is never the last. */
  static final int NO_STATUS = 100;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Map<String, Contract> all = new LinkedHashMap<>();

  private ProbePlan() {}

  /** Of each request that the spec makes some, in turn, to {@link #MOST}; the same for a spec. */
  static List<Contract> of(Spec spec) {
    List<Contract> known = new ArrayList<>(spec.contracts());
    known.addAll(spec.vectors());
    List<Deque<Contract>> queues = new ArrayList<>();
    queues.add(new ArrayDeque<>(elsewhere()));
    Map<String, Set<HttpMethod>> paths = new LinkedHashMap<>();
    Map<String, Contract> bodies = new LinkedHashMap<>();
    for (Contract contract : known) {
      String path = plain(contract.path());
      paths.computeIfAbsent(path, _ -> EnumSet.noneOf(HttpMethod.class)).add(contract.method());
      contract
          .body()
          .filter(JsonNode::isObject)
          .ifPresent(it -> bodies.putIfAbsent(contract.method() + path + names(it), contract));
    }
    paths.forEach((path, methods) -> queues.add(new ArrayDeque<>(around(path, methods))));
    bodies.values().forEach(it -> queues.add(new ArrayDeque<>(bodies(it))));
    ProbePlan plan = new ProbePlan();
    while (plan.all.size() < MOST && queues.stream().anyMatch(it -> !it.isEmpty())) {
      for (Deque<Contract> queue : queues) {
        Contract next = queue.poll();
        if (next != null && plan.all.size() < MOST) {
          plan.all.putIfAbsent(next.name(), next);
        }
      }
    }
    return List.copyOf(plan.all.values());
  }

  private static Collection<String> names(JsonNode body) {
    return new TreeSet<>(body.propertyNames());
  }

  private static String plain(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static List<Contract> elsewhere() {
    return List.of(
        probe("", HttpMethod.GET, "/", Optional.empty()),
        probe("", HttpMethod.POST, "/no/such/path", Optional.of(JSON.objectNode())),
        probe("", HttpMethod.DELETE, "/no/such/path", Optional.empty()),
        probe("", HttpMethod.GET, "/%zz", Optional.empty()));
  }

  private static List<Contract> around(String path, Set<HttpMethod> methods) {
    List<Contract> probes = new ArrayList<>();
    HttpMethod one = methods.iterator().next();
    Optional<JsonNode> none =
        one == HttpMethod.GET || one == HttpMethod.HEAD
            ? Optional.empty()
            : Optional.of(JSON.objectNode());
    for (HttpMethod method : HttpMethod.values()) {
      if (!methods.contains(method)) {
        boolean bare =
            method == HttpMethod.GET || method == HttpMethod.HEAD || method == HttpMethod.DELETE;
        probes.add(
            probe("", method, path, bare ? Optional.empty() : Optional.of(JSON.objectNode())));
      }
    }
    probes.add(probe("", one, path.endsWith("/") ? path + "x" : path + "/", none));
    probes.add(probe("", one, path + "?no-such-parameter=1", none));
    probes.add(probe("", one, (path.equals("/") ? "" : path) + "/no-such-part", none));
    return probes;
  }

  private static List<Contract> bodies(Contract contract) {
    List<Contract> probes = new ArrayList<>();
    String path = contract.path();
    HttpMethod method = contract.method();
    ObjectNode body = contract.body().orElseThrow().asObject();
    probes.add(probe("with an empty object", method, path, Optional.of(JSON.objectNode())));
    probes.add(probe("with an array", method, path, Optional.of(JSON.arrayNode())));
    probes.add(probe("with null", method, path, Optional.of(JSON.nullNode())));
    probes.add(probe("without a body", method, path, Optional.empty()));
    String among = " among " + Quote.bare(String.join(", ", names(body)), 40);
    for (String name : body.propertyNames()) {
      JsonNode value = body.get(name);
      String member = Quote.of(name, 30);
      ObjectNode without = body.deepCopy();
      without.remove(name);
      probes.add(probe("without " + member + among, method, path, Optional.of(without)));
      mutations(value)
          .forEach(
              (what, other) ->
                  probes.add(
                      probe(
                          "with %s as %s%s".formatted(member, what, among),
                          method,
                          path,
                          Optional.of(body.deepCopy().set(name, other)))));
    }
    probes.add(
        probe(
            "with a member that is not foreseen" + among,
            method,
            path,
            Optional.of(body.deepCopy().set("no-such-member", JSON.numberNode(1)))));
    return probes;
  }

  private static Map<String, JsonNode> mutations(JsonNode value) {
    Map<String, JsonNode> mutations = new TreeMap<>();
    mutations.put("null", JSON.nullNode());
    if (value.isString()) {
      mutations.put("a number", JSON.numberNode(7));
      mutations.put("an empty string", JSON.stringNode(""));
    } else if (value.isNumber()) {
      mutations.put("a string", JSON.stringNode("x"));
      mutations.put("minus one", JSON.numberNode(-1));
      mutations.put("one and a half", JSON.numberNode(1.5));
    } else if (value.isArray()) {
      mutations.put("a string", JSON.stringNode("x"));
      mutations.put("an empty array", JSON.arrayNode());
    } else {
      mutations.put("a string", JSON.stringNode("x"));
    }
    return mutations;
  }

  private static Contract probe(
      String how, HttpMethod method, String path, Optional<JsonNode> body) {
    String name = "probe %s %s %s".formatted(method, Quote.bare(path, 40), how).strip();
    return new Contract(
        name,
        method,
        path,
        Map.of(),
        body,
        new Expectation(
            NO_STATUS,
            Optional.empty(),
            Optional.of(NO_TEXT),
            List.of(),
            Map.of(ALLOW, NO_METHOD),
            Optional.of(NO_TYPE)));
  }
}
