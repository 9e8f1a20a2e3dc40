/** Reading and writing events on Kafka, and what happens to those that cannot be read. */
@NullMarked
package io.evenreach.platform.events;

import org.jspecify.annotations.NullMarked;
