/** How many requests a client may send per second. */
@NullMarked
package io.evenreach.gateway.limits;

import org.jspecify.annotations.NullMarked;
