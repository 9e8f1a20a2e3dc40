/** How asks of partners are shared out among instances, free of frameworks. */
@NullMarked
package io.evenreach.frequency.decision.domain;

import org.jspecify.annotations.NullMarked;
