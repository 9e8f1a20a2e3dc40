/** The HTTP edge of the ledger. */
@NullMarked
package io.evenreach.guidecommerce.ledger.web;

import org.jspecify.annotations.NullMarked;
