/** The read model of touches in PostgreSQL, its place in the journal, and the questions asked of it. */
@NullMarked
package io.evenreach.frequency.reach.persistence;

import org.jspecify.annotations.NullMarked;
