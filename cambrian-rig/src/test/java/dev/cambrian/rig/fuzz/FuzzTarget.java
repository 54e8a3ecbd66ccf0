package dev.cambrian.rig.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/**
 * What Jazzer calls: the {@code fuzz(byte[])} of one class, within bounds. No input of up to 64 KiB
 * may take more than a second or much memory. With each input go neighbours of it. So that what
 * grows faster than its input shows early, one input in 1,024 is also tried with a part of it
 * repeated up to 64 KiB; which ones and which part depends on the input alone, so that a finding
 * can be repeated.
 */
public final class FuzzTarget {
  static final int MAX_LENGTH = 64 * 1024;

  /** Calling a target is so much faster than making an input that each is worth a few more. */
  private static final int NEIGHBOURS = 15;

  private static final String MARKS = "\n\r\t \0\"'\\/{}[]:;,.-#&*!|>%@`<=+0129aeEuxU";

  private static final Duration MOST = Duration.ofSeconds(1);
  private static final long MOST_BYTES = 512L * 1024 * 1024;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static MethodHandle target =
      MethodHandles.empty(MethodType.methodType(void.class, byte[].class));

  private static long executions;

  private FuzzTarget() {}

  /** Called once; the argument is the class of the target. */
  public static void fuzzerInitialize(String[] arguments) throws ReflectiveOperationException {
    Class<?> type = Class.forName(arguments[0]);
    target =
        MethodHandles.privateLookupIn(type, MethodHandles.lookup())
            .findStatic(type, "fuzz", MethodType.methodType(void.class, byte[].class));
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) throws Throwable {
    withinBounds(input);
    int hash = Arrays.hashCode(input);
    if (input.length > 0 && input.length <= 4096) {
      Random random = new Random(hash);
      for (int i = 0; i < NEIGHBOURS; i++) {
        withinBounds(neighbour(input, random));
      }
    }
    if (input.length > 1 && (hash & 1023) == 0) {
      withinBounds(pumped(input, hash >>> 10));
    }
  }

  private static void withinBounds(byte[] input) throws Throwable {
    long took = Long.MAX_VALUE;
    long bytes = Long.MAX_VALUE;
    // A busy machine is slow and loading classes takes memory once, a bad reader each time.
    for (int i = 0; i < 5 && (took > MOST.toNanos() || bytes > MOST_BYTES); i++) {
      long start = System.nanoTime();
      long before = THREADS.getCurrentThreadAllocatedBytes();
      target.invokeExact(input);
      executions++;
      bytes = Math.min(bytes, THREADS.getCurrentThreadAllocatedBytes() - before);
      took = Math.min(took, System.nanoTime() - start);
    }
    if (took > MOST.toNanos() || bytes > MOST_BYTES) {
      throw new AssertionError(
          "%d ms and %d bytes of memory for %d".formatted(took / 1_000_000, bytes, input.length));
    }
  }

  /** The input with one byte changed, left out or doubled, or cut off there. */
  private static byte[] neighbour(byte[] input, Random random) {
    int at = random.nextInt(input.length);
    byte[] rest = Arrays.copyOfRange(input, at + 1, input.length);
    byte[] neighbour =
        switch (random.nextInt(5)) {
          case 0 -> Arrays.copyOf(input, at);
          case 1 -> joined(input, at, rest);
          case 2 -> joined(input, at + 1, Arrays.copyOfRange(input, at, input.length));
          default -> input.clone();
        };
    if (neighbour.length == input.length) {
      neighbour[at] =
          (byte)
              (random.nextBoolean()
                  ? MARKS.charAt(random.nextInt(MARKS.length()))
                  : random.nextInt());
    }
    return neighbour;
  }

  private static byte[] joined(byte[] input, int length, byte[] rest) {
    byte[] joined = Arrays.copyOf(input, length + rest.length);
    System.arraycopy(rest, 0, joined, length, rest.length);
    return joined;
  }

  /** Called once at the end. */
  public static void fuzzerTearDown() {
    System.err.println("cambrian: executions " + executions);
  }

  /** The input with one part of it again and again. */
  private static byte[] pumped(byte[] input, int seed) {
    int from = seed % input.length;
    int to = from + 1 + (seed >>> 8) % Math.min(64, input.length - from);
    byte[] pumped = Arrays.copyOf(input, Math.max(MAX_LENGTH, input.length));
    int end = pumped.length - (input.length - to);
    for (int i = to; i < end; i++) {
      pumped[i] = input[from + (i - from) % (to - from)];
    }
    System.arraycopy(input, to, pumped, end, input.length - to);
    return pumped;
  }
}
