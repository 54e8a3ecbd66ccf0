package dev.cambrian.rig;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.ExpectationCheck;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.rig.ProbeRequest.Header;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The exchanges with a started artifact: readiness, contracts, vectors. */
final class HealthChecks {
  /** The baseline's contracts together, and those of all other sets that only inform. */
  static final Duration INFORMING = Duration.ofSeconds(60);

  private static final Duration LEAST = Duration.ofMillis(10);

  private final Sandbox sandbox;
  private final Endpoint endpoint;
  private final int generation;
  private final Duration perExchange;

  HealthChecks(Sandbox sandbox, Endpoint endpoint, int generation, Duration perExchange) {
    this.sandbox = sandbox;
    this.endpoint = endpoint;
    this.generation = generation;
    this.perExchange = perExchange;
  }

  /** The parts of the entry's health URL. */
  record Endpoint(String host, int port, String target) {
    /**
     * Reads the URL.
     *
     * @throws InfrastructureException where the spec names no HTTP URL on the loopback
     */
    static Endpoint of(String url) {
      try {
        URI uri = new URI(url.strip());
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        if (!"http".equalsIgnoreCase(uri.getScheme())
            || !List.of("localhost", "127.0.0.1", "[::1]").contains(host)
            || uri.getPort() < 1
            || uri.getPort() > 65_535) {
          throw notLoopback(url);
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return new Endpoint(host, uri.getPort(), target);
      } catch (URISyntaxException e) {
        throw notLoopback(url);
      }
    }

    private static InfrastructureException notLoopback(String url) {
      return new InfrastructureException(
          "the spec's health URL must be http://localhost:PORT/PATH with a port from 1 to 65535, not "
              + Text.oneLine(Text.cut(url, 100)));
    }
  }

  /**
   * Empty where the health URL answers 2xx; else what it does instead.
   *
   * @param patience how long to wait for one who listens
   */
  Optional<String> ready(Duration patience, Duration deadline) throws InterruptedException {
    return sandbox
        .probe(request(patience, deadline))
        .fold(
            answered ->
                answered.status() / 100 == 2
                    ? Optional.empty()
                    : Optional.of("status " + answered.status()),
            failed -> Optional.of(failed.reason()));
  }

  /** All of them in order, none left out. */
  Map<String, ContractResult> evaluate(List<Contract> contracts) throws InterruptedException {
    Map<String, ContractResult> results = new LinkedHashMap<>();
    for (Contract contract : contracts) {
      results.put(contract.name(), evaluate(contract, perExchange));
    }
    return results;
  }

  /**
   * All of them in order, for information: within {@link #INFORMING} together, of which each has an
   * equal share of what those before it left, and as long as others at most. What keeps one from
   * being tried is its error and ends nothing.
   */
  Map<String, ContractResult> measure(List<Contract> contracts) throws InterruptedException {
    return measure(contracts, System.nanoTime() + INFORMING.toNanos(), 0);
  }

  /** The same for several sets, all of them within that time together. */
  Map<CheckSet, Map<String, ContractResult>> measure(Map<CheckSet, List<Contract>> sets)
      throws InterruptedException {
    long deadline = System.nanoTime() + INFORMING.toNanos();
    int after = sets.values().stream().mapToInt(List::size).sum();
    Map<CheckSet, Map<String, ContractResult>> results = new EnumMap<>(CheckSet.class);
    for (Map.Entry<CheckSet, List<Contract>> set : sets.entrySet()) {
      after -= set.getValue().size();
      results.put(set.getKey(), measure(set.getValue(), deadline, after));
    }
    return results;
  }

  /**
   * @param after how many are still to come after these
   */
  private Map<String, ContractResult> measure(List<Contract> contracts, long deadline, int after)
      throws InterruptedException {
    Map<String, ContractResult> results = new LinkedHashMap<>();
    for (Contract contract : contracts) {
      int left = contracts.size() - results.size() + after;
      long share =
          Math.clamp(
              (deadline - System.nanoTime()) / left,
              Math.min(LEAST.toNanos(), perExchange.toNanos()),
              perExchange.toNanos());
      results.put(contract.name(), tried(contract, Duration.ofNanos(share)));
    }
    return results;
  }

  private ContractResult tried(Contract contract, Duration deadline) throws InterruptedException {
    try {
      return evaluate(contract, deadline);
    } catch (InfrastructureException e) {
      String reason = "it could not be tried: " + e.getMessage();
      return new ContractResult(false, 0, Optional.of(Text.error(reason)));
    }
  }

  private ContractResult evaluate(Contract written, Duration deadline) throws InterruptedException {
    Contract contract = written.withGeneration(generation);
    ProbeAnswer answer = sandbox.probe(request(contract, deadline));
    long took = answer.took().toMillis();
    List<String> wrong =
        answer.fold(answered -> mismatches(contract, answered), failed -> List.of(failed.reason()));
    return wrong.isEmpty()
        ? new ContractResult(true, took, Optional.empty())
        : new ContractResult(false, took, Optional.of(Text.error(String.join("; ", wrong))));
  }

  private static List<String> mismatches(Contract contract, ProbeAnswer.Answered answer) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (Header header : answer.headers()) {
      headers
          .computeIfAbsent(header.name().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(header.value());
    }
    List<String> mismatches =
        ExpectationCheck.mismatches(contract.expect(), answer.status(), headers, answer.body());
    if (!answer.cut()) {
      return mismatches;
    }
    List<String> all = new ArrayList<>(mismatches);
    all.addFirst("body of more than 256 KiB, cut");
    return all;
  }

  private ProbeRequest request(Contract contract, Duration deadline) {
    return new ProbeRequest(
        endpoint.host(),
        endpoint.port(),
        contract.method().name(),
        contract.path(),
        contract.headers().entrySet().stream()
            .map(it -> new Header(it.getKey(), it.getValue()))
            .toList(),
        contract.body().map(Json::write),
        Duration.ZERO,
        deadline);
  }

  private ProbeRequest request(Duration patience, Duration deadline) {
    return new ProbeRequest(
        endpoint.host(),
        endpoint.port(),
        "GET",
        endpoint.target(),
        List.of(),
        Optional.empty(),
        patience,
        deadline);
  }
}
