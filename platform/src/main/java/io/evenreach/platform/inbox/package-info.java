/** Each event takes effect once per consumer. */
@NullMarked
package io.evenreach.platform.inbox;

import org.jspecify.annotations.NullMarked;
