/** What several features read, refuse and answer in the same shape; plain shapes without a domain of their own. */
@NullMarked
package io.evenreach.campaign.wire;

import org.jspecify.annotations.NullMarked;
