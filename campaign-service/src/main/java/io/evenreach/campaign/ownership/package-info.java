/** Who owns which identifier, as identity told: this service's own copy, which several features derive from. */
@NullMarked
package io.evenreach.campaign.ownership;

import org.jspecify.annotations.NullMarked;
