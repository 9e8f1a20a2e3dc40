/** The life of a hold and the keys it covers, as pure values. */
@NullMarked
package io.evenreach.campaign.hold.domain;

import org.jspecify.annotations.NullMarked;
