/** Looking at profiles; plain reading without rules of its own, so it has no domain package. */
@NullMarked
package io.evenreach.identity.profiles;

import org.jspecify.annotations.NullMarked;
