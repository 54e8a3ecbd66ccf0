package dev.cambrian.core;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SmokeTest {
  @Test
  void jupiter_runs() {}

  @Property
  void jqwik_runs(@ForAll int any) {}
}
