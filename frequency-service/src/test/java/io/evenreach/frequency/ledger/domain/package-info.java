/** The pure ledger under random schedules, against recounts by brute force. */
@NullMarked
package io.evenreach.frequency.ledger.domain;

import org.jspecify.annotations.NullMarked;
