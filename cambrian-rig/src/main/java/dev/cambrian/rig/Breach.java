package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;

/**
 * A limit of resources that processes are over.
 *
 * @param limit which one
 * @param most as much as they may take, such as {@code 64 MiB on disk}
 */
record Breach(Limit limit, String most) {}
