/**
 * The journal for others: published on Kafka where that is switched on, in pieces as the reach projection has read them, and
 * from time to time all histories. Nothing in the service reads it there.
 */
@NullMarked
package io.evenreach.frequency.publication;

import org.jspecify.annotations.NullMarked;
