/** What commands print for people: numbers, tables that line up, and how far a long step is. */
@NullMarked
package io.evenreach.launcher.text;

import org.jspecify.annotations.NullMarked;
