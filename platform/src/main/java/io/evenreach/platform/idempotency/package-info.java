/** A repeated POST with the same Idempotency-Key gets the first answer and has no second effect. */
@NullMarked
package io.evenreach.platform.idempotency;

import org.jspecify.annotations.NullMarked;
