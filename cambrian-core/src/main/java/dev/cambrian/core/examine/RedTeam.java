package dev.cambrian.core.examine;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
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
   * Has one broken contract read.
   *
   * @throws dev.cambrian.core.llm.LlmException if there is no answer
   */
  public Violation read(
      LlmClient llm, Contract contract, int attack, int index, LlmProgress progress) {
    List<Reading> readings = new ArrayList<>();
    for (int reader = 1; reader <= READERS; reader++) {
      LlmAnswer answer = llm.answer(reading(contract, attack, index, reader), progress);
      readings.add(Reading.of(answer, questions.spec()));
    }
    return new Violation(contract, readings);
  }

  /** The name that somebody gave it would speak for it. */
  private static String shown(Contract contract) {
    return Json.write(
        Contracts.write(List.of(ContractAnswer.named(contract, "contract"))).get(0),
        new DefaultPrettyPrinter());
  }
}
