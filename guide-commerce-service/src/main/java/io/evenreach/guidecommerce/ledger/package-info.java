/** The double-entry ledger: postings are added, balances follow, and seals prove that nothing was changed. */
@NullMarked
package io.evenreach.guidecommerce.ledger;

import org.jspecify.annotations.NullMarked;
