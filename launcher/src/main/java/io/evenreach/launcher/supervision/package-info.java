/** Starts every part of the platform in order, starts again what ends, and stops everything in the opposite order. */
@NullMarked
package io.evenreach.launcher.supervision;

import org.jspecify.annotations.NullMarked;
