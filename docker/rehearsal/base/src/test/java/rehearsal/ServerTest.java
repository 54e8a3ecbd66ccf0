package rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerTest {
  @Test
  void saysOk() {
    assertThat(Server.health()).contains("\"ok\": true");
  }

  @Test
  void saysItsGeneration() {
    assertThat(Server.health()).contains("\"generation\": " + System.getenv("CAMBRIAN_GENERATION"));
  }
}
