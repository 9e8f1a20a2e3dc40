/** What the feeds of this service have said, for consumers that found a gap; plain reading without a domain of its own. */
@NullMarked
package io.evenreach.campaign.feed;

import org.jspecify.annotations.NullMarked;
