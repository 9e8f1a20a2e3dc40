/** The feed of changes that every other service follows. */
@NullMarked
package io.evenreach.identity.changes;

import org.jspecify.annotations.NullMarked;
