/** Postings as rows. */
@NullMarked
package io.evenreach.guidecommerce.ledger.persistence;

import org.jspecify.annotations.NullMarked;
