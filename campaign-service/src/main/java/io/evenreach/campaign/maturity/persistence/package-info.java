/** Purchases, the stages, and who is at which of them, in PostgreSQL. */
@NullMarked
package io.evenreach.campaign.maturity.persistence;

import org.jspecify.annotations.NullMarked;
