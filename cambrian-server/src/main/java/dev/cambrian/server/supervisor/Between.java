package dev.cambrian.server.supervisor;

import dev.cambrian.core.history.History;
import dev.cambrian.core.pipeline.GenerationArchive;

/** Comes between the supervisor and its effects; for tests that have it die between two. */
interface Between {
  History history(History real);

  GenerationArchive archive(GenerationArchive real);

  Between NOTHING =
      new Between() {
        @Override
        public History history(History real) {
          return real;
        }

        @Override
        public GenerationArchive archive(GenerationArchive real) {
          return real;
        }
      };
}
