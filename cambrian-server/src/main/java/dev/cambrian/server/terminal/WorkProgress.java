package dev.cambrian.server.terminal;

import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GrowthProgress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a display is told of a piece of work beside the steps of its generations. */
public sealed interface WorkProgress {

  /**
   * What the work is.
   *
   * @param title in a few words; made safe
   * @param pace of its generations
   * @param many whether a generation is one of many, of which a line is enough
   */
  record Begun(String title, Caps caps, Pace pace, boolean many) implements WorkProgress {}

  /**
   * How much of it is done.
   *
   * @param total 0: nobody knows
   * @param what is counted, such as {@code trials}
   * @param outcome of those that are done, such as {@code 3 viable}; empty where there is none
   * @param parallel how many are under way at once, at least 1
   */
  record Counted(long done, long total, String what, String outcome, int parallel)
      implements WorkProgress {}

  /**
   * What was paid for, without a generation's {@code Answered} telling it.
   *
   * @param known whether the provider told the tokens
   * @param costMicroUsd empty where the price is unknown, 0 for a replay
   */
  record Spent(TokenUsage usage, boolean known, OptionalLong costMicroUsd)
      implements WorkProgress {}

  /** A step of a generation of which the lines tell otherwise, in fewer words. */
  record Step(GrowthProgress progress) implements WorkProgress {}

  /** That a generation belongs to something that has a name, such as {@code trial 07}. */
  record Named(int generation, String name) implements WorkProgress {}

  /**
   * Something that takes its time has begun, or is called otherwise now.
   *
   * @param key of the same thing until an {@link Ended} with it
   * @param what in a few words; made safe
   * @param usual how long it usually takes, where that is known
   */
  record Busy(String key, String what, Optional<Duration> usual) implements WorkProgress {}

  /** That is over. */
  record Ended(String key) implements WorkProgress {}

  /** What no line tells otherwise, so it is worth one where nothing can be redrawn. */
  record Line(WorkProgress progress) implements WorkProgress {}
}
