/** What recurs does not wait for what else recurs. */
@NullMarked
package io.evenreach.platform.scheduling;

import org.jspecify.annotations.NullMarked;
