/** Verifications in PostgreSQL. */
@NullMarked
package io.evenreach.frequency.verification.persistence;

import org.jspecify.annotations.NullMarked;
