/** Follows numbered feeds: each event once, in order, in one transaction with its place; a gap stops the follower. */
@NullMarked
package io.evenreach.frequency.feeds;

import org.jspecify.annotations.NullMarked;
