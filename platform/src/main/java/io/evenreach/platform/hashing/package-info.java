/** The deployment's way to hash identifiers, from configuration. */
@NullMarked
package io.evenreach.platform.hashing;

import org.jspecify.annotations.NullMarked;
