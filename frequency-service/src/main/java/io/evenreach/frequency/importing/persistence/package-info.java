/** The uploaded bytes, the progress and the rejected rows of imports in PostgreSQL. */
@NullMarked
package io.evenreach.frequency.importing.persistence;

import org.jspecify.annotations.NullMarked;
