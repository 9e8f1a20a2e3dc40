/** The audit log: who changed what and when, written in the transaction of the change; plain rows without a domain of their own. */
@NullMarked
package io.evenreach.campaign.audit;

import org.jspecify.annotations.NullMarked;
