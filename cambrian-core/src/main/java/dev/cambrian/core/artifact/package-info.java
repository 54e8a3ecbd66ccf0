/** What a model answered: file blocks, path rules, manifest and hash. */
@NullMarked
package dev.cambrian.core.artifact;

import org.jspecify.annotations.NullMarked;
