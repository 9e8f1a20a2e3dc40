/** Owners of identifiers in PostgreSQL. */
@NullMarked
package io.evenreach.campaign.ownership.persistence;

import org.jspecify.annotations.NullMarked;
