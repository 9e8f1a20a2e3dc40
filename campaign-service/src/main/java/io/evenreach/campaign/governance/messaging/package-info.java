/** Tells the governance feed about every change, in its transaction. */
@NullMarked
package io.evenreach.campaign.governance.messaging;

import org.jspecify.annotations.NullMarked;
