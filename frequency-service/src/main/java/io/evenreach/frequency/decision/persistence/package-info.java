/** Notes on decisions in PostgreSQL. */
@NullMarked
package io.evenreach.frequency.decision.persistence;

import org.jspecify.annotations.NullMarked;
