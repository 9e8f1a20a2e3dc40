package io.evenreach.contracts;

/**
 * A follower of a feed misses events. Whoever publishes that feed publishes them again, with the numbers they had; others
 * ignore this.
 *
 * @param topic of the feed
 * @param after the sequence of the last event the follower has; everything after it is sent again, in order
 */
public record FeedResendRequested(String topic, long after) {}
