/** Evidence, components and tenures in PostgreSQL, read and written as sets. */
@NullMarked
package io.evenreach.identity.stitching.persistence;

import org.jspecify.annotations.NullMarked;
