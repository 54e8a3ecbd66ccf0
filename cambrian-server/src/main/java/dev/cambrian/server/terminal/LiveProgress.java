package dev.cambrian.server.terminal;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.pipeline.GrowthProgress;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * A block of lines that is redrawn in place. It never is wider or higher than the screen; what has
 * ended moves up out of it and stays, uncut.
 */
public final class LiveProgress implements ProgressDisplay {

  private static final long FRAME_MILLIS = 200;
  private static final long SIZE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final PrintStream out;
  private final Style style;
  private final Supplier<Screen.Size> sizes;
  private final LongSupplier nanos;
  private final Map<Integer, GenerationView> views = new TreeMap<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Overview overview = new Overview();
  private List<String> shown = List.of();
  private Screen.Size size;
  private long sizedNanos;
  private boolean closing;
  private boolean closed;

  /**
   * @param sizes asked every other second, so that a resized window is seen
   */
  public LiveProgress(PrintStream out, Style style, Supplier<Screen.Size> sizes) {
    this(out, style, sizes, System::nanoTime);
    Thread.ofPlatform().daemon().name("cambrian-progress").start(this::animate);
  }

  /** On the screen of this process, where it can be redrawn. */
  static Optional<ProgressDisplay> ofProcess() {
    Map<String, String> environment = System.getenv();
    Screen screen = Screen.of(2, environment);
    return screen.live()
        ? Optional.of(
            new LiveProgress(
                new PrintStream(
                    new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8),
                screen.style(),
                () -> Screen.size(environment)))
        : Optional.empty();
  }

  LiveProgress(PrintStream out, Style style, Supplier<Screen.Size> sizes, LongSupplier nanos) {
    this.out = out;
    this.style = style;
    this.sizes = sizes;
    this.nanos = nanos;
    this.size = sizes.get();
    this.sizedNanos = nanos.getAsLong();
  }

  @Override
  public void on(GrowthProgress progress) {
    past(progress, Duration.ZERO);
  }

  @Override
  public synchronized void past(GrowthProgress progress, Duration age) {
    if (closed) {
      return;
    }
    long then = nanos.getAsLong() - age.toNanos();
    views.computeIfAbsent(progress.generation(), it -> view(it, then)).apply(progress, then);
    if (progress instanceof GrowthProgress.Answered(_, _, LlmAnswer answer, OptionalLong cost)) {
      overview.spend(new WorkProgress.Spent(answer.usage(), answer.usageKnown(), cost));
    }
    if (!(progress instanceof GrowthProgress.Receiving)) {
      draw();
    }
  }

  private GenerationView view(int generation, long nowNanos) {
    GenerationView view = new GenerationView(generation, overview.pace(), nowNanos);
    String name = names.remove(generation);
    if (name != null) {
      view.named(name);
    }
    return view;
  }

  @Override
  public synchronized void work(WorkProgress progress) {
    if (closed) {
      return;
    }
    long now = nanos.getAsLong();
    switch (progress) {
      case WorkProgress.Begun it -> overview.begin(it, now);
      case WorkProgress.Counted it -> overview.count(it, now);
      case WorkProgress.Spent it -> overview.spend(it);
      case WorkProgress.Step(GrowthProgress step) -> on(step);
      case WorkProgress.Named(int generation, String name) -> {
        GenerationView view = views.get(generation);
        if (view == null) {
          names.put(generation, name);
        } else {
          view.named(name);
        }
      }
      case WorkProgress.Busy it -> overview.busy(it, now);
      case WorkProgress.Ended it -> overview.ended(it);
      case WorkProgress.Line(WorkProgress alone) -> work(alone);
    }
    draw();
  }

  @Override
  public synchronized void note(String line, ObjectNode node) {
    if (!closed) {
      notes.add(SafeText.line(line));
      draw();
    }
  }

  private synchronized void animate() {
    try {
      while (!closed) {
        wait(FRAME_MILLIS);
        tick();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Draws the next frame. */
  synchronized void tick() {
    if (closed) {
      return;
    }
    long now = nanos.getAsLong();
    if (now - sizedNanos >= SIZE_NANOS) {
      size = sizes.get();
      sizedNanos = now;
    }
    draw();
  }

  private void draw() {
    long now = nanos.getAsLong();
    int width = Math.max(10, size.width() - 1);
    List<String> ended = new ArrayList<>(notes);
    notes.clear();
    for (Iterator<GenerationView> all = views.values().iterator(); all.hasNext(); ) {
      GenerationView view = all.next();
      if (view.ended()) {
        if (!overview.many()) {
          ended.addAll(view.lines(style, Integer.MAX_VALUE, now));
        }
        all.remove();
      }
    }
    List<String> block = new ArrayList<>();
    // Not on the last frame: what is left then stays on the screen.
    if (!closing) {
      overview.head(style, width, now).ifPresent(block::add);
      block.addAll(overview.lines(width, now));
    }
    if (views.size() == 1 && !overview.many()) {
      block.addAll(views.values().iterator().next().lines(style, width, now));
    } else {
      views.values().forEach(view -> block.add(view.oneLine(width, now)));
    }
    int height = Math.max(1, size.height() - 1);
    show(ended, block.size() > height ? block.subList(0, height) : block);
  }

  private void show(List<String> ended, List<String> block) {
    if (ended.isEmpty() && block.equals(shown)) {
      return;
    }
    StringBuilder frame = new StringBuilder();
    if (!shown.isEmpty()) {
      frame.append("\u001b[").append(shown.size()).append("A\r\u001b[J");
    }
    ended.forEach(line -> frame.append(line).append('\n'));
    block.forEach(line -> frame.append(line).append('\n'));
    out.print(frame);
    out.flush();
    shown = List.copyOf(block);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closing = true;
      draw();
      closed = true;
      notifyAll();
    }
  }
}
