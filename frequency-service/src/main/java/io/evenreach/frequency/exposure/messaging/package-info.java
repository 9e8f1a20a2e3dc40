/** Exposures through Kafka: written with all acknowledgements, applied in batches, and how far that has come. */
@NullMarked
package io.evenreach.frequency.exposure.messaging;

import org.jspecify.annotations.NullMarked;
