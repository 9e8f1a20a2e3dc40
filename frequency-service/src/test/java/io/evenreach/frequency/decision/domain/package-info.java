/** How asks of partners are shared out among instances. */
@NullMarked
package io.evenreach.frequency.decision.domain;

import org.jspecify.annotations.NullMarked;
