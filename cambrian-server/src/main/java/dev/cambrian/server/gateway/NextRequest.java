package dev.cambrian.server.gateway;

import dev.cambrian.core.llm.Purpose;

/**
 * Which of an organism's requests one is.
 *
 * @param ordinal from 1, of those of this purpose
 */
record NextRequest(Purpose purpose, int ordinal) {}
