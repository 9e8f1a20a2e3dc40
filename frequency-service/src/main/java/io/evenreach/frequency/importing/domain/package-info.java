/** What a row of a log means: column guesses, the mapping, times, identifiers, and the id of a row that has none. */
@NullMarked
package io.evenreach.frequency.importing.domain;

import org.jspecify.annotations.NullMarked;
