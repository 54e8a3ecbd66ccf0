package dev.cambrian.core.examine;

import dev.cambrian.core.AtOnce;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * Has a model attack code: it sees spec and code and writes contracts that the spec demands and the
 * code breaks. What is really broken is then put to fresh readers, each of whom sees only the spec
 * and the contract, and says whether the spec demands that answer.
 */
public final class RedTeam {
  /** How many read the spec for each broken contract. */
  public static final int READERS = 3;

  /** How many of them must agree. */
  public static final int AGREEING = 2;

  /** How many broken contracts of one attack are read at most: each costs three answers. */
  public static final int MOST_READ = 10;

  private final Questions questions;

  /**
   * A red team of one spec.
   *
   * @param model the provider's name of the model
   * @param maxTokens the most output tokens to ask for, at least 1
   */
  public RedTeam(Spec spec, String model, int maxTokens) {
    this.questions = new Questions(spec, model, maxTokens);
  }

  /**
   * The question for contracts against code.
   *
   * @param files of the artifact; {@code manifest.json} and the spec's copy are left out
   * @param ordinal from 1, among all questions of {@link Purpose#REDTEAM} to this spec
   */
  public LlmRequest request(Map<String, byte[]> files, int ordinal) {
    return questions.contracts(
        Purpose.REDTEAM,
        ordinal,
        "redteam.md",
        Map.of("code", Questions.block(ShownCode.of(files, questions.spec()))));
  }

  /**
   * Asks what {@link #request} gave.
   *
   * @throws dev.cambrian.core.llm.LlmException if there is no answer
   */
  public Examination ask(LlmClient llm, LlmRequest request, LlmProgress progress) {
    return questions.ask(llm, request, progress);
  }

  /**
   * The question to one reader.
   *
   * @param attack the ordinal of the question that the contract is an answer to
   * @param index of the contract among those {@link WrittenContracts#kept}, from 0
   * @param reader from 1 to {@value #READERS}
   */
  public LlmRequest reading(Contract contract, int attack, int index, int reader) {
    int before = (attack - 1) * WrittenContracts.MOST + index;
    return questions.request(
        Purpose.READ,
        before * READERS + reader,
        Questions.TEMPLATES.text("reader.md"),
        Questions.TEMPLATES.fill("read.md", Map.of("contract", Questions.block(shown(contract)))));
  }

  /**
   * A contract that code broke.
   *
   * @param index among those {@link WrittenContracts#kept}, from 0
   */
  public record Broken(Contract contract, int index) {}

  /**
   * Has broken contracts read, each by {@value #READERS} readers. Interrupting this thread
   * interrupts the readers.
   *
   * @param attack the ordinal of the question that the contracts are an answer to
   * @param atOnce how many readers are asked at once, at least 1
   * @param told hears of each violation once it was read, in the order of the contracts
   * @return one for each, in the same order
   * @throws dev.cambrian.core.llm.LlmException if a reader gives no answer; the others are ended
   */
  public List<Violation> read(
      LlmClient llm,
      List<Broken> contracts,
      int attack,
      int atOnce,
      LlmProgress progress,
      Consumer<Violation> told) {
    List<Violation> violations = new ArrayList<>();
    try (AtOnce<Reading> asked = new AtOnce<>(atOnce)) {
      List<List<Future<Reading>>> readings = new ArrayList<>();
      for (Broken broken : contracts) {
        List<Future<Reading>> of = new ArrayList<>();
        for (int reader = 1; reader <= READERS; reader++) {
          LlmRequest request = reading(broken.contract(), attack, broken.index(), reader);
          of.add(asked.start(() -> Reading.of(llm.answer(request, progress), questions.spec())));
        }
        readings.add(of);
      }
      for (int i = 0; i < contracts.size(); i++) {
        Violation violation =
            new Violation(
                contracts.get(i).contract(), readings.get(i).stream().map(asked::end).toList());
        violations.add(violation);
        told.accept(violation);
      }
    }
    return violations;
  }

  /** The name that somebody gave it would speak for it. */
  private static String shown(Contract contract) {
    return Json.write(
        Contracts.write(List.of(ContractAnswer.named(contract, "contract"))).get(0),
        new DefaultPrettyPrinter());
  }
}
