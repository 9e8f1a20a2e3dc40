/** What identity says: who owns which identifier, and since when. */
@NullMarked
package io.evenreach.contracts.identity;

import org.jspecify.annotations.NullMarked;
