package dev.cambrian.server.dashboard;

import java.util.List;
import java.util.Optional;

/**
 * What a chart draws, from the back to the front. A tone is one of {@value #TONES} colours, each
 * with a dash or a shape of its own.
 */
sealed interface Layer {
  int TONES = 6;

  /** What the legend says; empty where it has no entry of its own. */
  Optional<String> name();

  int tone();

  /** What stands at one place of the horizontal axis. */
  record Point(double x, double y) {}

  /** From one value to another at one place of the horizontal axis. */
  record Span(double x, double low, double high) {}

  /** A line through points, and the points where they are few. */
  record Line(Optional<String> name, int tone, List<Point> points) implements Layer {
    Line(String name, int tone, List<Point> points) {
      this(Optional.of(name), tone, points);
    }

    public Line {
      points = List.copyOf(points);
    }
  }

  /** The area between two lines. */
  record Band(Optional<String> name, int tone, List<Span> spans) implements Layer {
    Band(String name, int tone, List<Span> spans) {
      this(Optional.of(name), tone, spans);
    }

    public Band {
      spans = List.copyOf(spans);
    }
  }

  /** Points alone. */
  record Dots(Optional<String> name, int tone, List<Point> points) implements Layer {
    Dots(String name, int tone, List<Point> points) {
      this(Optional.of(name), tone, points);
    }

    public Dots {
      points = List.copyOf(points);
    }
  }

  /**
   * Upright bars; stacked ones are made by spans that begin where others end.
   *
   * @param width of each, in units of the horizontal axis
   */
  record Bars(Optional<String> name, int tone, double width, List<Span> spans) implements Layer {
    Bars(String name, int tone, double width, List<Span> spans) {
      this(Optional.of(name), tone, width, spans);
    }

    public Bars {
      spans = List.copyOf(spans);
    }
  }

  /** A level across the whole chart, such as a gate. */
  record Level(Optional<String> name, int tone, double y) implements Layer {
    Level(String name, int tone, double y) {
      this(Optional.of(name), tone, y);
    }
  }
}
