package dev.cambrian.server.dashboard;

import dev.cambrian.server.campaign.CampaignHost;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.organism.Organisms;

/** What lives in a server beside its generations. */
public record Inhabitants(Organisms organisms, Gateway gateway, CampaignHost campaigns) {}
