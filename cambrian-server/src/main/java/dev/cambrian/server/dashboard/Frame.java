package dev.cambrian.server.dashboard;

import java.util.List;

/**
 * What stands around a page's content.
 *
 * @param title of the browser's window
 * @param current address of the entry of {@link #MENU} that the page belongs to, empty for none
 * @param standalone whether it is a file of its own, without a server: no menu, no scripts
 */
record Frame(String title, String current, boolean standalone) {
  /** The pages that one can go to from everywhere. */
  static final List<Entry> MENU =
      List.of(
          new Entry("/", "Now"),
          new Entry("/ui/lineage", "Lineage"),
          new Entry("/ui/specs", "Specs"),
          new Entry("/ui/compare", "Compare"),
          new Entry("/ui/trends", "Trends"),
          new Entry("/ui/campaigns", "Campaigns"),
          new Entry("/ui/events", "Events"),
          new Entry("/ui/sql", "SQL"));

  /** Whether who looks has a session that can be ended. */
  static final ScopedValue<Boolean> SIGNED_IN = ScopedValue.newInstance();

  /** Whether the server only looks. */
  static final ScopedValue<Boolean> LOOKING = ScopedValue.newInstance();

  /** For the template. */
  static boolean looking() {
    return LOOKING.orElse(false);
  }

  /** For the template. */
  static boolean signedIn() {
    return SIGNED_IN.orElse(false);
  }

  record Entry(String path, String name) {}

  /** Of a page that the server serves. */
  static Frame of(String title, String current) {
    return new Frame(title, current, false);
  }
}
