/** This was shown: exposures over HTTP, kept by Kafka before they are acknowledged, counted once by the ledger. */
@NullMarked
package io.evenreach.frequency.exposure;

import org.jspecify.annotations.NullMarked;
