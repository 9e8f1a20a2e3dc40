/** Serves the user interface, and the headers that keep a browser safe. */
@NullMarked
package io.evenreach.gateway.ui;

import org.jspecify.annotations.NullMarked;
