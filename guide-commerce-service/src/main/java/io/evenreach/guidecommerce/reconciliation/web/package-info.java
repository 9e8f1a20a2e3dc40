/** The HTTP edge of reconciliation. */
@NullMarked
package io.evenreach.guidecommerce.reconciliation.web;

import org.jspecify.annotations.NullMarked;
