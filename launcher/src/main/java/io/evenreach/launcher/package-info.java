/** The command line: its root, and the commands that start, watch and stop the platform. */
@NullMarked
package io.evenreach.launcher;

import org.jspecify.annotations.NullMarked;
