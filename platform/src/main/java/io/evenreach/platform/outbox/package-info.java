/** Events written with the change they tell of, and relayed in commit order without gaps. */
@NullMarked
package io.evenreach.platform.outbox;

import org.jspecify.annotations.NullMarked;
