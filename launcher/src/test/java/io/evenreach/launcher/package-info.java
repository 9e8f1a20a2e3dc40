/** Proves what the command line says to people. */
@NullMarked
package io.evenreach.launcher;

import org.jspecify.annotations.NullMarked;
