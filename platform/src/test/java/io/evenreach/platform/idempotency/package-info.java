@NullMarked
package io.evenreach.platform.idempotency;

import org.jspecify.annotations.NullMarked;
