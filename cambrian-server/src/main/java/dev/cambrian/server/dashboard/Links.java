package dev.cambrian.server.dashboard;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where what is named leads to; in a file of its own to little. */
interface Links {
  /** Its page. */
  Optional<String> generation(int generation);

  /** Of what a stage's command printed. */
  Optional<String> log(int generation, String stage);

  /**
   * Of one exchange.
   *
   * @param number from 1
   */
  Optional<String> exchange(int generation, int number);

  /** Of all of its files in one. */
  Optional<String> code(int generation);

  /**
   * Of a file at a line.
   *
   * @param line from 1; 0: its beginning
   */
  Optional<String> file(int generation, String path, int line);

  Optional<String> spec(String hash);

  /** Of two specs by their sections. */
  Optional<String> specDifference(String from, String to);

  /** Of what a campaign's proposal changed. */
  Optional<String> proposal(String campaign, int number);

  Optional<String> campaign(String id);

  Optional<String> difference(int from, int to);

  Optional<String> events(int generation);

  /** Each segment encoded by RFC 3986, however hostile it is. */
  static String path(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(Addresses::segment)
        .collect(Collectors.joining("/"));
  }

  /**
   * Whether a browser would take segments of it away (RFC 3986, section 5.2.4), be they encoded or
   * not. No file of an artifact has such a path.
   */
  private static boolean leadsElsewhere(String path) {
    return Arrays.stream(path.split("/", -1)).anyMatch(it -> it.equals(".") || it.equals(".."));
  }

  /** To the pages of the server. */
  Links SERVED =
      new Links() {
        @Override
        public Optional<String> generation(int generation) {
          return Optional.of(Addresses.generation(generation));
        }

        @Override
        public Optional<String> log(int generation, String stage) {
          return Optional.of("/ui/generations/%d/log/%s".formatted(generation, stage));
        }

        @Override
        public Optional<String> exchange(int generation, int number) {
          return Optional.of("/ui/generations/%d/exchanges/%d".formatted(generation, number));
        }

        @Override
        public Optional<String> code(int generation) {
          return Optional.of("/ui/generations/%d/code.zip".formatted(generation));
        }

        @Override
        public Optional<String> file(int generation, String path, int line) {
          return leadsElsewhere(path)
              ? Optional.empty()
              : Optional.of(
                  "/ui/generations/%d/files/%s%s"
                      .formatted(generation, path(path), line == 0 ? "" : "#L" + line));
        }

        @Override
        public Optional<String> spec(String hash) {
          return Optional.of(Addresses.spec(hash));
        }

        @Override
        public Optional<String> specDifference(String from, String to) {
          return Optional.of("%s/diff/%s".formatted(Addresses.spec(from), to));
        }

        @Override
        public Optional<String> proposal(String campaign, int number) {
          return Optional.of("%s/proposals/%d".formatted(Addresses.campaign(campaign), number));
        }

        @Override
        public Optional<String> campaign(String id) {
          return Optional.of(Addresses.campaign(id));
        }

        @Override
        public Optional<String> difference(int from, int to) {
          return Optional.of("/ui/compare/%d/%d".formatted(from, to));
        }

        @Override
        public Optional<String> events(int generation) {
          return Optional.of("/ui/events?generation=" + generation);
        }
      };

  /**
   * Within one file.
   *
   * @param told the generations that it tells of
   */
  static Links within(Set<Integer> told) {
    return new Links() {
      @Override
      public Optional<String> generation(int generation) {
        return told.contains(generation)
            ? Optional.of("#generation-" + generation)
            : Optional.empty();
      }

      @Override
      public Optional<String> log(int generation, String stage) {
        return Optional.empty();
      }

      @Override
      public Optional<String> exchange(int generation, int number) {
        return Optional.empty();
      }

      @Override
      public Optional<String> code(int generation) {
        return Optional.empty();
      }

      @Override
      public Optional<String> file(int generation, String path, int line) {
        return Optional.empty();
      }

      @Override
      public Optional<String> spec(String hash) {
        return Optional.empty();
      }

      @Override
      public Optional<String> specDifference(String from, String to) {
        return Optional.empty();
      }

      @Override
      public Optional<String> proposal(String campaign, int number) {
        return Optional.empty();
      }

      @Override
      public Optional<String> campaign(String id) {
        return Optional.empty();
      }

      @Override
      public Optional<String> difference(int from, int to) {
        return Optional.empty();
      }

      @Override
      public Optional<String> events(int generation) {
        return Optional.empty();
      }
    };
  }
}
