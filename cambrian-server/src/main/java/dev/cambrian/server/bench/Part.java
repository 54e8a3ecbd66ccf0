package dev.cambrian.server.bench;

import java.util.Locale;

/** What can be measured alone. */
enum Part {
  HISTORY,
  LISTING,
  REBUILD,
  RIG,
  CONTAINER,
  PARALLEL,
  SOAK,
  MEMORY,
  SERVER,
  GATEWAY,
  REPRODUCE,
  CAMPAIGN,
  DASHBOARD;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return id();
  }
}
