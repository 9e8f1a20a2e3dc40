/** Holds orders, commissions, the ledger, payouts and the bank's word against each other. */
@NullMarked
package io.evenreach.guidecommerce.reconciliation;

import org.jspecify.annotations.NullMarked;
