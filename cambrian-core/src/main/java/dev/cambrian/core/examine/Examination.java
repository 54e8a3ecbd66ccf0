package dev.cambrian.core.examine;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmRequest;

/** One question for contracts, and what came of it. */
public record Examination(LlmRequest request, LlmAnswer answer, WrittenContracts contracts) {}
