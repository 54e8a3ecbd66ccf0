package dev.cambrian.server.view;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The history of a campaign that is shipped: 40 trials and 7 proposals by a real model. */
final class ShippedHistory {
  static final String CAMPAIGN = "signed";

  /** Of the spec that the campaign began with, of which 17 answers were tried and none lived. */
  static final String BASE =
      "sha256:3ab24e8934161062b522e77d021f099bcd32705cd6ff43b4ed185a3ede5427bd";

  private ShippedHistory() {}

  /** A copy: even reading writes beside a database. */
  static SqliteHistory in(Path directory) throws IOException {
    return in(directory, CAMPAIGN);
  }

  /** Of another one that is shipped. */
  static SqliteHistory in(Path directory, String campaign) throws IOException {
    return History.open(
        Files.copy(
            Page.ROOT.resolve("spec/campaigns/%s/campaign/history.db".formatted(campaign)),
            directory.resolve(campaign + ".db")));
  }
}
