package dev.cambrian.server.dashboard;

import dev.cambrian.server.campaign.CampaignHost;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.organism.Organisms;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What lives in a server beside its generations.
 *
 * @param occasion what the server runs for, as a sentence; empty where it just serves
 */
public record Inhabitants(
    Organisms organisms,
    Gateway gateway,
    CampaignHost campaigns,
    Supplier<Optional<String>> occasion) {}
