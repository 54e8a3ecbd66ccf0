package dev.cambrian.server.selfcheck;

import java.util.Locale;
import java.util.Optional;

/** What kind of thing fixtures attempt; each has a file of them. */
enum FixtureClass {
  CONTROL,
  REPORT,
  SHADOW,
  KILL,
  RESOURCE,
  HTTP,
  TEST,
  BUILD,
  INGEST,
  HASH,
  SPEC,
  NETWORK,
  SECRET;

  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<FixtureClass> of(String id) {
    for (FixtureClass each : values()) {
      if (each.id().equals(id)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}
