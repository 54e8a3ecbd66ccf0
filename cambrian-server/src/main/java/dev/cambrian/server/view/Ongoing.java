package dev.cambrian.server.view;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.gateway.Gateway;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What goes on in a server right now, as the page Now and whoever watches are told it.
 *
 * @param occasion what the server runs for, as a sentence; empty where it just serves
 * @param headline all that goes on in a sentence or two, the occasion first
 * @param alive the organisms that run
 */
public record Ongoing(Optional<String> occasion, String headline, List<Alive> alive) {
  public Ongoing {
    alive = List.copyOf(alive);
  }

  /** Of what the history tells and who lives. */
  public static Ongoing of(Optional<String> occasion, NowView view, List<Alive> alive) {
    String happens = Headline.of(view, alive);
    return new Ongoing(occasion, occasion.map(it -> it + " " + happens).orElse(happens), alive);
  }

  /** In kebab-case; what is absent is left out. */
  public ObjectNode json() {
    ObjectNode json = Json.object();
    occasion.ifPresent(it -> json.put("occasion", it));
    json.put("headline", headline);
    ArrayNode organisms = json.putArray("organisms");
    for (Alive it : alive) {
      ObjectNode organism =
          organisms
              .addObject()
              .put("organism-id", it.organism().id().toString())
              .put("generation", it.organism().generation())
              .put("state", it.organism().state().id());
      ArrayNode asking = organism.putArray("asking");
      for (Gateway.Open open : it.asking()) {
        asking
            .addObject()
            .put("purpose", open.call().purpose().id())
            .put("ordinal", open.call().ordinal())
            .put("model", open.call().model())
            .put("since", open.since().toString());
      }
    }
    return json;
  }
}
