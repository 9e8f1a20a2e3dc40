/** Tells the traits feed about every newer trait, in the transaction that keeps it. */
@NullMarked
package io.evenreach.campaign.behaviour.messaging;

import org.jspecify.annotations.NullMarked;
