/** The brand hold: while a customer has an open complaint in any domain, marketing in all domains is silent. */
@NullMarked
package io.evenreach.campaign.hold;

import org.jspecify.annotations.NullMarked;
