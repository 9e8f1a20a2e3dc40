/** Who is this? The profile of a set of identifiers, now or at a time. */
@NullMarked
package io.evenreach.identity.resolving;

import org.jspecify.annotations.NullMarked;
