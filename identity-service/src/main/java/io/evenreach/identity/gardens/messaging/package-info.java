/** Hears which channels are closed. */
@NullMarked
package io.evenreach.identity.gardens.messaging;

import org.jspecify.annotations.NullMarked;
