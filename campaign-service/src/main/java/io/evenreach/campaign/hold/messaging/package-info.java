/** The holds feed, and the identity feed that keeps a hold on every identifier of the held person. */
@NullMarked
package io.evenreach.campaign.hold.messaging;

import org.jspecify.annotations.NullMarked;
