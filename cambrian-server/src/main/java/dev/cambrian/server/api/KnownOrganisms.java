package dev.cambrian.server.api;

import dev.cambrian.server.gateway.GatewayToken;
import dev.cambrian.server.gateway.GatewayTokens;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.organism.OrganismException;
import dev.cambrian.server.organism.Organisms;
import dev.cambrian.server.supervisor.Caller;
import java.util.Optional;
import java.util.UUID;

/** Knows organisms by their tokens and doors. */
final class KnownOrganisms implements Guard.Organisms {
  private final GatewayTokens tokens;
  private final Organisms organisms;

  KnownOrganisms(Hosted hosted) {
    this.tokens = hosted.tokens();
    this.organisms = hosted.organisms();
  }

  @Override
  public Optional<Caller.Organism> byToken(String token) {
    return tokens.authenticate(token).map(KnownOrganisms::caller);
  }

  private static Caller.Organism caller(GatewayToken token) {
    return new Caller.Organism(token.organismId(), token.generation());
  }

  @Override
  public Optional<Caller.Organism> byDoor(String id) {
    try {
      Organism organism = organisms.find(UUID.fromString(id));
      return organism.end().isPresent()
          ? Optional.empty()
          : Optional.of(new Caller.Organism(organism.id(), organism.generation()));
    } catch (OrganismException unknown) {
      return Optional.empty();
    }
  }
}
